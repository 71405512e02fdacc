"""Orientation of a page: skewed lines, and pages that lie on their side."""

import cv2
import numpy as np
from numpy.typing import NDArray

from core.images.digits.candidates import Candidate, Judge, prepare
from core.images.reading import Grey

Matrix = NDArray[np.float64]

_LEAST = 3  # digits that must be found before a page is turned
_MOST = 12  # digits by which the orientation is judged
_GAIN = 0.2  # by which a turn must raise the mean confidence
_LEAST_CONFIDENCE = 0.65  # mean confidence that the turned digits must exceed
_HIGH_CONFIDENCE = 0.9  # or mean confidence that the turned digits must exceed, if
_MOST_DOUBT_LEFT = 0.4  # less than this share of the doubt (1 - confidence) is left
_SLIM = 3.0  # ratio of sides: slimmer shapes do not show which way is up


def rotation(shape: tuple[int, ...], degrees: float) -> Matrix:
    """The matrix, float64 (2, 3), that turns a picture of this shape about its middle."""
    middle = ((shape[1] - 1) / 2, (shape[0] - 1) / 2)
    return np.asarray(cv2.getRotationMatrix2D(middle, degrees, 1.0), dtype=np.float64)


def level(grey: Grey, degrees: float) -> Grey:
    """The picture turned counter-clockwise by so many degrees, to level its lines."""
    height, width = grey.shape
    turned = cv2.warpAffine(
        grey,
        rotation(grey.shape, degrees),
        (width, height),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(turned, dtype=np.float32)


def quarter_turns(
    candidates: list[Candidate], judge: Judge, turned_by: int = 0
) -> tuple[int, float]:
    """Quarter turns, counter-clockwise, that make the digits read better, and the confidence then.

    The confidence is the digits' mean; (0, 0.0) if no turn is clearly better. ``turned_by`` quarter
    turns were made before the digits were cut out; the result counts from before those.
    """
    plump = [one for one in candidates if _SLIM > one.box.width / one.box.height > 1 / _SLIM]
    if len(plump) < _LEAST:
        return 0, 0.0
    images = [prepare(one.ink)[0] for one in plump[:_MOST]]
    every = np.stack([np.rot90(image, turns - turned_by) for turns in range(4) for image in images])
    confidences = judge(np.ascontiguousarray(every)).reshape(4, -1).mean(1)
    turns = int(confidences.argmax())
    upright, turned = float(confidences[0]), float(confidences[turns])
    clearly = turned > max(upright + _GAIN, _LEAST_CONFIDENCE)
    if clearly or (turned > _HIGH_CONFIDENCE and 1 - turned < _MOST_DOUBT_LEFT * (1 - upright)):
        return turns, turned
    return 0, 0.0
