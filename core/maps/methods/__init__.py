"""Projection methods: ways to lay N points of d numbers out on a plane.

>>> import numpy as np
>>> from core.maps.methods import Watch, from_spec
>>> method = from_spec({"kind": "pca", "vertical": 3})
>>> x = np.random.default_rng(0).normal(size=(100, 50)).astype(np.float32)
>>> method.layout(x, seed=1, watch=Watch(), jobs=1).shape
(100, 2)

A method is a frozen dataclass of its parameters (`base`), one file per family. To add one, write
its dataclass and name it in `METHODS`: its controls, its limits, its part of the cache's keys and
its tests follow from that.
"""

from collections.abc import Mapping
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from core.errors import ProjectionError
from core.maps.methods.base import Method, Points, Watch, parameter
from core.maps.methods.pca import PCA
from core.maps.methods.tsne import TSNE
from core.maps.methods.umap import UMAP

METHODS: dict[str, type[Method]] = {"tsne": TSNE, "umap": UMAP, "pca": PCA}
"""Every method by its name in requests and links, in the order in which screens offer them."""

__all__ = [
    "METHODS",
    "PCA",
    "TSNE",
    "UMAP",
    "Method",
    "Points",
    "Watch",
    "from_spec",
    "library_version",
    "parameter",
    "to_spec",
]


def from_spec(spec: Mapping[str, Any]) -> Method:
    """The method of a spec such as ``{"kind": "tsne", "perplexity": 30}``.

    Missing parameters have their defaults. Raises ProjectionError for an unknown kind, an unknown
    parameter or a value out of its range.
    """
    values = dict(spec)
    kind = values.pop("kind", None)
    if kind not in METHODS:
        raise ProjectionError(
            f"There is no projection {str(kind)[:40]!r}: choose one of {', '.join(METHODS)}."
        )
    return METHODS[kind](**values)


def to_spec(method: Method) -> dict[str, Any]:
    """The spec of a method, as JSON values with every parameter."""
    kind = next(name for name, cls in METHODS.items() if type(method) is cls)
    return {"kind": kind, **asdict(method)}


def library_version(method: Method) -> str:
    """Name and version of the library that computes the method, such as ``openTSNE 1.0.2``."""
    return f"{method.library} {version(method.library)}"
