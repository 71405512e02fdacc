"""Pen strokes, and digits drawn with them in forms that are rare in MNIST."""

import cv2
import numpy as np
from numpy.typing import NDArray

SIDE = 112  # pixels of a drawing

# Forms of digits that people write but that are rare in MNIST, each with its label.
PEN_DIGITS = (
    (0, "3,0 1,1 0,3 0,7 1,9 3,10 5,9 6,7 6,3 5,1 3,0|5,2 1,8"),
    (0, "3,0 1,1 0,3 0,7 1,9 3,10 5,9 6,7 6,3 5,1 3,0|6.5,0 -0.5,10"),
    (1, "0,3 3,0 3,10"), (1, "0,2 2.5,0 2.5,10|0,10 5,10"), (1, "0,4.5 3.5,0 3.5,10"),
    (2, "0,2 2,0 4.5,0.5 5.5,3 3.5,7 1,10 0.3,9 1.5,8.3 3.5,9.7 7,10"),
    (2, "0,2 2,0 5,0.5 6,3 4,6 0,10 6,10"),
    (3, "0,0 5,0 2.5,4 5,5 6,7 5,9 3,10 0,9"),
    (4, "1,0 0,6 6,6|5,2 5,10"), (4, "2,0 0,6 7,6|4.5,0.5 4.3,10"), (4, "5,10 5,0 0,6 7,6"),
    (4, "0,0 0,5 5,5|5,0 5,10"),
    (5, "1,0 1,4 3.5,4 5.5,6 5.5,8 3.5,10 0,9|2.2,-0.3 6,-0.6"),
    (5, "6,0 1,0 1,4 4,4 6,6 6,8 4,10 0,9"),
    (6, "5,0 2,2 0,5 0,8 2,10 4,10 6,8 5,6 3,5 1,7"),
    (6, "5,0 2,1 0,4 0,8 2,10 4.5,10 5.5,8 4.5,6 2.5,6 1.5,7.5 2.5,8.5"),
    (7, "0,0 6,0 2,10|1,5 6,5"), (7, "0,1.5 0,0 6,0 3,5 2,10|1,5.2 6,4.6"), (7, "0,0 6,0 3,10"),
    (8, "3,0 1,1 1,3.5 3,4.6 5,3.5 5,1 3,0|3,4.6 0.6,6 0.6,9 3,10 5.4,9 5.4,6 3,4.6"),
    (9, "6,2 4,0 2,0 0,2 0,4 2,5.5 4,5 6,3 6,1 6,7 5,9 3,10 1,9.5"),
    (9, "6,2 4,0 2,0 0,2 0,4 2,5.5 4,5 6,3 6,1 6,10"),
)  # fmt: skip


def pen_drawing(
    strokes: str, rng: np.random.Generator, wide: int, *, rounded: bool
) -> NDArray[np.uint8]:
    """Draw strokes with an unsteady pen: uint8 (`SIDE`, `SIDE`), light on black.

    ``strokes`` are separated by "|" and made of corners "x,y" in tenths of the height; ``wide`` is
    the pen's width in pixels, and ``rounded`` smooths the corners.
    """
    canvas = np.zeros((SIDE, SIDE), np.uint8)
    scale = np.array([rng.uniform(4.5, 8.5), 7.0])
    for stroke in strokes.split("|"):
        corners = np.array([corner.split(",") for corner in stroke.split()], float)
        corners += rng.normal(0, 0.3, corners.shape)
        along = np.linspace(0, len(corners) - 1, 10 * len(corners))
        line = np.stack([np.interp(along, range(len(corners)), corners[:, k]) for k in (0, 1)], 1)
        if rounded:
            line = cv2.blur(line, (1, 7), borderType=cv2.BORDER_REPLICATE)
        points = np.rint(line * scale + 20).astype(np.int32)
        cv2.polylines(canvas, [points], False, 255, wide, cv2.LINE_AA)
    return canvas
