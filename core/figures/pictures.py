"""Arrays as small PNG images for a page: images, weights in two colours."""

import base64
import io
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from core.figures import palette

Floats = NDArray[np.float32]
FEW = 300  # up to this many points are drawn larger


def image_png(image: NDArray[np.uint8] | Floats) -> bytes:
    """A PNG of one image, uint8 or float in [0, 1]: grey (H, W), white on black, or (3, H, W)."""
    values = image if image.dtype == np.uint8 else np.rint(np.clip(image, 0, 1) * 255)
    colours = values.transpose(1, 2, 0) if values.ndim == 3 else values  # Pillow expects them last
    return _png(Image.fromarray(np.ascontiguousarray(colours, np.uint8)))


def grid_png(tiles: NDArray[np.uint8], side: int = 56) -> bytes:
    """A PNG of images in rows and columns with clear gaps: uint8 (R, C, H, W) or (R, C, 3, H, W).

    Each pixel is enlarged by a whole number, so that the longer side of an image has about ``side``
    pixels.
    """
    rows, columns, height, width = (*tiles.shape[:2], *tiles.shape[-2:])
    times = max(1, round(side / max(height, width)))
    gap = max(2, side // 20)
    high, wide = height * times, width * times
    sheet = np.zeros((rows * (high + gap) - gap, columns * (wide + gap) - gap, 4), np.uint8)
    colours = tiles[:, :, None] if tiles.ndim == 4 else tiles
    large = colours.repeat(times, -2).repeat(times, -1)
    for down, across in np.ndindex(rows, columns):
        top, left = down * (high + gap), across * (wide + gap)
        place = sheet[top : top + high, left : left + wide]
        place[..., :3] = large[down, across].transpose(1, 2, 0)
        place[..., 3] = 255
    return _png(Image.fromarray(sheet, "RGBA"))


def signed_png(image: Floats, limit: float | None = None) -> bytes:
    """A PNG of signed numbers (height, width): blue below zero, white at zero, orange above.

    ``limit`` is the absolute value of full colour, by default the largest of the image.
    """
    most = float(np.abs(image).max(initial=0.0)) if limit is None else limit
    scaled = np.clip(image / most if most > 0 else image, -1, 1)[..., None]
    ends = [_rgb(colour) for colour in (palette.BLUE, palette.VERMILION)]
    white = np.full(3, 255.0)
    tones = np.where(
        scaled < 0, white + (white - ends[0]) * scaled, white - (white - ends[1]) * scaled
    )
    return _png(Image.fromarray(np.rint(tones).astype(np.uint8), "RGB"))


@dataclass(frozen=True, eq=False)
class Frame:
    """A square around the points of a map."""

    centre: NDArray[np.float64]
    """(2,)"""
    extent: float
    """Length of a side"""

    @classmethod
    def around(cls, xy: Floats) -> Self:
        """The frame of float32 (N, 2) points, without the outermost hundredth along each axis.

        If no point is finite, all places in it are NaN.
        """
        finite = np.isfinite(xy).all(1)
        if not finite.any():
            return cls(np.full(2, np.nan), 1.0)
        low, high = np.quantile(xy[finite], (0.005, 0.995), axis=0)
        return cls(np.asarray((low + high) / 2, np.float64), max(float((high - low).max()), 1e-9))

    def places(self, xy: Floats) -> NDArray[np.float64]:
        """Places in the square, float64 (N, 2): x from 0 (left) to 1, y from 0 (top) to 1."""
        return ((xy - self.centre) / self.extent * (1, -1) + 0.5).astype(np.float64)


def square_places(xy: Floats) -> NDArray[np.float64]:
    """Places of points in the square around them, see `Frame.places`: float64 (N, 2).

    Both axes have the same scale. The outermost hundredth of the points along each axis may lie
    outside the square.
    """
    return Frame.around(xy).places(xy)


def points_png(xy: Floats, labels: NDArray[np.uint8], side: int, point: int = 1) -> bytes:
    """A PNG of points coloured by class, transparent, ``side`` pixels square, axes 1:1.

    ``xy`` is float32 (N, 2), ``labels`` uint8 (N,). The places are those of `square_places`. Of
    several points on a pixel, the last one gives the colour. The side of a point has ``point``
    pixels, an odd number, or three times as many if there are at most `FEW` points.
    """
    picture = np.zeros((side, side, 4), np.uint8)
    places = np.rint(square_places(xy) * (side - 1))
    inside = ((places >= 0) & (places < side)).all(1)  # False for points that are not finite
    column, row = places[inside].T.astype(int)
    colours = np.array([_rgb(colour) for colour in palette.CLASSES])
    reach = point * (3 if len(xy) <= FEW else 1) // 2
    around = np.arange(-reach, reach + 1)
    for down, right in itertools.product(around, around):
        at = (np.clip(row + down, 0, side - 1), np.clip(column + right, 0, side - 1))
        picture[(*at, slice(3))] = colours[labels[inside] % len(colours)].astype(np.uint8)
        picture[(*at, 3)] = 255
    return _png(Image.fromarray(picture, "RGBA"))


def data_uri(png: bytes) -> str:
    """The PNG as a ``data:`` URI."""
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


def _rgb(colour: str) -> NDArray[np.float64]:
    return np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)], np.float64)


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def sheet_png(rows: Sequence[Sequence[bytes]], side: int = 56, gap: int = 4) -> bytes:
    """A PNG of PNG images in rows, each enlarged without smoothing to ``side`` pixels at most."""
    width = max((len(row) for row in rows), default=0) * (side + gap) + gap
    sheet = Image.new("RGB", (max(width, 1), len(rows) * (side + gap) + gap), "#8c8c8c")
    for down, row in enumerate(rows):
        for across, png in enumerate(row):
            small = Image.open(io.BytesIO(png), formats=["PNG"]).convert("RGB")
            small = ImageOps.contain(small, (side, side), Image.Resampling.NEAREST)
            left = gap + across * (side + gap) + (side - small.width) // 2
            top = gap + down * (side + gap) + (side - small.height) // 2
            sheet.paste(small, (left, top))
    return _png(sheet)


def samples_png(images: NDArray[np.uint8], columns: int, side: int) -> bytes:
    """A PNG of images, uint8 (N, H, W) or (N, 3, H, W), in rows; ``side`` as for `sheet_png`."""
    pictures = [image_png(image) for image in images]
    rows = [pictures[start : start + columns] for start in range(0, len(pictures), columns)]
    return sheet_png(rows, side)
