"""The networks, and one registry that builds any of them from its specification.

Every module takes float32 images (N, 1, 28, 28) in [0, 1] and keeps one contract:
``encode(x) -> z``, ``decode(z) -> x`` (autoencoders) or ``classify(x) -> logits`` (classifiers),
and ``loss(x_noisy, target, generator) -> {"loss": scalar, ...parts}``, where the target is the
clean image for an autoencoder and the label for a classifier (`task` says which).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

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
from models.network import Network
from models.vae import ConvVAE, ConvVAEConfig, DenseVAE, DenseVAEConfig, VariationalAutoencoder


@dataclass(frozen=True)
class Family:
    """One kind of network: its plain name, its configuration and its module."""

    title: str
    config: type[Config]
    module: type[Network]


FAMILIES: dict[str, Family] = {
    "dense": Family("Dense autoencoder", DenseAutoencoderConfig, DenseAutoencoder),
    "conv": Family("Convolutional autoencoder", ConvAutoencoderConfig, ConvAutoencoder),
    "contrastive": Family(
        "Contrastive convolutional encoder", ContrastiveAutoencoderConfig, ContrastiveAutoencoder
    ),
    "vae-dense": Family("Dense variational autoencoder", DenseVAEConfig, DenseVAE),
    "vae-conv": Family("Convolutional variational autoencoder", ConvVAEConfig, ConvVAE),
    "clf-dense": Family("Dense classifier", DenseClassifierConfig, DenseClassifier),
    "clf-conv": Family("Convolutional classifier", ConvClassifierConfig, ConvClassifier),
}


def parse_spec(spec: Mapping[str, object]) -> Config:
    """The validated configuration of a specification such as ``{"family": "dense", ...}``.

    Raises:
        ValueError: the family is unknown; pydantic's, if a field is unknown or out of bounds.
    """
    family = spec.get("family")
    if not isinstance(family, str) or family not in FAMILIES:
        raise ValueError(f"unknown family {family!r}, expected one of {', '.join(FAMILIES)}")
    return FAMILIES[family].config.model_validate(spec)


def build(spec: Mapping[str, object]) -> Network:
    """A new module with fresh weights for a specification; `ValueError` where it is wrong.

    Weights come from PyTorch's global generator: seed it first for repeatable ones.
    """
    config = parse_spec(spec)
    module = FAMILIES[str(spec["family"])].module
    # Layers within their bounds can still add up to gigabytes, so the whole is counted first, on
    # a device that has no memory and draws no random numbers.
    with torch.device("meta"):
        count = parameter_count(module(config))
    if count > MAX_PARAMETERS:
        raise ValueError(
            f"{spec['family']}: {count:,} parameters are more than the {MAX_PARAMETERS:,} allowed; "
            "use fewer or smaller layers"
        )
    return module(config)


def parameter_count(module: nn.Module) -> int:
    """How many trainable numbers a module holds."""
    return sum(parameter.numel() for parameter in module.parameters())


def latent_size(module: Network) -> int:
    """How many numbers `encode` gives for one image."""
    config = module.config
    if hasattr(config, "latent"):
        return int(config.latent)
    if config.bottleneck is not None:
        return int(config.bottleneck)
    weight: Tensor = module.state_dict()["head.0.weight"]
    return weight.shape[1]


__all__ = [
    "FAMILIES",
    "Classifier",
    "Config",
    "Family",
    "Network",
    "VariationalAutoencoder",
    "build",
    "latent_size",
    "parameter_count",
    "parse_spec",
]
