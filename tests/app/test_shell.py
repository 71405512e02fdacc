"""The frame leads to every page of the menu, and each runs in it."""

import pytest
from streamlit.testing.v1 import AppTest

from core.checkpoints import Store
from core.text.glossary import TERMS
from core.visitors import Role, Visitor
from pages.shared.access import visit
from tests.app.helpers import html
from tests.menu import FILES, HEADINGS, SHELL, TITLES

TIMEOUT_S = 120


def test_the_menu_begins_with_the_start() -> None:
    assert len(FILES) == len(TITLES) >= 3
    assert SHELL.read_text().count("st.Page(") == len(FILES)

    app = AppTest.from_file(str(SHELL), default_timeout=TIMEOUT_S).run()

    assert not app.exception
    assert app.title[0].value == "Latent Lab"


@pytest.mark.parametrize(("file", "title"), list(zip(FILES, TITLES.values(), strict=True)))
def test_every_page_of_the_menu_opens(file: str, title: str) -> None:
    app = AppTest.from_file(str(SHELL), default_timeout=TIMEOUT_S).run()

    app.switch_page(file).run()

    assert not app.exception
    assert len(app.title) == (2 if title == "Tour" else 1)  # its next step is loaded ahead
    assert app.title[0].value.startswith(HEADINGS.get(title, title))


@pytest.mark.parametrize("file", ["denoise/page.py", "report/page.py", "room/page.py"])
def test_a_page_that_ends_early_leads_on_too(file: str, store: Store) -> None:
    app = AppTest.from_file(str(SHELL), default_timeout=TIMEOUT_S).run()

    app.switch_page(file).run()

    assert [button.key for button in app.button].count("words") == 1
    assert len([link for link in app.get("page_link") if link.proto.label.startswith("Next")]) == 1


def test_a_visitor_who_may_not_train_is_led_past_the_training(
    monkeypatch: pytest.MonkeyPatch, store: Store
) -> None:
    monkeypatch.setattr(visit, "visitor", lambda: Visitor(Role.GUEST))
    app = AppTest.from_file(str(SHELL), default_timeout=TIMEOUT_S).run()

    app.switch_page("report/page.py").run()

    labels = [link.proto.label for link in app.get("page_link")]
    assert [label for label in labels if label.startswith("Next")] == [
        "Next: See all trained networks →"
    ]


@pytest.mark.parametrize("file", [None, "clusters/page.py"])
def test_the_words_open_on_every_screen(file: str | None) -> None:
    app = AppTest.from_file(str(SHELL), default_timeout=TIMEOUT_S).run()
    if file:
        app.switch_page(file).run()

    app.button(key="words").click().run()

    assert not app.exception
    words = html(app)
    for name in TERMS:
        assert TERMS[name].plain in words
    assert words.count("<img") >= 5
