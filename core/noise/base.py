"""The base class of every noise."""

from dataclasses import fields
from typing import Any, ClassVar, Self

import torch
from pydantic import ConfigDict, ModelWrapValidatorHandler, ValidationError, model_validator
from pydantic.dataclasses import dataclass
from torch import Tensor

from core.errors import RecipeError, first_problem


@dataclass(frozen=True)
class Noise:
    """A corruption of images: a frozen dataclass of settings, called with a generator.

    The first field is the level, 0 meaning no noise at all. The other fields say what the noise
    looks like. `RecipeError` if a field is unknown or out of its range.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    title: ClassVar[str]
    summary: ClassVar[str]
    """What it does to a picture, to follow "the noise is"."""

    @model_validator(mode="wrap")
    @classmethod
    def _refuse_in_a_sentence(cls, values: Any, build: ModelWrapValidatorHandler[Self]) -> Self:
        try:
            return build(values)
        except ValidationError as error:
            raise RecipeError(f"{cls.title} noise: {first_problem(error)}.") from error

    @classmethod
    def at_level(cls, level: float | Tensor) -> Self:
        """This noise at a level, its other fields at their defaults.

        A tensor (N, 1, 1, 1) gives each image a level of its own; its range is not checked.
        """
        values = cls.fields_at(level)
        if not isinstance(level, Tensor):
            return cls(**values)
        noise = cls()
        for name, value in values.items():
            object.__setattr__(noise, name, value)  # it is frozen
        return noise

    @classmethod
    def fields_at(cls, level: float | Tensor) -> dict[str, Any]:
        """Values of the fields that change with the level."""
        return {fields(cls)[0].name: level}

    def __call__(self, x: Tensor, generator: torch.Generator | None = None) -> Tensor:
        """Corrupted copies of x: float (N, 1, H, W) in [0, 1], on x's device."""
        return self.corrupt(x, generator).clamp_(0, 1)

    def corrupt(self, x: Tensor, generator: torch.Generator | None) -> Tensor:
        """A new tensor of x's shape, not yet clipped to [0, 1]."""
        raise NotImplementedError


def normal(x: Tensor, generator: torch.Generator | None) -> Tensor:
    """Standard normal numbers of x's shape, type and device."""
    return torch.randn(x.shape, generator=generator, device=x.device, dtype=x.dtype)


def uniform(shape: tuple[int, ...], x: Tensor, generator: torch.Generator | None) -> Tensor:
    """Uniform numbers in [0, 1) of x's type and device."""
    return torch.rand(shape, generator=generator, device=x.device, dtype=x.dtype)


def apply_seeded(noise: Noise, x: Tensor, seed: int) -> Tensor:
    """Corrupted copies of x, float (N, 1, H, W) in [0, 1], with a stream of its own per image.

    Each image starts the stream of this seed anew, so that it gets the same noise in any batch as
    alone.
    """
    copies = [noise(image[None], seeded(seed, x.device)) for image in x]
    return torch.cat(copies) if copies else x


def seeded(seed: int, device: str | torch.device = "cpu") -> torch.Generator:
    """A generator on the device with this seed."""
    return torch.Generator(device).manual_seed(seed)
