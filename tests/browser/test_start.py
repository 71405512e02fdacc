"""The first screen in a browser: it moves by itself, draws what a hand sets, and leads on."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers import box_of, settle, until, visit


def painted(page: Page) -> int:
    """How often the moving picture has been painted."""
    return int(page.locator(".start").get_attribute("data-painted") or 0)


def test_the_picture_moves_until_it_is_held(page: Page) -> None:
    visit(page, height=800)
    expect(page.locator(".start[data-painted]")).to_be_visible()
    before = painted(page)
    until(page, lambda: painted(page) > before)
    for part in (".start canvas", ".start .neck", ".doors a"):
        box = box_of(page.locator(part).last)
        assert box["y"] + box["height"] <= 800

    page.get_by_role("button", name="Hold the picture").click()
    expect(page.get_by_role("button", name="Let the picture move")).to_be_visible()
    held = painted(page)
    page.wait_for_timeout(500)
    assert painted(page) == held


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1920, 1080), (3840, 2160)])
def test_the_picture_and_the_doors_fill_the_window(page: Page, width: int, height: int) -> None:
    visit(page, width=width, height=height)

    foot = box_of(page.locator(".st-key-next_screen"))
    assert 0.85 * height < foot["y"] + foot["height"] <= height


def test_a_number_that_is_set_is_drawn_by_the_network(page: Page) -> None:
    visit(page)
    bars = page.get_by_role("slider", name="Number 1 of")
    bars.focus()

    bars.press("PageUp")

    expect(page.locator(".start[data-decoded]")).to_be_visible()
    expect(page.get_by_role("button", name="Let the picture move")).to_be_visible()
    expect(bars).not_to_have_attribute("aria-valuenow", re.compile("^-?0(\\.0*)?$"))
    bars.press("ArrowRight")
    expect(page.get_by_role("slider", name="Number 2 of")).to_be_focused()


def test_a_door_opens_its_screen_without_loading_the_page_again(page: Page) -> None:
    visit(page)
    page.evaluate("window.sameDocument = true")

    page.locator(".doors a").filter(has_text="Draw").click()

    expect(page).to_have_title("Draw · Latent Lab")
    settle(page)
    assert page.evaluate("window.sameDocument")


def test_who_wants_less_motion_sees_a_picture_that_stands(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    visit(page)
    expect(page.locator(".start[data-painted]")).to_be_visible()
    page.wait_for_timeout(300)
    before = painted(page)
    page.wait_for_timeout(400)
    assert painted(page) == before
