"""Request models and types that several routes share, and the images and models they name."""

import json
import math
from typing import Annotated, Any, Literal, Self

import torch
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)
from torch import Tensor

from core import data, noise
from core.api.refusal import Refusal
from core.api.server.numbers import MAX_COUNT, Table, flat_images, table
from core.checkpoints.pool import pool, require_shape, require_task
from core.data import lookup
from core.data.dataset import Shape
from core.errors import CheckpointError, DataError, RecipeError
from models import Network

MAX_MODELS = 8


def _require_dataset(name: str) -> str:
    if not data.is_known(name):
        raise ValueError(f"expected one of {', '.join(data.names())}")
    return name


def _parse_noise(value: Any) -> noise.Noise | None:
    if isinstance(value, str):  # in a query
        try:
            value = json.loads(value)
        except (ValueError, RecursionError) as error:
            raise ValueError('expected JSON, such as {"kind": "gaussian"}') from error
    if value is None:
        return None
    if not isinstance(value, dict) or value.get("kind") not in list(noise.KINDS):
        raise ValueError(f'expected an object with a "kind", one of {", ".join(noise.KINDS)}')
    if any(isinstance(level, bool) for level in value.values()):
        raise ValueError("expected numbers for the levels")
    try:
        return noise.from_spec(value)
    except RecipeError as error:
        raise ValueError(str(error).rstrip(".")) from error


def _nested_lists(depth: int, text: str) -> WithJsonSchema:
    schema: dict[str, Any] = {"type": "number"}
    for _ in range(depth):
        schema = {"type": "array", "items": schema}
    return WithJsonSchema({**schema, "description": text})


ModelName = Annotated[str, Field(min_length=1, max_length=80)]
MapId = Annotated[
    str, Field(min_length=3, max_length=200, description="Id of a map, see /api/maps.")
]
Part = Literal["test", "train", "all"]
RowId = Annotated[int, Field(ge=0, lt=2**31)]
Seed = Annotated[
    int,
    Field(
        ge=0,
        lt=2**63,
        description="The same seed gives an image the same noise, alone or among others, and two "
        "images different noise.",
    ),
]
DatasetName = Annotated[
    str,
    AfterValidator(_require_dataset),
    Field(max_length=40, description="Name of a data set, see /api/datasets."),
]
NoiseSpec = Annotated[
    Any,
    BeforeValidator(_parse_noise),
    WithJsonSchema(
        {
            "type": "object",
            "description": "A kind of noise and its levels; missing levels have their defaults.",
            "required": ["kind"],
            "properties": {"kind": {"enum": list(noise.KINDS)}},
            "additionalProperties": {"type": "number"},
        }
    ),
]
Pixels = Annotated[
    Any,
    _nested_lists(
        3,
        f"Up to {MAX_COUNT} images as rows of numbers from 0 to 1, of the data set's size.",
    ),
]
Latents = Annotated[Any, _nested_lists(2, f"Up to {MAX_COUNT} latent vectors.")]


class RouteRequest(BaseModel):
    """Parameters of a call. Unknown ones are refused, so that a misspelt one is not ignored."""

    model_config = ConfigDict(extra="forbid")


class EmptyRequest(RouteRequest):
    """No parameters."""


class ImagesRequest(RouteRequest):
    """Images: rows of a data set, or pixels as JSON or as a raw body."""

    dataset: DatasetName = "mnist"
    rows: Annotated[list[RowId], Field(min_length=1, max_length=MAX_COUNT)] | None = Field(
        None, description="Row ids of images in the data set."
    )
    images: Pixels = None
    dtype: Literal["float32", "uint8"] = Field(
        "float32", description="Type of the pixels in a raw body: from 0 to 1, or from 0 to 255."
    )

    @model_validator(mode="after")
    def _require_one_source(self) -> Self:
        if (self.rows is None) == (self.images is None):
            raise ValueError("give either rows of a data set or images")
        if self.images is not None:
            self.images = _parse_pixels(self.images, self.dtype, self.shape)
        return self

    @property
    def count(self) -> int:
        """Number of images."""
        return len(self.images if self.images is not None else self.rows or [])

    @property
    def shape(self) -> Shape:
        """Channels, height and width of the images, those of the data set."""
        return data.entry_named(self.dataset).shape

    def x(self) -> Tensor:
        """The images: float32 (N, C, H, W) in [0, 1]; `Refusal` for an unknown row."""
        if self.images is not None:
            return torch.from_numpy(self.images).reshape(-1, *self.shape)
        return load_images(self.dataset, self.rows or [])


def _parse_pixels(value: Any, dtype: Literal["float32", "uint8"], shape: Shape) -> Table:
    try:
        images = table(flat_images(value, shape), math.prod(shape), dtype)
    except ValueError as error:
        raise ValueError(f"images: {error}") from error
    low, high = float(images.min()), float(images.max())
    if low < 0 or high > 1:
        raise ValueError(f"images: expected pixels from 0 to 1, and they go from {low} to {high}")
    return images


def require_distinct(models: list[str]) -> None:
    """Raise ValueError if a model is named twice."""
    if len(set(models)) < len(models):
        raise ValueError("models: name each only once")


def load_images(dataset: str, rows: list[int]) -> Tensor:
    """Images of these rows, float32 (N, C, H, W) in [0, 1]; `Refusal` for an unknown row."""
    dataset_of_page = data.load(dataset)
    try:
        places = lookup.positions(dataset_of_page, rows)
    except DataError as error:
        raise Refusal(404, str(error)) from error
    return data.to_float(dataset_of_page.images[places])


def open_module(name: str, task: str | None, dataset: str | None = None) -> Network:
    """The module of a checkpoint; `Refusal` if there is none.

    Raises CheckpointError if it does another task, if its outputs are not finite, or, with a data
    set, if it does not take the images of that set.
    """
    try:
        card = pool().open(name).card
    except CheckpointError as error:
        raise Refusal(404, str(error)) from error
    if task is not None:
        require_task(card, task)
    if dataset is not None:
        require_shape(card, data.entry_named(dataset).shape)
    return pool().module(name)
