"""The map under fingers and keys, on a phone and on the whole screen, and in a browser that fails.

Pages take seconds to open, so each test asks one page for several things.
"""

import base64
import io
import re
from collections.abc import Iterator

import numpy as np
import pytest
import torch
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from core import inference, maps
from core.checkpoints.pool import pool
from core.latent.plane import decoded_grid
from tests.browser.helpers import Troubles, assert_no_trouble, box_of, until, visit
from tests.browser.test_map import CARD, MAP, OTHER, canvas_pixels, lonely, open_map, pixel_of

PHONE: ViewportSize = {"width": 390, "height": 844}
RANGES = "e => [...e._fullLayout.xaxis.range, ...e._fullLayout.yaxis.range]"


@pytest.fixture
def phone(browser: Browser, base_url: str, troubles: Troubles) -> Iterator[Page]:
    """A page on a narrow screen that is touched."""
    context = browser.new_context(
        base_url=base_url, viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2
    )
    page = context.new_page()
    troubles.watch(page)
    yield page
    assert_no_trouble(page, troubles)
    context.close()


def ranges(plot: Locator) -> np.ndarray:
    """Left, right, bottom and top of the part in view."""
    return np.array(plot.evaluate(RANGES), np.float64)


def painted(page: Page) -> int:
    """How many pixels of the layer over the plot are not empty."""
    return int(
        page.locator(".lm-overlay").evaluate(
            """c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data
                    .filter((value, at) => at % 4 === 3 && value > 0).length"""
        )
    )


def test_fingers_on_a_phone_see_a_digit_beside_them_and_spread_the_map(phone: Page) -> None:
    visit(phone, f"/map?map={MAP}", width=PHONE["width"], height=PHONE["height"])
    expect(phone.locator(".lm")).to_have_attribute("data-state", "ready")
    plot = phone.locator(".lm-plot")
    plot.evaluate("e => e.scrollIntoView({block: 'center'})")
    layout = maps.layout(MAP, "mnist", "test")
    index = lonely(layout)
    left, top = pixel_of(phone, tuple(layout.xy[index].tolist()))

    phone.touchscreen.tap(left + 3, top)

    card = phone.locator(CARD)
    expect(card).to_have_attribute("data-row", str(layout.rows[index]))
    expect(card).to_have_attribute("data-state", "shown")
    expect(phone.locator(".lm-card.chosen")).to_have_attribute("data-row", str(layout.rows[index]))
    box = box_of(card)
    assert 0 <= box["x"] <= box["x"] + box["width"] <= PHONE["width"]
    assert 0 <= box["y"] <= box["y"] + box["height"] <= PHONE["height"]
    covered = (
        box["x"] < left < box["x"] + box["width"] and box["y"] < top < box["y"] + box["height"]
    )
    assert not covered, "the card hides the digit that it tells of"
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    phone.get_by_test_id("stMain").evaluate("e => e.scrollBy(0, 20)")
    expect(card).to_be_hidden()  # its digit has moved away from it

    before, scrolled = ranges(plot), phone.evaluate("scrollY")
    frame = box_of(plot)
    x, y = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2
    hand = phone.context.new_cdp_session(phone)
    for kind, apart in (("touchStart", 40), *(("touchMove", 40 + 10 * i) for i in range(1, 5))):
        fingers = [{"x": x - apart, "y": y, "id": 0}, {"x": x + apart, "y": y, "id": 1}]
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})
        phone.wait_for_timeout(50)
    hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    expect(phone).to_have_url(re.compile("view="))
    after = ranges(plot)
    for at in (0, 2):  # twice as far apart: half of the plane is left
        width, was = after[at + 1] - after[at], before[at + 1] - before[at]
        assert width == pytest.approx(was / 2, rel=0.1)
    assert before[0] < after[0] < after[1] < before[1]
    assert phone.evaluate("scrollY") == scrolled


def test_what_a_link_on_a_phone_says_stands_in_the_middle_of_it(phone: Page) -> None:
    visit(phone, f"/map?map={MAP}&row=60007", width=PHONE["width"], height=PHONE["height"])
    link = phone.locator(".lm-card.chosen").get_by_role("link", name="Walk from here")
    expect(link).to_be_visible()

    above, below = link.evaluate(
        """e => {
            const words = document.createRange();
            words.selectNodeContents(e);
            const [inner, outer] = [words.getBoundingClientRect(), e.getBoundingClientRect()];
            return [inner.top - outer.top, outer.bottom - inner.bottom];
        }"""
    )
    assert above == pytest.approx(below, abs=2)


def test_one_finger_scrolls_the_page_and_is_told_that_two_move_the_map(phone: Page) -> None:
    visit(phone, f"/map?map={MAP}", width=PHONE["width"], height=PHONE["height"])
    expect(phone.locator(".lm")).to_have_attribute("data-state", "ready")
    plot, hint = phone.locator(".lm-plot"), phone.locator(".lm-hint")
    before = ranges(plot)
    # It is there for a moment only, which a test can miss.
    hint.evaluate(
        """e => new MutationObserver(() => { if (!e.hidden) e.dataset.seen = e.textContent; })
            .observe(e, { attributes: true, attributeFilter: ['hidden'] })"""
    )
    box = box_of(plot)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    hand = phone.context.new_cdp_session(phone)
    for kind, up in (("touchStart", 0), *(("touchMove", 25 * step) for step in range(1, 9))):
        finger = {"x": x, "y": y - up, "id": 0}
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [finger]})
        phone.wait_for_timeout(30)
    hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    expect(hint).to_have_attribute("data-seen", "Use two fingers to move the map")
    np.testing.assert_array_equal(ranges(plot), before)
    assert box_of(plot)["y"] < box["y"] - 100, "the page has scrolled"
    expect(hint).to_be_hidden()


