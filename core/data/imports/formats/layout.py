"""Arrays of any shape as pictures (N, H, W, C)."""

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from core.data.imports.choices import Choices
from core.data.imports.source import ChoiceNeeded, Pixels
from core.errors import DataError

SHAPES = "expected (N, H, W), (N, H, W, 3), (N, 3, H, W), or a row of numbers per picture"


@dataclass(frozen=True)
class Layout:
    """Where the pixels of a picture are in its array."""

    shape: tuple[int, int, int]
    """Height, width and channels."""
    order: Literal["interleaved", "planes"] = "interleaved"

    def pictures(self, values: NDArray[Any]) -> Pixels:
        """Some pictures in the order (N, H, W, C), without a copy."""
        height, width, channels = self.shape
        if self.order == "interleaved":
            return values.reshape(-1, height, width, channels)
        return values.reshape(-1, channels, height, width).transpose(0, 2, 3, 1)


def layout_of(shape: tuple[int, ...], some: NDArray[Any], choices: Choices, what: str) -> Layout:
    """Layout of pictures of this ``shape``, which excludes N.

    ``some`` are the first pictures; the order of colours in a row of numbers is recognised from
    them. Raises DataError with the remedy if the shape is not that of pictures.
    """
    if len(shape) == 1:
        return _of_row(shape[0], some, choices, what)
    if len(shape) == 2:
        return Layout((shape[0], shape[1], 1))
    if len(shape) == 3 and shape[2] in (1, 3):
        return Layout((shape[0], shape[1], shape[2]))
    if len(shape) == 3 and shape[0] in (1, 3):
        return Layout((shape[1], shape[2], shape[0]), "planes")
    if len(shape) == 3 and 4 in (shape[0], shape[2]):
        raise DataError(
            f"The pictures of {what} have four channels: keep red, green and blue only."
        )
    raise DataError(f"{what} has the shape (N, {', '.join(map(str, shape))}); {SHAPES}.")


def channels_of_row(count: int, choices: Choices) -> tuple[int, int, int] | None:
    """Height, width and channels of a picture of ``count`` numbers; None if no shape fits."""
    if choices.size is not None:
        channels, rest = divmod(count, math.prod(choices.size))
        return (*choices.size, channels) if channels in (1, 3) and rest == 0 else None
    for channels in (1, 3):
        side = math.isqrt(count // channels)
        if side >= 2 and side * side * channels == count:
            return side, side, channels
    return None


def _of_row(count: int, some: NDArray[Any], choices: Choices, what: str) -> Layout:
    shape = channels_of_row(count, choices)
    if shape is None:
        if choices.size is not None:
            raise DataError(
                f"A picture of {what} has {count:,} numbers, which is not "
                f"{choices.size[0]} × {choices.size[1]}: choose another height and width."
            )
        raise ChoiceNeeded(
            f"A picture of {what} has {count:,} numbers, which make no square: choose its height "
            "and width.",
            "size",
            (),
        )
    if shape[2] == 1:
        return Layout(shape)
    interleaved, planes = Layout(shape), Layout(shape, "planes")
    if choices.layout:
        return planes if choices.layout == "planes" else interleaved
    # In the wrong order, neighbours differ more because they come from different places.
    rough = [_roughness(layout.pictures(some)) for layout in (interleaved, planes)]
    return planes if rough[1] < rough[0] else interleaved


def _roughness(pictures: Pixels) -> float:
    """Mean difference of a pixel from the one to its right and the one below."""
    values = pictures.astype(np.float64)
    right, below = (np.abs(np.diff(values, axis=axis)).mean() for axis in (1, 2))
    return float(right + below)
