"""Pointer movements on a page in the browser."""

from collections.abc import Sequence

from playwright.sync_api import Locator, Page


def draw_stroke(page: Page, board: Locator, stroke: Sequence[tuple[float, float]]) -> None:
    """Draw a stroke with the mouse; its corners are shares of the board's width and height."""
    board.scroll_into_view_if_needed()
    box = board.bounding_box()
    assert box is not None
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=12)
    page.mouse.up()
