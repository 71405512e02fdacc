"""The guides: each points at parts that are there, by keyboard and touch, at every size."""

import re

import pytest
from playwright.sync_api import Page, expect

from pages.shared.frame.guide import hints
from tests.browser.helpers import overflow, settle, until, visit
from tests.browser.test_accessibility import violations
from tests.menu import TITLES

SIZES = [(1280, 800), (390, 844), (1920, 1080)]


def screen_of(path: str) -> str:
    return path.strip("/") or "start"


def card_is_whole(page: Page) -> bool:
    """Whether the card of the guide lies inside the window."""
    box = page.get_by_role("dialog").bounding_box()
    size = page.viewport_size
    assert size is not None
    return box is not None and (
        min(box["x"], box["y"]) >= 0
        and box["x"] + box["width"] <= size["width"]
        and box["y"] + box["height"] <= size["height"]
    )


@pytest.mark.parametrize("path", TITLES)
def test_each_hint_points_at_a_part_of_its_screen_at_every_size(page: Page, path: str) -> None:
    steps = hints(screen_of(path))
    assert 3 <= len(steps) <= 5
    visit(page, f"{path}?view=new" if path == "/train" else path)  # whatever jobs there are
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        settle(page)
        page.get_by_role("button", name="Guide", exact=True).click()
        for number, hint in enumerate(steps, 1):
            card = page.get_by_role("dialog", name=hint.title)
            expect(card).to_contain_text(f"{number} of {len(steps)}")
            expect(page.locator(hint.target).filter(visible=True).first).to_be_in_viewport()
            until(page, lambda: card_is_whole(page))
            page.keyboard.press("ArrowRight")
        expect(page.get_by_role("dialog")).to_have_count(0)
        assert overflow(page) <= 0


def test_the_keys_turn_and_the_focus_comes_back(page: Page) -> None:
    visit(page, "/denoise")
    opener = page.get_by_role("button", name="Guide", exact=True)
    opener.focus()
    opener.press("Enter")
    expect(page.get_by_role("button", name="Next", exact=True)).to_be_focused()
    first, second = (hint.title for hint in hints("denoise")[:2])

    page.keyboard.press("PageDown")
    expect(page.get_by_role("dialog", name=second)).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("dialog", name=first)).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(opener).to_be_focused()


def test_the_part_can_be_tried_while_the_guide_points_at_it(page: Page) -> None:
    visit(page, "/denoise")
    page.get_by_role("button", name="Guide", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    dial = page.get_by_role("slider").first
    before = dial.input_value()

    dial.click(position={"x": 20, "y": 10})
    page.keyboard.press("ArrowRight")  # belongs to the dial

    assert dial.input_value() != before
    expect(page.get_by_role("dialog", name=hints("denoise")[0].title)).to_be_visible()


def test_a_change_of_screen_ends_the_guide(page: Page) -> None:
    visit(page, "/walk")
    page.get_by_role("button", name="Guide", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_visible()

    page.get_by_test_id("stTopNavLink").filter(has_text="Draw").click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    settle(page)


def test_on_the_tour_the_arrow_keys_turn_the_open_guide_only(page: Page) -> None:
    visit(page, "/tour?step=2")
    page.get_by_role("button", name="Guide", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_visible()

    page.keyboard.press("ArrowRight")

    expect(page.get_by_role("dialog", name=hints("tour")[1].title)).to_be_visible()
    settle(page)
    expect(page).to_have_url(re.compile("step=2"))
