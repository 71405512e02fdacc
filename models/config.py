"""The base of every architecture's configuration: frozen, bounded, refused before allocation."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

# Bounds keep a hostile or mistyped spec from allocating more than 256 MiB.
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
    """A network's architecture as data; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)
