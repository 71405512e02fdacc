"""Networks built from graphs: their configuration, and the bytes of encoder and decoder."""

from dataclasses import dataclass
from typing import Any

from onnx import ModelProto

import models
from core.checkpoints.card import excerpt
from core.checkpoints.foreign import graphs
from core.checkpoints.foreign.graphs import Value
from core.checkpoints.foreign.sources import (
    Answers,
    Source,
    layout_of,
)
from core.data.dataset import Shape
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


@dataclass(frozen=True, eq=False)
class Part:
    """One network: its configuration and the bytes of its graphs."""

    config: ImportedConfig
    graphs: dict[str, bytes]

    @property
    def task(self) -> models.Task:
        """Task of the network: ``reconstruct``, ``classify`` or ``encode``."""
        return models.family_of(self.config.model_dump()).task


def replace_layout(values: PictureFormat, layout: Layout) -> PictureFormat:
    """The same range of values in another layout."""
    return values.model_copy(update={"layout": layout})


def autoencoder(
    encoder: Source | None,
    writer: Source | None,
    whole: Source | None,
    shape: Shape,
    answers: Answers,
) -> Part:
    """Build an autoencoder from an encoder and a decoder (``writer``), or from one whole graph.

    An encoder without a decoder becomes a network that only encodes.

    ValueError, a sentence without its full stop, if they do not fit together.
    """
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
        entry, end = writer.file.input, str(writer.first("picture"))
        if entry.size not in (latent, None):
            raise ValueError(
                f"{excerpt(writer.file.name)} takes {entry.size:,} numbers and"
                f" {excerpt(source.file.name)} gives {latent:,}: they are not of one network"
            )
        decoding, decoder, batch = _cut(writer, entry.name, end), writer, entry.batch
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
    """Cut an autoencoder in one graph, with no code among its outputs, where it is narrowest."""
    end = str(source.first("picture"))
    _cut(source, source.file.input.name, end)  # refuses a graph that draws random numbers
    bottleneck = next(graphs.bottlenecks(source.file, end, MAX_LATENT), None)
    if bottleneck is None:
        raise ValueError(
            f"{excerpt(source.file.name)} has no code of at most {MAX_LATENT:,} numbers through"
            " which everything passes: export its encoder and its decoder apart"
        )
    value, coding, decoding = bottleneck
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


def classifier(encoder: Source | None, source: Source, shape: Shape, answers: Answers) -> Part:
    """Build a classifier of pictures, or of the codes of ``encoder``.

    ValueError, a sentence without its full stop, if its scores or its code cannot be used.
    """
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
    """Name of the value that the last weight matrix takes (the features), else of the scores."""
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
