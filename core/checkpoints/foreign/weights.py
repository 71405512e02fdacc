"""Conversion of PyTorch weights: the tensors of a file are put into the places of a network.

A file of weights has no layers, so a specification says which network they belong to. Only tensors
and plain containers are unpickled (``weights_only``).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

import models
from core.checkpoints.foreign.trial import sample
from core.data import Dataset
from core.errors import CheckpointError, first_problem
from core.storage.files import open_regular
from models import ImportedNetwork, Network

NESTED = ("state_dict", "model_state_dict", "model")
"""Where training scripts and Lightning keep the weights in a larger file."""
PREFIXES = ("module.", "_orig_mod.", "model.")
"""What DataParallel, ``torch.compile`` and Lightning put before each name."""
MAX_SPEC_BYTES = 64 * 1024
MAX_EXAMPLES = 4  # tensors in a message


@dataclass(frozen=True, eq=False)
class Conversion:
    """A network with the weights of a file."""

    module: Network
    by_name: int
    """Number of tensors that have the name and shape of a place."""
    by_order: Mapping[str, str]
    """Places that were filled by shape and order -> names of their tensors."""
    unused: tuple[str, ...]
    """Tensors of the file that have no place."""


def convert(weights: Path, spec: Path) -> Conversion:
    """Read a file of weights into the network of a specification.

    ``weights`` is a ``state_dict`` saved by ``torch.save``, alone or under a usual key of a larger
    file, or a .safetensors file. ``spec`` is JSON such as
    ``{"family": "dense", "widths": [128], "latent": 16}``. Tensors are matched by name first; the
    others go into the places of the same shape, in order.

    Raises:
        CheckpointError: a file cannot be read, or places of the network stay empty.
    """
    module = _network(spec)
    return fit(module, _read_weights(weights))


def fit(module: Network, tensors: Mapping[str, Tensor]) -> Conversion:
    """Put tensors into a network, by name and then by shape and order; see `convert`."""
    places = dict(module.state_dict())
    tensors_by_name = {_bare(name): value for name, value in tensors.items()}
    original = {_bare(name): name for name in tensors}
    matches = {
        name: tensors_by_name[name]
        for name, place in places.items()
        if name in tensors_by_name and tensors_by_name[name].shape == place.shape
    }
    empty = [name for name in places if name not in matches]
    rest = [name for name in tensors_by_name if name not in matches]
    by_order = _align(
        {name: tuple(places[name].shape) for name in empty},
        {name: tuple(tensors_by_name[name].shape) for name in rest},
    )
    unused = tuple(original[name] for name in rest if name not in by_order.values())
    # Batch counters are not weights; files from before PyTorch 0.4.1 lack them.
    missing = [
        name for name in empty if name not in by_order and not name.endswith("num_batches_tracked")
    ]
    if missing:
        raise CheckpointError(
            f"{len(missing)} of {len(places)} places of the network stay empty:"
            f" {_list_of(missing, {name: places[name] for name in missing})}."
            f" {_unused_text(unused, tensors)} Correct the specification."
        )
    matches |= {place: tensors_by_name[name] for place, name in by_order.items()}
    for name, value in matches.items():
        if value.is_floating_point() and not value.isfinite().all():
            raise CheckpointError(f"The weights of {name} are infinite or not a number.")
    module.load_state_dict({name: value.to(places[name].dtype) for name, value in matches.items()},
                           strict=False)  # fmt: skip
    order = {place: original[name] for place, name in by_order.items()}
    return Conversion(module.eval(), len(matches) - len(order), order, unused)


@torch.inference_mode()
def trial_text(module: Network, dataset: Dataset) -> str:
    """What a network does with the first test pictures of a data set, as the end of a sentence."""
    pictures, labels = sample(dataset)
    if module.task == "classify":
        if not len(labels):
            return "gives classes"
        right = int((module.classify(pictures).argmax(1) == labels).sum())
        return f"reads {right} of {len(labels)} right"
    error = float(((module(pictures).clamp(0, 1) - pictures) ** 2).mean())
    return f"has a mean squared error of {error:.4f} per pixel"


def _bare(name: str) -> str:
    """Remove the prefixes of wrappers from a name."""
    while prefix := next((p for p in PREFIXES if name.startswith(p)), None):
        name = name.removeprefix(prefix)
    return name


def _align(
    places: Mapping[str, tuple[int, ...]], tensors: Mapping[str, tuple[int, ...]]
) -> dict[str, str]:
    """Assign tensors to places of the same shape, as many as possible without changing the order.

    This is the longest common subsequence of the two lists of shapes.
    """
    rows, columns = list(places.items()), list(tensors.items())
    lengths = [[0] * (len(columns) + 1) for _ in range(len(rows) + 1)]
    for i in reversed(range(len(rows))):
        for j in reversed(range(len(columns))):
            if rows[i][1] == columns[j][1]:
                lengths[i][j] = 1 + lengths[i + 1][j + 1]
            else:
                lengths[i][j] = max(lengths[i + 1][j], lengths[i][j + 1])
    pairs, i, j = {}, 0, 0
    while i < len(rows) and j < len(columns):
        if rows[i][1] == columns[j][1]:
            pairs[rows[i][0]] = columns[j][0]
            i, j = i + 1, j + 1
        elif lengths[i + 1][j] >= lengths[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs


def _network(path: Path) -> Network:
    try:
        with open_regular(path) as (stream, _):
            text = stream.read(MAX_SPEC_BYTES + 1)
        if len(text) > MAX_SPEC_BYTES:
            raise ValueError(f"it has more than {MAX_SPEC_BYTES:,} bytes")
        spec = json.loads(text)
        if not isinstance(spec, dict):
            raise ValueError("it is not a JSON object")
        module = models.build(spec)
    except (ValueError, OSError, RecursionError) as error:
        raise CheckpointError(f"{path} is not a specification: {_reason(error)}.") from error
    if isinstance(module, ImportedNetwork):
        raise CheckpointError(f"{path} describes an ONNX network: use the command 'add' for it.")
    return module


def _read_weights(path: Path) -> dict[str, Tensor]:
    try:
        with open_regular(path) as (stream, _):
            if path.suffix == ".safetensors":
                content: Any = load_file(path)
            else:
                content = torch.load(stream, map_location="cpu", weights_only=True)
    except SafetensorError as error:
        raise CheckpointError(f"{path} is not a whole .safetensors file.") from error
    except (ValueError, OSError) as error:
        raise CheckpointError(f"{path} cannot be read: {_reason(error)}.") from error
    except Exception as error:  # pickle's and zip's errors have no common class
        raise CheckpointError(
            f"{path} holds more than weights, or is damaged: save the state_dict of the network."
        ) from error
    while isinstance(content, dict) and (
        key := next((key for key in NESTED if isinstance(content.get(key), dict)), None)
    ):
        content = content[key]
    tensors = {
        name: value
        for name, value in (content.items() if isinstance(content, dict) else ())
        if isinstance(name, str) and isinstance(value, Tensor)
    }
    if not tensors:
        raise CheckpointError(f"{path} has no weights: save the state_dict of the network.")
    return tensors


def _reason(error: Exception) -> str:
    reason = error.strerror if isinstance(error, OSError) else None
    return reason or first_problem(error)


def _list_of(names: list[str], tensors: Mapping[str, Tensor]) -> str:
    examples = [f"{name} ({shape_of(tensors[name])})" for name in names[:MAX_EXAMPLES]]
    more = len(names) - MAX_EXAMPLES
    return ", ".join(examples) + (f" and {more} more" if more > 0 else "")


def _unused_text(unused: tuple[str, ...], tensors: Mapping[str, Tensor]) -> str:
    if not unused:
        return "Every tensor in the file has a place."
    return f"Left in the file: {_list_of(list(unused), tensors)}."


def shape_of(tensor: Tensor) -> str:
    """Format a shape, such as ``32×1×3×3``, or ``one number``."""
    return "×".join(map(str, tensor.shape)) or "one number"
