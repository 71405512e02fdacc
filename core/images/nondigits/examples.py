"""Pictures that are not digits, made from a seed, to train the detector of non-digits.

Letters that look like a digit in some handwriting or font are left out, because nobody could tell
them apart.
"""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from core.errors import ImageError
from core.images.digits.candidates import prepare
from core.images.nondigits.letters import LETTERS, PEN_LETTERS, font, fonts
from core.images.pen import SIDE, pen_drawing

Pixels = NDArray[np.uint8]
Random = np.random.Generator

TURNS = {1: "2345679", 2: "347", 3: "2345679"}  # quarter turns: digits that are not digits then
MIRRORED = "23457"


def _blank() -> Pixels:
    return np.zeros((SIDE, SIDE), np.uint8)


def _letter_of_font(rng: Random, _: Pixels) -> Pixels:
    letter = LETTERS[rng.integers(len(LETTERS))]
    every = ("", *fonts())
    letter_font = font(every[rng.integers(len(every))], int(rng.integers(6, 9)) * 10)
    image = Image.fromarray(_blank())
    draw = ImageDraw.Draw(image)
    place = (SIDE / 2, SIDE / 2)
    width = int(rng.integers(0, 4))
    draw.text(place, letter, fill=255, font=letter_font, anchor="mm", stroke_width=width)
    return _deform(np.asarray(image), rng)


def _letter_of_pen(rng: Random, _: Pixels) -> Pixels:
    """A letter or sign of single strokes, as a pen writes it."""
    strokes = PEN_LETTERS[rng.integers(len(PEN_LETTERS))]
    drawn = pen_drawing(strokes, rng, int(rng.integers(3, 12)), rounded=rng.random() < 0.6)
    return _deform(drawn, rng)


def _curve(rng: Random, points: int) -> NDArray[np.int32]:
    """A smooth line through random points."""
    knots = rng.uniform(12, SIDE - 12, (points, 2))
    along = np.linspace(0, points - 1, 12 * points)
    whole = np.stack([np.interp(along, range(points), knots[:, axis]) for axis in (0, 1)], 1)
    smooth = cv2.GaussianBlur(whole.astype(np.float64), (1, 2 * points + 1), 0)
    return np.rint(smooth).astype(np.int32)


def _scribble(rng: Random, _: Pixels) -> Pixels:
    canvas = _blank()
    wide = int(rng.integers(2, 12))
    for _number in range(int(rng.integers(1, 5))):
        line = _curve(rng, int(rng.integers(4, 14)))
        cv2.polylines(canvas, [line], False, 255, wide, cv2.LINE_AA)
    return canvas


def _zigzag(rng: Random, _: Pixels) -> Pixels:
    canvas = _blank()
    count = int(rng.integers(4, 24))
    points = rng.integers(10, SIDE - 10, (count, 2)).astype(np.int32)
    closed = bool(rng.integers(2))
    cv2.polylines(canvas, [points], closed, 255, int(rng.integers(2, 9)), cv2.LINE_AA)
    return canvas


def _shapes(rng: Random, _: Pixels) -> Pixels:
    """Several outlines and lines together, or one filled shape."""
    canvas = _blank()
    wide = int(rng.integers(2, 10))
    filled = rng.random() < 0.25
    for number in range(1 if filled else int(rng.integers(2, 6))):
        middle = rng.integers(25, SIDE - 25, 2).tolist()
        size = rng.integers(8, 45 if number else 50, 2).tolist()
        match int(rng.integers(4)):
            case 0:
                turn = float(rng.uniform(0, 180))
                thick = -1 if filled else wide
                cv2.ellipse(canvas, middle, size, turn, 0, 360, 255, thick, cv2.LINE_AA)
            case 1:
                box = cv2.boxPoints((middle, np.array(size) * 1.6, float(rng.uniform(0, 90))))
                _polygon(canvas, box, filled, wide)
            case 2:
                _polygon(canvas, rng.uniform(8, SIDE - 8, (3, 2)), filled, wide)
            case _:
                ends = rng.integers(8, SIDE - 8, (2, 2)).tolist()
                cv2.line(canvas, *ends, 255, wide, cv2.LINE_AA)
    return canvas


def _polygon(canvas: Pixels, points: NDArray[np.floating], filled: bool, wide: int) -> None:
    corners = [np.rint(points).astype(np.int32)]
    if filled:
        cv2.fillPoly(canvas, corners, 255, cv2.LINE_AA)
    else:
        cv2.polylines(canvas, corners, True, 255, wide, cv2.LINE_AA)


