"""Activations of a network's units: neurons and feature maps, layer by layer."""

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

CHUNK = 500  # digits per pass: 32 maps of 28×28 for each take 50 MB


@dataclass(frozen=True)
class Layer:
    """A layer with weights between the image and the latent vector or the classes."""

    name: str  # path in the module, such as "encoder.0"
    title: str  # such as "Layer 1: 200 neurons"
    kind: str  # "dense" or "conv"
    units: int  # neurons, or feature maps
    side: int  # pixels of a feature map's side; 1 for a neuron


@dataclass
class _Tape:
    """Outputs of the layers with weights, by name and in order."""

    outputs: dict[str, Tensor] = field(default_factory=dict)
    current: str = ""


def layers(checkpoint: str) -> list[Layer]:
    """Layers with weights, in order from the image."""
    result = []
    module = _copy(checkpoint)
    outputs = _run(module, torch.zeros(1, *module.config.shape))
    for number, (name, output) in enumerate(outputs.items(), start=1):
        conv = output.ndim == 4
        units = output.shape[1]
        what = f"{units} feature maps" if conv else f"{units} neurons"
        side = int(output.shape[-1]) if conv else 1
        title = f"Layer {number}: {what}" + (f" of {side}×{side}" if conv else "")
        result.append(Layer(name, title, "conv" if conv else "dense", units, side))
    return result


def layer(checkpoint: str, name: str) -> Layer:
    """The layer called ``name``; CheckpointError if there is none."""
    for candidate in layers(checkpoint):
        if candidate.name == name:
            return candidate
    raise CheckpointError(f"'{checkpoint}' has no layer {name!r} with weights.")


def strengths(
    checkpoint: str,
    layer_name: str,
    dataset: str,
    split: Split = "test",
    on_progress: OnProgress = ignore_progress,
) -> NDArray[np.float32]:
    """Activation of each unit of a layer for each digit: float32 (N, units); cached by content.

    For a feature map it is the largest activation anywhere on the map.
    """
    layer(checkpoint, layer_name)
    data = load(dataset)
    key = content_key(
        version=1,
        what="strengths",
        checkpoint=pool().store.digest(checkpoint),
        layer=layer_name,
        data=data.fingerprint,
        split=split,
    )

    def compute() -> Arrays:
        module = _copy(checkpoint)
        images = data.split(split).images
        parts = []
        for piece in inference.batches(len(images), CHUNK):
            output = _run(module, to_float(images[piece]), layer_name)[layer_name]
            parts.append(output.amax((2, 3)) if output.ndim == 4 else output)
            on_progress(piece.stop, len(images))
        return {"strengths": torch.cat(parts).float().numpy()}

    return cached(key, compute)["strengths"].astype(np.float32, copy=False)


def feature_maps(
    checkpoint: str, layer_name: str, dataset: Dataset, row: int
) -> NDArray[np.float32]:
    """Activations of a layer for one digit: float32 (maps, side, side), or (neurons,)."""
    layer(checkpoint, layer_name)
    x = to_float(dataset.images[[lookup.position(dataset, row)]])
    return _run(_copy(checkpoint), x, layer_name)[layer_name][0].numpy()


def _copy(checkpoint: str) -> Network:
    """A copy for hooks, because other threads run the pool's module at the same time."""
    return copy.deepcopy(pool().module(checkpoint))


@torch.inference_mode()
def _run(module: Network, x: Tensor, only: str | None = None) -> dict[str, Tensor]:
    """Output of each layer with weights, after normalisation and activation, on the CPU."""
    with _record(module, only) as tape:
        x = x.to(inference.device_of(module))
        if module.task == "classify":
            module.classify(x)
        else:
            module.encode(x)
    return {name: output.cpu() for name, output in tape.outputs.items()}


@contextmanager
def _record(module: nn.Module, only: str | None) -> Iterator[_Tape]:
    tape = _Tape()
    handles = []

    def watch(name: str, leaf: nn.Module) -> None:
        has_weights = isinstance(leaf, nn.Linear | nn.Conv2d)

        def hook(_: nn.Module, __: object, output: Tensor) -> None:
            if has_weights:
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
