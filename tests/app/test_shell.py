"""The frame leads to every page that there is, and each runs in it."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

SHELL = Path(__file__).resolve().parents[2] / "pages" / "shell.py"
PAGES = sorted(
    p.name for p in SHELL.parent.glob("*.py") if p.name not in {"__init__.py", "shell.py"}
)
TIMEOUT_S = 120


def test_the_shell_opens_a_page() -> None:
    app = AppTest.from_file(str(SHELL), default_timeout=TIMEOUT_S).run()

    assert not app.exception
    assert "Denoise" in app.title[0].value


@pytest.mark.parametrize("file", PAGES)
def test_every_page_file_opens_from_the_shell(file: str) -> None:
    app = AppTest.from_file(str(SHELL), default_timeout=TIMEOUT_S).run()

    app.switch_page(file).run()

    assert not app.exception
    assert len(app.title) == 1
    assert file.removesuffix(".py").capitalize() in app.title[0].value
