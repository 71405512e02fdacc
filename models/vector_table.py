"""Vectors that another program has computed, one per picture of a known data set.

Such a table takes the place of an encoder but computes nothing: it looks up the vector of a picture
by a digest of its pixels. It has no decoder and no vectors for other pictures.
"""

import hashlib
from typing import Annotated, ClassVar, Literal, Self

import torch
from pydantic import Field, model_validator
from torch import Tensor

from models.config import MAX_PARAMETERS, Config
from models.network import Network, Task

MIN_WIDTH, MAX_WIDTH = 2, 2048
_DIGEST_BYTES = 8


class VectorTableConfig(Config):
    """One vector per picture, for ``count`` pictures from position ``first`` of a data set."""

    family: Literal["vectors"] = "vectors"
    latent: Annotated[int, Field(ge=MIN_WIDTH, le=MAX_WIDTH)]  # numbers per picture
    count: Annotated[int, Field(ge=1, le=MAX_PARAMETERS)]  # pictures
    first: Annotated[int, Field(ge=0, le=MAX_PARAMETERS)] = 0

    @property
    def latent_size(self) -> int:
        """Numbers per image in the vectors."""
        return self.latent

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.count * self.latent > MAX_PARAMETERS:
            raise ValueError(
                f"{self.count:,} vectors of {self.latent:,} numbers are more than the "
                f"{MAX_PARAMETERS:,} numbers allowed"
            )
        return self


class VectorTable(Network):
    """The vectors and the digests of their pictures, as buffers."""

    task: ClassVar[Task] = "encode"
    config: VectorTableConfig

    def __init__(self, config: VectorTableConfig) -> None:
        super().__init__()
        self.config = config
        self.register_buffer("vectors", torch.zeros(config.count, config.latent))
        self.register_buffer("pictures", torch.zeros(config.count, dtype=torch.int64))
        self._places: dict[int, int] = {}

    def encode(self, x: Tensor) -> Tensor:
        """The vectors of known pictures: float (N, C, H, W) in [0, 1] -> float32 (N, latent).

        Equal pictures get the vector of the first of them.

        Raises:
            LookupError: the table has no vector for one of the pictures.
        """
        places = self._place_by_digest()
        try:
            positions = [places[digest] for digest in digests(x.mul(255).round().to(torch.uint8))]
        except KeyError as error:
            raise LookupError("there is no vector for such a picture") from error
        return self.get_buffer("vectors")[torch.tensor(positions, dtype=torch.int64)]

    def forward(self, x: Tensor) -> Tensor:
        """The vectors (N, latent) of known pictures."""
        return self.encode(x)

    def loss(
        self, x_noisy: Tensor, target: Tensor, generator: torch.Generator | None = None
    ) -> dict[str, Tensor]:
        """Raise RuntimeError: a table has nothing to train."""
        raise RuntimeError("Vectors from a file cannot be trained here.")

    def _place_by_digest(self) -> dict[int, int]:
        if not self._places:  # two threads may each build it; either is kept
            picture_digests = self.get_buffer("pictures").tolist()
            self._places = {
                digest: place for place, digest in reversed(list(enumerate(picture_digests)))
            }
        return self._places


def digests(images: Tensor) -> list[int]:
    """64-bit digest of each picture as a signed integer: uint8 (N, …) -> N integers.

    The probability that any two of a million pictures share a digest is below 1 in 10 million.
    """
    rows = images.cpu().contiguous().flatten(1).numpy()
    return [
        int.from_bytes(
            hashlib.blake2b(row.tobytes(), digest_size=_DIGEST_BYTES).digest(),
            "little",
            signed=True,
        )
        for row in rows
    ]
