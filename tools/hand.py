"""What a hand does on the page of a browser."""

from collections.abc import Sequence

from playwright.sync_api import Locator, Page


def draw_stroke(page: Page, board: Locator, stroke: Sequence[tuple[float, float]]) -> None:
    """Move the mouse along the corners of a stroke, given as shares of the board's sides."""
    board.scroll_into_view_if_needed()
    box = board.bounding_box()
    assert box is not None
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=12)
    page.mouse.up()
