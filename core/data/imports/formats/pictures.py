"""One picture file as pixels."""

import io
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from core.data.imports.source import DamagedFile
from core.errors import DataError
from core.settings import settings

FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP")
LARGE = 256  # pixels; a picture at least twice as large is reduced while it is read


@dataclass(frozen=True)
class Picture:
    """A decoded picture."""

    pixels: NDArray[np.uint8]
    """(H, W, C) with 1 or 3 channels."""
    original: tuple[int, int]
    """Height and width in the file, upright."""


def decode(contents: bytes, name: str, most_side: int | None = LARGE) -> Picture:
    """The upright picture in a file: the first frame of an animation, transparency on white.

    If the longer side is at least twice ``most_side``, the picture is reduced, but not below
    ``most_side``. Raises DamagedFile if the file cannot be read, and DataError if it has too many
    pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # our limit is lower, and odd metadata is harmless
            image = Image.open(io.BytesIO(contents), formats=FORMATS)
            _check_pixels(image, name)
            width, height = image.size
            if most_side is not None:
                image.draft(None, (most_side, most_side))
            image.load()
            ImageOps.exif_transpose(image, in_place=True)
            if (image.width > image.height) != (width > height):
                width, height = height, width
            return Picture(_pixels(image, most_side), (height, width))
    except DataError:
        raise
    except Image.DecompressionBombError as error:
        raise _too_large(name) from error
    # A damaged file can make a decoder raise any exception.
    except Exception as error:
        raise DamagedFile(f"{name} is not a picture, or is damaged: save it again.") from error


def _check_pixels(image: Image.Image, name: str) -> None:
    if image.width * image.height > settings().import_pixels:
        raise _too_large(name)


def _too_large(name: str) -> DataError:
    return DataError(
        f"The picture {name} has more than {settings().import_pixels:,} pixels: make it smaller, "
        "or raise LATENT_LAB_IMPORT_PIXELS."
    )


def _pixels(image: Image.Image, most_side: int | None) -> NDArray[np.uint8]:
    if image.mode.startswith(("I", "F")):
        return _eight_bits(np.asarray(image))[..., None]
    if image.mode in ("LA", "La", "PA", "RGBA", "RGBa") or "transparency" in image.info:
        clear = image.convert("RGBA")
        image = Image.new("RGBA", clear.size, "white")
        image.alpha_composite(clear)
        image = image.convert("RGB")
    mode = "L" if image.mode in ("1", "L") else "RGB"
    image = image if image.mode == mode else image.convert(mode)
    if most_side is not None and (factor := max(image.size) // most_side) > 1:
        image = image.reduce(factor)
    pixels = np.asarray(image)
    return pixels[..., None] if pixels.ndim == 2 else pixels


def _eight_bits(values: NDArray[Any]) -> NDArray[np.uint8]:
    """Whole numbers to 65,535, or floats to 1 or 255, as uint8."""
    numbers = values.astype(np.float32)
    high = float(numbers.max(initial=0))
    full = 1 if values.dtype.kind == "f" and high <= 1 else 255 if high <= 255 else 65_535
    return np.rint(numbers.clip(0, full) * (255 / full)).astype(np.uint8)
