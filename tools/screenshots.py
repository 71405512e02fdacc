"""Retake the screenshots and the film of the docs: ``python -m tools.screenshots URL``."""

import io
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tools.chromium import launch_options
from tools.hand import draw_stroke

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "screenshots"
SIZE = {"width": 1280, "height": 800}
FILM_SIZE = (640, 400)
FILM = {3: 6, 4: 7, 6: 7}  # seconds of each step of the tour
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

PHONE = {"width": 390, "height": 780}
# Strokes that the phone in the room draws, each with the digit that it shows.
DRAWN = [
    (3, STROKE),
    (7, [(0.25, 0.2), (0.75, 0.2), (0.45, 0.85)]),
    (1, [(0.5, 0.15), (0.5, 0.85)]),
    (
        0,
        [(0.5, 0.15), (0.28, 0.35), (0.3, 0.7), (0.5, 0.86), (0.7, 0.68), (0.7, 0.32), (0.5, 0.15)],
    ),
    (2, [(0.28, 0.3), (0.48, 0.15), (0.68, 0.3), (0.5, 0.55), (0.27, 0.82), (0.74, 0.82)]),
    (7, [(0.3, 0.18), (0.7, 0.18), (0.52, 0.5), (0.42, 0.85)]),
    (
        6,
        [
            (0.62, 0.15),
            (0.36, 0.45),
            (0.36, 0.74),
            (0.52, 0.85),
            (0.66, 0.7),
            (0.54, 0.54),
            (0.38, 0.66),
        ],
    ),
    (
        5,
        [
            (0.68, 0.16),
            (0.36, 0.16),
            (0.34, 0.46),
            (0.6, 0.48),
            (0.68, 0.66),
            (0.52, 0.84),
            (0.32, 0.78),
        ],
    ),
    (4, [(0.42, 0.15), (0.3, 0.55), (0.7, 0.55), (0.64, 0.3), (0.64, 0.86)]),
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
    "data": ("/data", leave),
    "train": ("/train", leave),
    "checkpoints": ("/checkpoints", leave),
}


def room(browser: Browser, url: str) -> None:
    """Open a room, let a phone draw in it, and take pictures of the wall and the phone."""
    wall = browser.new_page(viewport=SIZE, color_scheme="light")
    wall.set_default_timeout(TIMEOUT_MS)
    wall.goto(f"{url.rstrip('/')}/room")
    wall.get_by_role("button", name="Open a room").click()
    wall.get_by_role("img", name="QR code of").first.wait_for()
    code = wall.locator(".wall").get_attribute("data-room")
    phone = browser.new_page(viewport=PHONE, color_scheme="light", has_touch=True, is_mobile=True)
    phone.set_default_timeout(TIMEOUT_MS)
    phone.goto(f"{url.rstrip('/')}/r/{code}")
    phone.get_by_role("button", name="Start drawing").click()
    for number, (digit, stroke) in enumerate(DRAWN, 1):
        draw_stroke(phone, phone.locator(".board canvas"), stroke)
        phone.get_by_role("button", name=str(digit), exact=True).click()
        phone.get_by_role("button", name="Send to the wall").click()
        again = phone.get_by_role("button", name="Draw another")
        again.wait_for()
        if number < len(DRAWN):
            again.click()
    wall.wait_for_timeout(6000)  # until the last drawing has landed
    wall.screenshot(path=FOLDER / "room.png")
    phone.screenshot(path=FOLDER / "phone.png")
    wall.get_by_role("button", name="Close the room").click()
    wall.get_by_role("dialog").get_by_role("button", name="Close the room").click()
    wall.get_by_text("The room is closed.").wait_for()
    for page in (phone, wall):
        page.close()


Frames = list[tuple[Image.Image, float]]
"""Pictures with the seconds at which they were taken"""


def record(page: Page, frames: Frames, seconds: float) -> None:
    """Add pictures of the window for this many seconds, as fast as the browser takes them."""
    end = time.monotonic() + seconds
    while (now := time.monotonic()) < end:
        picture = Image.open(io.BytesIO(page.screenshot()))
        frames.append((picture.convert("RGB").resize(FILM_SIZE, Image.Resampling.LANCZOS), now))


def film(page: Page, url: str) -> None:
    """Write the film of the README: noise that comes and goes, and a walk from a 4 to a 9."""
    parts: list[Frames] = []
    for step, seconds in FILM.items():
        frames: Frames = []
        page.goto(f"{url.rstrip('/')}/tour?step={step}&present=1")
        page.locator(".scene[data-painted]:visible").wait_for()
        record(page, frames, seconds)
        parts.append(frames)
    pictures = [picture for frames in parts for picture, _ in frames]
    durations = [
        1000 * (after - before)
        for frames in parts
        for before, after in pairwise([*(now for _, now in frames), frames[-1][1] + 0.2])
    ]
    # One palette for all, from the last picture of each part, where all colours are on the screen.
    sheet = Image.new("RGB", (FILM_SIZE[0], FILM_SIZE[1] * len(parts)))
    for place, frames in enumerate(parts):
        sheet.paste(frames[-1][0], (0, place * FILM_SIZE[1]))
    palette = sheet.quantize(128)
    small = [picture.quantize(palette=palette, dither=Image.Dither.NONE) for picture in pictures]
    small[0].save(
        FOLDER / "tour.gif",
        save_all=True,
        append_images=small[1:],
        duration=[round(milliseconds) for milliseconds in durations],
        loop=0,
        optimize=True,
    )


def main(url: str) -> None:
    """Take all screenshots in a window of `SIZE`, and the film."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        page = browser.new_page(viewport=SIZE, color_scheme="light")
        page.set_default_timeout(TIMEOUT_MS)
        for name, (path, act) in PAGES.items():
            page.goto(url.rstrip("/") + path)
            page.locator(
                "[data-testid=stApp][data-test-script-state=notRunning] h1:visible"
            ).first.wait_for()
            page.wait_for_timeout(3000)  # charts and pictures appear after the page
            act(page)
            page.wait_for_timeout(3000)
            page.screenshot(path=FOLDER / f"{name}.png")
        room(browser, url)
        film(page, url)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
