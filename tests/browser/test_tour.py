"""The tour in a browser: by keyboard, by touch, by itself, and on the stage."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from pages.tour.story import STEPS
from tests.browser.helpers import box_of, settle, until, visit
from tests.browser.test_accessibility import violations


@pytest.fixture
def phone(browser: Browser, base_url: str) -> Iterator[Page]:
    """A page in a phone's window, for fingers."""
    size = {"width": 390, "height": 844}
    context = browser.new_context(base_url=base_url, viewport=size, has_touch=True, is_mobile=True)
    yield context.new_page()
    context.close()


def expect_step(page: Page, number: int) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(STEPS[number - 1].title)
    page.wait_for_function(
        "step => document.querySelector('[data-testid=stMain]') && location.search.includes(step)",
        arg=f"step={number}",
    )
    settle(page)


def test_the_whole_tour_by_keyboard_and_back(page: Page) -> None:
    visit(page, "/tour?step=1", height=800)

    for number in range(2, len(STEPS) + 1):
        page.keyboard.press("ArrowRight")
        expect_step(page, number)
    expect(page.get_by_role("link", name="Explore the map")).to_be_visible()
    page.keyboard.press("ArrowRight")  # there is nothing after the last
    page.keyboard.press("PageUp")

    expect_step(page, len(STEPS) - 1)


def test_untouched_it_goes_on_by_itself_until_somebody_takes_hold(fresh_page: Page) -> None:
    fresh_page.clock.install()
    visit(fresh_page, "/tour?step=3")

    for number in (4, 5):
        fresh_page.clock.fast_forward(1000 * STEPS[number - 2].seconds)
        expect_step(fresh_page, number)
    fresh_page.mouse.click(20, 500)
    expect(fresh_page.get_by_role("button", name="Go on by itself")).to_be_visible()
    fresh_page.clock.fast_forward(60_000)
    settle(fresh_page)

    expect_step(fresh_page, 5)


def test_untouched_it_plays_to_its_end(fresh_page: Page) -> None:
    fresh_page.clock.install()
    visit(fresh_page, "/tour")

    for number in range(2, len(STEPS) + 1):
        fresh_page.clock.fast_forward(1000 * STEPS[number - 2].seconds)
        expect_step(fresh_page, number)

    expect(fresh_page.get_by_role("link", name="Explore the map")).to_be_visible()


def test_the_whole_tour_by_touch(phone: Page) -> None:
    visit(phone, "/tour?step=1", width=390, height=844)
    back = phone.get_by_role("button", name="Back", exact=True)
    place = box_of(back)

    for number in range(2, len(STEPS) + 1):
        phone.get_by_role("button", name="Next", exact=True).tap()
        expect_step(phone, number)
        assert box_of(back) == place  # the next tap finds its button where the last one was

    # Whoever turns the steps has taken over from the clock.
    expect(phone.get_by_role("button", name="Go on by itself")).to_be_visible()
    phone.get_by_role("button", name="Start again").tap()
    expect_step(phone, 1)
    phone.get_by_role("button", name=f"Step {len(STEPS)}").tap()
    expect_step(phone, len(STEPS))
    phone.get_by_role("link", name="Draw more digits").tap()
    phone.wait_for_url("**/draw*")


def test_a_link_opens_its_step_with_the_term_one_click_away(page: Page) -> None:
    visit(page, "/tour?step=6")

    expect_step(page, 6)
    page.get_by_text("The term and the formula").locator("visible=true").click()

    expect(page.get_by_text("Interpolation", exact=True)).to_be_visible()


def test_a_pen_draws_until_somebody_takes_it(fresh_page: Page) -> None:
    visit(fresh_page, "/tour?step=5")
    verdict = fresh_page.locator(".verdict")
    board = fresh_page.get_by_role("application")

    # It writes a 3 and then a 6, and both are read.
    for digit in "36":
        expect(verdict).to_contain_text(f"reads a {digit}")
    assert "board=" not in fresh_page.url
    board.click(position={"x": 100, "y": 100})

    # The dot is the visitor's: it stays, and it can be taken back.
    fresh_page.wait_for_function("location.search.includes('board=')")
    fresh_page.get_by_role("button", name="Undo").click()
    expect(verdict).to_contain_text("Draw a digit")
    fresh_page.wait_for_timeout(1500)
    expect(verdict).to_contain_text("Draw a digit")


def test_a_film_moves_until_its_slider_is_dragged(page: Page) -> None:
    visit(page, "/tour?step=6")
    slider = page.get_by_role("slider", name="From the 4 to the 9")

    page.wait_for_function("e => Number(e.value) > 0", arg=slider.element_handle())
    slider.fill("12")

    expect(page.get_by_text("Nobody wrote this one")).to_be_visible()
    page.wait_for_timeout(400)
    assert slider.input_value() == "12"


@pytest.mark.parametrize(
    ("step", "picture"), [(2, "canvas[aria-label^='A handwritten']"), (4, "canvas >> nth=0")]
)
def test_the_one_pause_button_holds_the_picture_too(page: Page, step: int, picture: str) -> None:
    visit(page, f"/tour?step={step}")
    canvas = page.locator(f".st-key-tour_step_{step}").locator(picture)

    def moves() -> bool:
        before = canvas.evaluate("e => e.toDataURL()")
        page.wait_for_timeout(1600)  # longer than a film rests
        return bool(canvas.evaluate("e => e.toDataURL()") != before)

    until(page, moves)
    pause = page.get_by_role("button", name="Pause")
    expect(pause).to_have_count(1)
    pause.click()
    assert not moves()
    page.get_by_role("button", name="Go on by itself").click()
    until(page, moves)


def test_a_filled_button_is_readable_under_the_pointer(page: Page) -> None:
    visit(page, "/tour?step=1")
    following = page.get_by_role("button", name="Next", exact=True)

    following.hover()

    style = "e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]"
    ink, ground = following.evaluate(style)
    assert ink != ground


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_without_a_room_the_quiz_is_answered_by_hand(page: Page, dark: bool) -> None:
    visit(page, "/tour?step=6&show=Quiz", height=800, dark=dark)
    expect(page.get_by_role("button", name="Another question")).to_be_hidden()
    assert violations(page) == []

    page.get_by_role("button", name="Picture B").click()

    expect(page.get_by_text("halfway between")).to_be_visible()
    expect(page.locator(".quiz .answer")).to_have_count(1)
    assert violations(page) == []
    before = page.locator(".quiz canvas").first.evaluate("e => e.toDataURL()")
    page.get_by_role("button", name="Another question").click()
    expect(page.get_by_text("Tap the fourth")).to_be_visible()
    canvas = page.locator(".quiz canvas").first
    until(page, lambda: canvas.evaluate("e => e.toDataURL()") != before)


def test_a_finger_reads_the_pixels(page: Page) -> None:
    visit(page, "/tour?step=1", width=390, height=844)

    page.get_by_role("img", name="A handwritten digit").click(position={"x": 2, "y": 2})

    expect(page.get_by_text("Row 1, column 1: 0 of 255")).to_be_visible()


def test_a_clicker_leads_through_the_tour_on_the_stage(page: Page) -> None:
    visit(page, "/tour?step=1&present=1")

    page.keyboard.press("PageDown")

    expect_step(page, 2)
    expect(page.get_by_test_id("stHeader")).to_be_hidden()