def _star(rng: Random, _: Pixels) -> Pixels:
    """A star, a many-sided figure or an asterisk."""
    canvas = _blank()
    count = int(rng.integers(3, 9))
    turn = rng.uniform(0, np.pi)
    angles = turn + np.arange(2 * count) * np.pi / count
    radius = np.where(np.arange(2 * count) % 2, rng.uniform(0.1, 1.0), 1.0) * 48
    points = SIDE / 2 + np.stack([radius * np.cos(angles), radius * np.sin(angles)], 1)
    if rng.random() < 0.4:
        points = points[np.argsort(np.arange(2 * count) * 3 % (2 * count), kind="stable")]
    _polygon(canvas, points, rng.random() < 0.3, int(rng.integers(2, 9)))
    return canvas


def _drawing(rng: Random, _: Pixels) -> Pixels:
    """A round or pointed outline with marks within, such as a face or a house."""
    canvas = _blank()
    wide = int(rng.integers(2, 8))
    sides = int(rng.choice([3, 4, 5, 6, 40]))
    angles = rng.uniform(0, np.pi) + np.arange(sides) * 2 * np.pi / sides
    radii = rng.uniform(30, 50, 2)
    outline = SIDE / 2 + np.stack([radii[0] * np.cos(angles), radii[1] * np.sin(angles)], 1)
    _polygon(canvas, outline, False, wide)
    for _number in range(int(rng.integers(1, 6))):
        middle = rng.integers(35, SIDE - 35, 2).tolist()
        size = rng.integers(3, 16, 2).tolist()
        if rng.random() < 0.5:
            cv2.ellipse(canvas, middle, size, 0, 0, 360, 255, -1, cv2.LINE_AA)
        else:
            start = float(rng.uniform(0, 360))
            cv2.ellipse(canvas, middle, size, 0, start, start + 150, 255, wide, cv2.LINE_AA)
    return canvas


def _bar(rng: Random, _: Pixels) -> Pixels:
    """A level or slanting line, never upright as a 1 is."""
    canvas = _blank()
    turn = np.deg2rad(rng.uniform(-42, 42))
    half = 48 * np.array([np.cos(turn), np.sin(turn)])
    ends = np.rint(SIDE / 2 + np.stack([-half, half])).astype(int).tolist()
    cv2.line(canvas, *ends, 255, int(rng.integers(2, 20)), cv2.LINE_AA)
    return canvas


def _blob(rng: Random, _: Pixels) -> Pixels:
    """A dot or a patch without a hole."""
    field = cv2.GaussianBlur(rng.normal(size=(SIDE, SIDE)), (0, 0), float(rng.uniform(6, 16)))
    y, x = np.mgrid[-1 : 1 : SIDE * 1j, -1 : 1 : SIDE * 1j]
    size, stretch = rng.uniform(0.3, 0.8), rng.uniform(0.6, 1.6)
    shape = size - np.hypot(x * stretch, y) + 0.12 * field / field.std()
    return (shape > 0).astype(np.uint8) * np.uint8(255)


def _corner(rng: Random, _: Pixels) -> Pixels:
    """Two straight strokes that meet or cross, such as an L, a T, a V or a cross."""
    canvas = _blank()
    wide = int(rng.integers(2, 12))
    across = rng.uniform(12, SIDE - 12)
    match int(rng.integers(4)):
        case 0:
            lines = [[(18, 10), (18, 100)], [(18, 100), (across, 100)]]
        case 1:
            lines = [[(10, 14), (100, 14)], [(56, 14), (56, 100)]]
        case 2:
            lines = [[(12, 12), (56, 100)], [(56, 100), (100, 12)]]
        case _:
            lines = [[(12, 56), (100, 56)], [(56, 12), (56, 100)]]
    for line in lines:
        ends = np.rint(np.array(line) + rng.normal(0, 4, (2, 2))).astype(int).tolist()
        cv2.line(canvas, *ends, 255, wide, cv2.LINE_AA)
    return canvas


def _texture(rng: Random, _: Pixels) -> Pixels:
    field = cv2.GaussianBlur(rng.normal(size=(SIDE, SIDE)), (0, 0), float(rng.uniform(1, 9)))
    field = field / field.std()
    sharp = rng.uniform(0.5, 6)
    return np.rint(255 / (1 + np.exp(-sharp * (field - rng.uniform(-0.5, 1))))).astype(np.uint8)


