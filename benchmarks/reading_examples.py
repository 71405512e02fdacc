"""One picture of the wrong readings: a thumbnail of each, with the written and the read digits."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

WIDE, HIGH, TEXT = 200, 130, 34  # pixels of a small picture and of the two lines below it
ACROSS = 4


@dataclass(frozen=True)
class Example:
    """A picture that was read wrong."""

    kind: str
    file: bytes
    written: str
    read: str

    @property
    def caption(self) -> str:
        """The kind, and on a second line the written and the read digits, shortened."""
        written, read = (_short(text) for text in (self.written, self.read))
        return f"{self.kind[:32]}\n{written} read as {read}"


def _short(text: str) -> str:
    return "nothing" if not text else text if len(text) < 10 else f"{text[:8]}…"


def sheet(examples: Sequence[Example]) -> Image.Image:
    """All examples in rows of `ACROSS`, on white."""
    rows = max(1, -(-len(examples) // ACROSS))
    whole = Image.new("L", (ACROSS * (WIDE + 12), rows * (HIGH + TEXT + 12)), 255)
    draw = ImageDraw.Draw(whole)
    font = ImageFont.load_default(12)
    for place, example in enumerate(examples):
        left = place % ACROSS * (WIDE + 12) + 6
        top = place // ACROSS * (HIGH + TEXT + 12) + 6
        small = _small(example.file)
        whole.paste(small, (left + (WIDE - small.width) // 2, top + (HIGH - small.height) // 2))
        draw.rectangle([left - 1, top - 1, left + WIDE, top + HIGH], outline=170)
        draw.multiline_text((left, top + HIGH + 3), example.caption, fill=0, font=font)
    return whole


def _small(file: bytes) -> Image.Image:
    """Thumbnail of the picture as a browser shows it on a light grey page."""
    image = Image.open(io.BytesIO(file))
    if image.mode.startswith("I"):  # 16 bits per pixel
        image = image.point(lambda shade: shade / 256).convert("L")
    clear = image.convert("RGBA")
    ground = Image.new("RGBA", clear.size, (225, 225, 225, 255))
    ground.alpha_composite(clear)
    small = ground.convert("L")
    small.thumbnail((WIDE, HIGH))
    return small
