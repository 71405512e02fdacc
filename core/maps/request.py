"""What a projection is of, and the content key of its result."""

import json
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from core.checkpoints.pool import pool
from core.data import Dataset, balanced_subset, load
from core.data.dataset import Split
from core.errors import ProjectionError, first_problem
from core.maps import methods
from core.maps.fitting import MIN_POINTS
from core.storage.cache import content_key
from core.text.controls import controls

VERSION = 2  # raise it when the same request gives another result
SIZES: tuple[tuple[Split, int | None], ...] = (
    ("test", None),
    ("train", 15_000),
    ("train", None),
    ("all", None),
)
"""The sizes that screens offer: a part of the data set, and how many of its digits (None: all)."""
NOUNS: dict[Split, str] = {"test": "test digits", "train": "training digits", "all": "digits"}


class Request(BaseModel):
    """One projection: which digits, what is known of each, which method. JSON in and out."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    dataset: str = Field("mnist", max_length=40)
    split: Split = "test"
    count: int | None = Field(None, ge=MIN_POINTS)
    """How many digits of the split, equally many of each class; None for all of them."""
    sample_seed: int = Field(0, ge=0, lt=2**32)
    """Draws those digits where they are not all."""
    checkpoint: str | None = Field(None, max_length=80)
    """Whose latent vectors; None for the pixels themselves."""
    unit: bool = False
    """Whether each vector is first scaled to length 1, so that only its direction counts."""
    components: int = Field(50, ge=2, le=200)
    """Longer vectors are first reduced to this many principal components."""
    method: dict[str, Any] = {"kind": "tsne"}
    """See `core.maps.methods.from_spec`."""
    seed: int | None = Field(0, ge=0, lt=2**32)
    """None leaves it to chance: not reproducible, and for UMAP on all threads."""

    @field_validator("method")
    @classmethod
    def _complete(cls, spec: dict[str, Any]) -> dict[str, Any]:
        try:
            return methods.to_spec(methods.from_spec(spec))
        except ProjectionError as error:
            raise ValueError(str(error)) from error

    @model_validator(mode="before")
    @classmethod
    def _without_what_plays_no_part(cls, values: Any) -> Any:
        """Requests for the same thing are equal: what the method ignores has its default."""
        if not isinstance(values, dict) or not isinstance(values.get("method"), dict):
            return values
        kind = methods.METHODS.get(values["method"].get("kind", ""))
        ignored = set()
        if kind is not None and not kind.seeded:
            ignored.add("seed")
        if kind is not None and not kind.reduces:
            ignored.add("components")
        if values.get("count") is None:
            ignored.add("sample_seed")
        return {name: value for name, value in values.items() if name not in ignored}

    @property
    def how(self) -> methods.Method:
        """The method with its parameters."""
        return methods.from_spec(self.method)


def parsed(values: Any) -> Request:
    """The request that these JSON values describe; ProjectionError for any that is not valid."""
    try:
        return Request.model_validate(values)
    except ValidationError as error:
        raise ProjectionError(f"The projection is not valid: {first_problem(error)}.") from error


def key(request: Request) -> str:
    """The content key of the result: it changes with everything that the result depends on.

    Raises CheckpointError or DataError where the checkpoint or the data cannot be had.
    """
    return content_key(
        version=VERSION,
        request=json.dumps(request.model_dump(mode="json"), sort_keys=True),
        checkpoint=pool().store.digest(request.checkpoint) if request.checkpoint else "",
        data=load(request.dataset).fingerprint,
        library=methods.library_version(request.how),
    )


def positions(request: Request, data: Dataset) -> NDArray[np.int64]:
    """Places, within the split ``data``, of the digits that the request is about: sorted, int64.

    Raises DataError where a class has too few.
    """
    if request.count is None or request.count == len(data):
        return np.arange(len(data))
    return np.sort(balanced_subset(data, request.count, request.sample_seed).numpy())


def source_title(request: Request) -> str:
    """What the vectors are, in a few words."""
    what = f"{request.checkpoint}'s latents" if request.checkpoint else "the pixels"
    return f"{what} at unit length" if request.unit else what


def title(request: Request, digits: int) -> str:
    """A name that tells the request from others: what differs from the usual is in it."""
    how = request.how
    special = [
        f"{control.label.lower()} {getattr(how, control.name):g}"
        for control in controls(how)
        if getattr(how, control.name) != control.default
    ]
    if request.components != Request.model_fields["components"].default:
        special.append(f"from {request.components} components")
    if how.seeded and request.seed != 0:
        special.append("unseeded" if request.seed is None else f"seed {request.seed}")
    named = ", ".join([f"{how.title} of {source_title(request)}", *special])
    return f"{named} · {digits:,} {NOUNS[request.split]}"


def about(request: Request, data: Dataset, digits: int) -> str:
    """Which digits and which chance, in sentences."""
    whole = len(data.split(request.split))
    which = f"All {digits:,} {NOUNS[request.split]}."
    if digits < whole:
        which = (
            f"{digits:,} of the {whole:,} {NOUNS[request.split]}, equally many of each class, "
            f"drawn with seed {request.sample_seed}."
        )
    if not request.how.seeded:
        return which
    if request.seed is None:
        return f"{which} Not reproducible: it was made without a seed."
    return f"{which} Seed {request.seed}."
