"""The stage: screens without menu and forms, in large type, from a key, a button or a link."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers import overflow, settle, visit
from tests.menu import TITLES


def type_size(page: Page) -> float:
    """Pixels of one rem, to which all type on the page relates."""
    return float(page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)"))


@pytest.mark.parametrize("path", TITLES)
def test_every_screen_has_a_stage(page: Page, path: str) -> None:
    visit(page, f"{path}?present=1", width=1920, height=1080)

    expect(page.get_by_test_id("stHeader")).to_be_hidden()
    assert type_size(page) >= 1.6 * 16
    assert overflow(page) <= 0


def test_the_key_p_enters_and_escape_leaves(page: Page) -> None:
    visit(page, "/denoise", width=1920, height=1080)
    before = type_size(page)

    page.keyboard.press("p")
    expect(page.get_by_test_id("stHeader")).to_be_hidden()
    expect(page.get_by_text("Kind of noise", exact=True)).to_be_hidden()
    assert "present=1" in page.url

    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stHeader")).to_be_visible()
    expect(page.get_by_text("Kind of noise", exact=True)).to_be_visible()
    assert "present" not in page.url
    assert type_size(page) == before


def test_a_clicker_turns_to_the_next_screen_and_stays_on_the_stage(page: Page) -> None:
    visit(page, "/denoise?present=1")

    page.keyboard.press("PageDown")
    page.wait_for_url("**/draw*")
    settle(page)

    expect(page.get_by_test_id("stHeader")).to_be_hidden()
    page.wait_for_function("location.search.includes('present=1')")


def test_a_clicker_turns_while_a_slider_has_the_focus(page: Page) -> None:
    visit(page, "/draw?present=1")
    brush = page.get_by_role("slider", name="Brush")
    brush.focus()
    before = brush.input_value()

    page.keyboard.press("PageDown")
    page.wait_for_url("**/map*")
    page.go_back()
    page.wait_for_url("**/draw*")

    assert page.get_by_role("slider", name="Brush").input_value() == before


def test_a_teachers_link_hides_single_controls(page: Page) -> None:
    visit(page, "/denoise?hide=menu,cleaners")

    expect(page.get_by_test_id("stHeader")).to_be_hidden()
    expect(page.get_by_text("Cleaned by (autoencoders)")).to_be_hidden()
    expect(page.get_by_text("Kind of noise", exact=True)).to_be_visible()
