"""Every screen by axe-core and at every size: phone, laptop and large, light and dark."""

from typing import Any

import pytest
from playwright.sync_api import Page

from core.settings import PROJECT
from tests.browser.helpers import box_of, overflow, settle, visit
from tests.menu import TITLES

AXE = PROJECT / "node_modules" / "axe-core" / "axe.min.js"
SIZES = {390: 844, 1280: 800, 1920: 1080}

# The main picture of each screen, whole above the fold on a laptop.
PICTURES = {
    "/": ".start .glass",
    "/denoise": ".dial canvas >> nth=1",
    "/draw": "canvas.board",
    "/map": ".lm-plot",
    "/walk": ".walk canvas >> nth=0",
}


# What lies in Streamlit's own parts, where no setting or style of ours reaches.
STREAMLITS = {
    "presentation-role-conflict": "stFileUploaderDropzone"  # a role without meaning, and a name
}


def violations(page: Page) -> list[str]:
    """What axe-core finds on the page, one line per rule and node."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    report: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{rule['id']} ({rule['impact']}): {node['target']} {node['html'][:200]}"
        for rule in report["violations"]
        for node in rule["nodes"]
        if STREAMLITS.get(rule["id"], "-") not in node["html"]
    ]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("path", TITLES)
def test_a_screen_is_accessible_at_every_size(page: Page, path: str, dark: bool) -> None:
    visit(page, path, dark=dark)

    for width, height in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        settle(page)
        assert violations(page) == [], f"{width}x{height}"
        assert overflow(page) <= 0, f"{width}x{height}"


@pytest.mark.parametrize("path", PICTURES)
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1920, 1080)])
def test_the_main_picture_is_whole_above_the_fold(
    page: Page, path: str, width: int, height: int
) -> None:
    visit(page, path, width=width, height=height)

    box = box_of(page.locator(PICTURES[path]))
    assert box["y"] + box["height"] <= height
    assert min(box["width"], box["height"]) >= 120
