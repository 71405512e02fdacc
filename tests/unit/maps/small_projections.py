"""Small projections of real digits."""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import cross_val_score
from sklearn.neighbors import KNeighborsClassifier

from core.checkpoints.pool import pool
from core.data import load
from core.evaluation.autoencoders import pca
from core.maps.methods import METHODS
from core.maps.projections import fitting, request, store
from core.maps.projections.inputs import load_inputs
from core.maps.projections.maps import map_id
from core.maps.projections.request import Request

SMALL = Request(count=300, method={"kind": "tsne", "iterations": 100})
NAMES = list(METHODS)


@cache
def digits(count: int = 600) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Test digits as 50 principal components, and their classes."""
    test = load().split("test")
    x = (test.images[:count].reshape(count, -1).float() / 255).numpy()
    return pca.fit(x).basis(50)(x), test.labels[:count].numpy().astype(np.uint8)


@cache
def layout_of(name: str, seed: int = 0) -> NDArray[np.float32]:
    return fitting.fit(digits()[0], METHODS[name](), seed).xy


def accuracy(xy: NDArray[np.float32], labels: NDArray[np.uint8]) -> float:
    """How often the ten nearest on the map name a digit's class."""
    return float(cross_val_score(KNeighborsClassifier(10), xy, labels, cv=3).mean())


def finished(wanted: Request = SMALL) -> str:
    """The map id of a projection that is computed and saved now."""
    inputs = load_inputs(wanted)
    xy = fitting.fit(inputs.vectors, wanted.algorithm, wanted.seed).xy
    return map_id(saved(wanted, xy).key)


def saved(wanted: Request, xy: NDArray[np.float32]) -> store.Projection:
    """A projection with these positions."""
    return store.save(
        request.key(wanted), wanted, load_inputs(wanted), xy,
        checkpoint_digest=pool().store.digest(wanted.checkpoint) if wanted.checkpoint else "",
        fingerprint=load(wanted.dataset).fingerprint, seconds=1, notes=["A note."],
    )  # fmt: skip


def forget() -> None:
    """Forget what was read from files, as after a restart."""
    store._read.cache_clear()
    store._read_entry.cache_clear()
    store._damages.clear()
