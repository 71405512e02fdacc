"""A drawing or a picture -> the digits in it as inputs of the models, and the steps to them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from threading import BoundedSemaphore

import numpy as np
from numpy.typing import NDArray

from core.errors import ImageError
from core.images.digits import centring
from core.images.digits.candidates import Candidate, Judge, prepare
from core.images.digits.finding import MAX_DIGITS
from core.images.ink.polarity import NO_INK
from core.images.looking import Look, look
from core.images.reading import Grey, Picture, check_size, read

Pixels = NDArray[np.uint8]
Place = tuple[float, float, float, float]
"""Left, top, right and bottom as shares of the picture, in [0, 1]"""

_LEAST_INK = 0.2  # of full ink: a box with less is empty
# A look at a large picture takes a few hundred megabytes.
_LOOKS = BoundedSemaphore(2)


@dataclass(frozen=True)
class Step:
    """What a picture looked like after one step of its preparation."""

    name: str
    """Stable identifier of one word, for programs."""
    caption: str
    """What was done, for people."""
    picture: Pixels
    """uint8 (H, W)"""


@dataclass(frozen=True)
class Digit:
    """One digit, ready for the models."""

    image: Pixels
    """uint8 (28, 28), light ink on black like MNIST's"""
    box: Place
    """Where it is in the picture."""
    steps: tuple[Step, ...]
    """From the whole picture to ``image``, which is the last."""
    at_edge: bool = False
    """Whether it touches the picture's edge, so that a part may be missing."""
    split: bool = False
    """Whether it touched another digit and was cut off."""
    confidence: float | None = None
    """How surely it is a digit, given the rest of the picture, in [0, 1]; None if unknown."""


@dataclass(frozen=True)
class PreparedPicture:
    """What was found in a drawing or a picture."""

    digits: tuple[Digit, ...]
    """At least one, in reading order."""
    notices: tuple[str, ...]
    """Sentences about what is not shown or may not be as intended."""
    turns: int = 0
    """Quarter turns, counter-clockwise, that were needed to read the picture."""

    @property
    def confidences(self) -> list[float | None]:
        """How surely each is a digit, given the rest of the picture; None if unknown."""
        return [digit.confidence for digit in self.digits]

    @property
    def images(self) -> Pixels:
        """All digits: uint8 (N, 28, 28)."""
        return np.stack([digit.image for digit in self.digits])


def prepare_file(contents: bytes, judge: Judge | None = None) -> PreparedPicture:
    """The digits in a PNG, JPEG, WebP, BMP, GIF or HEIC file, upright and in any light.

    Ink may be dark on light or light on dark. ``judge`` rates how surely an image is a digit. With
    it, what reads best decides about scale, lines, orientation, broken digits and touching digits.
    Raises `ImageError` if the file cannot be read or shows no digit.
    """
    return prepare_picture(read(contents), judge)


def prepare_picture(picture: Picture, judge: Judge | None = None) -> PreparedPicture:
    """The digits in a picture; `ImageError` if there is none."""
    with _LOOKS:
        seen = look(picture.grey, judge)
    if seen is None or not seen.candidates:
        raise ImageError(NO_INK)
    steps = _steps(seen)
    digits = _digits(seen, steps, judge)
    return PreparedPicture(digits, (*picture.notices, *_notices(seen)), seen.turns)


def prepare_corrected(
    contents: bytes, turns: int, boxes: Sequence[Place] = (), judge: Judge | None = None
) -> PreparedPicture:
    """The digits in a picture file that a person has turned upright or framed by hand.

    ``turns`` are quarter turns, counter-clockwise, that are made first; the picture is not turned
    any further. ``boxes`` are places in the turned picture; without any, its digits are found as in
    `prepare_file`. Raises `ImageError` if the file cannot be read, or if a box holds no ink.
    """
    picture = read(contents)
    with _LOOKS:
        seen = look(np.ascontiguousarray(np.rot90(picture.grey, turns)), judge, upright=True)
    if seen is None or not (boxes or seen.candidates):
        raise ImageError(NO_INK)
    steps = _steps(seen)
    if boxes:
        return PreparedPicture(tuple(_digit_in(box, seen, steps) for box in boxes), picture.notices)
    digits = _digits(seen, steps, judge)
    return PreparedPicture(digits, (*picture.notices, *_notices(seen)))


def _digit_in(box: Place, seen: Look, before: list[Step]) -> Digit:
    to_pixels = np.linalg.inv(np.vstack([seen.to_picture, [0, 0, 1]]))
    corners = [(x, y, 1) for x in box[::2] for y in box[1::2]]
    at = (np.array(corners, dtype=float) @ to_pixels.T)[:, :2]
    left, top = np.floor(at.min(0)).astype(int).clip(0)
    right, bottom = np.ceil(at.max(0)).astype(int)
    ink = seen.clean[top:bottom, left:right]
    if not ink.size or float(ink.max()) < _LEAST_INK:
        raise ImageError("There is no ink in one of the boxes: drag it around a digit.")
    image, own = _prepare(centring.without_specks(ink))
    return Digit(image, box, (*before, *own))


