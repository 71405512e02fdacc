"""The tour: every step opens, also from a link, and says what is missing in an empty store."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.tour.story import STEPS
from tests.menu import SHELL
from tests.stores import store_at

TIMEOUT_S = 120


def opened(step: str) -> AppTest:
    app = AppTest.from_file(str(SHELL), default_timeout=TIMEOUT_S).run()
    app.switch_page("tour/page.py")
    app.query_params["step"] = step
    return app.run()


@pytest.mark.parametrize("number", range(1, len(STEPS) + 1))
def test_each_step_has_its_heading_sentence_and_term(number: int) -> None:
    app = opened(str(number))

    near = STEPS[max(0, number - 2) : number + 1]  # loaded ahead, and kept for the way back
    assert not app.exception
    assert not app.error
    assert [title.value for title in app.title] == [step.title for step in near]
    assert [text.value for text in app.markdown[: len(near)]] == [step.sentence for step in near]
    assert [fold.markdown[0].value for fold in app.expander] == [step.term for step in near]


@pytest.mark.parametrize("step", ["0", "8", "-1", "x", "²"])
def test_a_link_to_no_step_starts_at_the_first(step: str) -> None:
    app = opened(step)

    assert not app.exception
    assert app.title[0].value == STEPS[0].title
    assert "7 steps" in app.caption[0].value


def test_an_empty_store_is_explained(tmp_path: Path) -> None:
    with store_at(tmp_path):
        apps = [opened(str(number)) for number in range(1, len(STEPS) + 1)]

    assert not any(app.exception for app in apps)
    assert apps[0].expander[0].markdown[0].value == STEPS[0].term  # a digit needs no network
    assert all(app.info or app.error for app in apps[1:4])
