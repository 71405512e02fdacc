"""A recipe: everything that decides the weights of one model, as data that JSON can hold."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

import models
from core import noise as noises
from core.checkpoints.card import Name, Title
from core.data.catalogue import Entry
from core.errors import RecipeError, first_problem, validate


class _FrozenModel(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Optimiser(_FrozenModel):
    """Optimiser and its settings; the field names are those of `torch.optim`."""

    kind: Literal["adam", "adamw", "sgd"] = "adam"
    learning_rate: Annotated[float, Field(gt=0, le=10, allow_inf_nan=False)] = 1e-3
    momentum: Annotated[float, Field(ge=0, lt=1)] = 0.0  # SGD only
    dampening: Annotated[float, Field(ge=0, le=1)] = 0.0  # SGD only; = momentum for a running mean
    weight_decay: Annotated[float, Field(ge=0, le=10)] = 0.0


class Stopping(_FrozenModel):
    """Early stopping: `monitor` changed by at most a share `change` in each of the last epochs."""

    monitor: Literal["loss", "validation_loss", "balanced_error"] = "loss"
    epochs: Annotated[int, Field(ge=1, le=1000)] = 5
    change: Annotated[float, Field(gt=0, lt=1)] = 0.01  # relative, between epochs


class Augmentation(_FrozenModel):
    """The deformations of `core.noise.deformations.AffineAugment`."""

    rotation: Annotated[float, Field(ge=0, le=180)] = 12.0  # degrees
    scale: Annotated[float, Field(ge=0, lt=1)] = 0.12
    shear: Annotated[float, Field(ge=0, le=1)] = 0.15
    shift: Annotated[float, Field(ge=0, le=14)] = 2.0  # pixels
    target: Literal["same", "other", "original"] = "same"
    """Target of an autoencoder for a deformed input: that same image, another deformed copy of the
    digit (two views), or the original."""


class Recipe(_FrozenModel):
    """One model and everything that decides its weights, except the device."""

    name: Name
    title: Title
    model: dict[str, Any]  # the specification that `models.build` takes
    noise: dict[str, Any] | None = None  # the specification that `core.noise.from_spec` takes
    augment: Augmentation | None = None
    optimiser: Optimiser = Optimiser()
    schedule: Literal["constant", "one-cycle", "cosine"] = "constant"
    batch_size: Annotated[int, Field(ge=1, le=60_000)] = 128
    epochs: Annotated[int, Field(ge=1, le=10_000)] = 20
    stopping: Stopping | None = None
    kl_warmup_epochs: Annotated[int, Field(ge=0, le=1000)] = 0
    dataset: Annotated[str, Field(max_length=80)] = "mnist"
    train_count: Annotated[int, Field(ge=1)] | None = None  # images, balanced by class; None: all
    test_count: Annotated[int, Field(ge=1)] | None = None  # images, balanced by class; None: all
    validation_share: Annotated[float, Field(ge=0, lt=1)] = 0.0  # held out of the training images
    written_count: Annotated[int, Field(ge=0, le=500_000)] = 0
    """Number of images to add: training digits made to look like pictures of handwriting."""
    initial: Annotated[str, Field(max_length=80)] | None = None  # checkpoint whose encoder to copy
    judge: Annotated[str, Field(max_length=80)] | None = None  # classifier that reads its output
    rival: Annotated[str, Field(max_length=80)] | None = None  # model to compare its card with
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 0
    source: Annotated[str, Field(max_length=500)] = "this project"
    notes: tuple[Annotated[str, Field(max_length=1000)], ...] = ()

    @property
    def family(self) -> models.Family:
        """Family of the network."""
        return models.family_of(self.model)

    @field_validator("model")
    @classmethod
    def _known_model(cls, value: dict[str, Any]) -> dict[str, Any]:
        if value.get("family") in models.IMPORTED:
            raise ValueError("networks and vectors from other programs cannot be trained here")
        try:
            return models.parse_spec(value).model_dump(mode="json")
        except ValueError as error:
            raise ValueError(first_problem(error)) from error

    @field_validator("noise")
    @classmethod
    def _known_noise(cls, value: dict[str, Any] | None) -> dict[str, Any] | None:
        if value is None:
            return None
        try:
            return noises.to_spec(noises.from_spec(value))
        except RecipeError as error:
            raise ValueError(str(error)) from error

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        monitored_set = self.stopping.monitor if self.stopping else None
        if monitored_set == "validation_loss" and not self.validation_share:
            raise ValueError("stopping on the validation loss needs a validation share")
        if monitored_set == "balanced_error" and self.family.task != "classify":
            raise ValueError("stopping on the balanced error needs a classifier")
        target = self.augment.target if self.augment else "same"
        if target != "same" and self.family.task == "classify":
            raise ValueError("a classifier's target is the label, so augment.target must be 'same'")
        return self


def spec_for(spec: dict[str, Any], dataset: Entry) -> dict[str, Any]:
    """The specification of a network for the images and classes of a data set.

    ValueError if the family is unknown.
    """
    config = models.family_of(spec).config.model_fields
    classes = {"classes": len(dataset.classes)} if "classes" in config else {}
    return {**spec, "shape": list(dataset.shape), **classes}


def on_dataset(recipe: Recipe, dataset: Entry) -> Recipe:
    """The same recipe for another data set, without the fields that refer to its own images."""
    if recipe.dataset == dataset.name:
        return recipe
    others = {
        "initial": None, "judge": None, "rival": None, "train_count": None, "written_count": 0,
    }  # fmt: skip
    model = spec_for(recipe.model, dataset)
    return recipe_from(
        {**recipe.model_dump(mode="json"), **others, "dataset": dataset.name, "model": model}
    )


def recipe_from(values: dict[str, Any]) -> Recipe:
    """Validate a recipe; `RecipeError` names the first field that is wrong."""
    return validate(Recipe, values, RecipeError, "The recipe is not valid")
