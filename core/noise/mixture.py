"""Several kinds of noise at random levels, for training one network on all of them."""

from typing import ClassVar

import torch
from pydantic.dataclasses import dataclass
from torch import Tensor

from core.noise.base import Noise, uniform
from core.noise.kinds import at_level


@dataclass(frozen=True)
class MixtureNoise(Noise):
    """An equal share of clean images and of each kind, at uniformly random levels.

    Image i of a batch gets kind ``i mod (kinds + 1)``: training shuffles its batches, so that
    every image meets every kind, and nothing has to be read back from the device.
    """

    title: ClassVar[str] = "Mixture"
    summary: ClassVar[str] = "another kind on each picture"

    limits: tuple[tuple[str, float], ...]  # (kind, highest level)

    def __post_init__(self) -> None:
        for kind, highest in self.limits:
            at_level(kind, highest)  # raises if the kind or the level is not valid

    def __call__(self, x: Tensor, generator: torch.Generator | None = None) -> Tensor:
        """Corrupted copies of x: float (N, 1, H, W) in [0, 1]."""
        result = x.clone()
        groups = len(self.limits) + 1
        for index, (kind, highest) in enumerate(self.limits, start=1):
            part = x[index::groups]
            if len(part):
                level = highest * uniform((len(part), 1, 1, 1), x, generator)
                result[index::groups] = at_level(kind, level)(part, generator)
        return result
