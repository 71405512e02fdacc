"""The frame leads to every page that there is, and each runs in it."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

SHELL = Path(__file__).resolve().parents[2] / "pages" / "shell.py"
PAGES = re.findall(r'st\.Page\("(\w+)\.py"', SHELL.read_text())
TIMEOUT_S = 120


def test_the_shell_opens_a_page() -> None:
    app = AppTest.from_file(str(SHELL), default_timeout=TIMEOUT_S).run()

    assert len(PAGES) >= 3
    assert not app.exception
    assert "Denoise" in app.title[0].value


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_the_menu_opens(name: str) -> None:
    app = AppTest.from_file(str(SHELL), default_timeout=TIMEOUT_S).run()

    app.switch_page(f"{name}.py").run()

    assert not app.exception
    assert len(app.title) == 1
    assert name.capitalize() in app.title[0].value
