"""The Checkpoints page in a browser: links, the table, the drawing, the file."""

import shutil
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from core import data
from core.settings import settings
from pages.shared.choices.model_titles import TITLES
from tests.browser.helpers import box_of, overflow, settle, visit
from tests.unit.checkpoints.foreign import graphs

NAME = "dae-dense-10"
TITLE = TITLES[NAME]


def chosen(page: Page) -> list[str]:
    """The checkpoint that the page's address names."""
    return parse_qs(urlsplit(page.url).query).get("checkpoint", [])


@pytest.mark.parametrize(
    ("width", "dark"), [(1440, False), (390, True)], ids=["wide-light", "narrow-dark"]
)
def test_a_link_restores_its_checkpoint(page: Page, width: int, dark: bool) -> None:
    visit(page, f"/checkpoints?checkpoint={NAME}", width=width, dark=dark)

    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    graph = page.get_by_test_id("stPlotlyChart").filter(has_text="latent")
    expect(graph.locator("g.barlayer path").first).to_be_visible()
    expect(graph).to_contain_text("1×28×28")
    assert chosen(page) == [NAME]
    assert overflow(page) <= 0


def test_a_click_in_the_table_chooses(page: Page) -> None:
    visit(page, "/checkpoints?look=Table")
    assert chosen(page) == []

    table = page.get_by_test_id("stDataFrame").first
    expect(table.locator("[role=gridcell]").first).to_be_attached()  # now it hears clicks
    table.locator(".dvn-scroller").click(position={"x": 120, "y": 52})

    expect(page.get_by_role("tab", name="Network")).to_be_visible()
    settle(page)
    assert len(chosen(page)) == 1
    page.reload()
    settle(page)
    expect(page.get_by_role("tab", name="Network")).to_be_visible()


def test_a_card_opens_its_checkpoint_and_the_list_is_one_press_away(page: Page) -> None:
    visit(page, "/checkpoints", height=800)
    card = page.locator(".card").filter(has_text=NAME)
    picture = box_of(page.locator(".card img").first)
    assert picture["y"] + picture["height"] <= 800

    card.click()

    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    settle(page)
    assert chosen(page) == [NAME]
    page.get_by_role("button", name="All checkpoints").click()
    expect(card).to_be_visible()
    settle(page)
    assert chosen(page) == []


def test_the_curves_follow_the_scale_switch(page: Page) -> None:
    visit(page, f"/checkpoints?checkpoint={NAME}")
    page.get_by_role("tab", name="Training").click()
    chart = page.get_by_role("tabpanel").get_by_test_id("stPlotlyChart").filter(has_text="Epoch")
    expect(chart.locator("path.js-line").first).to_be_visible()
    before = chart.locator("path.js-line").first.get_attribute("d")

    page.get_by_text("Logarithmic scale", exact=True).click()

    settle(page)
    expect(chart.locator("path.js-line").first).not_to_have_attribute("d", before or "")


def test_the_download_is_the_file(page: Page, tmp_path: Path) -> None:
    visit(page, f"/checkpoints?checkpoint={NAME}")

    page.get_by_role("button", name="Download", exact=True).click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save", exact=True).click()

    target = tmp_path / "got"
    waiting.value.save_as(target)
    assert waiting.value.suggested_filename == f"{NAME}.safetensors"
    original = settings().checkpoints / f"{NAME}.safetensors"
    assert target.read_bytes() == original.read_bytes()


def test_a_file_that_is_no_checkpoint_is_refused(page: Page) -> None:
    path = settings().checkpoints / "odd.safetensors"
    assert not path.exists()
    visit(page, "/checkpoints")
    page.get_by_text("Add a checkpoint from a file").click()

    page.locator("input[type=file][accept*=safetensors]").set_input_files(
        {"name": "odd.safetensors", "mimeType": "application/octet-stream", "buffer": b"no model"}
    )
    # No click before the file is listed: its line still moves the button.
    expect(page.get_by_role("button", name="Remove odd.safetensors")).to_be_visible()
    settle(page)
    page.get_by_role("button", name="Import").click()

    alert = page.get_by_test_id("stAlert").filter(has_text="odd.safetensors")
    expect(alert).to_contain_text("refused")
    assert not path.exists()


