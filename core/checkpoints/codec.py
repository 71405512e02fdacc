"""Conversion of a module and its card to the bytes of a file and back.

Reading verifies, in this order: the sizes, the header, the card, the model (built on the meta
device, without memory), the names and shapes of its tensors, and only then the weights.
"""

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import torch
from safetensors import SafetensorError
from safetensors import torch as safetensors
from torch import Tensor

import models
from core.checkpoints.card import Card, excerpt
from core.checkpoints.header import (
    CARD_DIGEST_KEY,
    CARD_KEY,
    LENGTH_BYTES,
    Header,
    card_digest,
    header_length,
    parse_header,
    with_metadata,
)
from core.errors import first_problem
from core.storage.digests import Part, sha256
from models import ImportedNetwork, Network, VectorTable

DTYPES = {
    torch.float64: "F64",
    torch.int64: "I64",
    torch.float32: "F32",
    torch.float16: "F16",
    torch.bfloat16: "BF16",
    torch.uint8: "U8",
}
MAX_DIFFERENCES = 5  # in a message
Layout = dict[str, tuple[str, tuple[int, ...]]]  # name -> dtype, shape


@dataclass(frozen=True)
class LoadedModel:
    """A module in eval mode without gradients, its card, and warnings for the screen."""

    module: Network
    card: Card
    warnings: tuple[str, ...] = ()


def pack(module: Network, card: Card) -> bytes:
    """Encode as bytes, reproducibly; ValueError if a tensor's dtype cannot be stored."""
    tensors = {
        # clone: tensors in a file must not share storage (tied weights, slices)
        name: tensor.detach().to("cpu").contiguous().clone()
        for name, tensor in module.state_dict().items()
    }
    for name, tensor in tensors.items():
        if tensor.dtype not in DTYPES:
            raise ValueError(
                f"its tensor {excerpt(name)} has dtype {tensor.dtype}, which cannot be stored"
            )
    digest = tensors_digest(
        (name, DTYPES[tensor.dtype], tuple(tensor.shape), _raw(tensor))
        for name, tensor in tensors.items()
    )
    card_json = card.model_copy(update={"sha256": digest}).to_json()
    metadata = {CARD_KEY: card_json, CARD_DIGEST_KEY: card_digest(card_json)}
    return with_metadata(safetensors.save(tensors), metadata)


def unpack(data: bytes) -> LoadedModel:
    """Decode the bytes of a whole file; ValueError with one clause if a check fails."""
    length = header_length(data[:LENGTH_BYTES], len(data))
    header = parse_header(data[LENGTH_BYTES : LENGTH_BYTES + length], len(data))
    card = inspect(header)
    view = memoryview(data)[header.data_start :]
    digest = tensors_digest(
        (name, info.dtype, info.shape, view[info.begin : info.end])
        for name, info in header.tensors.items()
    )
    if digest != card.sha256:
        raise ValueError(
            f"its weights do not match their SHA-256 ({digest[:12]}… where the card says"
            f" {card.sha256[:12]}…), so it was damaged or altered"
        )
    try:
        tensors = safetensors.load(data)
    except SafetensorError as error:
        raise ValueError(f"it is not a valid safetensors file ({str(error)[:120]})") from error
    module = _skeleton(card.model)
    module.load_state_dict(tensors, strict=True, assign=True)
    module.eval().requires_grad_(False)
    # The fastest memory layout for convolutions; values do not change.
    module.to(memory_format=torch.channels_last)
    if isinstance(module, ImportedNetwork):
        _check_graphs(module)
    return LoadedModel(module, card, tuple(_warnings(tensors) or _output_warnings(module)))


def inspect(header: Header) -> Card:
    """Read the card of a header and compare the tensors with those of its architecture.

    No weights are read or allocated. ValueError with one clause if they do not match.
    """
    card = Card.from_json(header.card_json)
    if not card.sha256:
        raise ValueError("its card has no SHA-256 of the weights")
    expected, parameters = _expected_layout(json.dumps(card.model, sort_keys=True))
    actual = {name: (info.dtype, info.shape) for name, info in header.tensors.items()}
    differences = list(_differences(expected, actual))
    if differences:
        more = len(differences) - MAX_DIFFERENCES
        text = "; ".join(differences[:MAX_DIFFERENCES])
        raise ValueError(
            f"its tensors are not those of its architecture: {text}"
            + (f"; and {more:,} more" if more > 0 else "")
        )
    if card.parameters != parameters:
        raise ValueError(
            f"its card says {card.parameters:,} parameters but its architecture has {parameters:,}"
        )
    return card


