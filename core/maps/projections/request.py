"""Request for a projection: what it is computed from, its content key, and its title."""

import json
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from core.checkpoints.pool import pool
from core.data import Dataset, balanced_subset, find_entry, load
from core.data.dataset import Split, split_nouns
from core.errors import ProjectionError, validate
from core.maps import methods
from core.maps.projections.fitting import MIN_POINTS
from core.storage.cache import content_key
from core.text.controls import controls

VERSION = 2  # raise it when the same request gives another result
SIZES: tuple[tuple[Split, int | None], ...] = (
    ("test", None),
    ("train", 15_000),
    ("train", None),
    ("all", None),
)
"""Choices on the screen: a split of the data set, and a number of its digits (None: all)."""


class Request(BaseModel):
    """One projection: which digits, which vectors, which method. It converts to and from JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    dataset: str = Field("mnist", max_length=40)
    split: Split = "test"
    count: int | None = Field(None, ge=MIN_POINTS)
    """Number of digits of the split, balanced by class; None for all of them."""
    sample_seed: int = Field(0, ge=0, lt=2**32)
    """Seed that draws these digits; ignored if all are used."""
    checkpoint: str | None = Field(None, max_length=80)
    """Checkpoint whose latents are projected; None for the pixels."""
    unit: bool = False
    """Whether each vector is first scaled to length 1, so that only its direction counts."""
    components: int = Field(50, ge=2, le=200)
    """Number of principal components to which longer vectors are first reduced."""
    method: dict[str, Any] = {"kind": "tsne"}
    """Spec of the method, see `core.maps.methods.from_spec`."""
    dimensions: Literal[2, 3] = 2
    """Numbers per position: 2 for a flat map, 3 for one in space."""
    seed: int | None = Field(0, ge=0, lt=2**32)
    """Seed of the method; None is not reproducible, and lets UMAP use all threads."""

    @field_validator("method")
    @classmethod
    def _with_defaults(cls, spec: dict[str, Any]) -> dict[str, Any]:
        try:
            return methods.to_spec(methods.from_spec(spec))
        except ProjectionError as error:
            raise ValueError(str(error)) from error

    @model_validator(mode="before")
    @classmethod
    def _drop_ignored(cls, values: Any) -> Any:
        """Give values that the method ignores their defaults, so that equal maps compare equal."""
        if not isinstance(values, dict) or not isinstance(values.get("method"), dict):
            return values
        kind = methods.METHODS.get(values["method"].get("kind", ""))
        ignored_fields = set()
        if kind is not None and not kind.uses_seed:
            ignored_fields.add("seed")
        if kind is not None and not kind.reduces:
            ignored_fields.add("components")
        if values.get("count") is None:
            ignored_fields.add("sample_seed")
        return {name: value for name, value in values.items() if name not in ignored_fields}

    @property
    def algorithm(self) -> methods.Method:
        """The method with its parameters."""
        return methods.from_spec(self.method)


def parse(values: Any) -> Request:
    """The request of these JSON values; ProjectionError if they are not valid."""
    return validate(Request, values, ProjectionError, "The projection is not valid")


def key(request: Request) -> str:
    """Content key of the result: it changes with everything that the result depends on.

    Raises CheckpointError or DataError if the checkpoint or the data is not available.
    """
    values = request.model_dump(mode="json")
    if request.dimensions == 2:  # flat maps keep their keys from before maps had depth
        del values["dimensions"]
    return content_key(
        version=VERSION,
        request=json.dumps(values, sort_keys=True),
        checkpoint=pool().store.digest(request.checkpoint) if request.checkpoint else "",
        data=load(request.dataset).fingerprint,
        library=methods.library_version(request.algorithm),
    )


def sample(request: Request, data: Dataset) -> NDArray[np.int64]:
    """Positions of the request's digits in ``data``, which is the split: int64, ascending.

    Raises DataError if a class has too few digits.
    """
    if request.count is None or request.count == len(data):
        return np.arange(len(data))
    return np.sort(balanced_subset(data, request.count, request.sample_seed).numpy())


def source_title(request: Request) -> str:
    """Description of what is projected, such as "ae-conv-16's latents at unit length"."""
    what = f"{request.checkpoint}'s latents" if request.checkpoint else "the pixels"
    return f"{what} at unit length" if request.unit else what


def nouns(dataset: str, split: Split) -> str:
    """What the images of a split show, in the plural, such as "test digits" or "garments"."""
    entry = find_entry(dataset)
    return split_nouns(split, entry.noun) if entry else split_nouns(split)


def title(request: Request, digits: int) -> str:
    """Title of the map, which names everything that differs from the defaults."""
    method = request.algorithm
    differences = [
        f"{control.label.lower()} {getattr(method, control.name):g}"
        for control in controls(method)
        if getattr(method, control.name) != control.default
    ]
    if request.components != Request.model_fields["components"].default:
        differences.append(f"from {request.components} components")
    if method.uses_seed and request.seed != 0:
        differences.append("unseeded" if request.seed is None else f"seed {request.seed}")
    space = "3-D " if request.dimensions == 3 else ""
    name = ", ".join([f"{space}{method.title} of {source_title(request)}", *differences])
    return f"{name} · {digits:,} {nouns(request.dataset, request.split)}"


def about(request: Request, data: Dataset, digits: int) -> str:
    """Sentences on the digits and the seeds of a map of ``digits`` digits of ``data``."""
    available = len(data.split(request.split))
    shown = nouns(request.dataset, request.split)
    which = f"All {digits:,} {shown}."
    if digits < available:
        which = (
            f"{digits:,} of the {available:,} {shown}, equally many of each class, drawn with seed "
            f"{request.sample_seed}."
        )
    if not request.algorithm.uses_seed:
        return which
    if request.seed is None:
        return f"{which} Not reproducible, because it has no seed."
    return f"{which} Seed {request.seed}."
