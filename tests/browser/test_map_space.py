"""A map of three numbers under a hand: turned, pointed at, selected, brought back by its link."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from core import maps
from tests.browser.helpers import box_of, overflow, prepare, settle, visit

MAP = "bottleneck:ae-conv-3-8x8"
QUERY = f"data=digits-8x8&map={MAP}&digits=all"
HOME = "-30,20,1"


def open_space(page: Page, query: str = QUERY, width: int = 1280) -> Locator:
    visit(page, f"/map?{query}", width=width, height=844)
    return ready_space(page)


def ready_space(page: Page) -> Locator:
    expect(page.locator(".lm")).to_have_attribute("data-state", "ready")
    plot = page.locator(".lm-plot")
    plot.evaluate("e => e.scrollIntoView({block: 'center'})")
    return plot


def viewpoint(page: Page) -> str:
    """From where the map is seen, as its canvas says."""
    return page.locator(".lm-space").get_attribute("data-viewpoint") or ""


def middle(plot: Locator) -> tuple[float, float]:
    box = box_of(plot)
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.mark.parametrize("width", [390, 1280])
def test_drag_keys_and_buttons_turn_the_map_and_the_link_keeps_its_viewpoint(
    page: Page, width: int
) -> None:
    plot = open_space(page, width=width)
    canvas = page.locator(".lm-space")
    expect(canvas).to_have_attribute("data-viewpoint", HOME)
    assert len(maps.layout(MAP, "digits-8x8", "all").info.axes) == 3
    expect(page.locator(".lm-foot")).to_contain_text("1,797 of 1,797 in view")
    x, y = middle(plot)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 50, y - 25, steps=4)
    page.mouse.up()
    expect(canvas).to_have_attribute("data-viewpoint", "-10,10,1")
    plot.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("+")
    expect(canvas).to_have_attribute("data-viewpoint", "0,10,1.667")
    page.get_by_role("button", name="Tilt down").click()
    expect(canvas).to_have_attribute("data-viewpoint", "0,20,1.667")
    expect(page).to_have_url(re.compile(r"cam=0%2C20%2C1\.667"))
    assert overflow(page) <= 0

    open_space(page, urlsplit(page.url).query, width)
    expect(canvas).to_have_attribute("data-viewpoint", "0,20,1.667")
    if width < 640:  # the narrow bar keeps it in its drawer
        page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("button", name="Show all", exact=True).click()
    expect(canvas).to_have_attribute("data-viewpoint", HOME)
    expect(page).not_to_have_url(re.compile("cam="))


def test_a_digit_is_pointed_at_chosen_and_selected_in_space(page: Page) -> None:
    plot = open_space(page)
    plot.focus()
    page.keyboard.press("Shift+ArrowRight")
    card = page.locator(".lm-card.floating")
    expect(card).to_have_attribute("data-state", "shown")
    row = card.get_attribute("data-row")
    page.keyboard.press("Enter")
    expect(page.locator(".lm-card.chosen")).to_have_attribute("data-row", str(row))
    expect(page.get_by_role("region", name="Nearest neighbours")).to_contain_text("3 numbers")
    plot.evaluate("e => e.scrollIntoView({block: 'center'})")

    page.locator("[data-tool=select]").click()
    x, y = middle(plot)
    page.mouse.move(x - 120, y - 100)
    page.mouse.down()
    page.mouse.move(x + 120, y + 100, steps=4)
    page.mouse.up()
    expect(page.locator(".lm-gallery")).to_contain_text("of 1,797 digits selected")
    expect(page).to_have_url(re.compile("[?&]sel=0[rm](:|%3A)"))
    assert viewpoint(page) == HOME
    page.get_by_role("button", name="Clear selection").click()
    page.locator(".lm-chip").nth(3).click()
    expect(page.locator(".lm")).to_have_attribute("data-visible", re.compile("16.."))


def test_on_a_phone_one_finger_scrolls_and_two_turn(browser: Browser, base_url: str) -> None:
    phone = {"width": 390, "height": 844}
    context = browser.new_context(
        base_url=base_url, viewport=phone, has_touch=True, is_mobile=True, reduced_motion="reduce"
    )
    page = context.new_page()
    try:
        prepare(page)
        page.goto(f"/map?{QUERY}")
        settle(page)
        plot = ready_space(page)
        expect(page.get_by_role("button", name="Spin")).to_have_count(0)
        x, y = middle(plot)
        finger = context.new_cdp_session(page)

        def touch(kind: str, *places: tuple[float, float]) -> None:
            points = [{"x": a, "y": b, "id": at} for at, (a, b) in enumerate(places)]
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

        touch("touchStart", (x, y))
        for step in range(1, 6):
            touch("touchMove", (x, y - 12 * step))
        expect(page.locator(".lm-hint")).to_be_visible()
        touch("touchEnd")
        assert viewpoint(page) == HOME

        plot.evaluate("e => e.scrollIntoView({block: 'center'})")
        x, y = middle(plot)
        touch("touchStart", (x - 40, y), (x + 40, y))
        for step in range(1, 6):
            touch("touchMove", (x - 40 + 10 * step, y), (x + 40 + 10 * step, y))
        touch("touchEnd")
        expect(page.locator(".lm-space")).to_have_attribute(
            "data-viewpoint", re.compile("^-(9|10|11)")
        )
        turn, tilt, zoom = map(float, viewpoint(page).split(","))
        assert turn == pytest.approx(-10, abs=1)
        assert tilt == pytest.approx(20, abs=2)
        assert zoom == pytest.approx(1, abs=0.02)
        expect(page).to_have_url(re.compile("cam=-"))
    finally:
        context.close()