def _stripes(rng: Random, _: Pixels) -> Pixels:
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    turn, step = rng.uniform(0, np.pi), rng.uniform(10, 40)
    wave = np.sin((x * np.cos(turn) + y * np.sin(turn)) * 2 * np.pi / step)
    if rng.random() < 0.5:
        wave = np.maximum(wave, np.sin((x * np.sin(turn) - y * np.cos(turn)) * 2 * np.pi / step))
    return np.rint(255 * (wave > rng.uniform(0, 0.8))).astype(np.uint8)


def _turned_digit(rng: Random, digit: Pixels, label: int) -> Pixels | None:
    turns = int(rng.integers(1, 5))
    if turns == 4:
        return np.fliplr(digit) if str(label) in MIRRORED else None
    return np.rot90(digit, turns) if str(label) in TURNS[turns] else None


def _pair(rng: Random, one: Pixels, two: Pixels) -> Pixels:
    """Two digits side by side or on top of each other, touching or a little apart."""
    cut = [_cut(digit) for digit in (one, two)]
    if rng.random() < 0.25:
        cut = [np.rot90(part) for part in cut]
        return np.rot90(_beside(cut, rng), 3)
    return _beside(cut, rng)


def _cut(digit: Pixels) -> Pixels:
    rows, columns = np.flatnonzero(digit.max(1) > 60), np.flatnonzero(digit.max(0) > 60)
    return digit[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _beside(parts: list[Pixels], rng: Random) -> Pixels:
    one, two = parts
    gap = int(rng.integers(-2, 4))
    canvas = np.zeros((30, one.shape[1] + two.shape[1] + 4), np.uint8)
    canvas[2 : 2 + len(one), : one.shape[1]] = one[:28]
    top = 2 + int(rng.integers(0, max(1, 27 - len(two))))
    left = one.shape[1] + gap
    part = canvas[top : top + len(two), left : left + two.shape[1]]
    np.maximum(part, two[: len(part), : part.shape[1]], out=part)
    return canvas


def _deform(canvas: Pixels, rng: Random) -> Pixels:
    """Turn, slant and bend a picture a little, because no two hands write alike."""
    turn = rng.uniform(-0.25, 0.25)
    change = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    change = change @ np.array([[1, rng.uniform(-0.3, 0.3)], [0, 1]])
    field = rng.uniform(-1, 1, (2, 6, 6)).astype(np.float32)
    bent = [cv2.resize(part, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC) for part in field]
    strength = rng.uniform(0, 10)
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32) - SIDE / 2
    at_x = change[0, 0] * x + change[0, 1] * y + SIDE / 2 + strength * bent[0]
    at_y = change[1, 0] * x + change[1, 1] * y + SIDE / 2 + strength * bent[1]
    moved = cv2.remap(canvas, at_x.astype(np.float32), at_y.astype(np.float32), cv2.INTER_LINEAR)
    return np.asarray(moved, dtype=np.uint8)


DRAWN: dict[str, Callable[[Random, Pixels], Pixels]] = {
    "printed letters": _letter_of_font,
    "written letters": _letter_of_pen,
    "scribbles": _scribble,
    "zigzags": _zigzag,
    "shapes": _shapes,
    "stars": _star,
    "drawings": _drawing,
    "bars": _bar,
    "blobs": _blob,
    "corners": _corner,
    "textures": _texture,
    "stripes": _stripes,
}
FROM_DIGITS = ("turned digits", "pairs of digits")
KINDS = (*DRAWN, *FROM_DIGITS)
SHARES = {"printed letters": 4, "written letters": 4, "turned digits": 4, "pairs of digits": 3}


def make(
    count: int, digits: Pixels, labels: NDArray[np.integer], seed: int = 0
) -> tuple[Pixels, list[str]]:
    """Non-digits as inputs of the models, uint8 (count, 28, 28), and the kind of each.

    ``digits``, uint8 (N, 28, 28), and their ``labels`` are used for the kinds in `FROM_DIGITS`.
    """
    rng = np.random.default_rng(seed)
    weights = np.array([SHARES.get(kind, 1) for kind in KINDS], float)
    images: list[Pixels] = []
    kinds: list[str] = []
    while len(images) < count:
        kind = KINDS[rng.choice(len(KINDS), p=weights / weights.sum())]
        one, two = rng.integers(len(digits), size=2)
        if kind == "turned digits":
            drawn = _turned_digit(rng, digits[one], int(labels[one]))
        elif kind == "pairs of digits":
            drawn = _pair(rng, digits[one], digits[two])
        else:
            drawn = DRAWN[kind](rng, digits[one])
        if drawn is None:
            continue
        try:
            images.append(prepare(drawn.astype(np.float32) / np.float32(255))[0])
        except ImageError:
            continue
        kinds.append(kind)
    return np.stack(images), kinds
