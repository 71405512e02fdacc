"""The map under a real hand: the right digit under the pointer, in the lasso and in the link.

Pages take seconds to open, so each test asks one page for several things.
"""

import io
import re
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, Route, expect

from core import data, maps
from core.api.server.answer import ARRAYS, Answer, render
from core.inference import encodings
from core.maps import colouring, selection
from core.maps.projections import store
from pages.shared.choices import model_choice
from tests.browser.helpers import box_of, settle, until, visit

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


def zoomed(layout: maps.Layout, index: int, half: float) -> str:
    """The part of the address that shows what is around a point."""
    x, y = layout.xy[index].tolist()
    return f"view={x - half:.3f},{x + half:.3f},{y - half:.3f},{y + half:.3f}"


def saved(page: Page, name: str) -> bytes:
    """The file that a button hands over."""
    with page.expect_download() as download:
        page.get_by_role("button", name=name, exact=True).click()
    return download.value.path().read_bytes()


def ringed(plot: Locator) -> str:
    """Marks on the layer over the plot, as opaque pixels around the ring's place."""
    return str(plot.locator(".lm-overlay").evaluate("c => c.toDataURL()"))


def drag(page: Page, corners: list[tuple[float, float]]) -> None:
    page.mouse.move(*corners[0])
    page.mouse.down()
    for corner in corners[1:]:
        page.mouse.move(*corner, steps=4)
    page.mouse.up()


def test_the_digit_under_the_pointer_the_legend_and_files(page: Page) -> None:
    root = open_map(page)
    layout = maps.layout(MAP, "mnist", "test")
    index = lonely(layout)

    left, top = pixel_of(page, tuple(layout.xy[index].tolist()))
    page.mouse.move(left - 40, top - 40)
    page.mouse.move(left + 2, top - 2)

    card = page.locator(CARD)
    expect(card).to_have_attribute("data-row", str(layout.rows[index]))
    expect(card).to_have_attribute("data-state", "shown")
    test = data.load().split("test")
    expected = test.images[index].numpy()
    np.testing.assert_array_equal(canvas_pixels(card.locator("canvas").first), expected)
    expect(card).to_contain_text(f"Digit {test.labels[index]}")
    expect(card).to_contain_text(re.compile("Difference from the original .*Reads as "))

    page.mouse.down()
    page.mouse.up()
    chosen = page.locator(".lm-card.chosen")
    expect(chosen).to_have_attribute("data-row", str(layout.rows[index]))
    expect(page).to_have_url(re.compile(f"row={layout.rows[index]}"))

    chip = page.locator(".lm-chip").nth(3)
    chip.click()
    without = int((test.labels != 3).sum())
    expect(root).to_have_attribute("data-visible", str(without))
    expect(chip).to_have_attribute("aria-pressed", "false")
    svg = ElementTree.fromstring(saved(page, "SVG"))
    assert len(svg.findall(".//{*}circle")) == without
    page.get_by_role("button", name="Show all groups").click()
    expect(root).to_have_attribute("data-visible", str(len(test)))
    png = np.asarray(Image.open(io.BytesIO(saved(page, "PNG"))).convert("RGB"))
    height, width, _ = png.shape
    assert width == 2400
    assert height > 1000
    assert len(np.unique(png[400:900, 400:1800].reshape(-1, 3), axis=0)) > 100
    titles = [text.text for text in svg.findall(".//{*}g[@paint-order]/{*}text")]
    assert titles == [name for name in "0123456789" if name != "3"]  # on their islands


def test_a_lasso_holds_what_lies_inside_and_the_link_brings_it_back(page: Page) -> None:
    root = open_map(page, f"map={MAP}&drawn=ae-dense-32&read=Nobody")
    layout = maps.layout(MAP, "mnist", "test")
    page.locator("[data-tool=lasso]").click()
    middle = np.median(layout.xy, axis=0)
    half = np.ptp(layout.xy, axis=0) / 6
    signs = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -0.9)]
    places = [(float(middle[0] + a * half[0]), float(middle[1] + b * half[1])) for a, b in signs]
    drag(page, [pixel_of(page, place) for place in places])

    gallery = page.locator(".lm-gallery")
    expect(gallery).to_have_attribute("data-count", re.compile(r"\d+"))
    count = int(gallery.get_attribute("data-count") or 0)  # as the server counts them
    expect(root).to_have_attribute("data-selected", str(count))
    expect(page).to_have_url(re.compile("[?&]sel="))
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
    drawn = gallery.locator("canvas[aria-label='Mean digit']")
    until(page, lambda: np.allclose(canvas_pixels(drawn) / 255, mean, atol=0.51 / 255))
    expect(gallery.locator(".lm-grid button").first).to_have_attribute(
        "data-row", str(layout.rows[inside][0])
    )
    errors = encodings.reconstruction_errors("ae-dense-32", "mnist", "test")[inside]
    worst = str(layout.rows[inside][errors.argmax()])
    page.get_by_label("Order of the pictures").select_option("high")
    expect(gallery.locator(".lm-grid button").first).to_have_attribute("data-row", worst)

    page.get_by_role("button", name="Zoom in").click()
    expect(page).to_have_url(re.compile("view="))
    ranges = "e => [...e._fullLayout.xaxis.range, ...e._fullLayout.yaxis.range]"
    before = page.locator(".lm-plot").first.evaluate(ranges)

    open_map(page, urlsplit(page.url).query)
    expect(page).to_have_url(re.compile("drawn=ae-dense-32&read=Nobody"))
    expect(root).to_have_attribute("data-selected", str(count))
    np.testing.assert_allclose(page.locator(".lm-plot").first.evaluate(ranges), before, atol=1e-3)


