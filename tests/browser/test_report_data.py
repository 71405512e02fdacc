"""The lists of likely mislabelled pictures and near-duplicates, from Report to the map."""

import re

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from core.evaluation import duplicates, mislabelled
from tests.browser.helpers import overflow, visit

DATA, MODEL = "digits-8x8", "dae-dense-32-8x8"


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(
    ("section", "words"), [("Labels", "look like another class"), ("Duplicates", "pairs? among")]
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


@pytest.mark.parametrize("section", ["Labels", "Duplicates"])
def test_a_list_is_saved_with_the_settings_of_the_screen(page: Page, section: str) -> None:
    choices = {"Labels": "labels_seed=2", "Duplicates": "duplicates_space=Pixels"}
    visit(page, f"/report?data={DATA}&section={section}&models={MODEL}&{choices[section]}")
    page.get_by_text(re.compile("as a table")).click()
    page.get_by_role("button", name="Download", exact=True).first.click()
    dialog = page.get_by_role("dialog", name="Download")
    dialog.get_by_label("Format", exact=True).select_option("Table (Parquet)")
    with page.expect_download() as waiting:
        dialog.get_by_role("button", name="Save", exact=True).click()
    table = pd.read_parquet(waiting.value.path())
    if section == "Labels":
        judgement = mislabelled.judge(MODEL, DATA, "test", seed=2)
        expected = judgement.rows[judgement.suspects()].tolist()
    else:
        nearest = duplicates.nearest(DATA, "test", None)
        pairs = nearest.pairs(nearest.usual_threshold)
        expected = nearest.rows[[pair[0] for pair in pairs]].tolist()
    assert table["row"].tolist() == expected
    assert waiting.value.suggested_filename.startswith("latent-lab-")
