"""From ONNX files to networks: which graph does what, read from the files or from answers."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from onnx import ModelProto

import models
from core.checkpoints.card import excerpt
from core.checkpoints.foreign import graphs
from core.checkpoints.foreign.graphs import Value
from core.checkpoints.foreign.notes import Notes, between, read_notes
from core.checkpoints.foreign.sources import (
    Answers,
    Meaning,
    Source,
    inspect_source,
    layout_of,
    own_shape,
)
from core.data.dataset import Shape, is_small_image, shape_text
from models.imported import (
    MAX_CLASSES,
    MAX_LATENT,
    DecoderSpec,
    EncoderSpec,
    ImportedAutoencoderConfig,
    ImportedClassifierConfig,
    ImportedConfig,
    ImportedEncoderConfig,
    ImportedVAEConfig,
    Layout,
    PictureFormat,
    ReaderSpec,
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

    parts: tuple["Part", ...]
    """An autoencoder or encoder, a classifier, or both in this order."""
    outputs: dict[str, Meaning]
    """What each output is taken for, by ``FILE:OUTPUT``."""
    unsure: frozenset[str]
    """What the files do not say: ``takes``, ``gives``, ``outputs``."""
    notes: Notes
    """Of the first file."""


@dataclass(frozen=True, eq=False)
class Part:
    """One network: its configuration and the bytes of its graphs."""

    config: ImportedConfig
    graphs: dict[str, bytes]

    @property
    def task(self) -> models.Task:
        """Task of the network."""
        return models.family_of(self.config.model_dump()).task


def read(files: Sequence[tuple[str, bytes]], shape: Shape, answers: Answers) -> Reading:
    """The networks in ONNX files, given as names and bytes, for pictures of ``shape``.

    If the files say which pictures they take, ``shape`` only serves those that do not.

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


def replace_layout(values: PictureFormat, layout: Layout) -> PictureFormat:
    """The same range of values in another layout."""
    return values.model_copy(update={"layout": layout})


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
        parts.append(_autoencoder(encoder, writer, whole, shape, answers))
    elif writer is not None:
        raise ValueError("the decoder's encoder is missing: add it as well")
    if scorer is not None:
        parts.append(_classifier(encoder, scorer, shape, answers))
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


def _autoencoder(
    encoder: Source | None,
    writer: Source | None,
    whole: Source | None,
    shape: Shape,
    answers: Answers,
) -> Part:
    source = encoder or whole
    assert source is not None
    code = encoder.first("code") if encoder else None
    if code is None and whole is not None:
        return _split(whole, shape, answers)
    assert code is not None
    coding = _cut(source, source.file.input.name, code)
    value = source.file.values[code]
    latent = value.size or (writer.file.input.size if writer else None)
    if latent is None:
        raise ValueError(f"{excerpt(source.file.name)} does not say how many numbers its code has")
    _check_latent(source, latent)
    takes = _format(source, source.file.input, answers.takes, answers, shape)
    config: dict[str, Any] = {"shape": shape, "latent": latent}
    spec = EncoderSpec(**_spec(source, coding, source.file.input.batch, code), takes=takes)
    if writer is not None:
        given, end = writer.file.input, str(writer.first("picture"))
        if given.size not in (latent, None):
            raise ValueError(
                f"{excerpt(writer.file.name)} takes {given.size:,} numbers and"
                f" {excerpt(source.file.name)} gives {latent:,}: they are not of one network"
            )
        decoding, decoder, batch = _cut(writer, given.name, end), writer, given.batch
    elif whole is source:
        end, batch = str(source.first("picture")), source.file.input.batch
        decoding, decoder = _cut(source, code, end), source
    else:
        return Part(ImportedEncoderConfig(**config, encoder=spec), {"encoder": coding})
    gives = _format(decoder, decoder.file.values[end], answers.gives, answers, shape)
    decoder_spec = DecoderSpec(**_spec(decoder, decoding, batch, end), gives=gives)
    family = ImportedVAEConfig if _is_variational(source, answers) else ImportedAutoencoderConfig
    return Part(
        family(**config, encoder=spec, decoder=decoder_spec),
        {"encoder": coding, "decoder": decoding},
    )