def tensors_digest(
    tensors: Iterable[tuple[str, str, tuple[int, ...], "memoryview | bytes"]],
) -> str:
    """SHA-256 (hex) of names, dtypes, shapes and little-endian bytes, sorted by name."""

    def parts() -> Iterable[Part]:
        for name, dtype, shape, raw in sorted(tensors, key=lambda item: item[0]):
            yield json.dumps([name, dtype, list(shape)])
            yield raw

    return sha256(parts())


@lru_cache(maxsize=1024)
def _expected_layout(spec: str) -> tuple[Layout, int]:
    """Layout of the tensors and parameter count of a specification, given as JSON."""
    module = _skeleton(json.loads(spec))
    state = module.state_dict()
    unsaved = {name for name, _ in module.named_buffers()} - state.keys()
    if unsaved:
        raise ValueError(f"its architecture does not save its buffer {excerpt(min(unsaved))}")
    layout = {name: (DTYPES[tensor.dtype], tuple(tensor.shape)) for name, tensor in state.items()}
    return layout, models.parameter_count(module)


def _skeleton(spec: dict[str, object]) -> Network:
    """Build the module of a specification on the meta device, without memory."""
    try:
        return models.skeleton(spec)
    except (ValueError, TypeError, KeyError, ArithmeticError, RuntimeError) as error:
        problem = first_problem(error)[:300]
        raise ValueError(f"its architecture cannot be built: {problem}") from error


def _differences(expected: Layout, actual: Layout) -> Iterable[str]:
    for name in sorted(expected.keys() | actual.keys()):
        if name not in actual:
            yield f"{excerpt(name)} is missing"
        elif name not in expected:
            yield f"{excerpt(name)} is unknown"
        elif expected[name] != actual[name]:
            has, needs = _layout_text(actual[name]), _layout_text(expected[name])
            yield f"{excerpt(name)} is {has}, not {needs}"


def _layout_text(layout: tuple[str, tuple[int, ...]]) -> str:
    dtype, shape = layout
    return f"{dtype} {list(shape)}"


def _raw(tensor: Tensor) -> bytes:
    return tensor.reshape(-1).view(torch.uint8).numpy().tobytes()


def _warnings(tensors: dict[str, Tensor]) -> list[str]:
    bad = {
        name: int((~torch.isfinite(tensor)).sum())
        for name, tensor in sorted(tensors.items())
        if tensor.is_floating_point()
    }
    bad = {name: count for name, count in bad.items() if count}
    if not bad:
        return []
    total = sum(tensor.numel() for tensor in tensors.values())
    return [
        f"{sum(bad.values()):,} of its {total:,} weights are not finite (the first in"
        f" {excerpt(next(iter(bad)))}), so its results are meaningless; train it again."
    ]


def _check_graphs(module: ImportedNetwork) -> None:
    """Raise ValueError unless the graphs of an imported network are safe and can run."""
    from core.checkpoints.foreign import graphs  # onnx is slow to import, and few need it

    for name, spec in module.config.graphs.items():
        try:
            model = graphs.parse(module.get_buffer(name).numpy().tobytes())
            graphs.verify(model)
        except ValueError as error:
            raise ValueError(f"in its {name}, {error}") from error
        count = graphs.parameter_count(model)
        if count != spec.parameters:
            raise ValueError(
                f"its {name} has {count:,} parameters where its card says {spec.parameters:,}"
            )
    try:
        module.check()
    except RuntimeError as error:
        raise ValueError(str(error)) from error


def _output_warnings(module: Network) -> list[str]:
    """Warn if finite weights, such as 3e38, give outputs that are infinite or not a number."""
    if isinstance(module, VectorTable):  # its outputs are its weights
        return []
    shape = module.config.shape
    x = torch.linspace(0, 1, math.prod(shape)).reshape(1, *shape)
    with torch.inference_mode():
        finite = bool(module(x).isfinite().all() and module.encode(x).isfinite().all())
    if finite:
        return []
    return [
        "Its outputs are infinite or not a number because its weights are too large, so its"
        " results are meaningless; train it again."
    ]
