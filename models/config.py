"""Base of all configurations: frozen, with bounds that limit the memory of a network."""

import math
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

# With these bounds a hostile or mistyped specification allocates at most 256 MiB.
MAX_PARAMETERS = 2**26
MAX_WIDTH = 4096
MAX_LAYERS = 12

Width = Annotated[int, Field(ge=1, le=MAX_WIDTH, description="units")]
Widths = Annotated[tuple[Width, ...], Field(max_length=MAX_LAYERS)]
Channels = Annotated[
    tuple[Annotated[int, Field(ge=1, le=512)], ...], Field(min_length=1, max_length=MAX_LAYERS)
]
Strides = Annotated[
    tuple[Annotated[int, Field(ge=1, le=4)], ...], Field(min_length=1, max_length=MAX_LAYERS)
]
Side = Annotated[int, Field(ge=8, le=64, description="pixels")]
Shape = tuple[Literal[1, 3], Side, Side]
"""Channels, height and width of an image."""
DEFAULT_SHAPE = (1, 28, 28)
DEFAULT_CLASSES = 10
Classes = Annotated[int, Field(ge=1, le=100, exclude_if=lambda classes: classes == DEFAULT_CLASSES)]
Latent = Annotated[int, Field(ge=1, le=1024, description="numbers in the latent vector")]


class Config(BaseModel):
    """Hyperparameters of an architecture as data; unknown fields are refused.

    A family adds the field ``family``, whose only value names it in specifications.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    shape: Annotated[Shape, Field(exclude_if=lambda shape: shape == DEFAULT_SHAPE)] = DEFAULT_SHAPE
    """Shape of the input images. Specifications omit the default, so that checkpoints from before
    other shapes were possible keep their bytes."""

    @property
    def values(self) -> int:
        """Numbers per input image, such as 784."""
        return math.prod(self.shape)

    @property
    def latent_size(self) -> int:
        """Numbers per image in the latent vectors of `Network.encode`."""
        raise NotImplementedError

    @property
    def outline(self) -> str:
        """Sizes of the layers on one line, such as ``784–128–10–128–784``."""
        return "1 number" if self.latent_size == 1 else f"{self.latent_size:,} numbers"


def chain(sizes: Iterable[int]) -> str:
    """Sizes of successive layers, such as ``784–128–10``."""
    return "–".join(str(size) for size in sizes)
