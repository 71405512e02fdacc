"""The stage: screens without menu and forms, in large type, from a key, a button or a link."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers import overflow, settle, until, visit
from tests.menu import TITLES


def type_size(page: Page) -> float:
    """Pixels of one rem, to which all type on the page relates."""
    return float(page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)"))


@pytest.mark.parametrize("path", TITLES)
def test_every_screen_has_a_stage(page: Page, path: str) -> None:
    visit(page, f"{path}?present=1", width=1920, height=1080)

    expect(page.get_by_test_id("stHeader")).to_be_hidden()
    until(page, lambda: type_size(page) >= 1.6 * 16)
    assert overflow(page) <= 0


def test_the_key_p_enters_and_escape_leaves(page: Page) -> None:
    visit(page, "/denoise", width=1920, height=1080)
    before = type_size(page)

    page.keyboard.press("p")
    expect(page.get_by_test_id("stHeader")).to_be_hidden()
    expect(page.get_by_text("Kind of noise", exact=True)).to_be_hidden()
    expect(page).to_have_url(re.compile("present=1"))

    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stHeader")).to_be_visible()
    expect(page.get_by_text("Kind of noise", exact=True)).to_be_visible()
    expect(page).not_to_have_url(re.compile("present"))
    until(page, lambda: type_size(page) == before)


def smallest_type(page: Page) -> float:
    """Pixels of the smallest type in the page's charts."""
    return float(
        page.evaluate(
            """() => Math.min(...[...document.querySelectorAll(
              ".js-plotly-plot :is(.xtick text, .ytick text, .xtitle, .ytitle, .legendtext)"
            )].map((text) => parseFloat(getComputedStyle(text).fontSize)))"""
        )
    )


@pytest.mark.parametrize("path", ["/report", "/map"])
def test_charts_are_readable_from_the_last_row(page: Page, path: str) -> None:
    visit(page, path, width=1920, height=1080)
    page.locator(".js-plotly-plot .xtick text").first.wait_for()
    before = smallest_type(page)

    page.keyboard.press("p")
    settle(page)
    page.wait_for_function(
        """size => parseFloat(getComputedStyle(
          document.querySelector(".js-plotly-plot .xtick text")).fontSize) > size""",
        arg=1.3 * before,
    )

    # As large as the type of a page's sentence, and more.
    until(page, lambda: smallest_type(page) >= 1.1 * 16)
    page.keyboard.press("Escape")
    settle(page)
    page.wait_for_function(
        """size => parseFloat(getComputedStyle(
          document.querySelector(".js-plotly-plot .xtick text")).fontSize) < size""",
        arg=1.3 * before,
    )


@pytest.mark.parametrize(
    ("path", "key"),
    [("/train?view=new", "launch"), ("/data", "dropzone"), ("/map?part=Make+a+map", "new_map")],
)
def test_forms_are_gone(page: Page, path: str, key: str) -> None:
    visit(page, path)
    form = page.locator(f".st-key-{key}")
    expect(form).to_be_visible()

    page.keyboard.press("p")

    expect(form).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


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
    settle(page)
    page.go_back()
    page.wait_for_url("**/draw*")
    settle(page)

    expect(page.get_by_role("slider", name="Brush")).to_have_value(before)


def test_a_teachers_link_hides_single_controls(page: Page) -> None:
    visit(page, "/denoise?hide=menu,cleaners")

    expect(page.get_by_test_id("stHeader")).to_be_hidden()
    expect(page.get_by_text("Cleaned by (autoencoders)")).to_be_hidden()
    expect(page.get_by_text("Kind of noise", exact=True)).to_be_visible()
