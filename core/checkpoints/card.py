"""Card of a checkpoint: what the model is, how it was trained and how well it does."""

import json
import re
import unicodedata
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

import models
from core.data.dataset import Shape
from core.errors import CheckpointError, first_problem

NAME_PATTERN = r"^[a-z0-9][a-z0-9._-]{0,79}$"
# Windows opens a device instead of a file with such a name, whatever its extension.
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
PIXELS = "pixels"  # in addresses and requests: the pictures themselves instead of an encoding
MAX_CARD_BYTES = 2 * 1024 * 1024
MAX_JSON_DEPTH = 16
MAX_EPOCHS = 10_000

# Control characters could rewrite a terminal or a log; line feeds and tabs are harmless.
_PRINTABLE = r"^[^\x00-\x08\x0b-\x1f\x7f]*$"


def _json_object(value: dict[str, Any], limit_bytes: int) -> dict[str, Any]:
    """Convert to plain JSON types (tuples become lists); ValueError if too large or too deep."""
    try:
        text = json.dumps(value, allow_nan=False, ensure_ascii=False)
        size = len(text.encode("utf-8"))
    except (TypeError, RecursionError) as error:
        raise ValueError(f"it cannot be written as JSON ({error})") from error
    if size > limit_bytes:
        raise ValueError(f"it has {size:,} bytes, more than the {limit_bytes:,} allowed")
    plain: dict[str, Any] = json.loads(text)
    if json_depth(plain) > MAX_JSON_DEPTH:
        raise ValueError(f"it is nested deeper than {MAX_JSON_DEPTH} levels")
    return plain


def json_depth(value: object) -> int:
    """Levels of nesting of a JSON value: 0 for a number, 1 for ``[]``, 2 for ``[[]]``."""
    depth, level = 0, [value]
    while True:
        children = [item for item in level if isinstance(item, (dict, list))]
        if not children:
            return depth
        depth += 1
        level = [
            child
            for item in children
            for child in (item.values() if isinstance(item, dict) else item)
        ]


def _utc(text: str) -> str:
    moment = datetime.fromisoformat(text)
    if moment.utcoffset() != timedelta(0):
        raise ValueError("it must be a time in UTC, such as 2026-01-31T12:00:00+00:00")
    return text


def _visible(text: str) -> str:
    # Letters, marks, numbers, punctuation and symbols; Hangul fillers are letters without ink.
    marks = (c for c in text if unicodedata.category(c)[0] in "LMNPS")
    if not any(c not in "\u115f\u1160\u3164" for c in marks):
        raise ValueError("it has nothing to read")
    return text


def _reservation(name: str) -> str:
    """Why a name cannot be used although its characters are allowed; empty if it can."""
    if _DEVICE.fullmatch(name):
        return "Windows has a device of this name"
    return "it stands for the pictures without an encoder" if name == PIXELS else ""


def _unreserved(name: str) -> str:
    if reason := _reservation(name):
        raise ValueError(reason)
    return name


Key = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=_PRINTABLE)]
Short = Annotated[str, StringConstraints(max_length=200, pattern=_PRINTABLE)]
Title = Annotated[Short, AfterValidator(_visible)]
Long = Annotated[str, StringConstraints(max_length=4_000, pattern=_PRINTABLE)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0, le=10**12)]
Name = Annotated[str, StringConstraints(pattern=NAME_PATTERN), AfterValidator(_unreserved)]
ModelSpec = Annotated[dict[str, Any], AfterValidator(lambda value: _json_object(value, 16_384))]
RecipeSpec = Annotated[dict[str, Any], AfterValidator(lambda value: _json_object(value, 65_536))]
Epoch = Annotated[dict[Key, Number], Field(max_length=64)]
# At most one value per class; a chart with more would be unreadable.
Numbers = Annotated[tuple[Number, ...], Field(max_length=256)]


