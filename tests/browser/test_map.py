"""The map under a real hand: the right digit under the pointer, in the lasso and in the link."""

import re
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from core import data, maps
from core.maps import selection
from tests.browser.helpers import visit

MAP = "bottleneck:clf-bottleneck-2"
OTHER = "bottleneck:ae-conv-2"
CARD = ".lm-card.floating"


def open_map(page: Page, query: str = f"map={MAP}") -> Locator:
    """The component, ready to be used."""
    visit(page, f"/map?{query}", width=1440, height=1000)
    root = page.locator(".lm")
    expect(root).to_have_attribute("data-state", "ready")
    page.locator(".lm-plot").first.evaluate("e => e.scrollIntoView({block: 'center'})")
    return root


def pixel_of(page: Page, place: tuple[float, float], pane: int = 0) -> tuple[float, float]:
    """Where a place of the plane is in the window."""
    left, top = (
        page.locator(".lm-plot")
        .nth(pane)
        .evaluate(
            """(e, [x, y]) => {
                const box = e.getBoundingClientRect();
                const { xaxis, yaxis } = e._fullLayout;
                return [box.left + xaxis._offset + xaxis.l2p(x),
                        box.top + yaxis._offset + yaxis.l2p(y)];
            }""",
            list(place),
        )
    )
    return left, top


def lonely(layout: maps.Layout) -> int:
    """The point whose nearest neighbour is farthest, among 2,000."""
    xy = layout.xy[:2000].astype(np.float64)
    distances = ((xy[:, None] - layout.xy[None].astype(np.float64)) ** 2).sum(-1)
    distances[np.arange(len(xy)), np.arange(len(xy))] = np.inf
    return int(distances.min(1).argmax())


def canvas_pixels(canvas: Locator) -> np.ndarray:
    rgba = canvas.evaluate(
        "c => [...c.getContext('2d').getImageData(0, 0, c.width, c.height).data]"
    )
    return np.array(rgba, np.uint8).reshape(28, 28, 4)[..., 0]


def drag(page: Page, corners: list[tuple[float, float]]) -> None:
    page.mouse.move(*corners[0])
    page.mouse.down()
    for corner in corners[1:]:
        page.mouse.move(*corner, steps=4)
    page.mouse.up()


def test_the_card_shows_the_digit_under_the_pointer(page: Page) -> None:
    open_map(page)
    layout = maps.layout(MAP, "mnist", "test")
    index = lonely(layout)

    left, top = pixel_of(page, tuple(layout.xy[index].tolist()))
    page.mouse.move(left - 40, top - 40)
    page.mouse.move(left + 2, top - 2)

    card = page.locator(CARD)
    expect(card).to_have_attribute("data-row", str(layout.rows[index]))
    expect(card).to_have_attribute("data-state", "shown")
    expected = data.load().split("test").images[index].numpy()
    np.testing.assert_array_equal(canvas_pixels(card.locator("canvas").first), expected)

    page.mouse.down()
    page.mouse.up()
    chosen = page.locator(".lm-card.chosen")
    expect(chosen).to_have_attribute("data-row", str(layout.rows[index]))
    expect(page).to_have_url(re.compile(f"row={layout.rows[index]}"))


def test_the_legend_hides_a_class_and_brings_it_back(page: Page) -> None:
    root = open_map(page)
    labels = data.load().split("test").labels
    expect(root).to_have_attribute("data-visible", str(len(labels)))

    chip = page.locator(".lm-chip").nth(3)
    chip.click()
    expect(root).to_have_attribute("data-visible", str(int((labels != 3).sum())))
    expect(chip).to_have_attribute("aria-pressed", "false")
    chip.click()
    expect(root).to_have_attribute("data-visible", str(len(labels)))


