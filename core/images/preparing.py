"""A drawing or a picture -> the digits in it as the models know them, and how that came about."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import ImageError
from core.images import centring
from core.images.finding import MAX_DIGITS, Box, find_digits
from core.images.ink import NO_INK, ink_of
from core.images.reading import Grey, Picture, check_size, read

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Step:
    """What a picture looked like after one step of its preparation."""

    name: str
    """One word that stays the same, for programs."""
    caption: str
    """What was done, for people."""
    picture: Pixels
    """uint8 (H, W)"""


@dataclass(frozen=True)
class Digit:
    """One digit, ready for the models."""

    image: Pixels
    """uint8 (28, 28), light ink on black like MNIST's"""
    box: tuple[float, float, float, float]
    """Where it is in the picture: left, top, right and bottom, from 0 to 1."""
    steps: tuple[Step, ...]
    """From the whole picture to ``image``, which is the last."""


@dataclass(frozen=True)
class Prepared:
    """What was found in a drawing or a picture."""

    digits: tuple[Digit, ...]
    """At least one, in the order of reading."""
    notices: tuple[str, ...]
    """Sentences about what is not shown or may not be meant."""

    @property
    def images(self) -> Pixels:
        """All digits: uint8 (N, 28, 28)."""
        return np.stack([digit.image for digit in self.digits])


def prepare_file(contents: bytes) -> Prepared:
    """The digits in a PNG, JPEG, WebP, BMP, GIF or HEIC file, upright and in any light.

    Ink may be dark on light or light on dark. `ImageError` where the file cannot be read or shows
    no digit.
    """
    return prepare_picture(read(contents))


def prepare_picture(picture: Picture) -> Prepared:
    """The digits in a picture; `ImageError` where there is none."""
    found = ink_of(picture.grey)
    steps = [Step("grey", "The picture in shades of grey", _pixels(picture.grey))]
    if found.even is not None:
        steps.append(Step("light", "Uneven light taken out", _pixels(found.even)))
    ink = centring.without_specks(found.ink)
    turned = "Ink made white, paper black" if found.dark_on_light else "Ink made fully white"
    steps.append(Step("ink", turned, _pixels(ink)))
    parts = find_digits(ink)
    notices = list(picture.notices)
    if len(parts) > MAX_DIGITS:
        notices.append(
            f"There are {len(parts)} separate marks; the first {MAX_DIGITS} are shown. "
            "Cut the picture closer to the digits that you mean."
        )
    digits = tuple(_placed(part, box, ink.shape, steps) for box, part in parts[:MAX_DIGITS])
    return Prepared(digits, tuple(notices))


def prepare_drawing(ink: Pixels) -> Prepared:
    """The one digit of a drawing made on a screen: uint8 (H, W), 255 where the pen went, else 0.

    `ImageError` where nothing was drawn.
    """
    height, width = ink.shape
    check_size(width, height)
    if not ink.any():
        raise ImageError(NO_INK)
    drawn = ink.astype(np.float32) / np.float32(255)
    steps = [Step("drawing", "Your drawing", _pixels(drawn))]
    whole = Box(0, height, 0, width)
    return Prepared((_placed(centring.without_specks(drawn), whole, ink.shape, steps),), ())


def _placed(ink: Grey, box: Box, shape: tuple[int, ...], before: list[Step]) -> Digit:
    height, width = shape
    steps = list(before)
    cut = centring.cut_out(ink)
    steps.append(Step("cut", "Cut out around the ink", _pixels(cut)))
    changed = centring.with_usual_strokes(cut)
    if changed is not None:
        steps.append(Step("strokes", "Thin strokes made thicker", _pixels(changed)))
        cut = changed
    small = centring.boxed(cut)
    steps.append(Step("box", "Shrunk to fit a box of 20×20, its shape kept", _in_box(small)))
    image = centring.centred(small)
    steps.append(Step("centred", "Balanced in the middle of 28×28, like every MNIST digit", image))
    place = (box.left / width, box.top / height, box.right / width, box.bottom / height)
    return Digit(image, place, tuple(steps))


def _in_box(small: Grey) -> Pixels:
    whole = np.zeros((centring.BOX, centring.BOX), dtype=np.float32)
    height, width = small.shape
    top, left = (centring.BOX - height) // 2, (centring.BOX - width) // 2
    whole[top : top + height, left : left + width] = small
    return _pixels(whole)


def _pixels(grey: Grey) -> Pixels:
    return np.rint(grey * 255).astype(np.uint8)


__all__ = ["Digit", "Prepared", "Step", "prepare_drawing", "prepare_file", "prepare_picture"]
