"""Noise as JSON values, the form in recipes, cards and requests."""

from collections.abc import Mapping
from typing import Any

from pydantic_core import to_jsonable_python

from core.noise.base import Noise
from core.noise.kinds import KINDS, kind_named
from core.noise.mixture import MixtureNoise

MIXTURE = "mixture"


def to_spec(noise: Noise) -> dict[str, Any]:
    """The noise as JSON values, such as ``{"kind": "gaussian", "sigma": 0.4}``."""
    classes = {MIXTURE: MixtureNoise, **KINDS}
    kind = next(name for name, noise_class in classes.items() if noise_class is type(noise))
    return {"kind": kind, **to_jsonable_python(noise)}


def from_spec(spec: Mapping[str, Any]) -> Noise:
    """The noise of a specification; missing fields have their defaults.

    Raises `RecipeError` if a kind or field is unknown, or a value out of its range.
    """
    values = dict(spec)
    kind = values.pop("kind", None)
    return MixtureNoise(**values) if kind == MIXTURE else kind_named(str(kind))(**values)
