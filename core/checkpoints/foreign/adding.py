"""Add networks in ONNX files to the store as checkpoints."""

import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import onnx
import torch

import models
from core import data
from core.checkpoints.card import Card, DatasetCard, validate_name
from core.checkpoints.foreign.parts import Part
from core.checkpoints.foreign.reading import Reading, read
from core.checkpoints.foreign.sources import Answers
from core.checkpoints.foreign.trial import (
    Trial,
    guess_ranges,
    module_of,
    ramp,
    sample,
    settle,
    try_part,
)
from core.checkpoints.store import Entry
from core.data.dataset import Shape
from core.errors import CheckpointError, first_problem
from models import Network
from models.imported import ImportedAutoencoderConfig, PictureFormat


@dataclass(frozen=True, eq=False)
class Candidate:
    """A network that can be added."""

    part: Part
    trial: Trial
    dataset: str
    """Name of the data set that the network was tried on; empty if none has such pictures."""
    guesses: frozenset[str]
    """Facts that no file states, so a trial on pictures decided them: ``takes``, ``gives``."""


def prepare(
    files: Sequence[tuple[str, bytes]], dataset: str, answers: Answers
) -> tuple[Reading, list[Candidate]]:
    """Read ONNX files, given as names and bytes, and try their networks on test pictures.

    The pictures come from ``dataset``, or from another data set on this machine if the network
    takes pictures of another shape.

    Raises:
        CheckpointError: the files are not such networks; the message names the file.
        DataError: the data set is not available.
    """
    try:
        reading = read(files, data.entry_named(dataset).shape, answers)
        return reading, [_candidate(part, reading, dataset, answers) for part in reading.parts]
    except ValueError as error:
        raise CheckpointError(f"{first_problem(error)}.") from error


def keep(
    save: Callable[[Network, Card], Entry],
    candidates: Sequence[Candidate],
    name: str,
    title: str,
    source: str,
    trained: str,
) -> list[Entry]:
    """Keep networks as checkpoints; ``trained`` names the data set of their training, if known.

    ``save`` writes one of them to a store, under a name that must be free.

    Raises:
        CheckpointError: a name is not valid or taken, or the store cannot be written.
    """
    parts = [candidate.part for candidate in candidates]
    entries = []
    for part, own in zip(parts, names_for(parts, name), strict=True):
        module = module_of(part)
        card = make_card(module, validate_name(own), title, source, trained)
        entries.append(save(module, card))
    return entries


def make_card(module: Network, name: str, title: str, source: str, trained_on: str) -> Card:
    """The card of a network from elsewhere; ``trained_on`` names a data set, or is empty."""
    return Card(
        name=name,
        title=title,
        model=module.config.model_dump(mode="json"),
        parameters=models.parameter_count(module),
        recipe={},
        dataset=DatasetCard(
            name=trained_on,
            fingerprint="",
            train_count=0,
            validation_count=0,
            test_count=0,
            is_sample=False,
        ),
        history=(),
        metrics={},
        versions={
            "python": platform.python_version(),
            "torch": torch.__version__,
            "onnx": onnx.__version__,
        },
        device="",
        seconds=0,
        seed=0,
        source=source,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def names_for(parts: Sequence[Part], name: str) -> list[str]:
    """Names for the checkpoints of several networks; a classifier's ends in ``-classifier``."""
    if len(parts) == 1:
        return [name]
    return [name if part.task != "classify" else f"{name}-classifier"[:80] for part in parts]


def _candidate(part: Part, reading: Reading, dataset: str, answers: Answers) -> Candidate:
    shape, source = part.config.shape, dataset_of(part.config.shape, dataset)
    labels, classes = torch.zeros(0), 0
    if source:
        pictures, labels = sample(data.load(source))
        classes = len(data.entry_named(source).classes)
    else:
        pictures = ramp(shape)
    part, _ = settle(part, pictures[:4])
    if source and reading.unsure & {"takes", "gives"}:
        config = part.config
        takes = None if "takes" in reading.unsure else config.encoder.takes
        gives = None
        if isinstance(config, ImportedAutoencoderConfig) and "gives" not in reading.unsure:
            gives = config.decoder.gives
        part = guess_ranges(part, pictures, labels, classes, takes, gives)
    return Candidate(part, try_part(part, pictures), source, reading.unsure)


def dataset_of(shape: Shape, preference: str) -> str:
    """Name of a data set with pictures of ``shape``, the preferred one first; empty if none."""
    names = [preference, *(name for name in data.names() if data.is_local(name))]
    return next((name for name in names if data.entry_named(name).shape == shape), "")


def formats(part: Part) -> dict[str, PictureFormat]:
    """Picture formats that a network ``takes`` and, if it decodes, ``gives``."""
    config = part.config
    takes = {"takes": config.encoder.takes}
    if isinstance(config, ImportedAutoencoderConfig):
        return takes | {"gives": config.decoder.gives}
    return takes


LAYOUTS = {
    "nchw": "channels before rows and columns (NCHW)",
    "nhwc": "channels last (NHWC)",
    "nhw": "rows and columns without a channel",
    "flat": "one row of numbers",
    "flat-hwc": "one row of numbers, pixel by pixel",
}


def format_text(values: PictureFormat) -> str:
    """A format in words, such as ``pixels from 0 to 1, channels last (NHWC)``."""
    black = [f"{offset:.4g}" for offset in values.offset]
    white = [f"{a + b:.4g}" for a, b in zip(values.offset, values.scale, strict=False)]
    text = "/".join(black), "/".join(white)
    return f"pixels from {text[0]} to {text[1]}, {LAYOUTS[values.layout]}"
