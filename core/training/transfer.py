"""A classifier on the encoder of a trained autoencoder: the network that fits, and its weights.

Erhan et al., "Why Does Unsupervised Pre-training Help Deep Learning?" (2010).
"""

from typing import Any

import torch
from torch import Tensor

import models
from core.errors import RecipeError

_SHARED = ("widths", "channels", "strides", "activation", "norm")


def classifier_over(spec: dict[str, Any]) -> dict[str, Any]:
    """The specification of a classifier whose encoder has the very layers of ``spec``'s.

    It reads the ten classes off the latent vector, and of a variational autoencoder off the means;
    a classifier's own specification comes back as it is.

    Raises:
        RecipeError: no classifier has such layers.
    """
    given = models.parse_spec(spec).model_dump(mode="json")
    family = models.family_of(spec)
    if family.task == "classify":
        return given
    shared = {name: given[name] for name in _SHARED if name in given}
    latent, bend = given["latent"], given.get("latent_activation", "linear")
    if "channels" in given:
        return {"family": "clf-conv", **shared, "bottleneck": latent}
    if "widths" not in given:
        raise RecipeError(f"No classifier can be put on the encoder of a {family.name}.")
    if bend == "linear":
        return {"family": "clf-dense", **shared, "bottleneck": latent}
    if not given["widths"]:
        shared["activation"] = bend  # there is no other layer that it could be of
    return {"family": "clf-dense", **shared, "widths": [*given["widths"], latent]}


def encoder_weights(
    state: dict[str, Tensor], source: dict[str, Any], target: dict[str, Any]
) -> dict[str, Tensor]:
    """The encoder's weights of one network under the names that another gives to them.

    Between an autoencoder and a classifier the names differ and the order does not; a posterior's
    log-variances are left behind. Between two networks of one kind nothing changes. Whether the
    shapes fit is for the caller to see.

    Args:
        state: of the network ``source``, at least its tensors named ``encoder.…``.
        source: specification of the network that ``state`` belongs to.
        target: specification of the network that the weights are for.
    """
    theirs = {name: value for name, value in state.items() if name.startswith("encoder.")}
    kind = models.family_of(source)
    if kind.task == "classify" or models.family_of(target).task != "classify":
        return theirs
    own = [name for name in shapes(target) if name.startswith("encoder.")]
    if len(own) != len(theirs):
        return theirs
    values = list(theirs.values())
    if kind.variational:
        # The last layer gives means, then log-variances.
        values[-2:] = [value[: len(value) // 2] for value in values[-2:]]
    return dict(zip(own, values, strict=True))


def shapes(spec: dict[str, Any]) -> dict[str, Tensor]:
    """The tensors of a network in the order of its layers, without memory for their values."""
    with torch.device("meta"):
        state: dict[str, Tensor] = models.build(spec).state_dict()
    return state
