"""Networks, and one registry that builds any of them from its specification.

>>> import torch
>>> import models
>>> module = models.build({"family": "dense", "widths": [256], "latent": 32})
>>> module.encode(torch.rand(5, 1, 28, 28)).shape  # images in [0, 1]
torch.Size([5, 32])

All networks have one interface (`Network`): ``encode(x) -> z``, ``decode(z) -> x`` (autoencoders)
or ``classify(x) -> logits`` (classifiers), and ``loss(x_noisy, target, generator) -> {"loss":
scalar, ...parts}``. The target is the clean images for an autoencoder and the labels for a
classifier.

To add a network, write a file with its configuration and its module, and add an entry to
`FAMILIES`. Networks that were trained elsewhere are in `IMPORTED`: they have the same interface,
but no loss.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import nn

from models.classifier import (
    Classifier,
    ConvClassifier,
    ConvClassifierConfig,
    DenseClassifier,
    DenseClassifierConfig,
)
from models.config import MAX_PARAMETERS, Config
from models.contrastive import ContrastiveAutoencoder, ContrastiveAutoencoderConfig
from models.conv import ConvAutoencoder, ConvAutoencoderConfig
from models.dense import DenseAutoencoder, DenseAutoencoderConfig
from models.imported import (
    ImportedAutoencoder,
    ImportedAutoencoderConfig,
    ImportedClassifier,
    ImportedClassifierConfig,
    ImportedEncoder,
    ImportedEncoderConfig,
    ImportedNetwork,
    ImportedVAE,
    ImportedVAEConfig,
)
from models.network import Network, Task
from models.vae import ConvVAE, ConvVAEConfig, DenseVAE, DenseVAEConfig, VariationalAutoencoder
from models.vector_table import VectorTable, VectorTableConfig


@dataclass(frozen=True)
class Family:
    """One kind of network: its configuration, its module and their properties."""

    title: str
    config: type[Config]
    module: type[Network]

    @property
    def name(self) -> str:
        """Value of ``family`` in specifications."""
        return str(self.config.model_fields["family"].default)

    @property
    def task(self) -> Task:
        """Task: ``reconstruct``, ``classify`` or ``encode``."""
        return self.module.task

    @property
    def variational(self) -> bool:
        """Whether training pulls its latent vectors towards a standard normal distribution."""
        return self.module.variational

    @property
    def contrastive(self) -> bool:
        """Whether it is trained with two views of each image."""
        return issubclass(self.module, ContrastiveAutoencoder)

    @property
    def convolutional(self) -> bool:
        """Whether its encoder has convolutions."""
        return "channels" in self.config.model_fields


FAMILIES: dict[str, Family] = {
    family.name: family
    for family in (
        Family("Dense autoencoder", DenseAutoencoderConfig, DenseAutoencoder),
        Family("Convolutional autoencoder", ConvAutoencoderConfig, ConvAutoencoder),
        Family(
            "Contrastive convolutional encoder",
            ContrastiveAutoencoderConfig,
            ContrastiveAutoencoder,
        ),
        Family("Dense variational autoencoder", DenseVAEConfig, DenseVAE),
        Family("Convolutional variational autoencoder", ConvVAEConfig, ConvVAE),
        Family("Dense classifier", DenseClassifierConfig, DenseClassifier),
        Family("Convolutional classifier", ConvClassifierConfig, ConvClassifier),
    )
}

IMPORTED: dict[str, Family] = {
    family.name: family
    for family in (
        Family("ONNX encoder", ImportedEncoderConfig, ImportedEncoder),
        Family("ONNX autoencoder", ImportedAutoencoderConfig, ImportedAutoencoder),
        Family("ONNX variational autoencoder", ImportedVAEConfig, ImportedVAE),
        Family("ONNX classifier", ImportedClassifierConfig, ImportedClassifier),
        Family("Table of vectors", VectorTableConfig, VectorTable),
    )
}
"""Families of networks that were trained elsewhere, and of vectors without their network."""


def family_of(spec: Mapping[str, object]) -> Family:
    """Look up the family of a specification.

    Raises:
        ValueError: there is no such family.
    """
    name = spec.get("family")
    families = FAMILIES | IMPORTED
    if not isinstance(name, str) or name not in families:
        raise ValueError(f"unknown family {name!r:.60}, expected one of {', '.join(families)}")
    return families[name]


def parse_spec(spec: Mapping[str, object]) -> Config:
    """Validate a specification such as ``{"family": "dense", ...}``.

    Raises:
        ValueError: the family is unknown, or (from pydantic) a field is unknown or out of bounds.
    """
    return family_of(spec).config.model_validate(spec)


def latent_size(spec: Mapping[str, object]) -> int:
    """Numbers per image that `Network.encode` returns, without building the network.

    Raises:
        ValueError: the specification is not valid.
    """
    return parse_spec(spec).latent_size


def build(spec: Mapping[str, object]) -> Network:
    """Build a module with fresh weights.

    The weights come from PyTorch's global generator; seed it first for reproducible ones.

    Raises:
        ValueError: the specification is not valid, or has too many parameters.
    """
    # Layers within their bounds can still add up to gigabytes, so their parameters are counted
    # first.
    skeleton(spec)
    return family_of(spec).module(parse_spec(spec))


def skeleton(spec: Mapping[str, object]) -> Network:
    """Build a module on the meta device, which allocates no memory and draws no random numbers.

    Raises:
        ValueError: the specification is not valid, or has too many parameters.
    """
    with torch.device("meta"):
        module = family_of(spec).module(parse_spec(spec))
    count = parameter_count(module)
    if count > MAX_PARAMETERS:
        raise ValueError(
            f"{spec['family']}: {count:,} parameters are more than the {MAX_PARAMETERS:,} allowed; "
            "use fewer or smaller layers"
        )
    return module


def parameter_count(module: nn.Module) -> int:
    """Number of trainable parameters of a module, or of the graphs of an imported network."""
    if isinstance(module, ImportedNetwork):
        return module.parameter_count
    return sum(parameter.numel() for parameter in module.parameters())


__all__ = [
    "FAMILIES",
    "IMPORTED",
    "Classifier",
    "Config",
    "Family",
    "ImportedNetwork",
    "Network",
    "Task",
    "VariationalAutoencoder",
    "VectorTable",
    "build",
    "family_of",
    "latent_size",
    "parameter_count",
    "parse_spec",
    "skeleton",
]
