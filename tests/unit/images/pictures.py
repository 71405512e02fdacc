"""Picture files of MNIST digits as people make them: shifted, scaled, photographed, any format."""

import io
from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from core import images  # noqa: F401 (teaches Pillow to write HEIC)
from core.data import load

Pixels = NDArray[np.uint8]
SEED = 20260
COUNT = 500


@cache
def chosen_digits() -> tuple[Pixels, NDArray[np.int64]]:
    """500 test digits drawn with a seed, uint8 (500, 28, 28), and their labels."""
    test = load("mnist").split("test")
    rows = np.random.default_rng(SEED).choice(len(test), COUNT, replace=False)
    return test.images.numpy()[rows], test.labels.numpy()[rows]


def file_of(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """The bytes of a picture file."""
    buffer = io.BytesIO()
    if kind == "PNG":
        options = {"compress_level": 1} | options  # thousands are written
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def enlarged(digit: Pixels, factor: float) -> Pixels:
    """A digit with its sides multiplied by the factor."""
    side = round(len(digit) * factor)
    return np.asarray(Image.fromarray(digit).resize((side, side), Image.Resampling.BICUBIC))


def on_frame(digit: Pixels, side: int, rng: np.random.Generator) -> Pixels:
    """A digit anywhere in a larger black square."""
    frame = np.zeros((side, side), dtype=np.uint8)
    top, left = rng.integers(0, side - len(digit) + 1, 2)
    frame[top : top + len(digit), left : left + len(digit)] = digit
    return frame


def on_paper(digit: Pixels, rng: np.random.Generator) -> Pixels:
    """A photo: dark ink on grey paper, lit from one side, with the noise of a camera."""
    side = 160
    ink = on_frame(enlarged(digit, 4), side, rng) / 255
    y, x = np.mgrid[-1 : 1 : side * 1j, -1 : 1 : side * 1j]
    turn = rng.uniform(0, 2 * np.pi)
    light = 0.6 + 0.25 * (np.cos(turn) * x + np.sin(turn) * y)
    seen = light * (1 - 0.7 * ink) + rng.normal(0, 0.02, ink.shape)
    return np.rint(seen.clip(0, 1) * 255).astype(np.uint8)


def skeleton(digit: Pixels) -> Pixels:
    """A digit as a fine pen draws it: lines one pixel wide on 112×112.

    Zhang and Suen 1984, "A fast parallel algorithm for thinning digital patterns".
    """
    on = np.pad(enlarged(digit, 4) > 127, 1)
    while True:
        before = on.sum()
        for first in (True, False):
            rolled = [
                np.roll(on, shift, (0, 1))
                for shift in ((1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1), (0, 1), (1, 1))
            ]
            count = sum(part.astype(int) for part in rolled)
            turns = sum(
                (~here & after).astype(int)
                for here, after in zip(rolled, rolled[1:] + rolled[:1], strict=True)
            )
            up, right, down, left = rolled[0], rolled[2], rolled[4], rolled[6]
            ends = ~(up & right & down) & ~(right & down & left)
            if not first:
                ends = ~(up & right & left) & ~(up & down & left)
            on = on & ~((count >= 2) & (count <= 6) & (turns == 1) & ends)
        if on.sum() == before:
            return on[1:-1].astype(np.uint8)[:, 1:-1] * np.uint8(255)


def thick(digit: Pixels) -> Pixels:
    """A digit as a broad marker draws it: strokes one MNIST pixel wider all around."""
    return ndimage.grey_dilation(enlarged(digit, 4), footprint=_disc(4))


def _disc(radius: int) -> NDArray[np.bool_]:
    y, x = np.ogrid[-radius : radius + 1, -radius : radius + 1]
    return x * x + y * y <= radius * radius


def rotated_by_exif(digit: Pixels, orientation: int) -> bytes:
    """A JPEG whose pixels are turned and whose EXIF says how to turn them back."""
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    image = Image.fromarray(enlarged(digit, 4))
    if orientation in undo:
        image = image.transpose(undo[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    return file_of(image, "JPEG", quality=90, exif=exif)


def transparent(digit: Pixels, shade: int) -> bytes:
    """Ink of one shade on nothing at all."""
    plain = Image.new("RGBA", digit.shape, (shade, shade, shade, 0))
    plain.putalpha(Image.fromarray(digit))
    return file_of(plain)


def rotated(digit: Pixels, degrees: float) -> Pixels:
    """A digit on paper that lies askew."""
    image = Image.fromarray(np.pad(enlarged(digit, 4), 28))
    return np.asarray(image.rotate(degrees, Image.Resampling.BICUBIC))


def distorted(digit: Pixels, rng: np.random.Generator) -> Pixels:
    """A digit on paper photographed from the side: its four corners each moved by up to a tenth."""
    big = np.pad(enlarged(digit, 4), 28)
    side = len(big)
    corners = np.array([(0, 0), (side, 0), (side, side), (0, side)], float)
    moved = corners + rng.uniform(-side / 10, side / 10, (4, 2))
    rows = []
    for (x, y), (u, v) in zip(corners, moved, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
    weights = np.linalg.solve(np.array(rows), moved.ravel()).tolist()
    image = Image.fromarray(big)
    return np.asarray(
        image.transform(big.shape, Image.Transform.PERSPECTIVE, weights, Image.Resampling.BICUBIC)
    )


Maker = Callable[[Pixels, np.random.Generator], bytes]


def _plain(change: Callable[[Pixels, np.random.Generator], Pixels]) -> Maker:
    return lambda digit, rng: file_of(Image.fromarray(change(digit, rng)))


def _turned(orientation: int) -> Maker:
    return lambda digit, _: rotated_by_exif(digit, orientation)


CASES: dict[str, Maker] = {
    "as it is": _plain(lambda digit, _: digit),
    "shifted": _plain(lambda digit, rng: on_frame(digit, 64, rng)),
    "scaled 0.4": _plain(lambda digit, rng: on_frame(enlarged(digit, 0.4), 28, rng)),
    "scaled 0.7": _plain(lambda digit, rng: on_frame(enlarged(digit, 0.7), 28, rng)),
    "scaled 1.5": _plain(lambda digit, rng: on_frame(enlarged(digit, 1.5), 64, rng)),
    "scaled 2": _plain(lambda digit, rng: on_frame(enlarged(digit, 2), 64, rng)),
    "scaled 20": _plain(lambda digit, rng: on_frame(enlarged(digit, 20), 900, rng)),
    "cut close": _plain(lambda digit, _: enlarged(digit, 4)[14:-14, 14:-14]),
    "thin pen": _plain(lambda digit, _: skeleton(digit)),
    "thick marker": _plain(lambda digit, _: thick(digit)),
    "inverted": _plain(lambda digit, _: 255 - digit),
    "grey paper": _plain(on_paper),
    "grey paper, JPEG": lambda digit, rng: file_of(
        Image.fromarray(on_paper(digit, rng)), "JPEG", quality=70
    ),
    "chalkboard": _plain(lambda digit, rng: 255 - on_paper(digit, rng)),
    **{f"EXIF {turn}": _turned(turn) for turn in range(1, 9)},
    "transparent, black ink": lambda digit, _: transparent(digit, 0),
    "transparent, white ink": lambda digit, _: transparent(digit, 255),
    "16 bits": lambda digit, _: file_of(Image.fromarray(digit.astype(np.uint16) * 257)),
    "palette": lambda digit, _: file_of(Image.fromarray(digit).convert("P"), "GIF"),
    "CMYK": lambda digit, _: file_of(
        Image.fromarray(255 - enlarged(digit, 4)).convert("RGB").convert("CMYK"), "JPEG", quality=90
    ),
    "one bit": lambda digit, _: file_of(Image.fromarray(enlarged(digit, 4) > 127)),
    "HEIC": lambda digit, rng: file_of(
        Image.fromarray(on_paper(digit, rng)),
        "HEIF",
        quality=80,
        enc_params={"preset": "ultrafast"},
    ),
    "WebP, red on white": lambda digit, _: file_of(
        Image.merge("RGB", [Image.new("L", digit.shape, 255)] + [Image.fromarray(255 - digit)] * 2),
        "WEBP",
    ),
}

# What preparation does not undo: the accuracy on these is told in docs/benchmarks.md, not promised.
REPORTED: dict[str, Maker] = {
    "rotated by 10°": _plain(lambda digit, _: rotated(digit, 10)),
    "rotated by 20°": _plain(lambda digit, _: rotated(digit, 20)),
    "rotated by 30°": _plain(lambda digit, _: rotated(digit, 30)),
    "rotated by −30°": _plain(lambda digit, _: rotated(digit, -30)),
    "seen from the side": _plain(distorted),
}
