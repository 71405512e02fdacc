"""What the units of a network do when they see a digit, layer by layer."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from core import inference
from core.checkpoints.pool import pool
from core.data import Dataset, load, lookup, to_float
from core.data.dataset import Split
from core.errors import CheckpointError
from core.inference.progress import OnProgress, ignore_progress
from core.storage.arrays import Arrays
from core.storage.cache import cached, content_key
from models import Network

CHUNK = 500  # digits at a time: 500 of 32 maps of 28×28 are 50 MB


@dataclass(frozen=True)
class Stage:
    """A layer with weights on the way from the image to the latent (or to the classes)."""

    name: str  # the layer's path, such as "encoder.0"
    title: str  # for people
    kind: str  # "dense" or "conv"
    units: int  # neurons, or feature maps
    side: int  # pixels of a feature map's side; 1 for a neuron


@dataclass
class _Tape:
    """Outputs by the name of the weighted layer that they come from, in order."""

    outputs: dict[str, Tensor] = field(default_factory=dict)
    current: str = ""


def stages(checkpoint: str) -> list[Stage]:
    """The layers whose units can be looked at, the first one first."""
    found = []
    outputs = _run(_own(checkpoint), torch.zeros(1, 1, 28, 28))
    for number, (name, output) in enumerate(outputs.items(), start=1):
        conv = output.ndim == 4
        units = output.shape[1]
        what = f"{units} feature maps" if conv else f"{units} neurons"
        side = int(output.shape[-1]) if conv else 1
        title = f"Layer {number}: {what}" + (f" of {side}×{side}" if conv else "")
        found.append(Stage(name, title, "conv" if conv else "dense", units, side))
    return found


def stage(checkpoint: str, name: str) -> Stage:
    """The layer of that name; CheckpointError where there is none."""
    for known in stages(checkpoint):
        if known.name == name:
            return known
    raise CheckpointError(f"'{checkpoint}' has no layer {name!r} whose units can be looked at.")


def strengths(
    checkpoint: str,
    layer: str,
    dataset: str,
    split: Split = "test",
    on_progress: OnProgress = ignore_progress,
) -> NDArray[np.float32]:
    """How strongly each digit drives each unit of a layer: float32 (N, units).

    For a feature map the largest value anywhere on it. Kept by content.
    """
    stage(checkpoint, layer)
    data = load(dataset)
    key = content_key(
        version=1,
        what="strengths",
        checkpoint=pool().store.digest(checkpoint),
        layer=layer,
        data=data.fingerprint,
        split=split,
    )

    def compute() -> Arrays:
        module = _own(checkpoint)
        images = data.split(split).images
        parts = []
        for piece in inference.batches(len(images), CHUNK):
            output = _run(module, to_float(images[piece]), layer)[layer]
            parts.append(output.amax((2, 3)) if output.ndim == 4 else output)
            on_progress(piece.stop, len(images))
        return {"strengths": torch.cat(parts).float().numpy()}

    return cached(key, compute)["strengths"].astype(np.float32, copy=False)


def maps_of(checkpoint: str, layer: str, dataset: Dataset, row: int) -> NDArray[np.float32]:
    """What a layer makes of one digit: float32 (maps, side, side), or (neurons,)."""
    stage(checkpoint, layer)
    x = to_float(dataset.images[[lookup.position(dataset, row)]])
    return _run(_own(checkpoint), x, layer)[layer][0].numpy()


def _own(checkpoint: str) -> Network:
    """A copy that hooks may be put on: the pool's module runs in other threads meanwhile."""
    return copy.deepcopy(pool().module(checkpoint))


@torch.inference_mode()
def _run(module: Network, x: Tensor, only: str | None = None) -> dict[str, Tensor]:
    """Each weighted layer's output, after its normalisation and activation, on the CPU."""
    with _recorded(module, only) as tape:
        seen = x.to(inference.device_of(module))
        if module.task == "classify":
            module.classify(seen)
        else:
            module.encode(seen)
    return {name: output.cpu() for name, output in tape.outputs.items()}


@contextmanager
def _recorded(module: nn.Module, only: str | None) -> Iterator[_Tape]:
    tape = _Tape()
    handles = []

    def watch(name: str, leaf: nn.Module) -> None:
        weighted = isinstance(leaf, nn.Linear | nn.Conv2d)

        def hook(_: nn.Module, __: object, output: Tensor) -> None:
            if weighted:
                tape.current = name
            if tape.current and only in (None, tape.current):
                tape.outputs[tape.current] = output

        handles.append(leaf.register_forward_hook(hook))

    for name, leaf in module.named_modules():
        if not list(leaf.children()) and not isinstance(leaf, nn.Flatten | nn.Dropout):
            watch(name, leaf)
    try:
        yield tape
    finally:
        for handle in handles:
            handle.remove()