def test_shift_and_arrows_walk_over_the_plane_and_the_decoder_draws_each_place(page: Page) -> None:
    open_map(page, f"map={OTHER}")
    plot = page.locator(".lm-plot")
    card = page.locator(CARD)
    left, right, bottom, top = ranges(plot)
    plot.focus()
    places = [
        ("Shift+ArrowRight", (left + right) / 2 + (right - left) / 40, (bottom + top) / 2),
        (
            "Shift+ArrowUp",
            (left + right) / 2 + (right - left) / 40,
            (bottom + top) / 2 + (top - bottom) / 40,
        ),
    ]
    for key, x, y in places:
        page.keyboard.press(key)

        expect(card).to_have_attribute("data-state", "place")
        expect(card).to_contain_text(f"ae-conv-2 draws this at ({x:.2f}, {y:.2f})")
        z = torch.tensor([[x, y]], dtype=torch.float32)
        expected = inference.decode(pool().module("ae-conv-2"), z)[0, 0].clamp(0, 1) * 255
        drawn = card.locator("canvas").nth(1)
        image = expected.numpy()
        until(page, lambda: np.allclose(canvas_pixels(drawn), image, rtol=0, atol=2))  # noqa: B023
    expect(page.locator(".lm-heard")).to_contain_text("No digit here. ae-conv-2 draws this")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()

    page.wait_for_function("document.querySelector('.lm-plot').layout.images.length === 1")
    image = plot.evaluate("e => e.layout.images[0]")
    drawn = np.asarray(Image.open(io.BytesIO(base64.b64decode(image["source"].split(",")[1]))))
    rows, columns = drawn.shape[0] // 28, drawn.shape[1] // 28
    grid = decoded_grid("ae-conv-2", left, right, bottom, top, columns, rows, dark=False)
    np.testing.assert_allclose(
        drawn.astype(int), np.asarray(Image.open(io.BytesIO(grid))).astype(int), atol=2
    )
    assert [image["x"], image["y"]] == pytest.approx([left, top])
    page.locator("[data-toggle=plane]").click()
    page.wait_for_function("document.querySelector('.lm-plot').layout.images.length === 0")
    expect(page).to_have_url(re.compile("plane=0"))


def test_the_whole_screen_holds_the_map_and_its_card(page: Page) -> None:
    root = open_map(page)
    plot = page.locator(".lm-plot")
    small = box_of(plot)

    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("button", name="Full screen").click()

    page.wait_for_function("document.fullscreenElement?.classList.contains('lm')")
    page.wait_for_function(
        "() => { const e = document.querySelector('.lm-plot');"
        " return Math.abs(e._fullLayout.width - e.offsetWidth) < 1; }"
    )
    assert box_of(plot)["width"] > small["width"]
    layout = maps.layout(MAP, "mnist", "test")
    index = lonely(layout)
    left, top = pixel_of(page, tuple(layout.xy[index].tolist()))
    page.mouse.move(left - 40, top)
    page.mouse.move(left + 2, top)
    expect(page.locator(CARD)).to_have_attribute("data-row", str(layout.rows[index]))
    expect(page.locator(CARD)).to_be_visible()
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("button", name="Leave full screen").click()
    page.wait_for_function("!document.fullscreenElement")
    expect(root).to_have_attribute("data-visible", str(len(layout)))


def test_a_browser_that_takes_webgl_away_gets_a_canvas_and_is_told(page: Page) -> None:
    open_map(page, f"map={MAP}&names=0")
    plot = page.locator(".lm-plot")
    traces = plot.evaluate("e => e.data.map((trace) => [trace.name, trace.x.length])")
    classes = sorted({name for name, _ in traces})
    layout = maps.layout(MAP, "mnist", "test")
    # No class is drawn over the others as a whole: in each layer every one has its turn.
    assert [sorted(name for name, _ in traces[:10]), len(classes)] == [classes, 10]
    for name, count in traces:
        whole = int((layout.labels == int(name)).sum())
        assert count == pytest.approx(whole * 10 / len(traces), rel=0.25)
    assert sum(count for _, count in traces) == len(layout)
    expect(page.locator(".lm-alert")).to_be_hidden()
    assert painted(page) == 0

    lost = plot.evaluate(
        """e => [...e.querySelectorAll('canvas.gl-canvas')]
            .map((c) => c.getContext('webgl')?.getExtension('WEBGL_lose_context'))
            .filter(Boolean).map((it) => it.loseContext()).length"""
    )

    assert lost > 0
    expect(page.locator(".lm-alert")).to_contain_text("has taken WebGL away")
    page.wait_for_function("document.querySelector('.lm-plot').data[0].type === 'scatter'")
    until(page, lambda: painted(page) > 1000)
    index = lonely(layout)
    page.mouse.move(*pixel_of(page, tuple(layout.xy[index].tolist())))
    expect(page.locator(CARD)).to_have_attribute("data-row", str(layout.rows[index]))
