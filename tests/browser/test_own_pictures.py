"""One's own pictures: a zip of class folders is dropped, trained on and seen on every screen."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import Page, expect

from core.jobs import LocalRunner
from core.settings import settings
from core.training.recipes.presets import PRESETS
from models import FAMILIES
from tests.browser.helpers import Troubles, assert_no_trouble, settle, visit
from tests.unit.data.imports.files import picture, square, zipped

PATIENCE_MS = 300_000  # a worker imports PyTorch, which takes long on a busy machine
NETWORK = "own-conv"
COLOURS = {
    "blue": (20, 40, 220), "green": (20, 200, 40), "red": (220, 30, 30), "yellow": (230, 220, 40),
}  # fmt: skip
EACH = 100


@pytest.fixture
def shapes(tmp_path: Path, lab_home: Path, own_store: Path) -> Iterator[Path]:
    """A zip file of 400 coloured pictures of 32×32 pixels; nothing made of it is left."""
    contents = {
        f"{name}/{number}.png": picture(square(colour, 32, number))
        for name, colour in COLOURS.items()
        for number in range(EACH)
    }
    yield zipped(tmp_path / "squares.zip", contents)
    jobs = LocalRunner(lab_home / "jobs")
    for status in jobs.jobs():
        jobs.cancel(status.id)
    (own_store / f"{NETWORK}.safetensors").unlink(missing_ok=True)
    shutil.rmtree(settings().imports, ignore_errors=True)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()
    settle(page)


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_from_a_dropped_file_to_every_screen(page: Page, shapes: Path, troubles: Troubles) -> None:
    visit(page, "/data")
    page.locator("input[type=file]").set_input_files(shapes)
    expect(page.get_by_text("400 pictures, 32×32 colour, 4 classes")).to_be_visible()
    expect(page.get_by_text("320 pictures to train and 80 to test")).to_be_visible()
    settle(page)
    press(page, "Keep, ")
    expect(page.get_by_text("Squares is kept: 400 pictures.")).to_be_visible()
    expect(page).to_have_url(re.compile("data=squares"))
    expect(page).to_have_url(re.compile("set=squares"))

    press(page, "Explore this")
    expect(page).to_have_url(re.compile("data=squares"))
    expect(page.get_by_test_id("stMain").get_by_test_id("stException")).to_have_count(0)

    # The address has the titles that the form shows.
    fields = {
        "start": PRESETS["map"].title, "map.family": FAMILIES["conv"].title, "map.conv.latent": 2,
        "map.epochs": 2, "map.name": NETWORK,
    }  # fmt: skip
    form = urlencode(fields, quote_via=quote)
    visit(page, f"/train?view=new&data=squares&{form}")
    expect(page.get_by_test_id("stMain").get_by_text("settings that do not fit")).to_have_count(0)
    press(page, "Start training")
    expect(page.get_by_text("Saved as the checkpoint")).to_be_visible(timeout=PATIENCE_MS)

    visit(page, f"/denoise?data=squares&cleaners={NETWORK}")
    canvas = page.locator(".dial canvas").first
    expect(canvas).to_have_attribute("width", "32")

    visit(page, f"/map?data=squares&map=bottleneck:{NETWORK}")
    expect(page.locator(".lm-plot").first).to_be_visible()
    expect(page.get_by_text(re.compile("80 test")).first).to_be_attached()

    visit(page, f"/walk?data=squares&view=plane&model={NETWORK}")
    expect(page.locator(".walk canvas").first).to_be_visible()

    visit(page, "/clusters?data=squares")
    expect(page.get_by_text("Misread, never seen").first).to_be_visible(timeout=PATIENCE_MS)

    visit(page, "/report?data=squares")
    expect(page.get_by_text(NETWORK).first).to_be_attached()
    expect(page.get_by_test_id("stMain").get_by_test_id("stException")).to_have_count(0)
    visit(page, "/data?set=squares")
    expect(page.get_by_role("img", name=re.compile("pictures of Squares"))).to_be_visible()
    assert_no_trouble(page, troubles)
