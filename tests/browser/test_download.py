"""The Download menu: files of all pictures or of a selection, by mouse and by keyboard."""

import io

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from core import data
from tests.browser.helpers import box_of, overflow, visit

ROWS = [60000, 60005, 60007]


def open_menu(page: Page) -> None:
    button = page.get_by_role("button", name="Download", exact=True).first
    button.scroll_into_view_if_needed()
    button.click()
    expect(page.get_by_role("dialog", name="Download")).to_be_visible()


def test_the_selection_of_the_map_is_what_is_saved(page: Page) -> None:
    visit(page, f"/map?map=bottleneck:ae-conv-2&sel=0r:{','.join(map(str, ROWS))}")
    expect(page.locator(".lm-gallery")).to_be_visible()
    open_menu(page)

    which = page.get_by_label("Pictures", exact=True)
    choices = ["Selected on the map: 3", f"All {len(data.load().split('test')):,} test pictures"]
    expect(which.locator("option")).to_have_text(choices)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save", exact=True).click()
    table = pd.read_csv(io.BytesIO(waiting.value.path().read_bytes()))
    assert table["row"].tolist() == ROWS
    labels = data.load().labels[ROWS].tolist()
    assert table["class"].tolist() == labels
    name = "latent-lab-mnist-3-selected-ae-conv-2.csv"
    assert waiting.value.suggested_filename == name
    expect(page.get_by_role("status").filter(has_text=f"Saved as {name}.")).to_be_visible()


def test_the_notebook_cell_is_shown_and_escape_closes_the_menu(page: Page) -> None:
    visit(page, "/checkpoints?checkpoint=ae-conv-2")
    open_menu(page)
    page.get_by_label("What", exact=True).select_option("Its codes for MNIST")
    page.get_by_label("Format", exact=True).select_option("Notebook cell (Python)")
    page.get_by_role("button", name="Show", exact=True).click()

    expect(page.get_by_label("Notebook cell")).to_contain_text("vectors='ae-conv-2'")
    expect(page.get_by_role("button", name="Copy", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Download")).to_be_hidden()


@pytest.mark.parametrize("address", ["/map", "/clusters", "/report"])
def test_the_menu_fits_a_phone(page: Page, address: str) -> None:
    visit(page, address, width=390, height=844)
    open_menu(page)

    box = box_of(page.get_by_role("dialog", name="Download"))
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert box["y"] + box["height"] <= 844
    assert overflow(page) == 0
    for control in page.get_by_role("dialog").locator("select:visible, button:visible").all():
        assert box_of(control)["height"] >= 44
