"""Classifiers, dense and convolutional, with or without a bottleneck of a few numbers.

A bottleneck of two numbers gives a map of the classes as the network sees them
(compare Wen et al., "A Discriminative Feature Learning Approach for Deep Face Recognition",
2016, figure 2).
"""

from typing import Annotated, ClassVar, Literal, Self

import torch
from pydantic import Field, model_validator
from torch import Tensor, nn
from torch.nn import functional as F

from models.config import DEFAULT_CLASSES, Channels, Classes, Config, Latent, Strides, Widths, chain
from models.layers import (
    Activation,
    conv_stack,
    dense_stack,
    feature_count,
    require_matching_strides,
)
from models.network import Network, Task


class DenseClassifierConfig(Config):
    """Pixels - widths - [bottleneck - head_widths] - classes."""

    family: Literal["clf-dense"] = "clf-dense"
    widths: Widths = ()  # without hidden layers: softmax (logistic) regression
    activation: Activation = "relu"
    bottleneck: Latent | None = None  # units of a linear layer before the head
    classes: Classes = DEFAULT_CLASSES
    head_widths: Widths = ()  # hidden units between the bottleneck and the classes

    @property
    def latent_size(self) -> int:
        """Numbers per image in the bottleneck; without one, in the last hidden layer."""
        return self.bottleneck or [self.values, *self.widths][-1]

    @property
    def outline(self) -> str:
        """Units of each layer, such as ``784–500–2–100–10``."""
        bottleneck = [self.bottleneck] if self.bottleneck else []
        return chain([self.values, *self.widths, *bottleneck, *self.head_widths, self.classes])


class ConvClassifierConfig(Config):
    """Convolutions - dropout - [bottleneck - head_widths] - classes."""

    family: Literal["clf-conv"] = "clf-conv"
    channels: Channels = (32, 32, 64, 64, 128, 128)
    strides: Strides = (1, 2, 1, 2, 1, 2)
    activation: Activation = "relu"
    norm: bool = True
    dropout: Annotated[float, Field(ge=0, lt=1)] = 0.0  # share of features dropped in training
    bottleneck: Latent | None = None
    classes: Classes = DEFAULT_CLASSES
    head_widths: Widths = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        require_matching_strides(self.channels, self.strides, self.shape)
        return self

    @property
    def latent_size(self) -> int:
        """Numbers per image in the bottleneck; without one, in the last feature map."""
        return self.bottleneck or feature_count(self.channels, self.strides, self.shape)

    @property
    def outline(self) -> str:
        """Feature maps of the encoder and the bottleneck: ``32–64 maps, 2 numbers``."""
        maps = f"{chain(self.channels)} maps"
        return f"{maps}, {super().outline}" if self.bottleneck else maps


class Classifier(Network):
    """Base of both families: the encoder gives the latent vector, the head the logits."""

    task: ClassVar[Task] = "classify"
    encoder: nn.Module
    head: nn.Module

    def encode(self, x: Tensor) -> Tensor:
        """Bottleneck or last hidden layer: (N, C, H, W) -> float (N, latent)."""
        return self.encoder(x)

    def classify_latent(self, z: Tensor) -> Tensor:
        """Logits of the classes for latent vectors: float (N, latent) -> float (N, classes)."""
        return self.head(z)

    def classify(self, x: Tensor) -> Tensor:
        """Logits of the classes: float (N, C, H, W) in [0, 1] -> float (N, classes)."""
        return self.head(self.encode(x))

    def loss(
        self, x_noisy: Tensor, target: Tensor, generator: torch.Generator | None = None
    ) -> dict[str, Tensor]:
        """Mean cross-entropy against the labels ``target``, int64 (N,), and the accuracy."""
        logits = self.classify(x_noisy)
        accuracy = (logits.argmax(1) == target).float().mean()
        return {"loss": F.cross_entropy(logits, target), "accuracy": accuracy}


def _head(config: DenseClassifierConfig | ConvClassifierConfig, features: int) -> nn.Module:
    widths = [config.bottleneck or features, *config.head_widths, config.classes]
    return dense_stack(widths, config.activation, "linear")


class DenseClassifier(Classifier):
    """Linear layers only."""

    def __init__(self, config: DenseClassifierConfig) -> None:
        super().__init__()
        self.config = config
        layers = [config.values, *config.widths]
        features = layers[-1]
        self.flatten = nn.Flatten()
        self.encoder = dense_stack(layers, config.activation)
        if config.bottleneck is not None:
            self.encoder.append(nn.Linear(features, config.bottleneck))
        self.head = _head(config, features)

    def encode(self, x: Tensor) -> Tensor:
        """Bottleneck or last hidden layer: (N, C, H, W) -> float (N, latent)."""
        return self.encoder(self.flatten(x))


class ConvClassifier(Classifier):
    """Convolutions, then linear layers."""

    def __init__(self, config: ConvClassifierConfig) -> None:
        super().__init__()
        self.config = config
        features = feature_count(config.channels, config.strides, config.shape)
        self.encoder = conv_stack(
            config.channels, config.strides, config.activation, config.norm, config.shape
        )
        self.encoder.append(nn.Flatten())
        self.encoder.append(nn.Dropout(config.dropout))
        if config.bottleneck is not None:
            self.encoder.append(nn.Linear(features, config.bottleneck))
        self.head = _head(config, features)
