"""Synthetic training digits as if cut out of pictures of handwriting, made from a seed.

Each page simulates a thin or thick pen, paper with or without rules, uneven light, a camera and
compression. Its digits are then prepared by the steps that any picture goes through, so that the
classifier learns to ignore what remains of shadows, noise and lines. One digit in twelve has a form
that is rare in MNIST, such as a crossed 7.
"""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from core.errors import ImageError
from core.images.digits.candidates import Candidate, prepare
from core.images.digits.finding import Finder
from core.images.digits.pieces import Box
from core.images.ink.ground import SCALES, ink_at, shrink
from core.images.ink.lines import find_lines
from core.images.pen import PEN_DIGITS, pen_drawing
from core.images.reading import Grey

Pixels = NDArray[np.uint8]
Labels = NDArray[np.int64]
Random = np.random.Generator

VERSION = 1  # of the pictures that a seed gives
PEN_SHARE = 1 / 12  # of the digits, drawn from `PEN_DIGITS`
LEAST_TALL, MOST_TALL = 22, 150  # pixels of a digit on its page
_OVERLAP = 0.5  # of the larger box: with less, the digit found is not the one written
_ALIKE = 0.6  # correlation with the digit written: with less, it is not readable
_WIDTH = 560  # pixels of a page at most


def make(count: int, digits: Pixels, labels: Labels, seed: int = 0) -> tuple[Pixels, Labels]:
    """Prepared digits, uint8 (count, 28, 28), and their labels, int64 (count,).

    The same arguments give the same pictures. A digit that the preparation loses or spoils is
    replaced by another.

    Args:
        count: how many digits to make.
        digits: what to write, uint8 (N, 28, 28), light on black.
        labels: int64 (N,).
        seed: seed of everything drawn at random.
    """
    rng = np.random.default_rng(seed)
    images: list[Pixels] = []
    written: list[int] = []
    while len(images) < count:
        for image, label in _page(rng, digits, labels):
            images.append(image)
            written.append(label)
    return np.stack(images[:count]), np.array(written[:count], np.int64)