def _split(source: Source, shape: Shape, answers: Answers) -> Part:
    """An autoencoder in one graph without a code among its outputs, cut where it is narrowest."""
    end = str(source.first("picture"))
    _cut(source, source.file.input.name, end)  # refuses a graph that draws random numbers
    found = next(graphs.bottlenecks(source.file, end, MAX_LATENT), None)
    if found is None:
        raise ValueError(
            f"{excerpt(source.file.name)} has no code of at most {MAX_LATENT:,} numbers through"
            " which everything passes: export its encoder and its decoder apart"
        )
    value, coding, decoding = found
    batch = source.file.input.batch
    first, second = coding.SerializeToString(), decoding.SerializeToString()
    takes = _format(source, source.file.input, answers.takes, answers, shape)
    gives = _format(source, source.file.values[end], answers.gives, answers, shape)
    config = ImportedAutoencoderConfig(
        shape=shape,
        latent=value.size or 0,
        encoder=EncoderSpec(**_spec(source, first, batch, value.name), takes=takes),
        decoder=DecoderSpec(**_spec(source, second, batch, end), gives=gives),
    )
    return Part(config, {"encoder": first, "decoder": second})


def _classifier(encoder: Source | None, source: Source, shape: Shape, answers: Answers) -> Part:
    end = str(source.first("classes"))
    classes = source.file.values[end].size
    if classes is None or not 1 <= classes <= MAX_CLASSES:
        raise ValueError(
            f"{excerpt(source.file.name)} tells {classes or 'an unknown number of'} classes apart:"
            f" 1 to {MAX_CLASSES} are possible"
        )
    scores = source.notes.scores or (
        "probabilities" if source.file.last_operators[end] in ("Softmax", "Sigmoid") else "logits"
    )
    batch = source.file.input.batch
    reading = _cut(source, source.file.input.name, end)
    if not source.takes_pictures:
        if encoder is None:
            raise ValueError("the classifier takes a code: add the encoder that gives it as well")
        coder, code, takes = encoder, str(encoder.first("code")), None
    else:
        coder, code = source, source.first("code") or _hidden_layer(source, end)
        takes = _format(source, source.file.input, answers.takes, answers, shape)
    coding = _cut(coder, coder.file.input.name, code)
    latent = coder.file.values[code].size
    if latent is None:
        raise ValueError(f"{excerpt(coder.file.name)} does not say how many numbers its code has")
    _check_latent(coder, latent)
    own = _format(coder, coder.file.input, answers.takes, answers, shape)
    config = ImportedClassifierConfig(
        shape=shape,
        latent=latent,
        classes=classes,
        encoder=EncoderSpec(**_spec(coder, coding, coder.file.input.batch, code), takes=own),
        reader=ReaderSpec(**_spec(source, reading, batch, end), takes=takes, scores=scores),
    )
    return Part(config, {"encoder": coding, "reader": reading})


def _hidden_layer(source: Source, end: str) -> str:
    """What the last matrix of weights takes: the network's last features; else its scores."""
    file = source.file
    for node in reversed(file.model.graph.node):
        if node.op_type in ("Gemm", "MatMul") and node.input:
            value = file.values.get(node.input[0])
            if value is None or value.name == file.input.name:
                break
            if value.size is not None and 1 <= value.size <= MAX_LATENT:
                return value.name
            break
    return end


def _is_variational(source: Source, answers: Answers) -> bool:
    if answers.variational is not None:
        return answers.variational
    if source.notes.variational is not None:
        return source.notes.variational
    code = source.file.values[str(source.first("code"))]
    return any(
        value.size == code.size and any(word in value.name.lower() for word in ("var", "sigma"))
        for value in source.file.outputs
        if value.name != code.name
    )


def _format(
    source: Source, value: Value, answer: PictureFormat | None, answers: Answers, shape: Shape
) -> PictureFormat:
    values = answer or source.notes.values() or PictureFormat()
    layout = layout_of(value, source.notes.layout)
    if layout is None:
        flat = source.notes.layout if source.notes.layout in ("flat", "flat-hwc") else None
        layout = flat or ("flat-hwc" if answers.by_pixel and shape[0] > 1 else "flat")
    return replace_layout(values, layout)


def _cut(source: Source, start: str, end: str) -> bytes:
    try:
        return graphs.cut(source.file, start, end).SerializeToString()
    except ValueError as error:
        raise ValueError(f"{excerpt(source.file.name)} was refused: {error}") from error


def _spec(source: Source, data: bytes, batch: int | None, output: str) -> dict[str, Any]:
    model = ModelProto.FromString(data)
    return {
        "bytes": len(data),
        "parameters": graphs.parameter_count(model),
        "operators": graphs.operators(model),
        "input": model.graph.input[0].name[:200],
        "output": output[:200],
        "batch": batch if batch is not None and batch <= 1024 else None,
    }


def _check_latent(source: Source, latent: int) -> None:
    if not 1 <= latent <= MAX_LATENT:
        raise ValueError(
            f"{excerpt(source.file.name)} gives a code of {latent:,} numbers, more than the"
            f" {MAX_LATENT:,} allowed"
        )
