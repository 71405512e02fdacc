"""The Report page in a real browser: a cell of the confusion matrix is pressed, its digits come."""

import re

import pytest
from playwright.sync_api import Page, expect

from core.evaluation.classifiers import classification
from tests.browser.helpers import box_of, overflow, settle, until, visit

CLASSIFIER = "clf-logistic"


def press(page: Page, true: int, read: int) -> None:
    """Press a cell of the matrix with the mouse, at the place where Plotly has drawn it.

    Plotly takes a press only for the point that it hovers over, and forgets that point when the
    page draws the chart again, so the press is repeated until the address names the cell.
    """
    chart = page.locator(".js-plotly-plot").first
    expect(chart.locator(".modebar-btn").first).to_be_attached()  # the last that Plotly adds
    chart.scroll_into_view_if_needed()
    for _ in range(10):
        left, top = chart.evaluate(
            """(e, [true_, read]) => {
                const box = e.getBoundingClientRect();
                const { xaxis, yaxis } = e._fullLayout;
                return [box.left + xaxis._offset + xaxis.d2p(String(read)),
                        box.top + yaxis._offset + yaxis.d2p(String(true_))];
            }""",
            [true, read],
        )
        page.mouse.move(left - 3, top - 3)
        page.mouse.move(left, top)
        page.wait_for_timeout(200)  # Plotly hovers at most each 50 ms
        page.mouse.down()
        page.mouse.up()
        try:
            expect(page).to_have_url(re.compile(f"true={true}&read={read}"), timeout=6_000)
        except AssertionError:
            continue
        return
    pytest.fail(f"No press reached the cell of the {true}s read as {read}")


@pytest.mark.parametrize("cell", [(4, 9)])
def test_a_pressed_cell_shows_its_digits_on_the_page_and_on_the_map(
    page: Page, cell: tuple[int, int]
) -> None:
    one = classification.classify_split(CLASSIFIER, "mnist")
    rows = one.rows[one.cell(*cell)].tolist()
    visit(page, f"/report?section=Confusion&models={CLASSIFIER}", height=1400)

    press(page, *cell)
    settle(page)

    pictures = page.get_by_role("img", name=re.compile(f"A {cell[0]} read as {cell[1]} "))
    expect(pictures).to_have_count(len(rows))
    expect(pictures.first).to_have_attribute("alt", re.compile(f"row {rows[0]}"))
    expect(page).to_have_url(re.compile(f"true={cell[0]}&read={cell[1]}"))

    page.goto(page.get_by_role("link", name="Open on map").get_attribute("href") or "")
    root = page.locator(".lm")
    expect(root).to_have_attribute("data-selected", str(len(rows)))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1920, 1080)])
def test_a_rebuilt_digit_of_each_class_is_above_the_fold(
    page: Page, width: int, height: int, dark: bool
) -> None:
    visit(page, "/report", width=width, height=height, dark=dark)

    pictures = page.locator(".ll-stack img")
    expect(pictures).to_have_count(20)
    bottoms = pictures.evaluate_all("all => all.map(e => e.getBoundingClientRect().bottom)")
    assert max(bottoms) < 500
    chart = box_of(page.locator(".js-plotly-plot").first)
    assert chart["y"] + chart["height"] < height + 30  # of which the last are the axis's title
    assert overflow(page) == 0


def test_on_a_phone_every_section_can_be_chosen(page: Page) -> None:
    visit(page, "/report?section=Digits", width=390, height=844)

    for name in ("What it gets right", "How it was made", "Digits", "Denoising"):
        box = box_of(page.get_by_role("radio", name=name))
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    assert overflow(page) == 0


@pytest.mark.parametrize(
    ("path", "picture", "setting", "after"),
    [
        ("/report", ".ll-stack", "Models", "The best and the worst digits"),
        ("/report?section=Confusion", ".js-plotly-plot", "Models", "How many are read correctly?"),
        ("/clusters", ".ll-lanes", "Groups (k)", "What is read as what?"),
    ],
)
def test_on_a_phone_the_settings_follow_the_picture(
    page: Page, path: str, picture: str, setting: str, after: str
) -> None:
    visit(page, path, width=390, height=844)

    shown = box_of(page.locator(picture).first)
    settings = box_of(page.get_by_test_id("stMain").get_by_text(setting, exact=True).first)
    details = box_of(page.get_by_role("heading", name=after))
    assert shown["y"] + shown["height"] < settings["y"] < details["y"]
    assert overflow(page) == 0


def test_a_link_holds_section_noise_and_seed(page: Page, fresh_page: Page) -> None:
    visit(page, "/report")
    page.get_by_role("radio", name="Noise").click()
    settle(page)
    page.get_by_label("Seed", exact=True).fill("12")
    page.get_by_label("Seed", exact=True).press("Enter")
    settle(page)
    page.get_by_test_id("stCheckbox").get_by_text("Thresholds").click()
    settle(page)

    visit(fresh_page, page.url)

    expect(fresh_page.get_by_label("Seed", exact=True)).to_have_value("12")
    expect(fresh_page.get_by_role("switch", name="Thresholds")).to_be_checked()
    sources = ".ll-gallery img"

    def images(of: Page) -> list[str]:
        return of.locator(sources).evaluate_all("all => all.map(e => e.src)")

    until(fresh_page, lambda: images(fresh_page) == images(page))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_text_and_buttons_of_charts_are_large_and_clear(page: Page, dark: bool) -> None:
    visit(page, "/report?section=Training", dark=dark)
    chart = page.locator(".js-plotly-plot").first
    chart.hover()
    expect(chart.locator(".modebar-btn").first).to_be_attached()  # the last that Plotly adds

    sizes = chart.locator(".modebar-btn").evaluate_all(
        "all => all.map(e => { const b = e.getBoundingClientRect(); return [b.width, b.height] })"
    )
    assert sizes
    assert min(min(size) for size in sizes) >= 24
    colours = chart.evaluate(
        """e => [...e.querySelectorAll('.xtick text, .ytick text, .xtitle, .ytitle, .legendtext')]
            .map(text => getComputedStyle(text).fill)"""
    )
    text = page.get_by_role("heading", name="Report").evaluate("e => getComputedStyle(e).color")
    assert set(colours) == {text}
