"""The bytes of a picture file -> shades of grey, upright and small enough to work on."""

import io
import warnings
from dataclasses import dataclass
from threading import BoundedSemaphore

import numpy as np
import pillow_heif
from PIL import Image, ImageOps

from core.errors import ImageError
from core.images import coverage

# Pillow knows more than forty formats; each is another decoder that a hostile file may reach.
FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "HEIF")
NAMED = "PNG, JPEG, WebP, BMP, GIF or HEIC"
MAX_BYTES = 20 * 2**20
MAX_PIXELS = 40_000_000  # A4 at 600 dpi has 35 million
MIN_SIDE = 8  # pixels; fewer cannot show a digit
MAX_RATIO = 20  # of the longer side to the shorter
WORK_SIDE = 2000  # pixels of the longer side on which everything after the decoder works
_LOW_CONTRAST = 0.25  # of the range: less is stretched if sixteen bits have shades to spare
_STRIP = 512  # rows that are converted at a time

Grey = coverage.Grey

# A decoded picture takes up to eight bytes per pixel: two at once stay below half a gigabyte.
_DECODERS = BoundedSemaphore(2)
# Phones save photos as HEIC. Only the picture is decoded: no thumbnails, depth or auxiliary ones.
pillow_heif.register_heif_opener(
    decode_threads=1, thumbnails=False, depth_images=False, aux_images=False
)
_ORIENTATION = 0x0112  # the EXIF tag
_MOVING = {"GIF": "GIF", "PNG": "PNG", "WEBP": "WebP"}


@dataclass(frozen=True)
class Picture:
    """A decoded picture, upright."""

    grey: Grey
    """(H, W) in [0, 1], 0 is black; the longer side has at most `WORK_SIDE` pixels"""
    width: int
    """of the upright picture in the file, in pixels"""
    height: int
    notices: tuple[str, ...] = ()
    """Sentences about what the file holds besides this picture."""


def read(contents: bytes) -> Picture:
    """The picture in a PNG, JPEG, WebP, BMP, GIF or HEIC file.

    Its size is checked before anything is decoded. Raises `ImageError`, which says in one sentence
    why a file cannot be read.
    """
    if not contents:
        raise ImageError("The picture file is empty: choose another one.")
    if len(contents) > MAX_BYTES:
        raise ImageError(
            f"The picture file has {len(contents):,} bytes and at most {MAX_BYTES:,} are read: "
            "save it smaller."
        )
    with _DECODERS:
        image = _open(contents)
        check_size(image.width, image.height)
        try:
            return _decode(image)
        except ImageError:
            raise
        # A damaged file can make a decoder raise any exception.
        except Exception as error:
            raise ImageError(
                f"The {image.format} picture is damaged or cut short: save or send it again."
            ) from error


def check_size(width: int, height: int) -> None:
    """Raise `ImageError` for a picture too small, too large or too narrow for a digit."""
    size = f"The picture is {width:,} by {height:,} pixels"
    if min(width, height) < MIN_SIDE:
        raise ImageError(f"{size}; a digit needs at least {MIN_SIDE} by {MIN_SIDE}.")
    if width * height > MAX_PIXELS:
        raise ImageError(f"{size}; at most {MAX_PIXELS:,} in all are read: make it smaller.")
    if max(width, height) > MAX_RATIO * min(width, height):
        raise ImageError(f"{size}, too narrow a strip to show a digit: cut it closer to one.")


def work_size(width: int, height: int) -> tuple[int, int]:
    """Width and height of the copy to work on: the same shape, and no side above `WORK_SIDE`."""
    shrink = max(1.0, max(width, height) / WORK_SIDE)
    return max(1, round(width / shrink)), max(1, round(height / shrink))


