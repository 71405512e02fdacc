"""The base class of every noise, and noise from a seed."""

import hashlib
from dataclasses import fields
from typing import Any, ClassVar, Self

import torch
from pydantic.dataclasses import dataclass
from torch import Tensor

from core.errors import LatentLabError, RecipeError
from core.text.controls import Options


@dataclass(frozen=True)
class Noise(Options):
    """A corruption of images: a frozen dataclass of settings, called with a generator.

    The first field is the level; 0 means no noise. The other fields decide how the noise looks.
    Raises `RecipeError` if a field is unknown or out of its range.
    """

    error: ClassVar[type[LatentLabError]] = RecipeError
    summary: ClassVar[str]
    """Effect on a picture; it follows "the noise is"."""

    @classmethod
    def full_title(cls) -> str:
        """Title with its noun, such as ``Blur noise``."""
        return f"{cls.title} noise"

    @classmethod
    def at_level(cls, level: float | Tensor) -> Self:
        """Create the noise at a level, with the defaults of its other fields.

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
        """Corrupt copies of x: float (N, C, H, W) in [0, 1], on x's device."""
        return self.corrupt(x, generator).clamp_(0, 1)

    def corrupt(self, x: Tensor, generator: torch.Generator | None) -> Tensor:
        """Corrupt copies of x, without clipping to [0, 1]."""
        raise NotImplementedError


def normal(x: Tensor, generator: torch.Generator | None) -> Tensor:
    """Standard normal numbers of x's shape, type and device."""
    return torch.randn(x.shape, generator=generator, device=x.device, dtype=x.dtype)


def uniform(shape: tuple[int, ...], x: Tensor, generator: torch.Generator | None) -> Tensor:
    """Uniform numbers in [0, 1) of x's type and device."""
    return torch.rand(shape, generator=generator, device=x.device, dtype=x.dtype)


def apply_seeded(noise: Noise, x: Tensor, seed: int, *, growing: bool = False) -> Tensor:
    """Corrupt copies of x, float (N, C, H, W) in [0, 1], each image with its own random stream.

    The stream depends on the seed and the image, so an image gets the same noise alone and in any
    batch, and two images get different noise. With ``growing`` it depends on the seed alone, so
    that the noise stays still on a drawing that grows stroke by stroke.
    """
    seeds = [seed if growing else stream_seed(seed, image) for image in x]
    copies = [
        noise(image[None], make_generator(s, x.device)) for image, s in zip(x, seeds, strict=True)
    ]
    return torch.cat(copies) if copies else x


def stream_seed(seed: int, image: Tensor) -> int:
    """Seed of the noise on one image, float in [0, 1], with greys rounded to steps of 1/255.

    Rounding gives an image the same seed whether it comes as bytes, as text or from a data set.
    """
    greys = (image.detach().cpu() * 255).round().clamp(0, 255).to(torch.uint8)
    digest = hashlib.blake2b(seed.to_bytes(8, "little"), digest_size=8)
    digest.update(greys.contiguous().numpy().tobytes())
    return int.from_bytes(digest.digest(), "little") >> 1  # as many bits as a seed has


def make_generator(seed: int, device: str | torch.device = "cpu") -> torch.Generator:
    """Create a generator on the device with this seed."""
    return torch.Generator(device).manual_seed(seed)
