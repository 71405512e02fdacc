"""State of a training run as one safetensors file, from which another process can resume.

Tensors are stored as such, everything else as JSON in the header, with a SHA-256 of both. Nothing
is pickled.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors import torch as safetensors
from torch import Tensor

from core.errors import TrainingError
from core.storage.digests import Part, sha256
from core.storage.files import write_atomic

_LAYOUT, _DIGEST = "layout", "sha256"


def save_state(path: Path, state: dict[Any, Any]) -> None:
    """Write nested dicts, lists and tuples of tensors, numbers, strings, booleans and None.

    The file is replaced atomically. Raises `StorageError` if the disk is full or the folder is not
    writable.
    """
    tensors: dict[str, Tensor] = {}
    layout = json.dumps(_encode(state, tensors))
    metadata = {_LAYOUT: layout, _DIGEST: _digest(layout, tensors)}
    write_atomic(path, safetensors.save(tensors, metadata))


def load_state(path: Path) -> dict[Any, Any]:
    """Read what `save_state` wrote, with tensors on the CPU.

    Raises:
        TrainingError: the file is missing, damaged, or not a training state.
    """
    try:
        with safe_open(path, framework="pt") as file:
            metadata = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        if metadata.get(_DIGEST) != _digest(metadata[_LAYOUT], tensors):
            raise ValueError("its SHA-256 differs")
        state: dict[Any, Any] = _decode(json.loads(metadata[_LAYOUT]), tensors)
    except (OSError, SafetensorError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise TrainingError(
            f"The saved state '{path.name}' cannot be read ({error}); start the training again."
        ) from error
    return state


def _encode(value: Any, tensors: dict[str, Tensor]) -> Any:
    """Encode ``value`` as JSON that preserves tuples and keys that are numbers."""
    if isinstance(value, Tensor):
        name = str(len(tensors))
        # A contiguous copy, because tensors in a file must not share memory.
        tensors[name] = value.detach().to("cpu", copy=True).contiguous()
        return {"tensor": name}
    if isinstance(value, dict):
        return {"dict": [[key, _encode(item, tensors)] for key, item in value.items()]}
    if isinstance(value, (list, tuple)):
        kind = "list" if isinstance(value, list) else "tuple"
        return {kind: [_encode(item, tensors) for item in value]}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"a training state cannot hold a {type(value).__name__}")


def _decode(value: Any, tensors: dict[str, Tensor]) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, content),) = value.items()
    if kind == "tensor":
        return tensors[content]
    if kind == "dict":
        return {key: _decode(item, tensors) for key, item in content}
    items = [_decode(item, tensors) for item in content]
    return items if kind == "list" else tuple(items)


def _digest(layout: str, tensors: dict[str, Tensor]) -> str:
    def parts() -> Iterable[Part]:
        yield layout
        for name in sorted(tensors):
            yield name
            yield tensors[name].reshape(-1).view(torch.uint8).numpy().tobytes()

    return sha256(parts())
