"""Networks in ONNX files: the role of each graph, from the files or from a person's answers."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from core.checkpoints.card import excerpt
from core.checkpoints.foreign import graphs
from core.checkpoints.foreign.notes import Notes, between, read_notes
from core.checkpoints.foreign.parts import Part, autoencoder, classifier
from core.checkpoints.foreign.sources import (
    Answers,
    Meaning,
    Source,
    inspect_source,
    own_shape,
)
from core.data.dataset import Shape, is_small_image, shape_text
from models.imported import (
    PictureFormat,
)

MAX_FILES = 3
RANGES: dict[str, PictureFormat] = {
    "0 to 1": PictureFormat(),
    "0 to 255": between(0, 255),
    "−1 to 1": between(-1, 1),
}
"""Usual ranges of pixels."""


@dataclass(frozen=True, eq=False)
class Reading:
    """Networks in files, and what the files leave open."""

    parts: tuple[Part, ...]
    """An autoencoder or encoder, a classifier, or both in this order."""
    outputs: dict[str, Meaning]
    """Meaning of each output, by ``FILE:OUTPUT``."""
    unsure: frozenset[str]
    """What the files do not say: ``takes``, ``gives``, ``outputs``."""
    notes: Notes
    """Notes of the first file."""


def read(files: Sequence[tuple[str, bytes]], shape: Shape, answers: Answers) -> Reading:
    """The networks in ONNX files, given as names and bytes, for pictures of ``shape``.

    ``shape`` is used only if no file shows the shape of its pictures.

    Raises:
        ValueError: a sentence without its full stop that names the file.
    """
    if not 1 <= len(files) <= MAX_FILES:
        raise ValueError(f"choose one to {MAX_FILES} files: an encoder, a decoder, a classifier")
    read_files = []
    for name, data in files:
        try:
            file = graphs.read_file(name, data)
            read_files.append((file, read_notes(file.metadata)))
        except ValueError as error:
            raise ValueError(f"{excerpt(name)} was refused: {error}") from error
    shape = next(filter(None, (own_shape(file, notes) for file, notes in read_files)), shape)
    if not is_small_image(shape):
        raise ValueError(
            f"the network takes pictures of {shape_text(shape)} pixels: only those of 8 to 64"
            " pixels a side, grey or colour, can be used here"
        )
    sources = [
        inspect_source(file, notes, shape, answers, len(files)) for file, notes in read_files
    ]
    return _assemble(sources, shape, answers)


def _assemble(sources: Sequence[Source], shape: Shape, answers: Answers) -> Reading:
    readers = [source for source in sources if source.takes_pictures]
    if not readers:
        names = ", ".join(excerpt(source.file.name) for source in sources)
        raise ValueError(
            f"{names} takes {sources[0].file.input.size or 'other'} numbers and a picture of"
            f" {shape_text(shape)} pixels has {math.prod(shape):,}: choose a data set that fits, or"
            " add the encoder as well"
        )
    encoder = next((source for source in readers if source.first("code")), None)
    whole = next((source for source in readers if source.first("picture")), None)
    scorer = next((source for source in sources if source.first("classes")), None)
    writer = next(
        (source for source in sources if not source.takes_pictures and source.first("picture")),
        None,
    )
    parts = []
    if encoder is not None or whole is not None:
        parts.append(autoencoder(encoder, writer, whole, shape, answers))
    elif writer is not None:
        raise ValueError("the decoder's encoder is missing: add it as well")
    if scorer is not None:
        parts.append(classifier(encoder, scorer, shape, answers))
    if not parts:
        raise ValueError("none of its outputs is a code, a picture or classes: say which is")
    unsure = set()
    if answers.takes is None and any(source.notes.values() is None for source in readers):
        unsure.add("takes")
    decoding = writer or (whole if any(part.task == "reconstruct" for part in parts) else None)
    if answers.gives is None and decoding is not None and decoding.notes.values() is None:
        unsure.add("gives")
    if any(source.notes.role is None for source in sources):
        unsure.add("outputs")
    outputs = {
        f"{source.file.name}:{name}": meaning
        for source in sources
        for name, meaning in source.meanings.items()
    }
    return Reading(tuple(parts), outputs, frozenset(unsure), sources[0].notes)
