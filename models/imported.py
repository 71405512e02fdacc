"""Networks that other programs have trained, as ONNX graphs run by onnxruntime.

A graph is stored as a tensor of bytes, so a checkpoint of such a network is a file like any other.
The configuration says how a graph takes and gives pictures: the order of the axes and the range of
the values, which differ among frameworks. These networks have no gradients and are not trained
here.

https://onnx.ai/onnx/repo-docs/IR.html
"""

from collections.abc import Callable
from typing import Annotated, Any, ClassVar, Literal, Self

import torch
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from torch import Tensor

from models.config import MAX_PARAMETERS, Config, Shape
from models.graph import MAX_GRAPH_BYTES, Graph
from models.network import Network, Task

MAX_LATENT = 2048
MAX_CLASSES = 100

Layout = Literal["nchw", "nhwc", "nhw", "flat", "flat-hwc"]
"""Order of the axes: N pictures, C channels, H rows, W columns. ``nhw`` has no channel, ``flat`` is
one row of numbers per picture, channel by channel, ``flat-hwc`` the same, pixel by pixel."""
Finite = Annotated[float, Field(allow_inf_nan=False, ge=-1e6, le=1e6)]
PerChannel = Annotated[tuple[Finite, ...], Field(min_length=1, max_length=3)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Operators = Annotated[
    dict[Annotated[str, StringConstraints(max_length=60)], Annotated[int, Field(ge=1)]],
    Field(max_length=200),
]


class PictureFormat(BaseModel):
    """How a graph represents pictures: ``value = pixel · scale + offset`` for pixels in [0, 1]."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    layout: Layout = "nchw"
    scale: PerChannel = (1.0,)  # one number for all channels, or one per channel
    offset: PerChannel = (0.0,)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if any(abs(scale) < 1e-6 for scale in self.scale):
            raise ValueError("a scale of 0 would make all pictures equal")
        return self

    def to_graph(self, x: Tensor) -> Tensor:
        """Convert pictures, (N, C, H, W) in [0, 1], to the input of a graph."""
        if self.layout == "nhw":
            return self._scale(x)[:, 0]
        if self.layout == "flat":
            return self._scale(x).flatten(1)
        if self.layout == "nchw":
            return self._scale(x)
        x = self._scale(x).permute(0, 2, 3, 1)
        return x if self.layout == "nhwc" else x.flatten(1)

    def from_graph(self, y: Tensor, shape: Shape) -> Tensor:
        """Convert the output of a graph to pictures, (N, C, H, W), which should lie in [0, 1].

        Raises:
            RuntimeError: the number of values is not that of pictures of ``shape``.
        """
        channels, height, width = shape
        if self.layout in ("nhwc", "flat-hwc"):
            x = y.reshape(-1, height, width, channels).permute(0, 3, 1, 2)
        else:
            x = y.reshape(-1, channels, height, width)
        return (x - _column(self.offset, x)) / _column(self.scale, x)

    def _scale(self, x: Tensor) -> Tensor:
        if self.scale == (1.0,) and self.offset == (0.0,):
            return x
        return x * _column(self.scale, x) + _column(self.offset, x)


def _column(values: tuple[float, ...], x: Tensor) -> Tensor:
    return torch.tensor(values, dtype=x.dtype, device=x.device)[:, None, None]


class GraphSpec(BaseModel):
    """One ONNX graph with one input and one output."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bytes: Annotated[int, Field(ge=1, le=MAX_GRAPH_BYTES)]
    parameters: Annotated[int, Field(ge=0, le=MAX_PARAMETERS)]  # numbers in its constant tensors
    operators: Operators  # count of each operator
    input: Text  # names that the author of the graph chose
    output: Text
    batch: Annotated[int, Field(ge=1, le=1024)] | None = None  # rows per call; None: any number


class EncoderSpec(GraphSpec):
    """A graph from pictures to latent vectors."""

    takes: PictureFormat = PictureFormat()


class DecoderSpec(GraphSpec):
    """A graph from latent vectors to pictures."""

    gives: PictureFormat = PictureFormat()


class ReaderSpec(GraphSpec):
    """A graph from pictures, or latent vectors if ``takes`` is None, to a score per class."""

    takes: PictureFormat | None = None
    scores: Literal["logits", "probabilities"] = "logits"


class ImportedConfig(Config):
    """Configuration of an imported network, with one graph per role."""

    latent: Annotated[int, Field(ge=1, le=MAX_LATENT)]  # numbers in the latent vector
    encoder: EncoderSpec

    @property
    def latent_size(self) -> int:
        """Numbers per image in the latent vectors."""
        return self.latent

    @property
    def graphs(self) -> dict[str, GraphSpec]:
        """Graphs by role: ``encoder``, ``decoder``, ``reader``."""
        return {"encoder": self.encoder}

    @property
    def parameters(self) -> int:
        """Number of values in the constant tensors of all graphs: weights and other constants."""
        return sum(graph.parameters for graph in self.graphs.values())

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.parameters > MAX_PARAMETERS:
            raise ValueError(
                f"{self.parameters:,} parameters are more than the {MAX_PARAMETERS:,} allowed"
            )
        return self


class ImportedEncoderConfig(ImportedConfig):
    """Pictures - latent."""

    family: Literal["onnx-encoder"] = "onnx-encoder"


class ImportedAutoencoderConfig(ImportedConfig):
    """Pictures - latent - pictures."""

    family: Literal["onnx-autoencoder"] = "onnx-autoencoder"
    decoder: DecoderSpec

    @property
    def graphs(self) -> dict[str, GraphSpec]:
        """Graphs by role."""
        return {"encoder": self.encoder, "decoder": self.decoder}


class ImportedVAEConfig(ImportedAutoencoderConfig):
    """Pictures - latent - pictures, trained towards a standard normal prior."""

    family: Literal["onnx-vae"] = "onnx-vae"  # pyrefly: ignore[bad-override]  # its own


class ImportedClassifierConfig(ImportedConfig):
    """Pictures - latent, and classes from either."""

    family: Literal["onnx-classifier"] = "onnx-classifier"
    reader: ReaderSpec
    classes: Annotated[int, Field(ge=1, le=MAX_CLASSES)]

    @property
    def graphs(self) -> dict[str, GraphSpec]:
        """Graphs by role."""
        return {"encoder": self.encoder, "reader": self.reader}


class ImportedNetwork(Network):
    """Base of the imported networks; its buffers hold the bytes of the graphs, named by role."""

    config: Any  # the family's, an `ImportedConfig`

    def __init__(self, config: ImportedConfig) -> None:
        super().__init__()
        self.config = config
        self._graphs: dict[str, Graph] = {}
        for name, spec in config.graphs.items():
            self.register_buffer(name, torch.zeros(spec.bytes, dtype=torch.uint8))

    @property
    def parameter_count(self) -> int:
        """Number of parameters in the graphs, which this module stores as bytes."""
        return self.config.parameters

    def encode(self, x: Tensor) -> Tensor:
        """Latent vectors: float (N, C, H, W) in [0, 1] -> float (N, latent)."""
        pixels = self.config.encoder.takes.to_graph(x)
        return self._run("encoder", pixels, (self.config.latent,))

    def check(self) -> None:
        """Run every graph on one row; RuntimeError names a graph that cannot run."""
        x = torch.zeros(1, *self.config.shape)
        self.encode(x)

    def loss(
        self, x_noisy: Tensor, target: Tensor, generator: torch.Generator | None = None
    ) -> dict[str, Tensor]:
        """Raise RuntimeError: onnxruntime computes no gradients."""
        raise RuntimeError("A network from an ONNX file cannot be trained here.")

    def _apply(self, fn: Callable[[Tensor], Tensor], recurse: bool = True) -> Self:
        # The bytes stay where they are, whatever device or memory layout the caller asks for.
        return self

    def _run(self, name: str, x: Tensor, shape: tuple[int, ...]) -> Tensor:
        if name not in self._graphs:  # two threads may each build one; either is kept
            data = self.get_buffer(name).numpy()
            self._graphs[name] = Graph(data, self.config.graphs[name].batch)
        try:
            return self._graphs[name].run(x, shape).to(x.device)
        except RuntimeError as error:
            raise RuntimeError(f"in its {name}, {error}") from error


class ImportedEncoder(ImportedNetwork):
    """An encoder alone."""

    task: ClassVar[Task] = "encode"

    def forward(self, x: Tensor) -> Tensor:
        """Latent vectors (N, latent) of pictures."""
        return self.encode(x)


class ImportedAutoencoder(ImportedNetwork):
    """An encoder and a decoder."""

    task: ClassVar[Task] = "reconstruct"

    def decode(self, z: Tensor) -> Tensor:
        """Pictures: float (N, latent) -> float (N, C, H, W)."""
        gives, shape = self.config.decoder.gives, self.config.shape
        return gives.from_graph(self._run("decoder", z, (self.config.values,)), shape)

    def check(self) -> None:
        """Run every graph on one row; RuntimeError names a graph that cannot run."""
        self(torch.zeros(1, *self.config.shape))


class ImportedVAE(ImportedAutoencoder):
    """An encoder that gives posterior means, and a decoder."""

    variational: ClassVar[bool] = True


class ImportedClassifier(ImportedNetwork):
    """Classes, and the latent vector that the network reads them from."""

    task: ClassVar[Task] = "classify"

    def classify(self, x: Tensor) -> Tensor:
        """Logits of the classes: float (N, C, H, W) in [0, 1] -> float (N, classes)."""
        reader = self.config.reader
        pixels = self.encode(x) if reader.takes is None else reader.takes.to_graph(x)
        scores = self._run("reader", pixels, (self.config.classes,))
        # Softmax of the logarithm gives the probabilities back.
        return scores if reader.scores == "logits" else scores.clamp_min(1e-12).log()

    def check(self) -> None:
        """Run every graph on one row; RuntimeError names a graph that cannot run."""
        super().check()
        self(torch.zeros(1, *self.config.shape))
