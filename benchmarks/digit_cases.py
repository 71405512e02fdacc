"""Pictures with handwritten digits as people take them, and pictures without any, from a seed.

    python -m benchmarks.digit_cases FOLDER [--seed 0] [--each 3]

writes them as files, with ``cases.json``: per file the digits in reading order (empty if there are
none) and its kind. The ink is that of MNIST's test digits.
"""

import argparse
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from core.data import load

Shades = NDArray[np.floating]
Place = tuple[float, float]

# Without letters that a person may read as a digit in some hand or font.
LETTERS = "ACEFHKMNPRTUVWXYacdefhkmnprtuvwxäñπλΣΩжф&@#%?"


@dataclass(frozen=True)
class Case:
    """One picture file and the digits in it."""

    kind: str
    file: bytes
    suffix: str
    """of the file's name, with its dot"""
    digits: str
    """in reading order, empty if there are none"""


@cache
def _mnist() -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    test = load("mnist").split("test")
    return test.images.numpy(), test.labels.numpy()


class Hand:
    """Writes digits and keeps what it wrote."""

    def __init__(self, seed: int) -> None:
        """Draw all random numbers from ``seed``."""
        self.rng = np.random.default_rng(seed)
        self.text = ""

    def ink(self, height: int, label: int | None = None, share: float = 0.0) -> Shades:
        """Ink of one digit, (height, width) in [0, 1], cropped; ``share`` makes the pen thinner."""
        images, labels = _mnist()
        label = int(self.rng.integers(10)) if label is None else label
        one = images[self.rng.choice(np.flatnonzero(labels == label))]
        rows, columns = np.flatnonzero(one.max(1) > 60), np.flatnonzero(one.max(0) > 60)
        one = one[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        size = (max(2, round(one.shape[1] * height / one.shape[0])), height)
        ink = np.asarray(Image.fromarray(one).resize(size, Image.Resampling.BICUBIC)) / 255.0
        self.text += str(label)
        return np.clip((ink - share) / (1 - share), 0, 1)

    def write(self, sheet: Shades, places: list[tuple[int, int]], tall: int, **pen: float) -> None:
        """Write a digit at each (top, left) of a sheet (H, W), in place."""
        for top, left in places:
            ink = self.ink(tall, share=pen.get("share", 0.0))
            part = sheet[top : top + ink.shape[0], left : left + ink.shape[1]]
            part *= 1 - pen.get("dark", 0.7) * ink[: part.shape[0], : part.shape[1]]


def row_of(count: int, top: int, left: int, step: int) -> list[tuple[int, int]]:
    """Top and left of ``count`` digits side by side, ``step`` pixels apart."""
    return [(top, left + step * k) for k in range(count)]


def _bytes(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def _jpeg(hand: Hand, sheet: Shades, grain: float = 0.01, **options: object) -> tuple[bytes, str]:
    noisy = sheet + hand.rng.normal(0, grain, sheet.shape)
    image = Image.fromarray(np.rint(noisy.clip(0, 1) * 255).astype(np.uint8))
    return _bytes(image, "JPEG", **{"quality": 82, **options}), ".jpg"


def _png(image: Image.Image) -> tuple[bytes, str]:
    return _bytes(image, "PNG", compress_level=1), ".png"


Made = tuple[bytes, str]
Maker = Callable[[Hand], Made]


def _light(field: Callable[[Shades, Shades], Shades], share: float) -> Maker:
    def make(hand: Hand) -> Made:
        y, x = np.mgrid[0:1:300j, 0:1:500j]
        sheet = np.full((300, 500), 0.68)
        hand.write(sheet, row_of(4, 110, 40, 110), 60, dark=0.42, share=share)
        return _jpeg(hand, sheet * (1 + field(y, x)))

    return make


def _cell(count: int) -> Maker:
    def make(hand: Hand) -> Made:
        sheet = np.full((120, 120), 0.95)
        hand.write(sheet, [(28 + int(hand.rng.integers(5)), 38)], 60, dark=0.75)
        wide = int(hand.rng.integers(2, 4))
        for line in (
            np.s_[6 : 6 + wide, :],
            np.s_[:, 6 : 6 + wide],
            np.s_[112 : 112 + wide, :],
            np.s_[:, 112 : 112 + wide],
        )[:count]:
            sheet[line] = 0.15
        return _jpeg(hand, sheet)

    return make


def _table(hand: Hand) -> Made:
    sheet = np.full((360, 480), 0.93)
    hand.write(sheet, [(20 + 90 * r, 35 + 120 * c) for r in range(4) for c in range(4)], 52)
    for k in range(5):
        sheet[89 * k : 89 * k + 2] = 0.2
        sheet[:, 119 * k : 119 * k + 2] = 0.2
    return _jpeg(hand, sheet)


def _ruled(step: int, both: bool, written: bool, shade: float = 0.48) -> Maker:
    def make(hand: Hand) -> Made:
        sheet = np.full((160, 420), 0.92)
        if written:
            hand.write(sheet, row_of(4, 50, 30, 100), 66, dark=0.7)
        start = int(hand.rng.integers(4, step))
        sheet[start::step] = np.minimum(sheet[start::step], shade)
        if both:
            sheet[:, start::step] = np.minimum(sheet[:, start::step], shade)
        return _jpeg(hand, sheet)

    return make


def _window(hand: Hand) -> Made:
    tall = int(hand.rng.integers(50, 240))
    ink = hand.ink(tall)
    sheet = np.ones((900, 1200))
    sheet[300 : 300 + tall, 500 : 500 + ink.shape[1]] -= ink
    grey = Image.fromarray((sheet * 255).astype(np.uint8))
    whole = Image.new("LA", (1300, 1000), (0, 0))
    whole.paste(Image.merge("LA", (grey, Image.new("L", grey.size, 255))), (50, 50))
    return _png(whole)


def _see_through(shade: int) -> Maker:
    def make(hand: Hand) -> Made:
        ink = hand.ink(160)
        cover = np.zeros((300, 300))
        alpha = hand.rng.integers(40, 200)
        cover[70:230, 90 : 90 + ink.shape[1]] = ink[:, :210] * alpha
        grey = Image.new("L", (300, 300), shade)
        return _png(Image.merge("LA", (grey, Image.fromarray(cover.astype(np.uint8)))))

    return make


def _sheet(rows: int, columns: int, tall: int) -> Maker:
    def make(hand: Hand) -> Made:
        sheet = np.full((1754, 1240), 0.97)
        down, along = 1500 // rows, 1080 // columns
        places = [(120 + down * r, 90 + along * c) for r in range(rows) for c in range(columns)]
        hand.write(sheet, places, tall, dark=0.8)
        return _jpeg(hand, sheet)

    return make


def _scan(hand: Hand) -> Made:
    """A4 at 600 dpi, 35 megapixels, with twelve digits of 8 mm."""
    sheet = np.full((7016, 4960), 0.96, np.float32)
    places = [(700 + 900 * r, 500 + 1000 * c) for r in range(3) for c in range(4)]
    hand.write(sheet, places, 190, dark=0.8)
    image = Image.fromarray(np.rint(sheet * 255).astype(np.uint8))
    return _bytes(image, "JPEG", quality=80), ".jpg"


def _object(hand: Hand) -> Made:
    sheet = np.full((600, 1000), 0.78)
    hand.write(sheet, row_of(5, 330, 80, 150), 56)
    side = int(hand.rng.integers(120, 300))
    sheet[: side // 2, -side:] = 0.2
    return _jpeg(hand, sheet)


def _edge(hand: Hand) -> Made:
    sheet = np.full((200, 320), 0.85)
    ink = hand.ink(90)
    left = ink[:, ink.shape[1] // 8 :]
    sheet[60:150, : left.shape[1]] *= 1 - 0.7 * left
    hand.write(sheet, [(60, 180)], 90)
    return _jpeg(hand, sheet)


def _shadow(hand: Hand) -> Made:
    sheet = np.full((200, 200), 0.85)
    hand.write(sheet, [(50, 70)], 100)
    across = np.mgrid[0:200, 0:200][1] + hand.rng.integers(-20, 40)
    return _jpeg(hand, sheet * np.where(across > 110, hand.rng.uniform(0.5, 0.75), 1.0))


def _tight(ground: float, pen: float) -> Maker:
    def make(hand: Hand) -> Made:
        return _jpeg(hand, ground + (pen - ground) * hand.ink(90))

    return make


def _turned(turns: int) -> Maker:
    def make(hand: Hand) -> Made:
        sheet = np.full((260, 500), 0.8)
        hand.write(sheet, row_of(4, 100, 40, 110), 66)
        return _jpeg(hand, np.rot90(sheet, turns))

    return make


def _touching(hand: Hand) -> Made:
    one, two = hand.ink(90), hand.ink(90)
    start = 40 + one.shape[1] - 6
    end = start + two.shape[1]
    sheet = np.zeros((150, 260 if end <= 260 else end + 40))
    sheet[30:120, 40 : 40 + one.shape[1]] = one
    part = sheet[30:120, start : start + two.shape[1]]
    np.maximum(part, two, out=part)
    return _jpeg(hand, 0.9 - 0.65 * sheet)


def _hairline(hand: Hand) -> Made:
    sheet = np.ones((1800, 1800))
    ink = hand.ink(320, share=0.93)
    sheet[700:1020, 800 : 800 + ink.shape[1]] -= ink
    return _jpeg(hand, sheet)


def _strokes(
    hand: Hand, text: str, lines: list[list[Place]], width: float = 0.09, size: int = 220
) -> Image.Image:
    """Strokes between points of the unit square, as a pen draws them: dark on light."""
    image = Image.new("L", (size * 3, size * 3), 250)
    draw = ImageDraw.Draw(image)
    turn = hand.rng.normal(0, 0.06)
    wide = round(width * size * hand.rng.uniform(1.4, 2.6))
    for line in lines:
        at = np.array(line) - 0.5 + hand.rng.normal(0, 0.012, (len(line), 2))
        at = at @ np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        points = [tuple(point) for point in ((at * 0.7 + 0.5) * size * 3).tolist()]
        draw.line(points, fill=25, width=wide, joint="curve")
        for x, y in (points[0], points[-1]):
            draw.ellipse([x - wide / 2, y - wide / 2, x + wide / 2, y + wide / 2], fill=25)
    hand.text += text
    return image.resize((size, size), Image.Resampling.BOX)


def _open_four(hand: Hand) -> Made:
    high = hand.rng.uniform(0.5, 0.62)
    corner = [(0.3, 0.05), (0.16, high), (0.56, high)]
    stem = [(0.70, 0.15), (0.68, 0.97)]
    return _png(_strokes(hand, "4", [corner, stem], 0.045))


def _loose_five(hand: Hand) -> Made:
    belly = [(0.3, 0.13), (0.28, 0.43), (0.5, 0.39), (0.7, 0.55), (0.68, 0.78), (0.5, 0.93)]
    belly += [(0.22, 0.86)]
    bar = [(0.42, 0.04), (0.75, 0.02)]
    return _png(_strokes(hand, "5", [belly, bar], 0.04))


def _crossed_seven(hand: Hand) -> Made:
    body = [(0.2, 0.08), (0.78, 0.06), (0.42, 0.95)]
    return _png(_strokes(hand, "7", [body, [(0.35, 0.5), (0.76, 0.46)]], 0.045))


def _flagged_one(hand: Hand) -> Made:
    return _png(_strokes(hand, "1", [[(0.3, 0.3), (0.55, 0.05), (0.55, 0.95)]], 0.045))


def _slashed_zero(hand: Hand) -> Made:
    angles = np.linspace(0, 2 * np.pi, 24)
    ring = [(0.5 + 0.27 * np.cos(a), 0.5 + 0.44 * np.sin(a)) for a in angles]
    return _png(_strokes(hand, "0", [ring, [(0.68, 0.24), (0.32, 0.76)]], 0.035))


def _sixteen_bits(hand: Hand) -> Made:
    """Sixteen bits with low contrast: the ink is three percent darker than its paper."""
    sheet = np.full((240, 420), 30000.0)
    for left in (50, 170, 290):
        ink = hand.ink(90)
        sheet[70:160, left : left + ink.shape[1]] -= 900 * ink
    return _png(Image.fromarray((sheet + hand.rng.normal(0, 40, sheet.shape)).astype(np.uint16)))


def _blackboard(hand: Hand) -> Made:
    y, x = np.mgrid[0:1:300j, 0:1:500j]
    ink = np.zeros((300, 500))
    for top, left in row_of(4, 110, 40, 110):
        one = hand.ink(70)
        ink[top : top + 70, left : left + one.shape[1]] = one
    return _jpeg(hand, (0.16 + 0.6 * ink) * (1 - 0.4 * x * y), 0.02)


def _noisy(hand: Hand) -> Made:
    sheet = np.full((200, 420), 0.8)
    hand.write(sheet, row_of(3, 60, 40, 130), 90, dark=0.65)
    return _jpeg(hand, sheet, 0.07)


def _blurred(hand: Hand) -> Made:
    sheet = np.full((200, 420), 0.8)
    hand.write(sheet, row_of(3, 60, 40, 130), 90)
    small = Image.fromarray((sheet * 255).astype(np.uint8)).reduce(7)
    soft = np.asarray(small.resize((420, 200), Image.Resampling.BICUBIC)) / 255
    return _jpeg(hand, soft)


def _photo(hand: Hand) -> Made:
    """Twelve megapixels of a lined sheet on a table, a little askew, in a soft shadow."""
    sheet = np.full((750, 1000), 0.82, np.float32)
    for row in range(2):
        hand.write(sheet, row_of(5, 220 + 200 * row, 170, 140), 80, dark=0.7)
    sheet[120:700:50, 100:900] *= 0.8
    sheet[:70], sheet[-70:], sheet[:, :80], sheet[:, -80:] = 0.35, 0.35, 0.35, 0.35
    y, x = np.mgrid[0:1:750j, 0:1:1000j]
    sheet *= 1 - 0.35 / (1 + np.exp((x + 0.4 * y - 0.7) * 12))
    image = Image.fromarray((sheet * 255).astype(np.uint8))
    image = image.rotate(float(hand.rng.uniform(-4, 4)), Image.Resampling.BICUBIC, fillcolor=90)
    large = np.asarray(image.resize((4000, 3000), Image.Resampling.BICUBIC), np.float32)
    noise = np.float32(5) * hand.rng.standard_normal(large.shape, np.float32)
    grainy = np.rint((large + noise).clip(0, 255)).astype(np.uint8)
    return _bytes(Image.fromarray(grainy).convert("RGB"), "JPEG", quality=85), ".jpg"


def _nothing(draw: Callable[[ImageDraw.ImageDraw, np.random.Generator], object]) -> Maker:
    def make(hand: Hand) -> Made:
        image = Image.new("L", (200, 200), 255)
        draw(ImageDraw.Draw(image), hand.rng)
        return _png(image)

    return make


def _letter(draw: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    letter = LETTERS[rng.integers(len(LETTERS))]
    font = ImageFont.load_default(float(rng.integers(80, 150)))
    draw.text((100, 100), letter, fill=0, font=font, anchor="mm", stroke_width=int(rng.integers(4)))


def _stroked_letter(lines: list[list[Place]]) -> Maker:
    def make(hand: Hand) -> Made:
        return _png(_strokes(hand, "", lines, 0.045))

    return make


def _face(draw: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    wide = int(rng.integers(5, 10))
    draw.ellipse([30, 30, 170, 170], outline=0, width=wide)
    for x in (70, 115):
        draw.ellipse([x, 75, x + 15, 92], fill=0)
    draw.arc([62, 80, 138, 146], 20, 160, fill=0, width=wide)


def _cat(draw: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    wide = int(rng.integers(4, 9))
    draw.line([(45, 90), (40, 30), (80, 60), (120, 60), (160, 30), (155, 90)], fill=0, width=wide)
    draw.arc([40, 45, 160, 170], -15, 195, fill=0, width=wide)
    for side in (-1, 1):
        draw.ellipse([95 + 28 * side, 90, 107 + 28 * side, 104], fill=0)
        for tilt in (-10, 4):
            at = (100 + 15 * side, 130, 100 + 80 * side, 130 + tilt)
            draw.line(at, fill=0, width=max(2, wide // 2))


def _plane(draw: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    shift = int(rng.integers(-8, 8))
    draw.polygon([(20, 100), (40, 92), (160, 92 + shift // 2), (185, 70), (180, 108)], fill=0)
    draw.polygon([(80, 98), (60, 165), (80, 165), (120, 98)], fill=0)
    draw.polygon([(90, 94), (75, 45), (90, 45), (120, 94)], fill=0)


def _star(draw: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    points = [(100, 20), (147, 165), (23, 75), (177, 75), (53, 165), (100, 20)]
    draw.line(points, fill=0, width=int(rng.integers(5, 12)))


def _scribble(draw: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    points = [tuple(point) for point in rng.integers(20, 180, (40, 2)).tolist()]
    draw.line(points, fill=0, width=int(rng.integers(3, 7)))


def _dot(draw: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    x, y, r = rng.integers([60, 60, 4], [140, 140, 12]).tolist()
    draw.ellipse([x - r, y - r, x + r, y + r], fill=0)


def _line(draw: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    y = int(rng.integers(60, 140))
    draw.line([30, y, 170, y + int(rng.integers(-8, 8))], fill=0, width=int(rng.integers(4, 12)))


def _arrow(draw: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    wide = int(rng.integers(5, 11))
    draw.line([25, 100, 170, 100], fill=0, width=wide)
    draw.line([130, 55, 172, 100, 130, 145], fill=0, width=wide)


def _house(draw: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    wide = int(rng.integers(4, 9))
    draw.line([40, 170, 40, 90, 100, 35, 160, 90, 160, 170, 40, 170], fill=0, width=wide)
    draw.rectangle([85, 125, 115, 170], outline=0, width=wide)


def _waves(draw: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    for y in range(50, 160, 25):
        x = np.arange(20, 180, 4)
        at = np.stack([x, y + 8 * np.sin(x / rng.uniform(6, 12))], 1)
        draw.line([tuple(point) for point in at.tolist()], fill=0, width=4)


def _texture(hand: Hand) -> Made:
    small = Image.fromarray(hand.rng.integers(0, 256, (24, 24)).astype(np.uint8))
    cloth = np.asarray(small.resize((240, 240), Image.Resampling.BICUBIC)) / 255
    return _jpeg(hand, cloth)


def _grain(hand: Hand) -> Made:
    return _jpeg(hand, np.full((200, 200), 0.5), 0.25)


A = [[(0.1, 0.95), (0.5, 0.05), (0.9, 0.95)], [(0.25, 0.62), (0.75, 0.62)]]
F = [[(0.8, 0.05), (0.25, 0.05), (0.25, 0.95)], [(0.25, 0.5), (0.65, 0.5)]]
K = [[(0.25, 0.05), (0.25, 0.95)], [(0.8, 0.05), (0.25, 0.55), (0.85, 0.95)]]

LIGHTS: dict[str, Callable[[Shades, Shades], Shades]] = {
    "glow": lambda y, x: 0.24 * np.clip((x - 0.6) / 0.4, 0, 1) * (1 - y),
    "side": lambda y, x: -0.44 * x,
    "vignette": lambda y, x: -0.88 * ((x - 0.5) ** 2 + (y - 0.5) ** 2),
    "ramp": lambda y, x: -0.37 * (x + y) / 2,
}

KINDS: dict[str, Maker] = {
    **{
        f"{name} light, {pen} pen": _light(field, share)
        for name, field in LIGHTS.items()
        for pen, share in (("usual", 0.0), ("thin", 0.5))
    },
    "hard shadow": _shadow,
    **{f"table cell, {count} of its lines": _cell(count) for count in (1, 2, 3, 4)},
    "table of 16": _table,
    "ruled paper": _ruled(28, False, True),
    "squared paper": _ruled(18, True, True),
    "window with a clear margin": _window,
    "black ink, see-through": _see_through(0),
    "white ink, see-through": _see_through(255),
    "A4 page, 15 digits": _sheet(3, 5, 44),
    "A4 page, 60 small digits": _sheet(10, 6, 22),
    "A4 page, 200 digits": _sheet(20, 10, 36),
    "A4 at 600 dpi": _scan,
    "photo of 12 megapixels": _photo,
    "dark object in a corner": _object,
    "digit at the edge": _edge,
    "cropped, dark ink": _tight(0.9, 0.2),
    "cropped, light ink": _tight(0.1, 0.9),
    "page on its left side": _turned(1),
    "page on its right side": _turned(3),
    "page upside down": _turned(2),
    "two digits that touch": _touching,
    "hairline on a large picture": _hairline,
    "open 4 of two strokes": _open_four,
    "5 with a loose bar": _loose_five,
    "crossed 7": _crossed_seven,
    "flagged 1": _flagged_one,
    "slashed 0": _slashed_zero,
    "16 bits, low contrast": _sixteen_bits,
    "blackboard": _blackboard,
    "noisy camera": _noisy,
    "out of focus": _blurred,
}

NOTHING: dict[str, Maker] = {
    "ruled paper, empty": _ruled(28, False, False),
    "squared paper, empty": _ruled(18, True, False),
    "printed letter": _nothing(_letter),
    "letter A": _stroked_letter(A),
    "letter F": _stroked_letter(F),
    "letter K": _stroked_letter(K),
    "dot": _nothing(_dot),
    "level line": _nothing(_line),
    "face": _nothing(_face),
    "cat": _nothing(_cat),
    "aeroplane": _nothing(_plane),
    "star": _nothing(_star),
    "scribble": _nothing(_scribble),
    "arrow": _nothing(_arrow),
    "house": _nothing(_house),
    "waves": _nothing(_waves),
    "cloth": _texture,
    "noise alone": _grain,
}

SLOW = {"A4 at 600 dpi": 1, "photo of 12 megapixels": 2}  # the most pictures per seed


def cases(seed: int, each: int = 3, kinds: list[str] | None = None) -> Iterator[Case]:
    """``each`` pictures of every kind, or of ``kinds`` only.

    Each picture has a random generator of its own, so the same seed gives the same picture
    whichever other kinds are drawn.
    """
    for place, (kind, make) in enumerate((KINDS | NOTHING).items()):
        if kinds is not None and kind not in kinds:
            continue
        for number in range(min(each, SLOW.get(kind, each))):
            hand = Hand(seed * 1_000_003 + place * 1_009 + number)
            contents, suffix = make(hand)
            yield Case(kind, contents, suffix, hand.text)


def main(arguments: list[str] | None = None) -> None:
    """Write the pictures of one seed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.digit_cases", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--each", type=int, default=3, help="pictures of each kind")
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    entries = []
    for number, case in enumerate(cases(options.seed, options.each)):
        name = f"{number:03}{case.suffix}"
        (options.folder / name).write_bytes(case.file)
        entries.append({"file": name, "digits": case.digits, "kind": case.kind})
    (options.folder / "cases.json").write_text(json.dumps(entries, indent=1, ensure_ascii=False))
    print(f"{len(entries)} pictures in {options.folder}")


if __name__ == "__main__":
    main()
