"""The style sheets of all screens."""

import re
from pathlib import Path

import pytest

PAGES = Path(__file__).resolve().parents[2] / "pages"
SHEETS = sorted(PAGES.rglob("*.css"))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.relative_to(PAGES).as_posix())
def test_no_selector_makes_the_browser_search_the_page_at_each_change(sheet: Path) -> None:
    rules = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)

    assert not re.search(r"(\bhtml|\bbody|:root)[^\s,{]*:has\(", rules)