class DatasetCard(BaseModel):
    """The data that a model was trained on; counts are in images."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Short
    fingerprint: Short
    train_count: Count
    validation_count: Count
    test_count: Count
    is_sample: bool


class Card(BaseModel):
    """Description of a checkpoint, with a bound on every length and depth.

    ``model`` is the specification for ``models.build`` and ``recipe`` the JSON of the training
    recipe. ``history`` has one row per epoch, ``seconds`` is the duration of the training,
    ``created`` an ISO 8601 time in UTC, and ``sha256`` the digest of the tensors, set on saving.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[1] = 1
    name: Name
    title: Title
    model: ModelSpec
    parameters: Count
    recipe: RecipeSpec
    dataset: DatasetCard
    history: Annotated[tuple[Epoch, ...], Field(max_length=MAX_EPOCHS)]
    metrics: Annotated[dict[Key, Number | Numbers], Field(max_length=256)]
    notes: Annotated[tuple[Long, ...], Field(max_length=100)] = ()
    versions: Annotated[dict[Key, Short], Field(max_length=64)]
    device: Short
    seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    seed: Annotated[int, Field(ge=0, lt=2**64)]
    source: Long
    created: Annotated[str, StringConstraints(max_length=40), AfterValidator(_utc)]
    sha256: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")] = ""

    @property
    def family(self) -> models.Family:
        """Family of the network; ValueError if this version does not have it."""
        return models.family_of(self.model)

    @property
    def task(self) -> models.Task:
        """Task of the network: ``reconstruct``, ``classify`` or ``encode``."""
        return self.family.task

    @property
    def shape(self) -> Shape:
        """Channels, height and width of the images that it takes."""
        return models.parse_spec(self.model).shape

    @property
    def latent_size(self) -> int:
        """Numbers per image in a latent vector."""
        return models.latent_size(self.model)

    @property
    def is_table(self) -> bool:
        """Whether the checkpoint holds vectors of known pictures instead of a network."""
        return self.family.module is models.VectorTable

    @property
    def is_imported(self) -> bool:
        """Whether the network was trained elsewhere, so that the card has no recipe."""
        return not self.recipe

    def to_json(self) -> str:
        """Write the card as compact JSON; CheckpointError above ``MAX_CARD_BYTES``."""
        text = self.model_dump_json()
        size = len(text.encode("utf-8"))
        if size > MAX_CARD_BYTES:
            raise CheckpointError(
                f"The card of '{self.name}' has {size:,} bytes, more than the {MAX_CARD_BYTES:,}"
                " allowed; shorten its history or its metrics."
            )
        return text

    @classmethod
    def from_json(cls, text: str) -> "Card":
        """Parse a card; ValueError says in one short clause what is wrong."""
        if len(text) > MAX_CARD_BYTES:
            raise ValueError(f"its card is longer than {MAX_CARD_BYTES:,} bytes")
        try:
            return cls.model_validate_json(text, strict=True)
        except ValidationError as error:
            raise ValueError(f"its card is not valid: {first_problem(error)}") from error


def excerpt(value: object, limit: int = 60) -> str:
    """Quote a value for a message, on one line and cut to about ``limit`` characters."""
    text = value if isinstance(value, str) else repr(value)
    return quote(text if len(text) <= limit else text[:limit] + "…")


def quote(text: str) -> str:
    """Put text in quotes and escape its control characters and invalid code points."""
    return "'" + "".join(c if c.isprintable() else repr(c)[1:-1] for c in text) + "'"


def validate_name(name: str) -> str:
    """Return a valid checkpoint name; CheckpointError, with a suggestion, for any other."""
    if reason := _reservation(name):
        raise CheckpointError(
            f"{excerpt(name)} cannot name a checkpoint: {reason}, so use another, such as"
            f" '{suggest_name(name)}'."
        )
    if re.fullmatch(NAME_PATTERN[1:-1], name):
        return name
    raise CheckpointError(
        f"{excerpt(name)} cannot name a checkpoint: use at most 80 of the characters a-z, 0-9, '.',"
        f" '_' and '-', beginning with a letter or digit, such as '{suggest_name(name)}'."
    )


def suggest_name(text: str) -> str:
    """Suggest a valid checkpoint name, such as 'my-model-1' for 'My Model (1)'."""
    slug = re.sub(r"[^a-z0-9._]+", "-", text.lower().removesuffix(".safetensors"))
    name = slug.strip("-._")[:80] or "model"
    return f"model-{name}"[:80] if _reservation(name) else name
