"""The Report page in a real browser: a cell of the confusion matrix is pressed, its digits come."""

import re

import pytest
from playwright.sync_api import Page, expect

from core.evaluation import classification
from tests.browser.helpers import settle, visit

CLASSIFIER = "clf-logistic"


def press(page: Page, true: int, read: int) -> None:
    """Press a cell of the matrix with the mouse, at the place where Plotly has drawn it."""
    chart = page.locator(".js-plotly-plot").first
    chart.scroll_into_view_if_needed()
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
    page.mouse.down()
    page.mouse.up()


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