def _page(rng: Random, digits: Pixels, labels: Labels) -> Iterator[tuple[Pixels, int]]:
    """Write one page, photograph it, and find its digits again."""
    tall = round(float(np.exp(rng.uniform(np.log(LEAST_TALL), np.log(MOST_TALL)))))
    step = round(tall * 1.5)
    columns = int(np.clip((_WIDTH - tall) // step, 1, 6))
    rows = int(np.clip(200 // (2 * tall), 1, 2))
    height, width = max(96, round(tall * (2 * rows + 0.5))), max(96, step * columns + tall)
    cover = np.zeros((height, width), np.float32)
    places: list[tuple[Box, int, Grey]] = []
    pen = _pen(rng)
    for row in range(rows):
        for column in range(columns):
            ink, label = _ink(rng, digits, labels, tall, pen)
            top = round(tall * (0.5 + 2 * row) + rng.uniform(-0.2, 0.4) * tall)
            left = round(0.6 * tall) + step * column
            part = cover[top : top + len(ink), left : left + ink.shape[1]]
            np.maximum(part, ink[: len(part), : part.shape[1]], out=part)
            box = Box(top, top + part.shape[0], left, left + part.shape[1])
            places.append((box, label, ink))
    picture = _photograph(rng, cover, tall)
    candidates = _find(rng, picture, tall)
    for box, label, ink in places:
        match = [one for one in candidates if _same(one.box, box)]
        if len(match) != 1:
            continue
        try:
            image, clean = prepare(match[0].ink)[0], prepare(ink)[0]
        except ImageError:  # too faint to cut out
            continue
        if np.corrcoef(image.ravel(), clean.ravel())[0, 1] > _ALIKE:
            yield image, label


def _pen(rng: Random) -> float:
    """The pen of a page: thick below 0, thin above 0, as the share of the ink that it lacks."""
    kind = rng.random()
    if kind < 0.15:
        return -1.0
    return float(rng.uniform(0.2, 0.9)) if kind < 0.5 else 0.0


def _ink(rng: Random, digits: Pixels, labels: Labels, tall: int, pen: float) -> tuple[Grey, int]:
    """Ink coverage of one digit, float32 (tall, width) in [0, 1], and its label."""
    if rng.random() < PEN_SHARE:
        label, strokes = PEN_DIGITS[rng.integers(len(PEN_DIGITS))]
        drawn = pen_drawing(strokes, rng, int(rng.integers(3, 13)), rounded=rng.random() < 0.7)
    else:
        row = int(rng.integers(len(digits)))
        label, drawn = int(labels[row]), digits[row]
    down, across = np.flatnonzero(drawn.max(1) > 60), np.flatnonzero(drawn.max(0) > 60)
    cut = drawn[down[0] : down[-1] + 1, across[0] : across[-1] + 1]
    size = (max(2, round(cut.shape[1] * tall / cut.shape[0])), tall)
    shrinks = len(cut) > tall
    way = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    ink = cv2.resize(cut, size, interpolation=way).astype(np.float32) / np.float32(255)
    if pen < 0:
        reach = max(1, round(tall * rng.uniform(0.01, 0.05)))
        disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
        ink = cv2.dilate(ink, disc)
    else:
        ink = np.clip((ink - pen) / (1 - pen), 0, 1)
    return np.asarray(ink, dtype=np.float32), label


def _photograph(rng: Random, cover: Grey, tall: int) -> Grey:
    """Simulate a photograph of ink on paper: float32 (H, W) in [0, 1]."""
    if rng.random() < 0.2:  # chalk on a board
        ground, ink = rng.uniform(0.05, 0.35), rng.uniform(0.5, 0.95)
    else:
        ground = rng.uniform(0.55, 1.0)
        ink = ground * rng.uniform(0.05, 0.75)
    sheet = np.full(cover.shape, ground, np.float32)
    if rng.random() < 0.3:
        _rule(rng, sheet, tall)
    sheet = sheet + cover * (np.minimum(ink, sheet) if ink < ground else ink) - cover * sheet
    if rng.random() < 0.65:
        sheet = sheet * _light(rng, cover.shape)
    if rng.random() < 0.4:
        sheet = cv2.GaussianBlur(sheet, (0, 0), float(rng.uniform(0.4, max(0.7, 0.06 * tall))))
    grain = np.float32(min(0.07, rng.exponential(0.015)))
    sheet = sheet + grain * rng.standard_normal(cover.shape, np.float32)
    pixels = np.rint(np.clip(sheet, 0, 1) * 255).astype(np.uint8)
    if rng.random() < 0.6:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(40, 95))]
        pixels = cv2.imdecode(cv2.imencode(".jpg", pixels, quality)[1], cv2.IMREAD_GRAYSCALE)
    return pixels.astype(np.float32) / np.float32(255)


def _rule(rng: Random, sheet: Grey, tall: int) -> None:
    """Draw rules, squares or the lines of a table on a sheet, in place."""
    step = round(tall * rng.uniform(0.3, 2.2))
    wide = int(rng.integers(1, max(2, round(tall / 20)) + 1))
    shade = np.float32(rng.uniform(0.25, 0.85))
    for start in range(int(rng.integers(step)), len(sheet), step):
        sheet[start : start + wide] *= shade
    if rng.random() < 0.4:
        for start in range(int(rng.integers(step)), sheet.shape[1], step):
            sheet[:, start : start + wide] = np.minimum(
                sheet[:, start : start + wide], sheet.max() * shade
            )


def _light(rng: Random, shape: tuple[int, ...]) -> Grey:
    """Light over a page, float32 (H, W) around 1: from a side, a glow, a vignette or a shadow."""
    y, x = np.meshgrid(
        np.linspace(-1, 1, shape[0], dtype=np.float32),
        np.linspace(-1, 1, shape[1], dtype=np.float32),
        indexing="ij",
    )
    turn, offset = rng.uniform(0, 2 * np.pi), rng.uniform(-0.5, 0.5)
    along = np.cos(turn) * x + np.sin(turn) * y - offset
    strength = rng.uniform(0.1, 0.5)
    match int(rng.integers(4)):
        case 0:
            light = 1 + strength * along / 1.5
        case 1:
            light = 1 + strength * np.clip(along, 0, 1)
        case 2:
            light = 1 - strength * (x * x + y * y) / 1.5
        case _:
            light = 1 - strength / (1 + np.exp(-along * rng.uniform(4, 60)))
    return np.clip(light, 0.2, 1.6).astype(np.float32)


def _find(rng: Random, picture: Grey, tall: int) -> list[Candidate]:
    """Find the digits of a page at a random scale that shows them; boxes in pixels of the page."""
    dark = bool(np.median(picture) > picture.mean())
    longest = max(picture.shape)
    fit = [scale for scale in SCALES[:3] if tall * min(1.0, scale.side / longest) >= 14]
    if not fit:
        return []
    scale = fit[int(rng.integers(len(fit)))]
    ink = ink_at(picture, scale, dark)
    if ink is None:
        return []
    mask, clean = ink.mask, ink.ink
    lines = find_lines(mask, clean)
    if lines is not None:
        mask, clean = mask & ~lines.mask, np.where(lines.mask, np.float32(0), clean)
    factor = longest / max(shrink(picture, scale.side).shape)
    candidates = Finder(clean, mask).find()
    return [_scale(one, factor) for one in candidates]


def _scale(one: Candidate, factor: float) -> Candidate:
    box = one.box
    edges = [round(edge * factor) for edge in (box.top, box.bottom, box.left, box.right)]
    return Candidate(Box(*edges), one.ink, one.area, one.labels)


def _same(one: Box, other: Box) -> bool:
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    across = min(one.right, other.right) - max(one.left, other.left)
    if down <= 0 or across <= 0:
        return False
    largest = max(one.height * one.width, other.height * other.width)
    return down * across > _OVERLAP * largest
