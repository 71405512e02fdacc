"""The map before Plotly is loaded: its points and axes stand where Plotly then draws them."""

import io

import numpy as np
from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.browser.helpers import Troubles, settle, visit

LIBRARY = "**/plotly-gl2d.min.js"
VIEW = "map=bottleneck:ae-conv-2&beside=bottleneck:vae-conv-2&plane=0"
BLOCK_PX = 8
TEXTS = """(texts) => texts.map((e) => {
    const box = e.getBoundingClientRect();
    return [e.textContent, box.left, box.top, box.width];
})"""


def blocks(page: Page) -> np.ndarray:
    """Mean grey of each block of the maps, because points may differ at their edges."""
    shot = Image.open(io.BytesIO(page.locator(".lm-stage").screenshot())).convert("L")
    small = shot.resize((shot.width // BLOCK_PX, shot.height // BLOCK_PX), Image.Resampling.BOX)
    return np.asarray(small).astype(float)


def texts(page: Page, selector: str) -> dict[str, list[float]]:
    """Places of texts, by text and order from left to right and from top to bottom."""
    found = page.locator(selector).evaluate_all(TEXTS)
    ordered = sorted(found, key=lambda text: (text[0], round(text[1]), round(text[2])))
    return {f"{text} {at}": place for at, (text, *place) in enumerate(ordered)}


def test_nothing_moves_when_plotly_replaces_the_sketch(page: Page) -> None:
    held: list[Route] = []
    page.route(LIBRARY, lambda route: held.append(route))
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"/map?{VIEW}", wait_until="commit")  # its loading ends only with Plotly's
    expect(page.locator(".lm")).to_have_attribute("data-painted", "")
    settle(page)
    sketch, labels = blocks(page), texts(page, ".lm-axes text")
    assert sketch.std() > 5  # there is a picture
    assert page.locator(".lm-plot .plot-container").count() == 0

    for route in held:
        route.continue_()
    expect(page.locator(".lm")).to_have_attribute("data-state", "ready")
    expect(page.locator(".lm-axes")).to_have_count(0)

    drawn = texts(page, ".lm-plot :is(.xtick, .ytick, .g-xtitle, .g-ytitle) text")
    assert labels.keys() == drawn.keys()
    for text, place in labels.items():
        np.testing.assert_allclose(place, drawn[text], atol=0.75, err_msg=text)
    assert np.abs(blocks(page) - sketch).max() < 20  # a step aside of one pixel makes it 26


def test_the_points_stay_if_plotly_cannot_be_loaded(page: Page, troubles: Troubles) -> None:
    page.route(LIBRARY, lambda route: route.abort())
    visit(page, f"/map?{VIEW}")
    expect(page.locator(".lm-alert")).to_have_text(
        "The drawing library could not be loaded; reload the page."
    )
    expect(page.locator(".lm-axes")).to_have_count(2)
    assert blocks(page).std() > 5
    troubles.clear()
