"""Corruptions and random deformations, each a small frozen dataclass."""

from core.noise.deformations import AffineAugment
from core.noise.kinds import (
    KINDS,
    MORPHOLOGY_REACH,
    AnyNoise,
    BlockNoise,
    BlurNoise,
    DilationNoise,
    ErosionNoise,
    GaussianNoise,
    MaskNoise,
    MixtureNoise,
    Noise,
    SpeckleNoise,
    at_level,
    from_spec,
    level_field,
    seeded,
    to_spec,
)

__all__ = [
    "KINDS",
    "MORPHOLOGY_REACH",
    "AffineAugment",
    "AnyNoise",
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
    "level_field",
    "seeded",
    "to_spec",
]
