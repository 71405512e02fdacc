"""Layers of a network with their output shapes and parameter counts, as data and as text.

The shapes come from one forward pass of a blank image through a network with uninitialised weights.
PyTorch's meta device could compute the shapes alone, but its first forward pass (like that of
``to_empty``) imports hundreds of modules and takes seconds.
"""

import json
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

import torch
from torch import Tensor, nn

import models
from core.text.numbers import percent, quantity
from models import ImportedNetwork, Network, VectorTable
from models.imported import GraphSpec, ImportedClassifierConfig

Part = Literal["input", "encoder", "latent", "decoder", "classifier", "output"]


@dataclass(frozen=True)
class Layer:
    """One step of a network."""

    name: str  # the module's path, such as "encoder.0"; empty for input, latent and output
    kind: str  # name on screens, such as "Convolution"
    detail: str  # its settings, such as "3×3, stride 2"; may be empty
    shape: tuple[int, ...]  # of its output for one image, such as (32, 14, 14)
    parameters: int
    part: Part

    @property
    def values(self) -> int:
        """Number of output values for one image."""
        return math.prod(self.shape)


@dataclass(frozen=True)
class Summary:
    """A network from its input to its output."""

    layers: tuple[Layer, ...]
    parameters: int
    latent: int  # numbers per image from `encode`
    task: models.Task


def summary(spec: dict[str, Any]) -> Summary:
    """Summarise the network of a specification; `ValueError` if the specification is not valid."""
    return _summary(json.dumps(spec, sort_keys=True))


@lru_cache(maxsize=1024)
def _summary(spec: str) -> Summary:
    module = models.skeleton(json.loads(spec)).eval()
    if isinstance(module, ImportedNetwork):
        return _of_graphs(module)
    if isinstance(module, VectorTable):
        return _of_table(module)
    state = module.state_dict()
    unset = {name: torch.empty(value.shape, dtype=value.dtype) for name, value in state.items()}
    module.load_state_dict(unset, assign=True)
    shape: tuple[int, ...] = module.config.shape
    image = torch.zeros(1, *shape)
    layers: list[Layer] = [Layer("", "Input image", "pixels from 0 to 1", shape, 0, "input")]
    with torch.no_grad():
        with _record(module, layers, "encoder"):
            z = module.encode(image)
        latent = z.shape[1]
        if module.task == "reconstruct":
            layers.append(_latent_layer(module, latent))
            with _record(module, layers, "decoder"):
                reconstruction = module.decode(z)
            shape = tuple(reconstruction.shape[1:])
            layers.append(Layer("", "Output image", "the reconstruction", shape, 0, "output"))
        else:
            if getattr(module.config, "bottleneck", None) is not None:
                layers.append(_latent_layer(module, latent))
            with _record(module, layers, "classifier"):
                logits = module.classify_latent(z)  # pyrefly: ignore[not-callable]
            shape = tuple(logits.shape[1:])
            layers.append(Layer("", "Output", "a score for each class", shape, 0, "output"))
    return Summary(tuple(layers), models.parameter_count(module), latent, module.task)


def _latent_layer(module: Network, size: int) -> Layer:
    detail = "the means; training draws at random around them" if module.variational else "the code"
    return Layer("", "Latent (bottleneck)", detail, (size,), 0, "latent")


def _of_table(module: VectorTable) -> Summary:
    """Summary of a table: its pictures and their vectors. The layers in between are not known."""
    shape, latent = module.config.shape, module.config.latent
    rows = f"{quantity(module.config.count, 'row')} from a file"
    layers = (
        Layer("", "Picture", "of one data set", shape, 0, "input"),
        Layer("vectors", "Vector", rows, (latent,), 0, "latent"),
    )
    return Summary(layers, 0, latent, module.task)


def _of_graphs(module: ImportedNetwork) -> Summary:
    """Summary of an imported network: each graph is one layer with its most frequent operators."""
    config, graphs = module.config, module.config.graphs
    shape: tuple[int, ...] = config.shape
    layers = [
        Layer("", "Input image", "pixels from 0 to 1", shape, 0, "input"),
        _graph_layer("encoder", "Encoder", config.encoder, (config.latent,), "encoder"),
        _latent_layer(module, config.latent),
    ]
    if "decoder" in graphs:
        layers += [
            _graph_layer("decoder", "Decoder", graphs["decoder"], shape, "decoder"),
            Layer("", "Output image", "the reconstruction", shape, 0, "output"),
        ]
    if isinstance(config, ImportedClassifierConfig):
        classes = (config.classes,)
        layers += [
            _graph_layer("reader", "Classifier", config.reader, classes, "classifier"),
            Layer("", "Output", "a score for each class", classes, 0, "output"),
        ]
    return Summary(tuple(layers), config.parameters, config.latent, module.task)


