"""Base of all configurations: frozen, with bounds that limit the memory of a network."""

from collections.abc import Iterable
from typing import Annotated

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
Latent = Annotated[int, Field(ge=1, le=1024, description="numbers in the latent vector")]


class Config(BaseModel):
    """Hyperparameters of an architecture as data; unknown fields are refused.

    A family adds the field ``family``, whose only value names it in specifications.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

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