def _steps(seen: Look) -> list[Step]:
    """The steps that all digits of a picture share."""
    steps = [Step("grey", "The picture in shades of grey", _pixels(seen.grey))]
    if seen.ink.uneven:
        even = 1 - seen.ink.ink if seen.ink.dark_on_light else seen.ink.ink
        steps.append(Step("light", "Uneven light removed", _pixels(even)))
    if seen.lines is not None:
        lines = np.where(seen.lines.mask, seen.ink.ink, 0)
        count = seen.lines.count
        caption = "One line removed" if count == 1 else f"{count:,} lines removed"
        steps.append(Step("lines", caption, _pixels(lines)))
    turned = "Ink made white, paper black" if seen.ink.dark_on_light else "Ink made fully white"
    steps.append(Step("ink", turned, _pixels(seen.clean)))
    return steps


def _notices(seen: Look) -> list[str]:
    notices = []
    if seen.is_cut:
        notices.append(
            f"More than {MAX_DIGITS} marks were found, and {MAX_DIGITS} of them are shown. "
            "Cut the picture closer to the digits that you mean."
        )
    if seen.turns:
        way = {1: "a quarter to the left", 2: "upside down", 3: "a quarter to the right"}
        notices.append(f"The picture was turned {way[seen.turns]} to read it.")
    edge = sum(one.at_edge for one in seen.candidates)
    if edge and len(seen.candidates) > 1:
        what = "A mark touches" if edge == 1 else f"{edge} marks touch"
        notices.append(f"{what} the picture's edge: a part may be missing.")
    if any(one.split for one in seen.candidates):
        notices.append("Digits that touch each other were cut apart.")
    return notices


def prepare_drawing(ink: Pixels) -> PreparedPicture:
    """The one digit of a drawing made on a screen: uint8 (H, W), 255 under the pen, else 0.

    Raises `ImageError` if nothing was drawn, or if the drawing is too small, large or narrow.
    """
    height, width = ink.shape
    check_size(width, height)
    if not ink.any():
        raise ImageError(NO_INK)
    drawn = ink.astype(np.float32) / np.float32(255)
    steps = [Step("drawing", "Your drawing", _pixels(drawn))]
    image, own = _prepare(centring.without_specks(drawn))
    return PreparedPicture((Digit(image, (0.0, 0.0, 1.0, 1.0), (*steps, *own)),), ())


def _digits(seen: Look, before: list[Step], judge: Judge | None) -> tuple[Digit, ...]:
    digits = (_digit(one, seen, before) for one in seen.candidates)
    return tuple(replace(one, confidence=None) if judge is None else one for one in digits)


def _digit(one: Candidate, seen: Look, before: list[Step]) -> Digit:
    image, own = _prepare(one.ink)
    box = one.box
    corners = [(x, y, 1) for x in (box.left, box.right) for y in (box.top, box.bottom)]
    at = np.clip(np.array(corners, dtype=float) @ seen.to_picture.T, 0, 1)
    left, top = at.min(0).tolist()
    right, bottom = at.max(0).tolist()
    place = (left, top, right, bottom)
    steps = (*before, *own)
    return Digit(image, place, steps, one.at_edge, one.split, one.confidence)


def _prepare(ink: Grey) -> tuple[Pixels, list[Step]]:
    """The digit as an input of the models, uint8 (28, 28), and the steps to it."""
    image, cut, thicker = prepare(ink)
    steps = [Step("cut", "Cut out around the ink", _pixels(cut))]
    if thicker is not None:
        steps.append(Step("strokes", "Thin strokes made thicker", _pixels(thicker)))
        cut = thicker
    small = centring.fit_in_box(cut)
    steps.append(Step("box", "Shrunk to fit a box of 20×20, its shape kept", _in_box(small)))
    steps.append(Step("centred", "Balanced in the middle of 28×28, like every MNIST digit", image))
    return image, steps


def _in_box(small: Grey) -> Pixels:
    whole = np.zeros((centring.BOX, centring.BOX), dtype=np.float32)
    height, width = small.shape
    top, left = (centring.BOX - height) // 2, (centring.BOX - width) // 2
    whole[top : top + height, left : left + width] = small
    return _pixels(whole)


def _pixels(grey: Grey) -> Pixels:
    return np.rint(grey * 255).astype(np.uint8)


__all__ = [
    "Digit",
    "Place",
    "PreparedPicture",
    "Step",
    "prepare_corrected",
    "prepare_drawing",
    "prepare_file",
    "prepare_picture",
]