def test_a_lasso_holds_what_lies_inside_and_the_link_brings_it_back(page: Page) -> None:
    root = open_map(page)
    layout = maps.layout(MAP, "mnist", "test")
    page.locator("[data-tool=lasso]").click()
    middle = np.median(layout.xy, axis=0)
    half = np.ptp(layout.xy, axis=0) / 6
    signs = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -0.9)]
    places = [(float(middle[0] + a * half[0]), float(middle[1] + b * half[1])) for a, b in signs]
    drag(page, [pixel_of(page, place) for place in places])

    gallery = page.locator(".lm-gallery")
    expect(gallery).to_have_attribute("data-count", re.compile(r"\d+"))
    count = int(gallery.get_attribute("data-count") or 0)
    assert root.get_attribute("data-selected") == str(count)
    assert 0 < count < len(layout)
    # What the address says was drawn, selected again here.
    (shape,) = parse_qs(urlsplit(page.url).query)["sel"]
    numbers = [float(part) for part in shape.removeprefix("0l:").split(",")]
    polygon = list(zip(numbers[::2], numbers[1::2], strict=True))
    inside = np.zeros(len(layout), bool)
    x, y = layout.xy.astype(np.float64).T
    for (xi, yi), (xj, yj) in pairwise([*polygon, polygon[0]]):
        if yi != yj:
            inside ^= ((yi > y) != (yj > y)) & (x < (xj - xi) * (y - yi) / (yj - yi) + xi)
    assert count == inside.sum()
    mean = selection.summarise(data.load(), layout.rows[inside]).mean
    drawn = canvas_pixels(gallery.locator("canvas[aria-label='Mean digit']"))
    np.testing.assert_allclose(drawn / 255, mean, atol=0.51 / 255)
    expect(gallery.locator(".lm-grid button").first).to_have_attribute(
        "data-row", str(layout.rows[inside][0])
    )

    open_map(page, urlsplit(page.url).query)
    expect(root).to_have_attribute("data-selected", str(count))


def test_arrow_keys_go_to_the_nearest_neighbour_in_that_direction(page: Page) -> None:
    open_map(page)
    layout = maps.layout(MAP, "mnist", "test")
    plot = page.locator(".lm-plot").first
    card = page.locator(CARD)
    plot.focus()
    page.keyboard.press("ArrowRight")
    expect(card).to_have_attribute("data-state", "shown")
    first = int(card.get_attribute("data-row") or 0)

    page.keyboard.press("ArrowRight")

    expect(card).not_to_have_attribute("data-row", str(first))
    second = int(card.get_attribute("data-row") or 0)
    start = int(layout.rows[0])
    (x0, y0), (x1, y1) = (
        pixel_of(page, tuple(layout.xy[row - start].tolist())) for row in (first, second)
    )
    assert x1 > x0
    assert abs(y1 - y0) <= x1 - x0 + 0.01
    page.keyboard.press("Enter")
    expect(page.locator(".lm-card.chosen")).to_have_attribute("data-row", str(second))
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_two_maps_mark_the_same_digits(page: Page) -> None:
    if OTHER not in [info.id for info in maps.infos()]:
        pytest.skip(f"{OTHER} is not in the store")
    root = open_map(page, f"map={MAP}&beside={OTHER}&sel=0b:-100,0,-100,100")
    left = maps.layout(MAP, "mnist", "test")
    expected = {int(row) for row in left.rows[left.xy[:, 0] <= 0]}

    expect(root).to_have_attribute("data-selected", str(len(expected)))
    plots = page.locator(".lm-plot")
    expect(plots).to_have_count(2)
    for pane in range(2):
        marked = plots.nth(pane).evaluate(
            "e => e.data.reduce((sum, trace) => sum + trace.selectedpoints.length, 0)"
        )
        assert marked == len(expected)


def test_zoom_is_in_the_link(page: Page) -> None:
    open_map(page)
    page.get_by_role("button", name="+", exact=True).click()
    expect(page).to_have_url(re.compile("view="))
    ranges = "e => [...e._fullLayout.xaxis.range, ...e._fullLayout.yaxis.range]"
    before = page.locator(".lm-plot").first.evaluate(ranges)

    open_map(page, urlsplit(page.url).query)

    page.wait_for_function(
        """([low]) => {
            const e = document.querySelector('.lm-plot');
            return Math.abs(e._fullLayout.xaxis.range[0] - low) < 1e-2;
        }""",
        arg=[before[0]],
    )


def test_without_webgl_the_points_are_on_a_canvas_and_the_page_says_so(page: Page) -> None:
    page.add_init_script(
        """const get = HTMLCanvasElement.prototype.getContext;
        HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
            return kind.includes('webgl') ? null : get.call(this, kind, ...rest);
        };"""
    )
    open_map(page)

    expect(page.locator(".lm-alert")).to_contain_text("no WebGL")
    painted = page.locator(".lm-overlay").evaluate(
        """c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data
                .filter((value, at) => at % 4 === 3 && value > 0).length"""
    )
    assert painted > 1000


def test_a_link_can_name_the_digits_to_be_selected(page: Page) -> None:
    rows = [60_003, 60_250, 61_000]
    root = open_map(page, f"map={MAP}&sel=0r:{','.join(map(str, rows))}")

    expect(root).to_have_attribute("data-selected", str(len(rows)))
    shown = page.locator(".lm-gallery .lm-grid button")
    assert [int(cell.get_attribute("data-row") or 0) for cell in shown.all()] == rows
    expect(page).to_have_url(re.compile("sel=0r(:|%3A)60003"))
