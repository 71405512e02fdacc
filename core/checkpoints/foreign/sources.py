"""One ONNX file: what it takes, and the meaning of each output."""

import math
from dataclasses import dataclass, field
from typing import Literal

from core.checkpoints.card import excerpt
from core.checkpoints.foreign.graphs import OnnxFile, Value
from core.checkpoints.foreign.notes import Notes
from core.data.dataset import Shape, shape_text
from core.text.numbers import quantity
from models.imported import Layout, PictureFormat

Meaning = Literal["code", "picture", "classes", "nothing"]
_CODE = ("mean", "mu", "latent", "code", "embed", "feature", "encod", "bottleneck")
_SPREAD = ("var", "sigma", "std", "scale")
_CLASSES = ("logit", "prob", "class", "label", "score", "softmax", "pred")


@dataclass(frozen=True)
class Answers:
    """A person's statements about files; what is None or absent is taken from the files."""

    takes: PictureFormat | None = None
    """Range of the pixels that the network takes; its layout is ignored."""
    gives: PictureFormat | None = None
    """Range of the pixels that the decoder gives; its layout is ignored."""
    by_pixel: bool = False
    """Whether a flat row of a colour picture is ordered by pixel instead of by channel."""
    meanings: dict[str, Meaning] = field(default_factory=dict)
    """Meaning of an output, by ``FILE:OUTPUT``."""
    variational: bool | None = None


@dataclass(frozen=True, eq=False)
class Source:
    """A file with what is known about it."""

    file: OnnxFile
    notes: Notes
    takes_pictures: bool
    meanings: dict[str, Meaning]

    def first(self, meaning: Meaning) -> str | None:
        """Name of the first output with a meaning; None if no output has it."""
        return next((name for name, own in self.meanings.items() if own == meaning), None)


def inspect_source(
    file: OnnxFile, notes: Notes, shape: Shape, answers: Answers, count: int
) -> Source:
    """Find out what one of ``count`` files takes and gives, for pictures of ``shape``.

    Raises:
        ValueError: the file takes pictures of another size.
    """
    pixels = math.prod(shape)
    if notes.role in ("encoder", "classifier", "autoencoder"):
        takes_pictures = True
    elif notes.role == "decoder":
        takes_pictures = False
    elif layout_of(file.input, notes.layout) is not None:
        takes_pictures = True
    else:
        # A flat row may be a picture or a code: only a picture has as many numbers as pixels.
        takes_pictures = file.input.size in (pixels, None)
        if count > 1 and "dec" in file.name.lower() and "enc" not in file.name.lower():
            takes_pictures = False
    size = file.input.size
    if takes_pictures and size is not None and size != pixels:
        raise ValueError(
            f"{excerpt(file.name)} takes {quantity(size, 'number')} per picture and a"
            f" picture of {shape_text(shape)} pixels has {pixels:,}: choose a data set that fits"
        )
    meanings: dict[str, Meaning] = {}
    for value in file.outputs:
        answer = answers.meanings.get(f"{file.name}:{value.name}")
        meanings[value.name] = answer or _meaning(file, value, notes, takes_pictures, pixels)
    return Source(file, notes, takes_pictures, _one_code(meanings))


def own_shape(file: OnnxFile, notes: Notes) -> Shape | None:
    """Shape of the pictures that a file takes or gives; None if its axes do not show it."""
    for value in (file.input, *file.outputs):
        layout, sides = layout_of(value, notes.layout), value.sides
        if any(side is None for side in sides):
            continue
        sides_known = [side for side in sides if side is not None]
        if layout == "nchw":
            return (sides_known[0], sides_known[1], sides_known[2])
        if layout == "nhwc":
            return (sides_known[2], sides_known[0], sides_known[1])
        if layout == "nhw":
            return (1, sides_known[0], sides_known[1])
    return None


def layout_of(value: Value, stated: Layout | None) -> Layout | None:
    """Layout of a value whose axes may be those of pictures; None for any other value."""
    sides = value.sides
    if len(sides) == 3:
        if stated in ("nchw", "nhwc"):
            return stated
        big = (None, *range(8, 65))
        if sides[0] in (1, 3) and sides[1] in big and sides[2] in big:
            return "nchw"
        if sides[2] in (1, 3) and sides[0] in big and sides[1] in big:
            return "nhwc"
    if len(sides) == 2 and all(side is not None and side >= 8 for side in sides):
        return "nhw"
    return None


def _meaning(
    file: OnnxFile, value: Value, notes: Notes, takes_pictures: bool, pixels: int
) -> Meaning:
    if len(file.outputs) == 1 and notes.role is not None:
        by_role: dict[str, Meaning] = {
            "encoder": "code", "decoder": "picture", "classifier": "classes",
            "autoencoder": "picture",
        }  # fmt: skip
        return by_role[notes.role]
    if layout_of(value, notes.layout) is not None or value.size == pixels:
        return "picture"
    name, title = value.name.lower(), file.name.lower()
    ends = file.last_operators[value.name] in ("Softmax", "LogSoftmax")
    if ends or any(word in name for word in _CLASSES):
        return "classes"
    if len(file.outputs) == 1 and ("clf" in title or "class" in title):
        return "classes"
    if any(word in name for word in _SPREAD):
        return "nothing"
    # A decoder of pictures whose size the file leaves open.
    return "code" if takes_pictures else "picture"


def _one_code(meanings: dict[str, Meaning]) -> dict[str, Meaning]:
    """Keep one code among the meanings: the output that is named like one, else the first."""
    codes = [name for name, meaning in meanings.items() if meaning == "code"]
    likely = [name for name in codes if any(word in name.lower() for word in _CODE)]
    chosen = next(iter(likely or codes), None)
    return {
        name: "nothing" if meaning == "code" and name != chosen else meaning
        for name, meaning in meanings.items()
    }
