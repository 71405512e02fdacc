"""The data set is chosen once, and every screen follows it or says that it does not."""

import re

import pytest
from playwright.sync_api import Page, expect

from core import data
from tests.browser.helpers import settle, visit
from tests.menu import TITLES

SMALL = "digits-8x8"
# These screens are about MNIST's digits; a sentence on each says so.
OF_MNIST = ("Tour", "Draw")
# What stands on each other screen once it shows pictures of the chosen set.
SHOWS = {
    "Start": "canvas.screen",
    "Denoise": ".dial canvas",
    "Map": "text=360 test",
    "Walk": "text=ae-conv-2-8x8",
    "Clusters": "text=1,437 training",
    "Report": "text=ae-conv-2-8x8",
    "Data": "text=Shown on every screen now",
    "Train": "text=Change anything",
    "Checkpoints": "text=Reader of small digits",
}


GARMENTS = "fashion-mnist"
SHOWS_GARMENTS = SHOWS | {
    "Map": "text=10,000 test",
    "Walk": "text=vae-conv-2-fashion",
    "Clusters": "text=60,000 training",
    "Report": "text=dae-conv-32-fashion",
    "Checkpoints": "text=Cleaner of garments",
}


# Room looks for its own address, which counts as a call out here.
@pytest.mark.parametrize("path", [path for path in TITLES if TITLES[path] != "Room"])
@pytest.mark.parametrize(("name", "shows"), [(SMALL, SHOWS), (GARMENTS, SHOWS_GARMENTS)])
def test_every_screen_follows_the_data_set_of_a_link(
    page: Page, path: str, name: str, shows: dict[str, str]
) -> None:
    if not data.is_local(name):
        pytest.skip(f"{data.entry_named(name).title} is not on this machine")
    visit(page, f"{path}?data={name}{'&view=new' if path == '/train' else ''}")

    main = page.get_by_test_id("stMain")
    expect(main.get_by_test_id("stException")).to_have_count(0)
    if TITLES[path] in OF_MNIST:
        expect(main.get_by_text("shows MNIST here")).to_be_visible()
    else:
        expect(main.locator(shows[TITLES[path]]).first).to_be_attached()
        expect(page).to_have_url(re.compile(f"data={name}"))
        expect(main.get_by_text("never seen such pictures")).to_have_count(0)


def test_the_choice_in_the_header_goes_with_the_visitor(page: Page) -> None:
    visit(page, "/denoise")
    page.locator(".st-key-data").get_by_role("combobox").click()
    page.get_by_role("option", name="Digits 8×8").click()
    settle(page)

    canvas = page.locator(".dial canvas").first
    expect(canvas).to_have_attribute("width", "8")
    expect(page).to_have_url(re.compile(f"data={SMALL}"))
    page.get_by_test_id("stTopNavLink").filter(has_text="Walk").click()
    settle(page)
    expect(page.get_by_test_id("stMain").get_by_text("8x8").first).to_be_attached()
    expect(page).to_have_url(re.compile(f"data={SMALL}"))
