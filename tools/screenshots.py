"""Retake the screenshots of the docs from a running dashboard: ``python -m tools.screenshots URL``."""

import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tools.chromium import launch_options
from tools.hand import draw_stroke

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "screenshots"
SIZE = {"width": 1280, "height": 800}
TIMEOUT_MS = 60_000
# A three, as shares of the board's width and height.
STROKE = [
    (0.3, 0.25),
    (0.55, 0.16),
    (0.68, 0.3),
    (0.45, 0.48),
    (0.7, 0.62),
    (0.56, 0.83),
    (0.3, 0.76),
]


def denoise(page: Page) -> None:
    """Raise the noise with the arrow keys."""
    dial = page.locator("#dial-sigma")
    dial.focus()
    for _ in range(14):
        dial.press("ArrowRight")


def draw(page: Page) -> None:
    """Draw a three with the mouse."""
    draw_stroke(page, page.locator("canvas.board"), STROKE)


def hover(page: Page) -> None:
    """Show the card of a digit in the middle of the map."""
    plot = page.locator(".lm-plot").first
    plot.wait_for()
    page.locator(".lm-bar").first.evaluate("bar => bar.scrollIntoView()")
    page.wait_for_timeout(4000)
    box = plot.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.45, steps=5)


def leave(page: Page) -> None:
    """Leave the page as it opens."""


PAGES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "start": ("/", leave),
    "tour": ("/tour?step=4", leave),
    "denoise": ("/denoise", denoise),
    "draw": ("/draw", draw),
    "map": ("/map?map=bottleneck:clf-bottleneck-2", hover),
    "walk": ("/walk?view=plane", leave),
    "clusters": ("/clusters", leave),
    "report": ("/report", leave),
    "train": ("/train", leave),
    "checkpoints": ("/checkpoints", leave),
}


def main(url: str) -> None:
    """Take all screenshots in a window of `SIZE`."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        page = browser.new_page(viewport=SIZE, color_scheme="light")
        page.set_default_timeout(TIMEOUT_MS)
        for name, (path, act) in PAGES.items():
            page.goto(url.rstrip("/") + path)
            page.locator("[data-testid=stApp][data-test-script-state=notRunning] h1").wait_for()
            page.wait_for_timeout(3000)  # charts and pictures appear after the page
            act(page)
            page.wait_for_timeout(3000)
            page.screenshot(path=FOLDER / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