def grey_of(image: Image.Image) -> Grey:
    """Shades of grey of a decoded picture of any mode: float32 (H, W) in [0, 1], 0 is black.

    Colours become luma (ITU-R BT.601). Ink on a transparent background counts by its opacity,
    whatever its colour; a transparent margin is cut off. Sixteen-bit pictures keep their shades.
    Larger pictures are reduced to `WORK_SIDE`.
    """
    size = work_size(image.width, image.height)
    if image.mode.startswith(("I", "F")):
        return _unit(np.asarray(_fit(image, size), dtype=np.float32), image.mode)
    if image.mode in ("LA", "La", "PA", "RGBA", "RGBa") or "transparency" in image.info:
        clear = _in_strips(image, "RGBA", size)
        alpha = np.asarray(clear.getchannel("A"), dtype=np.float32) / np.float32(255)
        return coverage.visible_shades(_luma(clear.convert("RGB")), alpha)
    if image.mode == "L":
        return _luma(_fit(image, size))
    # In full colour first, because a palette or one bit per pixel has no intermediate shades.
    return _luma(_in_strips(image, "RGB", size))


def _in_strips(image: Image.Image, mode: str, size: tuple[int, int]) -> Image.Image:
    """The picture in this mode and size, without holding both modes at full size in memory."""
    shrink = max(1, min(image.width // size[0], image.height // size[1]))
    if shrink == 1:
        return _fit(image.convert(mode), size)
    rows = _STRIP // shrink * shrink
    small = Image.new(mode, (-(-image.width // shrink), -(-image.height // shrink)))
    for top in range(0, image.height, rows):
        strip = image.crop((0, top, image.width, min(top + rows, image.height))).convert(mode)
        small.paste(strip.reduce(shrink), (0, top // shrink))
    return _fit(small, size)


def _open(contents: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our limit is lower
            return Image.open(io.BytesIO(contents), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise ImageError(
            f"The picture has far more than the {MAX_PIXELS:,} pixels that are read: "
            "make it smaller."
        ) from error
    except Exception as error:
        raise ImageError(f"The file is not a picture that can be read: use {NAMED}.") from error


def _decode(image: Image.Image) -> Picture:
    notices = []
    if image.format in _MOVING and getattr(image, "is_animated", False):
        image.seek(0)
        kind = _MOVING[image.format]
        notices.append(f"The {kind} file holds a moving picture; this is its first frame.")
    elif getattr(image, "n_frames", 1) > 1:
        notices.append("The HEIC file holds several pictures; this is its main one.")
    # Decodes a JPEG at 1/2, 1/4 or 1/8 of its size, never below the requested size.
    image.draft(None, (WORK_SIDE, WORK_SIDE))
    image.load()
    turned = image.getexif().get(_ORIENTATION, 1) in (5, 6, 7, 8)
    width, height = image.size
    kind = image.format
    ImageOps.exif_transpose(image, in_place=True)
    if kind == "GIF" and image.mode not in ("L", "P", "RGB", "RGBA"):
        image = image.convert("RGBA")
    grey = grey_of(image)
    return Picture(
        grey=grey,
        width=height if turned else width,
        height=width if turned else height,
        notices=tuple(notices),
    )


def _fit(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    if image.size == size:
        return image
    return image.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)


def _luma(image: Image.Image) -> Grey:
    return np.asarray(image.convert("L"), dtype=np.float32) / np.float32(255)


def _unit(values: Grey, mode: str) -> Grey:
    """Scale numbers of more than eight bits to [0, 1]; low contrast is stretched."""
    if not np.isfinite(values).all():
        raise ImageError("The picture holds a pixel that is infinite or not a number.")
    low, high = float(values.min()), float(values.max())
    full = 65535 if mode.startswith("I;16") or high > 255 else 255
    if mode.startswith("F") and low >= 0 and high <= 1:
        unit = values
    elif low >= 0 and high <= 65535:
        unit = values / np.float32(full)
    else:
        return (values - np.float32(low)) / np.float32(high - low)
    spread = float(np.ptp(unit))
    if full > 255 and 0 < spread < _LOW_CONTRAST:
        return (unit - unit.min()) / np.float32(spread)
    return unit
