"""The bytes of a picture file -> shades of grey, upright and small enough to work on."""

import io
import warnings
from dataclasses import dataclass
from threading import BoundedSemaphore

import numpy as np
import pillow_heif
from numpy.typing import NDArray
from PIL import Image, ImageOps

from core.errors import ImageError

# Pillow knows more than forty formats; each is another decoder that a hostile file may reach.
FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "HEIF")
NAMED = "PNG, JPEG, WebP, BMP, GIF or HEIC"
MAX_BYTES = 20 * 2**20
MAX_PIXELS = 25_000_000
MIN_SIDE = 8  # pixels; fewer cannot show a digit
MAX_RATIO = 20  # of the longer side to the shorter
WORK_SIDE = 280  # pixels of the longer side on which everything after the decoder works

Grey = NDArray[np.float32]

# A decoded picture takes up to eight bytes a pixel: two at once stay below half a gigabyte.
_DECODERS = BoundedSemaphore(2)
# HEIC is what phones photograph in. Only its picture: no thumbnails, depth or helper pictures.
pillow_heif.register_heif_opener(
    decode_threads=1, thumbnails=False, depth_images=False, aux_images=False
)
_ORIENTATION = 0x0112  # the EXIF tag
_MOVING = {"GIF": "GIF", "PNG": "PNG", "WEBP": "WebP"}


@dataclass(frozen=True)
class Picture:
    """A picture as it is meant to be looked at."""

    grey: Grey
    """(H, W) in [0, 1], 0 is black; the longer side has at most `WORK_SIDE` pixels"""
    width: int
    """of the file's picture once it is upright, in pixels"""
    height: int
    notices: tuple[str, ...] = ()
    """Sentences about what the file holds and this does not show."""


def read(contents: bytes) -> Picture:
    """The picture in a PNG, JPEG, WebP, BMP, GIF or HEIC file.

    Its size is checked before anything is decoded. `ImageError` says in one sentence why a file
    cannot be read.
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
            return _decoded(image)
        except ImageError:
            raise
        # Decoders of damaged files raise whatever their arithmetic stumbles over.
        except Exception as error:
            raise ImageError(
                f"The {image.format} picture is damaged or cut short: save or send it again."
            ) from error


def check_size(width: int, height: int) -> None:
    """Raise `ImageError` for a picture too small, too large or too narrow for a digit."""
    said = f"The picture is {width:,} by {height:,} pixels"
    if min(width, height) < MIN_SIDE:
        raise ImageError(f"{said}; a digit needs at least {MIN_SIDE} by {MIN_SIDE}.")
    if width * height > MAX_PIXELS:
        raise ImageError(f"{said}; at most {MAX_PIXELS:,} in all are read: make it smaller.")
    if max(width, height) > MAX_RATIO * min(width, height):
        raise ImageError(f"{said}, too narrow a strip to show a digit: cut it closer to one.")


def work_size(width: int, height: int) -> tuple[int, int]:
    """Width and height on which to work: the same shape, and neither side above `WORK_SIDE`."""
    shrink = max(1.0, max(width, height) / WORK_SIDE)
    return max(1, round(width / shrink)), max(1, round(height / shrink))


def grey_of(image: Image.Image) -> Grey:
    """Shades of grey of a decoded picture of any mode: float32 (H, W) in [0, 1], 0 is black.

    Colours become luma (ITU-R BT.601). Whatever is transparent shows the ground that sets off the
    rest best. Sixteen bits keep their shades. Larger pictures are reduced to `WORK_SIDE`.
    """
    size = work_size(image.width, image.height)
    if image.mode.startswith(("I", "F")):
        return _unit(np.asarray(_fit(image, size), dtype=np.float32), image.mode)
    if image.mode in ("LA", "La", "PA", "RGBA", "RGBa") or "transparency" in image.info:
        clear = _fit(image.convert("RGBA"), size)
        alpha = np.asarray(clear.getchannel("A"), dtype=np.float32) / np.float32(255)
        return _on_ground(_luma(clear.convert("RGB")), alpha)
    if image.mode == "L":
        return _luma(_fit(image, size))
    # In full colour first: a palette or one bit a pixel cannot hold the shades between two pixels.
    return _luma(_fit(image.convert("RGB").convert("L"), size))


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


def _decoded(image: Image.Image) -> Picture:
    notices = []
    if image.format in _MOVING and getattr(image, "is_animated", False):
        image.seek(0)
        kind = _MOVING[image.format]
        notices.append(f"The {kind} file holds a moving picture; this is its first frame.")
    elif getattr(image, "n_frames", 1) > 1:
        notices.append("The HEIC file holds several pictures; this is its main one.")
    # A JPEG can be decoded at a half, a quarter or an eighth at once, never below the size asked.
    image.draft(None, (2 * WORK_SIDE, 2 * WORK_SIDE))
    image.load()
    turned = image.getexif().get(_ORIENTATION, 1) in (5, 6, 7, 8)
    width, height = image.size
    upright = ImageOps.exif_transpose(image)
    if image.format == "GIF" and upright.mode not in ("L", "P", "RGB", "RGBA"):
        upright = upright.convert("RGBA")
    grey = grey_of(upright)
    return Picture(
        grey=grey,
        width=height if turned else width,
        height=width if turned else height,
        notices=tuple(notices),
    )


def _fit(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    return image if image.size == size else image.resize(size, Image.Resampling.BILINEAR)


def _luma(image: Image.Image) -> Grey:
    return np.asarray(image.convert("L"), dtype=np.float32) / np.float32(255)


def _unit(values: Grey, mode: str) -> Grey:
    """Numbers of more than eight bits in [0, 1]."""
    if not np.isfinite(values).all():
        raise ImageError("The picture holds a pixel that is infinite or not a number.")
    low, high = float(values.min()), float(values.max())
    if mode.startswith("F") and low >= 0 and high <= 1:
        return values
    if low >= 0 and high <= 65535:
        full = 65535 if mode.startswith("I;16") or high > 255 else 255
        return values / np.float32(full)
    return (values - np.float32(low)) / np.float32(high - low)


def _on_ground(grey: Grey, alpha: Grey) -> Grey:
    """The picture laid on the ground on which its opaque part can be seen."""
    opaque = alpha > 0.5
    if not opaque.any() or opaque.all():
        return grey if opaque.all() else np.zeros_like(grey)
    shades = grey[opaque]
    rows, columns = (np.flatnonzero(opaque.any(axis)) for axis in (1, 0))
    box = (np.ptp(rows) + 1) * (np.ptp(columns) + 1)
    darkest, usual, lightest = np.quantile(shades, [0.02, 0.5, 0.98])
    # A sheet of paper with a digit on it fills its outline and has two shades; bare ink does not.
    is_paper = opaque.sum() > 0.6 * box and lightest - darkest > 0.35
    ground = usual if is_paper else float(usual < 0.5)
    return (grey * alpha + np.float32(ground) * (1 - alpha)).astype(np.float32)
