"""Numbers of any range, colour and size -> the uint8 pictures of a data set."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.data.dataset import Shape
from core.data.imports.choices import Fit, Method
from core.data.imports.source import Pixels

FILTERS = {
    "box": Image.Resampling.BOX,
    "bilinear": Image.Resampling.BILINEAR,
    "bicubic": Image.Resampling.BICUBIC,
    "lanczos": Image.Resampling.LANCZOS,
    "nearest": Image.Resampling.NEAREST,
}
KNOWN_RANGES = ((0.0, 1.0), (-1.0, 1.0), (0.0, 16.0), (0.0, 255.0), (0.0, 65_535.0))
_TINT = 8  # of 255; grey pixels differ by less between channels
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)  # ITU-R BT.601


@dataclass(frozen=True)
class Conversion:
    """Conversion of every picture to the form in which it is kept."""

    value_range: tuple[float, float]
    """The values that become 0 and 255."""
    transposed: bool
    inverted: bool
    shape: Shape
    """Channels, height and width of the kept pictures."""
    method: Method
    fit: Fit

    def __call__(self, pixels: Pixels) -> NDArray[np.uint8]:
        """Convert pictures (N, H, W, C) to uint8 (N, H, W) or (N, 3, H, W)."""
        values = eight_bits(pixels, self.value_range)
        if self.transposed:
            values = values.transpose(0, 2, 1, 3)
        channels, height, width = self.shape
        values = _with_channels(values, channels)
        if values.shape[1:3] != (height, width):
            values = np.stack([self._resize(one, height, width) for one in values])
        if self.inverted:
            values = 255 - values
        if channels == 1:
            return np.ascontiguousarray(values[..., 0])
        return np.ascontiguousarray(values.transpose(0, 3, 1, 2))

    def _resize(self, picture: NDArray[np.uint8], height: int, width: int) -> NDArray[np.uint8]:
        image = Image.fromarray(picture[..., 0] if picture.shape[2] == 1 else picture)
        small = _fit(image, (width, height), self.fit, FILTERS[self.method])
        pixels = np.asarray(small)
        return pixels[..., None] if pixels.ndim == 2 else pixels


def known_range(low: float, high: float) -> tuple[float, float]:
    """The first of `KNOWN_RANGES` that contains these values, or else their own range."""
    for black, white in KNOWN_RANGES:
        if low >= black and high <= white:
            return black, white
    return low, high if high > low else low + 1


def eight_bits(pixels: Pixels, value_range: tuple[float, float]) -> NDArray[np.uint8]:
    """Numbers of a range as uint8 from 0 to 255; values outside it are clipped."""
    low, high = value_range
    if pixels.dtype == np.uint8 and (low, high) == (0, 255):
        return pixels
    unit = (pixels.astype(np.float64) - low) / (high - low)
    scaled: NDArray[np.uint8] = np.rint(unit.clip(0, 1) * 255).astype(np.uint8)
    return scaled


def has_colour(pixels: Pixels) -> bool:
    """Whether any picture is not grey."""
    if pixels.shape[3] != 3:
        return False
    if pixels.dtype != np.uint8:
        return bool((pixels[..., 1:] != pixels[..., :1]).any())
    red = pixels[..., :1].astype(np.int16)
    # Lossy compression tints greys slightly.
    return bool((np.abs(pixels[..., 1:] - red) > _TINT).any())


def border_mean(pixels: Pixels) -> NDArray[Any]:
    """Mean value at the edge of each picture: float64 (N,)."""
    edges = [pixels[:, 0], pixels[:, -1], pixels[:, :, 0], pixels[:, :, -1]]
    flat = [edge.reshape(len(pixels), -1).mean(1, dtype=np.float64) for edge in edges]
    mean: NDArray[Any] = np.mean(flat, axis=0)
    return mean


def _with_channels(values: NDArray[np.uint8], channels: int) -> NDArray[np.uint8]:
    if values.shape[3] == channels:
        return values
    if channels == 3:
        return np.repeat(values, 3, axis=3)
    return np.rint(values.astype(np.float32) @ _LUMA).astype(np.uint8)[..., None]


def _fit(
    image: Image.Image, size: tuple[int, int], fit: Fit, resampling: Image.Resampling
) -> Image.Image:
    wide = image.width / size[0]
    high = image.height / size[1]
    if fit == "stretch" or wide == high:
        return image.resize(size, resampling)
    if fit == "crop":
        scale = min(wide, high)
        width, height = size[0] * scale, size[1] * scale
        left, top = (image.width - width) / 2, (image.height - height) / 2
        return image.resize(size, resampling, box=(left, top, left + width, top + height))
    scale = max(wide, high)
    inner = (max(1, round(image.width / scale)), max(1, round(image.height / scale)))
    padded = Image.new(image.mode, size)
    place = ((size[0] - inner[0]) // 2, (size[1] - inner[1]) // 2)
    padded.paste(image.resize(inner, resampling), place)
    return padded
