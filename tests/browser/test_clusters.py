"""The Clusters page in a real browser: the groups above the fold, and a link to the same groups."""

import re

import pytest
from playwright.sync_api import Page, expect

from core.clustering import EXAMPLE, fit
from tests.browser.helpers import box_of, overflow, settle, visit


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 1920])
def test_the_middle_of_every_group_is_above_the_fold(page: Page, width: int, dark: bool) -> None:
    visit(page, "/clusters", width=width, height=800, dark=dark)

    pictures = page.locator(".ll-lanes img")
    expect(pictures).to_have_count(int((fit(EXAMPLE).sizes > 0).sum()))
    bottoms = pictures.evaluate_all("all => all.map(e => e.getBoundingClientRect().bottom)")
    assert max(bottoms) < 800
    settings = box_of(page.get_by_label("Groups (k)", exact=True))
    assert settings["x"] > width * 0.7
    assert settings["y"] < 300
    assert overflow(page) == 0


def test_on_a_phone_the_columns_fold_and_no_picture_is_cut_off(page: Page) -> None:
    visit(page, "/clusters", width=390, height=844)

    expect(page.locator(".ll-lanes img").first).to_be_visible()
    edges = page.locator(".ll-lanes img").evaluate_all(
        "all => all.map(e => [e.getBoundingClientRect().left, e.getBoundingClientRect().right])"
    )
    assert min(left for left, _ in edges) >= 0
    assert max(right for _, right in edges) <= 390
    assert overflow(page) == 0


def test_a_link_holds_the_settings(page: Page, fresh_page: Page) -> None:
    visit(page, "/clusters")
    page.get_by_label("Groups (k)", exact=True).fill("4")
    page.get_by_label("Groups (k)", exact=True).press("Enter")
    settle(page)
    page.get_by_text("Every setting of k-means").click()
    page.get_by_label("Seed", exact=True).fill("7")
    page.get_by_label("Seed", exact=True).press("Enter")
    settle(page)
    expect(page).to_have_url(re.compile(r"k=4.*cluster_seed=7|cluster_seed=7.*k=4"))

    visit(fresh_page, page.url)

    expect(fresh_page.get_by_label("Groups (k)", exact=True)).to_have_value("4")
    expect(fresh_page.get_by_text("4 groups of pixels, of 60,000")).to_be_visible()
    fresh_page.get_by_text("Every setting of k-means").click()
    expect(fresh_page.get_by_label("Seed", exact=True)).to_have_value("7")