def _graph_layer(
    name: str, kind: str, graph: GraphSpec, shape: tuple[int, ...], part: Part
) -> Layer:
    used = ", ".join(f"{operator} ×{count}" for operator, count in graph.operators.items())
    return Layer(name, kind, used[:120], shape, graph.parameters, part)


@contextmanager
def _record(module: nn.Module, layers: list[Layer], part: Part) -> Iterator[None]:
    """Append a `Layer` for each elementary module that runs inside the block."""
    names = {layer.name for layer in layers if layer.name}

    def hook(name: str) -> Callable[[nn.Module, Any, Tensor], None]:
        def append(leaf: nn.Module, _: Any, output: Tensor) -> None:
            # Count the weights of a module that runs twice only once.
            own = 0 if name in names else sum(p.numel() for p in leaf.parameters())
            names.add(name)
            kind, detail = _describe(leaf)
            layers.append(Layer(name, kind, detail, tuple(output.shape[1:]), own, part))

        return append

    handles = [
        leaf.register_forward_hook(hook(name))
        for name, leaf in module.named_modules()
        if not list(leaf.children()) and not _is_silent(leaf)
    ]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def _is_silent(module: nn.Module) -> bool:
    """Whether a module returns its input unchanged, so that a summary can omit it."""
    return isinstance(module, nn.Identity | nn.Sequential) or (
        isinstance(module, nn.Dropout) and module.p == 0
    )


def _describe(leaf: nn.Module) -> tuple[str, str]:
    """Name and settings of a module, for screens."""
    if isinstance(leaf, nn.Linear):
        return "Dense", f"{leaf.in_features:,} to {leaf.out_features:,}"
    if isinstance(leaf, nn.Conv2d | nn.ConvTranspose2d):
        kind = "Convolution" if isinstance(leaf, nn.Conv2d) else "Transposed convolution"
        stride = "" if leaf.stride[0] == 1 else f", stride {leaf.stride[0]}"
        return kind, f"{leaf.kernel_size[0]}×{leaf.kernel_size[1]}{stride}"
    if isinstance(leaf, nn.BatchNorm2d):
        return "Batch normalisation", ""
    if isinstance(leaf, nn.Dropout):
        return "Dropout", f"{percent(leaf.p)} set to zero, in training only"
    if isinstance(leaf, nn.Flatten):
        return "Flatten", "maps to one row"
    return "Activation", type(leaf).__name__


_BLOCKS = (
    "Dense",
    "Convolution",
    "Transposed convolution",
    "Encoder",
    "Decoder",
    "Classifier",
)


def blocks(whole: Summary) -> tuple[Layer, ...]:
    """Layers for a drawing: input, each layer with weights, latent, output.

    The parameters of activations and normalisations are added to the layer before them. A latent or
    an output with as many values as the layer before it replaces that layer and keeps its weights.
    """
    steps: list[Layer] = []
    for layer in whole.layers:
        if layer.part in ("input", "latent", "output"):
            last = steps[-1] if steps else None
            if last is not None and last.part != "input" and last.values == layer.values:
                steps[-1] = replace(
                    layer, name=last.name, detail=last.kind, parameters=last.parameters
                )
            else:
                steps.append(layer)
        elif layer.kind in _BLOCKS:
            steps.append(layer)
        elif layer.parameters:
            steps[-1] = replace(steps[-1], parameters=steps[-1].parameters + layer.parameters)
    return tuple(steps)


def shape_text(shape: tuple[int, ...]) -> str:
    """Format a shape for screens: ``32×14×14``, ``6,272``."""
    return "×".join(f"{side:,}" for side in shape)


def one_line(spec: dict[str, Any]) -> str:
    """Architecture on one line, such as ``Dense autoencoder, 784–256–128–256–784``."""
    return f"{models.family_of(spec).title}, {models.parse_spec(spec).outline}"
