"""Notes of an ONNX file about itself, in its ``metadata_props``.

Files that this program exports have complete notes. Other programs can write notes too, as JSON
under the key `NOTES_KEY`, and so spare the user the questions:
``{"role": "encoder", "layout": "nhwc", "range": [0, 255]}``.
"""

import json
from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from core.checkpoints.card import Short
from core.errors import first_problem
from models.imported import Finite, Layout, PerChannel, PictureFormat

CARD_KEY = "latent_lab.card"
"""Key of the whole card of the checkpoint that a file was exported from, as JSON."""
NOTES_KEY = "latent_lab.graph"
"""Key of the `Notes` of a file, as JSON."""
MAX_NOTES_BYTES = 16_384

Role = Literal["encoder", "decoder", "classifier", "autoencoder"]


class Notes(BaseModel):
    """Role of the graph and format of its pictures; None for what the file does not say."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    role: Role | None = None
    layout: Layout | None = None
    range: tuple[Finite, Finite] | None = None
    """Values of black and white, such as (0, 255)."""
    mean: PerChannel | None = None
    """With ``std``, instead of ``range``: pixels in [0, 1] minus the mean, divided by ``std``."""
    std: PerChannel | None = None
    scores: Literal["logits", "probabilities"] | None = None
    variational: bool | None = None
    trained_on: Annotated[Short, Field(min_length=1)] | None = None
    """Name of a data set."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.mean is None) != (self.std is None):
            raise ValueError("mean and std must be given together")
        if self.range is not None and self.range[0] == self.range[1]:
            raise ValueError("black and white are the same value in the range")
        if self.std is not None and min(map(abs, self.std)) < 1e-6:
            raise ValueError("a standard deviation of 0 would make all pictures equal")
        return self

    def values(self) -> PictureFormat | None:
        """Scale and offset of the values, in the default layout; None if the file does not say."""
        if self.mean is not None and self.std is not None:
            return standardisation(self.mean, self.std)
        return None if self.range is None else between(*self.range)


def between(black: float, white: float) -> PictureFormat:
    """The format with pixels from ``black`` to ``white``."""
    return PictureFormat(scale=(white - black,), offset=(black,))


def standardisation(mean: PerChannel, std: PerChannel) -> PictureFormat:
    """The format with pixels (x - mean) / std for x in [0, 1], per channel."""
    count = max(len(mean), len(std))
    means, deviations = (mean * count)[:count], (std * count)[:count]
    return PictureFormat(
        scale=tuple(1 / deviation for deviation in deviations),
        offset=tuple(-m / s for m, s in zip(means, deviations, strict=True)),
    )


def read_notes(metadata: Mapping[str, str]) -> Notes:
    """The notes in the metadata of a file; empty notes if it has none.

    Raises:
        ValueError: the notes are not valid.
    """
    text = metadata.get(NOTES_KEY)
    if text is None:
        return Notes()
    if len(text) > MAX_NOTES_BYTES:
        raise ValueError(f"its metadata '{NOTES_KEY}' is longer than {MAX_NOTES_BYTES:,} bytes")
    try:
        return Notes.model_validate(json.loads(text))
    except ValidationError as error:
        raise ValueError(
            f"its metadata '{NOTES_KEY}' is not valid: {first_problem(error)}"
        ) from error
    except (ValueError, RecursionError) as error:
        raise ValueError(f"its metadata '{NOTES_KEY}' is not JSON") from error
