"""How far to trust a map: whether it preserves neighbours, and whether another seed agrees.

Trustworthiness and continuity are those of Venna and Kaski, "Neighborhood Preservation in Nonlinear
Projection Methods" (2001). Trustworthiness is high if neighbours on the map are neighbours in the
space that it lays out, continuity if neighbours in that space are neighbours on the map. Each
exception counts by its rank. Both are at most 1, and about 0.5 for random positions.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.data import load, lookup
from core.data.dataset import Split
from core.errors import ProjectionError
from core.inference.progress import OnProgress, ignore_progress
from core.maps import catalogue
from core.maps.base import Floats, Layout
from core.maps.projections import store
from core.maps.projections.request import Request
from core.maps.projections.store import Entry, Projection
from core.storage.arrays import Arrays
from core.storage.cache import cached, content_key

VERSION = 1  # raise it when the meaning of a cached number changes
SAMPLE = 2000
"""Largest number of measured digits, because ranks of all pairs of 70,000 would take hours."""
NEIGHBOURS = 10
MIN_DIGITS = 2 * NEIGHBOURS + 1


class Measures(NamedTuple):
    """Measures of one map, each between 0 and 1."""

    trustworthiness: float
    continuity: float
    map_agreement: float
    """Share of digits whose nearest neighbours on the map have the digit's class, by majority."""
    source_agreement: float
    """The same share in the space that the map lays out."""
    chance_agreement: float
    """The same share on the map with shuffled classes."""


@dataclass(frozen=True)
class Trust:
    """The measures of one map, and what they were measured on."""

    measures: Measures
    sample: int
    """Number of measured digits; their neighbours are searched among them."""
    digits: int
    """Number of digits that the map shows."""
    seed: int
    """Seed of the sample and of the shuffle."""
    source: str
    """Description of the vectors that the map lays out."""


def measure(
    map_id: str,
    dataset: str,
    split: Split,
    on_progress: OnProgress = ignore_progress,
    seed: int = 0,
) -> Trust:
    """The measures of a map on at most `SAMPLE` of its digits; takes seconds the first time.

    Raises ProjectionError for a map of fewer than `MIN_DIGITS` digits.
    """
    layout = catalogue.layout(map_id, dataset, split, on_progress)
    usable = np.flatnonzero(np.isfinite(layout.xy).all(axis=1))
    if len(usable) < MIN_DIGITS:
        raise ProjectionError(
            f"A map needs at least {MIN_DIGITS} pictures to be measured, and this one shows "
            f"{len(usable)}: choose more pictures."
        )
    generator = np.random.default_rng(seed)
    sample = np.sort(generator.choice(usable, min(SAMPLE, len(usable)), replace=False))

    def compute() -> Arrays:
        vectors = _source_vectors(layout, sample, on_progress)
        measures = judge(vectors, layout.xy[sample], layout.labels[sample], seed)
        return {"measures": np.array(measures)}

    key = content_key(version=VERSION, what="trust", map=layout.key, seed=seed)
    measures = Measures(*(float(value) for value in cached(key, compute)["measures"]))
    return Trust(measures, len(sample), len(layout), seed, _source_title(layout))


def judge(vectors: Floats, xy: Floats, labels: NDArray[np.uint8], seed: int) -> Measures:
    """The measures of positions (N, 2) of vectors (N, d), both finite, with classes (N,)."""
    from sklearn.manifold import trustworthiness  # takes a second to import

    order = np.random.default_rng(seed).permutation(labels)
    return Measures(
        trustworthiness=float(trustworthiness(vectors, xy, n_neighbors=NEIGHBOURS)),
        continuity=float(trustworthiness(xy, vectors, n_neighbors=NEIGHBOURS)),
        map_agreement=_agreement(xy, labels),
        source_agreement=_agreement(vectors, labels),
        chance_agreement=_agreement(xy, order),
    )


def stability(first: Projection, second: Projection) -> float:
    """Similarity of two maps of the same digits: 1 the same picture, 0 nothing in common.

    One minus the Procrustes disparity of the digits on both maps: the squared distances that remain
    when the second is moved, rotated, mirrored and scaled onto the first (Gower, "Generalized
    Procrustes Analysis", 1975). Raises ProjectionError for fewer than `MIN_DIGITS` common digits.
    """
    from scipy.spatial import procrustes

    _, one, two = np.intersect1d(first.rows, second.rows, return_indices=True)
    a, b = first.xy[one], second.xy[two]
    usable = np.isfinite(a).all(axis=1) & np.isfinite(b).all(axis=1)
    if usable.sum() < MIN_DIGITS:
        raise ProjectionError("The two maps have too few pictures in common to be compared.")
    return 1 - float(procrustes(a[usable].astype(float), b[usable].astype(float))[2])


def other_seeds(entry: Entry) -> list[Projection]:
    """The finished projections that differ from this one only in the seed."""
    others = [
        store.find(other.key)
        for other in store.entries()
        if other.key != entry.key and _without_seed(other) == _without_seed(entry)
    ]
    return [other for other in others if other is not None]


def _without_seed(entry: Entry) -> tuple[Request, str, str]:
    record = entry.record
    request = record.request.model_copy(update={"seed": 0})
    return request, record.checkpoint_digest, record.fingerprint


def next_seed(entry: Entry) -> Request:
    """The request of the same map with the next seed."""
    request = entry.record.request
    return request.model_copy(update={"seed": (request.seed or 0) + 1})


def _source_vectors(layout: Layout, sample: NDArray[np.int64], on_progress: OnProgress) -> Floats:
    """Vectors that the sampled points were computed from: float32 (n, d)."""
    if layout.info.checkpoint is None:
        info = layout.info
        return catalogue.vectors(info.id, layout.dataset, layout.split, on_progress)[sample]
    data = load(layout.dataset)
    images = data.images.numpy()[lookup.positions(data, layout.rows[sample])]
    return np.asarray(images.reshape(len(sample), -1) / 255, np.float32)


def _source_title(layout: Layout) -> str:
    if layout.info.checkpoint is None:
        return catalogue.vectors_title(layout.info.id, layout.dataset)
    return "the pixels"


def _agreement(x: Floats, labels: NDArray[np.uint8]) -> float:
    """Share of points whose neighbours, without the point itself, have its class by majority."""
    from sklearn.neighbors import NearestNeighbors

    search = NearestNeighbors(n_neighbors=NEIGHBOURS, algorithm="brute").fit(x)
    neighbours = search.kneighbors(return_distance=False)  # without the point itself
    votes = np.zeros((len(x), int(labels.max()) + 1), np.int64)
    np.add.at(votes, (np.arange(len(x))[:, None], labels[neighbours]), 1)
    return float((votes.argmax(1) == labels).mean())
