"""Corruptions and random deformations of images, each a small frozen dataclass.

    noise = from_spec({"kind": "mask", "zeros": 0.4, "ones": 0.05})
    noisy = noise(x, seeded(7))  # float32 (N, 1, 28, 28) in [0, 1], as x

`kinds` has the corruptions by name, `mixture` combines them, `deformations` turns and shifts.
"""

from core.noise.base import Noise, seeded
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
    "at_level",
    "from_spec",
    "level_control",
    "seeded",
    "to_spec",
]