def test_what_the_program_ships_cannot_be_deleted(page: Page) -> None:
    visit(page, f"/checkpoints?checkpoint={NAME}")

    expect(page.get_by_role("button", name="Delete …")).to_be_disabled()


def test_delete_can_be_thought_over(page: Page, own_store: Path) -> None:
    file = own_store / "spared.safetensors"
    shutil.copy(own_store / f"{NAME}.safetensors", file)
    visit(page, "/checkpoints?checkpoint=spared")

    page.get_by_role("button", name="Delete …").click()

    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("in the bin at the end of this page for 7 days")
    dialog.get_by_role("button", name="Keep").click()
    expect(dialog).to_have_count(0)
    assert file.exists()
    file.unlink()


def test_after_a_deletion_the_address_is_free_of_its_checkpoint(
    page: Page, own_store: Path
) -> None:
    shutil.copy(own_store / f"{NAME}.safetensors", own_store / "short-lived.safetensors")
    visit(page, "/checkpoints?checkpoint=short-lived")

    page.get_by_role("button", name="Delete …").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()

    expect(page.get_by_text("short-lived.safetensors is in the bin for 7 days.")).to_be_visible()
    settle(page)
    assert chosen(page) == []
    expect(page.get_by_test_id("stAlert")).to_have_count(1)  # the success, and no warning


def test_an_encoder_and_a_decoder_are_added_after_a_look(page: Page, tmp_path: Path) -> None:
    notes = {"range": [0, 1]}
    files = {
        "own.onnx": graphs.encoder(notes=notes),
        "own-decoder.onnx": graphs.decoder(notes=notes),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    visit(page, "/checkpoints", height=800)

    page.get_by_text("Add a network of your own (ONNX)").click()
    page.locator("input[type=file]").first.set_input_files([tmp_path / name for name in files])

    for caption in ("original", "given: 0 to 1", "rebuilt"):
        expect(page.get_by_role("img", name=caption)).to_be_visible()
    settle(page)
    page.get_by_label("Title on the screens").fill("My own encoder")
    page.get_by_label("Title on the screens").press("Tab")
    settle(page)
    page.get_by_role("button", name="Add", exact=True).click()

    expect(page.get_by_text("Added as 'own'.")).to_be_visible()
    expect(page.get_by_role("heading", name="My own encoder")).to_be_visible()
    settle(page)
    assert chosen(page) == ["own"]
    visit(page, "/denoise?cleaners=own")
    expect(page.get_by_text("My own encoder · own").first).to_be_visible()


def test_vectors_from_a_file_are_a_network_without_a_decoder(page: Page, tmp_path: Path) -> None:
    pixels = data.load("digits-8x8").images.flatten(1).numpy()
    file = tmp_path / "Two pixels.npy"
    np.save(file, pixels[:, 20:22].astype(np.float32))
    visit(page, "/checkpoints?data=digits-8x8&look=Table", height=800)

    page.get_by_text("Add vectors of your own").click()
    page.locator("input[type=file][accept*=npy]").set_input_files(file)

    sentence = "npy: 1,797 rows of 2 numbers, from 0 to 255, for the pictures of Digits 8×8."
    expect(page.get_by_text(sentence)).to_be_visible()
    expect(page.get_by_text("have a nearest neighbour of their own class")).to_be_visible()
    settle(page)
    page.get_by_role("button", name="Add", exact=True).click()

    expect(page.get_by_text("Added as 'two-pixels'.")).to_be_visible()
    expect(page.get_by_text("There is no network behind them")).to_be_visible()
    settle(page)
    expect(page.get_by_role("link", name="Open in Walk")).to_have_count(0)
    target = page.get_by_role("link", name="Open in Map").get_attribute("href")
    visit(page, f"/{target}&digits=all&row=1440&encoder=two-pixels")
    expect(page.locator(".lm")).to_have_attribute("data-state", "ready")
    near = page.get_by_role("region", name="Nearest neighbours")
    expect(near.get_by_role("heading", name="two-pixels (2 numbers)")).to_be_visible()
    expect(near.get_by_role("list").first.get_by_role("button")).to_have_count(12)
    visit(page, "/clusters?data=digits-8x8&source=two-pixels&k=3")
    expect(page.get_by_text("Misread, never seen").first).to_be_visible()
    visit(page, "/walk?data=digits-8x8")
    expect(page.get_by_text("two-pixels")).to_have_count(0)
