"""Search on the Map page: neighbours that lead on, and a picture by row, class or drawing."""

import re
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from core import data
from core.evaluation.neighbours import neighbours, open_space
from tests.browser.helpers import box_of, overflow, visit

WIDTHS = pytest.mark.parametrize("width", [390, 1280])


def open_search(page: Page, query: str, width: int) -> None:
    visit(page, f"/map?{query}", width=width, height=844)
    expect(page.locator(".lm")).to_have_attribute("data-state", "ready")


@WIDTHS
def test_neighbours_are_those_of_the_search_and_one_of_them_leads_on(
    page: Page, width: int
) -> None:
    open_search(page, "row=60007", width)
    near = page.get_by_role("region", name="Nearest neighbours")
    near.get_by_label("Encoder of the latent space").select_option("ae-conv-16")
    expect(near).to_have_attribute("data-state", "shown")
    expect(near.get_by_role("heading", name="ae-conv-16 (16 numbers)")).to_be_visible()
    lists = near.get_by_role("list")
    mnist = data.load()
    query = data.to_float(mnist.images[60007:60008])
    for at, encoder in enumerate(("ae-conv-16", None)):
        found = neighbours(open_space("mnist", "test", encoder), query, 12, [60007])
        buttons = lists.nth(at).get_by_role("button")
        expect(buttons).to_have_count(12)
        rows = [int(row) for row in buttons.evaluate_all("all => all.map(e => e.dataset.row)")]
        assert rows == found.rows[0].tolist()
        first = f"{mnist.classes[found.labels[0, 0]]} · {found.distances[0, 0]:.2f}"
        expect(buttons.first).to_have_text(first)
    assert overflow(page) <= 0

    picked = lists.first.get_by_role("button").nth(2)
    row = picked.get_attribute("data-row")
    picked.click()
    expect(near.get_by_role("heading", level=2)).to_contain_text(f"row {int(row or 0):,}")
    expect(page.locator(".lm-card.chosen")).to_have_attribute("data-row", str(row))
    expect(near).to_have_attribute("data-state", "shown")
    near.get_by_role("button", name="Mark them on the map").click()
    expect(page.locator(".lm-gallery")).to_contain_text("digits selected")
    expect(page).to_have_url(re.compile("[?&]sel=0r"))
    parameters = parse_qs(urlsplit(page.url).query)
    assert parameters["row"] == [row]
    assert parameters["encoder"] == ["ae-conv-16"]
    assert parameters["sel"][0].startswith("0r:")


@WIDTHS
def test_a_picture_is_found_by_row_by_class_and_by_a_drawing_whose_link_brings_it_back(
    page: Page, width: int
) -> None:
    open_search(page, "map=bottleneck:ae-conv-2&encoder=ae-conv-16", width)
    page.locator(".lm-find summary").click()
    find = page.locator(".lm-find")
    near = page.get_by_role("region", name="Nearest neighbours")
    find.get_by_label("Row", exact=True).fill("12")
    find.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator(".lm-alert")).to_contain_text("Row 12 is not among the test digits")
    find.get_by_label("Row", exact=True).fill("60012")
    find.get_by_role("button", name="Show", exact=True).click()
    expect(near.get_by_role("heading", level=2)).to_have_text("Nearest neighbours of row 60,012")
    find.get_by_label("Class", exact=True).select_option("5")
    find.get_by_role("button", name="Show one").click()
    expect(page.locator(".lm-card.chosen")).to_contain_text("Digit 5")

    board = find.get_by_role("application")
    board.scroll_into_view_if_needed()
    box = box_of(board)
    stroke = np.array([(0.3, 0.25), (0.7, 0.25), (0.6, 0.5), (0.45, 0.85)])
    places = (np.array([box["x"], box["y"]]) + stroke * [box["width"], box["height"]]).tolist()
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=4)
    page.mouse.up()
    find.get_by_role("button", name="Find similar").click()
    expect(near.get_by_role("heading", level=2)).to_have_text("Nearest neighbours of your drawing")
    expect(near).to_have_attribute("data-state", "shown")
    expect(page).to_have_url(re.compile("find=drawn-"))
    names = near.get_by_role("list").first.locator("b").all_inner_texts()
    assert names.count("7") > 6
    expect(page.locator(".lm-card.chosen")).to_be_hidden()

    link = urlsplit(page.url)
    open_search(page, link.query, width)
    expect(near.get_by_role("heading", level=2)).to_have_text("Nearest neighbours of your drawing")
    expect(near.get_by_role("list").first.locator("b")).to_have_text(names)
