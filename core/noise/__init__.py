"""Corruptions and random deformations of images, each a small frozen dataclass.

>>> import torch
>>> from core.noise import from_spec, make_generator
>>> noise = from_spec({"kind": "mask", "zeros": 0.4, "ones": 0.05})
>>> x = torch.full((5, 1, 28, 28), 0.5)  # images in [0, 1]
>>> noise(x, make_generator(7)).unique()
tensor([0.0000, 0.5000, 1.0000])

`kinds` has the corruptions by name, `mixture` combines them, `deformations` turns and shifts.
"""

from core.noise.base import Noise, apply_seeded, make_generator
from core.noise.deformations import AffineAugment
from core.noise.kinds import (
    KINDS,
    BlockNoise,
    BlurNoise,
    DilationNoise,
    ErosionNoise,
    GaussianNoise,
    MaskNoise,
    SpeckleNoise,
    at_level,
    level_control,
)
from core.noise.mixture import MixtureNoise
from core.noise.specs import from_spec, to_spec

__all__ = [
    "KINDS",
    "AffineAugment",
    "BlockNoise",
    "BlurNoise",
    "DilationNoise",
    "ErosionNoise",
    "GaussianNoise",
    "MaskNoise",
    "MixtureNoise",
    "Noise",
    "SpeckleNoise",
    "apply_seeded",
    "at_level",
    "from_spec",
    "level_control",
    "make_generator",
    "to_spec",
]
