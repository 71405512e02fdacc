"""Transfer of a trained encoder to another network, such as a classifier.

Erhan et al., "Why Does Unsupervised Pre-training Help Deep Learning?" (2010).
"""

from typing import Any

from torch import Tensor

import models
from core.checkpoints import Store
from core.errors import RecipeError
from core.training.recipes.recipe import Recipe
from models import Network

_SHARED = ("shape", "widths", "channels", "strides", "activation", "norm")


def classifier_over(spec: dict[str, Any]) -> dict[str, Any]:
    """Specification of a classifier whose encoder has the same layers as that of ``spec``.

    It reads ten classes from the latent vector; for a variational autoencoder, from the mean of
    the posterior. The specification of a classifier is returned unchanged.

    Raises:
        RecipeError: no classifier has such layers, or they are not PyTorch's.
    """
    source = models.parse_spec(spec).model_dump(mode="json")
    family = models.family_of(spec)
    if family.task == "classify":
        return source
    if family.name in models.IMPORTED:
        raise RecipeError("Networks and vectors from other programs cannot be trained here.")
    common = {name: source[name] for name in _SHARED if name in source}
    latent, activation = source["latent"], source.get("latent_activation", "linear")
    if "channels" in source:
        return {"family": "clf-conv", **common, "bottleneck": latent}
    if "widths" not in source:
        raise RecipeError(f"No classifier can be put on the encoder of a {family.name}.")
    if activation == "linear":
        return {"family": "clf-dense", **common, "bottleneck": latent}
    if not source["widths"]:
        common["activation"] = activation  # the latent layer is the only one
    return {"family": "clf-dense", **common, "widths": [*source["widths"], latent]}


def initial_weights(recipe: Recipe, store: Store) -> dict[str, Tensor] | None:
    """Encoder weights that a recipe starts from, read from the store; None for a fresh start.

    Raises:
        CheckpointError: the recipe's initial checkpoint is missing or cannot be read.
    """
    if recipe.initial is None:
        return None
    module, card = store.load(recipe.initial)
    return encoder_weights(module.state_dict(), card.model, recipe.model)


def encoder_weights(
    state: dict[str, Tensor], source: dict[str, Any], target: dict[str, Any]
) -> dict[str, Tensor]:
    """Encoder weights of one network under the names that another network uses.

    From an autoencoder to a classifier the names differ but the order is the same, and the
    log-variances of a posterior are dropped. Between two networks of one kind nothing changes. The
    shapes are not compared here; `copy_encoder` does that.

    Args:
        state: tensors of the network ``source``, at least those named ``encoder.…``.
        source: specification of the network that ``state`` belongs to.
        target: specification of the network that the weights are for.
    """
    family = models.family_of(source)
    if family.name in models.IMPORTED:
        raise RecipeError("Networks and vectors from other programs cannot be trained here.")
    weights = {name: value for name, value in state.items() if name.startswith("encoder.")}
    if family.task == "classify" or models.family_of(target).task != "classify":
        return weights
    names = [name for name in shapes(target) if name.startswith("encoder.")]
    if len(names) != len(weights):
        return weights
    values = list(weights.values())
    if family.variational:
        # The last layer gives means, then log-variances.
        values[-2:] = [value[: len(value) // 2] for value in values[-2:]]
    return dict(zip(names, values, strict=True))


def copy_encoder(weights: dict[str, Tensor], module: Network) -> None:
    """Copy the tensors named ``encoder.…`` into a module; its other weights stay.

    Raises:
        RecipeError: there are no such tensors, or a name or shape is not the module's.
    """
    own = module.state_dict()
    common = {name: value for name, value in weights.items() if name.startswith("encoder.")}
    for name, value in common.items():
        if name not in own or own[name].shape != value.shape:
            raise RecipeError(
                f"The starting weights do not fit: {name} is {tuple(value.shape)}, "
                f"here {tuple(own[name].shape) if name in own else 'absent'}."
            )
    if not common:
        raise RecipeError("The starting checkpoint has no encoder to copy.")
    module.load_state_dict({**own, **common})


def shapes(spec: dict[str, Any]) -> dict[str, Tensor]:
    """Tensors of a network in the order of its layers, on the meta device (no memory)."""
    state: dict[str, Tensor] = models.skeleton(spec).state_dict()
    return state
