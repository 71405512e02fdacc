"""The lists of likely mislabelled pictures and near-duplicates, from Report to the map."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers import overflow, visit


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(
    ("section", "words"), [("Labels", "look like another class"), ("Duplicates", "pairs among")]
)
def test_a_list_is_made_and_a_picture_of_it_opens_on_the_map(
    page: Page, section: str, words: str, width: int
) -> None:
    visit(page, f"/report?data=digits-8x8&section={section}&models=dae-dense-32-8x8", width=width)
    expect(page.get_by_text(re.compile(words)).first).to_be_visible()
    pictures = page.locator(".ll-gallery a")
    expect(pictures.first).to_be_visible()
    assert overflow(page) <= 0
    link = pictures.first.get_attribute("href") or ""
    visit(page, f"/{link}", width=width)
    expect(page.locator(".lm")).to_have_attribute("data-state", "ready")
    shown = page.locator(".lm-card.chosen" if "row=" in link else ".lm-gallery")
    expect(shown).to_be_visible()
