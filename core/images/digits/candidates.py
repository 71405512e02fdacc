"""Candidates: pieces of ink that may be digits, and how surely each is one."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from core.errors import ImageError
from core.images.digits import centring
from core.images.digits.pieces import Box
from core.images.reading import Grey

Pixels = NDArray[np.uint8]
Judge = Callable[[Pixels], NDArray[np.float32]]
"""uint8 (N, 28, 28) -> how surely each is a digit, float32 (N,) in [0, 1]"""

UNSURE = 0.5  # below this confidence, joining and splitting are tried
_LARGEST = 300  # pixels of a digit's longer side: more make no difference at 28×28


@dataclass(frozen=True)
class Candidate:
    """One digit's place and ink."""

    box: Box
    ink: Grey
    """float32 (h, w) in [0, 1]: the ink of this digit alone, in its box and a rim around it"""
    area: int
    """pixels of its strokes"""
    labels: tuple[int, ...]
    """component numbers of its pieces of ink"""
    confidence: float = 1.0
    """how surely it is a digit, in [0, 1]; 1 without a judge"""
    at_edge: bool = False
    """whether it touches the picture's edge"""
    split: bool = False
    """whether it touched another digit"""


def judge_all(candidates: list[Candidate], judge: Judge) -> list[Candidate]:
    """The candidates with the confidences that the judge gives them."""
    confidences = confidences_of([one.ink for one in candidates], judge).tolist()
    return [
        replace(one, confidence=confidence)
        for one, confidence in zip(candidates, confidences, strict=True)
    ]


def confidences_of(inks: list[Grey], judge: Judge) -> NDArray[np.float32]:
    """How surely each ink is a digit, float32 (N,) in [0, 1]; 0 if it is too faint."""
    images, at = [], []
    for place, ink in enumerate(inks):
        try:
            images.append(prepare(ink)[0])
        except ImageError:
            continue
        at.append(place)
    confidences = np.zeros(len(inks), np.float32)
    if images:
        confidences[at] = judge(np.stack(images))
    return confidences


def prepare(ink: Grey) -> tuple[Pixels, Grey, Grey | None]:
    """A digit's image for the models, its cut-out, and the cut-out with thicker strokes or None.

    uint8 (28, 28), float32 (h, w), float32 (h, w). Raises `ImageError` if the ink is too faint.
    """
    cut = centring.cut_out(ink)
    longest = max(cut.shape)
    if longest > _LARGEST:
        size = [max(1, round(side * _LARGEST / longest)) for side in reversed(cut.shape)]
        cut = np.asarray(cv2.resize(cut, size, interpolation=cv2.INTER_AREA), dtype=np.float32)
    thicker = centring.with_usual_strokes(cut)
    image = centring.centre(centring.fit_in_box(cut if thicker is None else thicker))
    return image, cut, thicker