def test_arrow_keys_go_to_the_nearest_neighbour_in_that_direction(page: Page) -> None:
    root = open_map(page)
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
    page.keyboard.press("s")
    expect(root).to_have_attribute("data-selected", str(len(layout)))
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(root).to_have_attribute("data-selected", "")


def test_two_maps_of_other_digits_mark_the_same_ones(page: Page) -> None:
    """The second map has a third of the digits only, in places that are their row ids."""
    left = maps.layout(MAP, "mnist", "test")
    rows, labels = left.rows[::3], left.labels[::3]
    places = np.arange(len(rows), dtype=np.float32)

    def answer(route: Route) -> None:
        arrays: dict[str, Any] = {
            "x": places,
            "y": places,
            "labels": labels,
            "rows": rows.astype(np.uint32),
        }
        values = {"key": "", "count": len(rows), "first_row": int(rows[0])}
        content = render(Answer(arrays, values), ARRAYS).body
        route.fulfill(body=bytes(content), content_type=ARRAYS)

    page.route(re.compile(r"/api/maps/points\?.*" + OTHER.replace(":", "%3A")), answer)
    root = open_map(page, f"map={MAP}&beside={OTHER}&sel=0b:-100,0,-100,100")
    chosen = left.xy[:, 0] <= 0

    expect(root).to_have_attribute("data-selected", str(int(chosen.sum())))
    plots = page.locator(".lm-plot")
    expect(plots).to_have_count(2)
    for pane, expected in enumerate((chosen.sum(), chosen[::3].sum())):
        page.wait_for_function(
            """([pane, count]) => document.querySelectorAll('.lm-plot')[pane].data
                .reduce((sum, trace) => sum + (trace.selectedpoints?.length ?? 0), 0) === count""",
            arg=[pane, int(expected)],
        )
    expect(page.locator(".lm-foot").nth(1)).to_contain_text(f"0.0 to {places[-1]:.1f}")

    before = ringed(plots.nth(1))
    index = lonely(left) // 3 * 3
    page.mouse.move(*pixel_of(page, tuple(left.xy[index].tolist())))
    card = page.locator(CARD)
    expect(card).to_have_attribute("data-state", "shown")
    assert int(card.get_attribute("data-row") or 0) in rows
    until(page, lambda: ringed(plots.nth(1)) != before)
    page.mouse.move(*pixel_of(page, tuple(left.xy[lonely(left) // 3 * 3 + 1].tolist())))
    expect(card).to_contain_text("Not among the digits of")


def test_digits_become_pictures_once_few_are_in_view(page: Page) -> None:
    layout = maps.layout(MAP, "mnist", "test")
    index = lonely(layout)
    half = float(np.ptp(layout.xy[:, 0])) / 40
    open_map(page, f"map={MAP}&{zoomed(layout, index, half)}")
    overlay = page.locator(".lm-overlay")
    expect(overlay).to_have_attribute("data-pictures", re.compile(r"\d+"))
    expect(page.locator(".lm-foot")).to_contain_text("drawn as pictures")
    side = int(overlay.get_attribute("data-pictures") or 0)

    left, top = pixel_of(page, tuple(layout.xy[index].tolist()))
    box = overlay.bounding_box()
    assert box is not None
    corner = [round(left - box["x"] - side / 2), round(top - box["y"] - side / 2)]
    pixels = """([x, y, side]) => [...document.querySelector('.lm-overlay').getContext('2d')
        .getImageData(x, y, side, side).data]"""
    page.wait_for_function(
        f"(at) => ({pixels})(at).some((v, i) => i % 4 < 3 && v > 200)", arg=[*corner, side]
    )
    image = Image.fromarray(data.load().split("test").images[index].numpy())
    expected = np.asarray(image.resize((side, side)), np.float64).ravel()

    def likeness(dx: int, dy: int) -> float:
        drawn = page.evaluate(pixels, [corner[0] + dx, corner[1] + dy, side])
        return float(np.corrcoef(np.array(drawn[::4], np.float64), expected)[0, 1])

    nearby = [(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
    until(page, lambda: max(likeness(*shift) for shift in nearby) > 0.9)

    page.locator("[data-toggle=pictures]").click()
    expect(overlay).not_to_have_attribute("data-pictures", re.compile(r"\d+"))


def test_all_seventy_thousand_by_split_and_by_cluster(page: Page) -> None:
    digits = data.load()
    root = open_map(page, f"map={MAP}&digits=all&colour=split")
    expect(root).to_have_attribute("data-visible", str(len(digits)))
    chips = page.locator(".lm-chip")
    expect(chips).to_have_text([f"training{digits.train:,}", f"test{len(digits) - digits.train:,}"])

    page.get_by_label("Colour by").select_option("cluster")
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_label("Number of groups").fill("4")
    page.get_by_label("Number of groups").blur()
    expect(chips).to_have_count(4)
    layout = maps.layout(MAP, "mnist", "all")
    result = colouring.cluster(layout, lambda: layout.xy, k=4, seed=0)
    counts = np.bincount(result.labels)
    for at, count in enumerate(counts):
        expect(chips.nth(at).locator("small")).to_have_text(f"{count:,}")


def test_without_webgl_the_points_are_on_a_canvas_and_the_page_says_so(fresh_page: Page) -> None:
    page = fresh_page
    page.add_init_script(
        """const get = HTMLCanvasElement.prototype.getContext;
        HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
            return kind.includes('webgl') ? null : get.call(this, kind, ...rest);
        };"""
    )
    open_map(page)

    expect(page.locator(".lm-alert")).to_contain_text("no WebGL")
    page.wait_for_function(
        """c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data
                .filter((value, at) => at % 4 === 3 && value > 0).length > 1000""",
        arg=page.locator(".lm-overlay").element_handle(),
    )


def test_a_link_can_name_the_digits_to_be_selected(page: Page) -> None:
    rows = [60_003, 60_250, 61_000]
    root = open_map(page, f"map={MAP}&sel=0r:{','.join(map(str, rows))}")

    expect(root).to_have_attribute("data-selected", str(len(rows)))
    shown = page.locator(".lm-gallery .lm-grid button")
    expect(shown).to_have_count(len(rows))
    assert [int(cell.get_attribute("data-row") or 0) for cell in shown.all()] == rows
    expect(page).to_have_url(re.compile("sel=0r(:|%3A)60003"))


def test_picked_digits_are_stops_of_a_walk(page: Page) -> None:
    open_map(page, f"map={OTHER}&sel=0r:60000,60007,60001&row=60002")
    through = page.get_by_role("link", name="Walk through them")
    here = page.locator(".lm-card.chosen").get_by_role("link", name="Walk from here")

    for link, stops in ((through, "row-60000,row-60001,row-60007"), (here, "row-60002")):
        query = parse_qs(urlsplit(link.get_attribute("href") or "").query)
        assert query["stops"] == [stops]
        assert query["model"] == [OTHER.partition(":")[2]]  # in the space that the map shows
    with page.context.expect_page() as opening:
        through.click()
    walk = opening.value

    shown = walk.locator(".stop small")
    expect(shown).to_have_text(["a 7, row 60000", "a 2, row 60001", "a 9, row 60007"])
    expect(walk.locator(".cards figure")).to_have_count(1)
    rows = ",".join(str(60_000 + row) for row in range(10))
    open_map(page, f"map={MAP}&sel=0r:{rows}")
    link = page.get_by_role("link", name="Walk through the first 8")
    query = parse_qs(urlsplit(link.get_attribute("href") or "").query)
    assert query["stops"][0].count("row-") == 8
    assert "model" not in query  # a classifier's map has no decoder


def choose_map(page: Page, title: str) -> None:
    """Another map, in the list beside the plot."""
    page.locator(".st-key-map").get_by_role("combobox").click()
    page.get_by_role("option", name=title, exact=True).click()


def test_the_plot_comes_first_with_one_scale_names_and_imagined_digits(page: Page) -> None:
    visit(page, "/map", width=1280, height=800)
    expect(page.locator(".lm")).to_have_attribute("data-state", "ready")
    plot = page.locator(".lm-plot")

    box = box_of(plot)
    assert box["y"] <= 200
    assert box["y"] + box["height"] <= 800
    tops = page.locator(".lm-bar > *").evaluate_all(
        "all => all.map((e) => Math.round(e.getBoundingClientRect().top))"
    )
    assert len(set(tops)) == 1, "the tools stand in one line"
    scales = """e => {
        const { xaxis, yaxis } = e._fullLayout;
        return [xaxis, yaxis].map((axis) => axis._length / (axis.range[1] - axis.range[0]));
    }"""
    page.wait_for_function("document.querySelector('.lm-plot').layout.images.length === 1")
    across, up = plot.evaluate(scales)
    assert across == pytest.approx(up, rel=1e-6)
    page.set_viewport_size({"width": 1000, "height": 900})
    page.wait_for_function(
        f"""() => {{
            const plot = document.querySelector('.lm-plot');
            const [across, up] = ({scales})(plot);
            return plot._fullLayout.width === plot.offsetWidth && Math.abs(across / up - 1) < 1e-6;
        }}"""
    )

    page.set_viewport_size({"width": 1280, "height": 800})
    page.wait_for_function(
        f"""(before) => Math.abs(({scales})(document.querySelector('.lm-plot'))[0] / before - 1)
            < 1e-6""",
        arg=across,
    )
    assert "view=" not in page.url, "another size of the window is no other view"

    names = ringed(plot)
    page.get_by_role("button", name="More", exact=True).click()
    page.locator("[data-toggle=names]").click()
    expect(page).to_have_url(re.compile("names=0"))
    until(page, lambda: ringed(plot) != names)
    page.keyboard.press("Escape")
    expect(page.locator(".lm-drawer")).to_be_hidden()


def test_the_map_is_a_few_tab_stops_away(page: Page) -> None:
    open_map(page)
    page.locator("body").evaluate("() => { document.activeElement?.blur(); scrollTo(0, 0); }")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # "Skip to main content"
    stops = 1
    while not page.evaluate("document.activeElement.classList.contains('lm-plot')"):
        page.keyboard.press("Tab")
        stops += 1
        assert stops <= 10


def test_a_lasso_holds_its_digits_when_another_map_is_shown(page: Page) -> None:
    root = open_map(page, f"map={MAP}&sel=0b:-100,0,-100,100&view=-20,20,-20,20&size=3&order=row")
    left = maps.layout(MAP, "mnist", "test")
    chosen = left.rows[left.xy[:, 0] <= 0]
    expect(root).to_have_attribute("data-selected", str(len(chosen)))
    root.evaluate(
        """e => new MutationObserver((_, observer) => {
            if (!e.querySelector('.lm-moving canvas.lm-tween')) return;
            observer.disconnect();
            e.dataset.moved = 'yes';
        }).observe(e, { subtree: true, childList: true, attributes: true })"""
    )

    choose_map(page, model_choice.title("ae-conv-2"))

    expect(page).to_have_url(re.compile("map=" + OTHER.replace(":", "(:|%3A)")))
    expect(root).to_have_attribute("data-moved", "yes")
    expect(page.locator(".lm-tween")).to_have_count(0)
    expect(root).to_have_attribute("data-selected", str(len(chosen)))
    first = page.locator(".lm-gallery .lm-grid button").first
    expect(first).to_have_attribute("data-row", str(chosen[0]))
    query = parse_qs(urlsplit(page.url).query)
    assert "view" not in query, "the view of one map means nothing on another"
    assert query["size"] == ["3"]

    open_map(page, urlsplit(page.url).query)
    expect(root).to_have_attribute("data-selected", str(len(chosen)))


def test_a_map_is_made_and_comes_into_sight(page: Page) -> None:
    visit(page, f"/map?map={MAP}&part=Make a map&preset=Expert", height=700)
    root = page.locator(".lm")
    page.get_by_test_id("stMain").get_by_text("PCA", exact=True).click()
    settle(page)
    try:
        page.get_by_role("button", name="Make this map").click()

        result = page.get_by_test_id("stMain").get_by_text(
            "PCA of the pixels · 10,000 test digits is ready."
        )
        expect(result).to_be_visible(timeout=200_000)
        settle(page)
        expect(root).to_have_count(0)
        page.get_by_role("button", name="Show it").first.click()

        expect(root).to_have_attribute("data-state", "ready")
        expect(root).to_contain_text("PCA of the pixels")
        plot = page.locator(".lm-plot")
        until(page, lambda: 0 <= plot.evaluate("e => e.getBoundingClientRect().top") <= 200)
        expect(result).to_have_count(0)
    finally:
        for entry in store.entries():
            store.delete(entry.key)
