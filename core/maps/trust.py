"""How far to believe a map: does it keep neighbours, and would another seed show the same?

Trustworthiness and continuity are those of Venna and Kaski (2001): of the neighbours that the map
shows, how many are neighbours in truth; and of the true ones, how many the map still shows, each
weighted by how wrong the others are. Both are 1 at best and about 0.5 for a map made by chance.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core import maps
from core.data import load
from core.data.dataset import Split
from core.errors import ProjectionError
from core.inference.progress import OnProgress, ignore_progress
from core.maps import projected, store
from core.maps.request import Request, source_title
from core.maps.vectors import load_vectors
from core.storage.arrays import Arrays
from core.storage.cache import cached, content_key

SAMPLE = 2000
"""Digits that are measured: the ranks of all pairs of 70,000 would take hours."""
NEIGHBOURS = 10
LEAST = 2 * NEIGHBOURS + 1


class Measures(NamedTuple):
    """Measures of one map, each between 0 and 1."""

    trustworthiness: float
    continuity: float
    map_agreement: float
    """How often the nearest neighbours on the map have the digit's class, by majority."""
    source_agreement: float
    """The same in the space that the map was made from."""
    chance_agreement: float
    """The same on the map with the classes shuffled."""


@dataclass(frozen=True)
class Trust:
    """The measures of one map, and what they were measured on."""

    measures: Measures
    sample: int
    """Digits that were measured."""
    digits: int
    """Digits that the map shows; neighbours are looked for among the sample."""
    seed: int
    """Draws the sample and the shuffle."""
    source: str
    """What the map was made from, in words."""


VERSION = 1  # raise it when the meaning of a kept number changes


def measure(
    map_id: str,
    dataset: str,
    split: Split,
    on_progress: OnProgress = ignore_progress,
    seed: int = 0,
) -> Trust:
    """The measures of a map, on `SAMPLE` of its digits at most; takes seconds, kept by content.

    Raises ProjectionError for a map of too few digits.
    """
    layout = maps.layout(map_id, dataset, split, on_progress)
    usable = np.flatnonzero(np.isfinite(layout.xy).all(axis=1))
    if len(usable) < LEAST:
        raise ProjectionError(
            f"A map needs at least {LEAST} digits to be judged, and this one shows {len(usable)}."
        )
    generator = np.random.default_rng(seed)
    chosen = np.sort(generator.choice(usable, min(SAMPLE, len(usable)), replace=False))

    def compute() -> Arrays:
        x = _source_vectors(map_id, layout, chosen, on_progress)
        return {"measures": np.array(judge(x, layout.xy[chosen], layout.labels[chosen], seed))}

    key = content_key(version=VERSION, what="trust", map=layout.key, seed=seed)
    measures = Measures(*(float(value) for value in cached(key, compute)["measures"]))
    return Trust(measures, len(chosen), len(layout), seed, _source_words(map_id))


def judge(
    x: NDArray[np.float32], xy: NDArray[np.float32], labels: NDArray[np.uint8], seed: int
) -> Measures:
    """The measures of points (N, 2) that were laid out from (N, d), both finite."""
    from sklearn.manifold import trustworthiness  # late: a second to import

    shuffled = np.random.default_rng(seed).permutation(labels)
    return Measures(
        trustworthiness=float(trustworthiness(x, xy, n_neighbors=NEIGHBOURS)),
        continuity=float(trustworthiness(xy, x, n_neighbors=NEIGHBOURS)),
        map_agreement=_agreement(xy, labels),
        source_agreement=_agreement(x, labels),
        chance_agreement=_agreement(xy, shuffled),
    )


def stability(first: store.Finished, second: store.Finished) -> float:
    """How alike two maps are: 1 the same picture, 0 nothing in common.

    One minus the Procrustes disparity of the digits that both show: what is left of the squared
    distances when the second is moved, turned, mirrored and scaled onto the first (Gower, 1975).
    Raises ProjectionError where they have too few digits in common.
    """
    from scipy.spatial import procrustes

    _, one, two = np.intersect1d(first.rows, second.rows, return_indices=True)
    a, b = first.xy[one], second.xy[two]
    usable = np.isfinite(a).all(axis=1) & np.isfinite(b).all(axis=1)
    if usable.sum() < LEAST:
        raise ProjectionError("The two maps have too few digits in common to be compared.")
    return 1 - float(procrustes(a[usable].astype(float), b[usable].astype(float))[2])


def with_other_seeds(found: store.Finished) -> list[store.Finished]:
    """The finished maps that differ from this one in nothing but the seed."""

    def without_seed(request: Request) -> Request:
        return request.model_copy(update={"seed": 0})

    return [
        other
        for other in store.finished()
        if other.key != found.key
        and without_seed(other.record.request) == without_seed(found.record.request)
        and other.record.checkpoint_digest == found.record.checkpoint_digest
        and other.record.fingerprint == found.record.fingerprint
    ]


def next_seed(found: store.Finished) -> Request:
    """The request for the same map with the next seed."""
    asked = found.record.request
    return asked.model_copy(update={"seed": (asked.seed or 0) + 1})


def _source_vectors(
    map_id: str, layout: maps.Layout, chosen: NDArray[np.int64], on_progress: OnProgress
) -> NDArray[np.float32]:
    """The vectors behind the chosen points: float32 (n, d)."""
    source, _, name = map_id.partition(":")
    rows = layout.rows[chosen]
    if source != "projection":  # a bottleneck's numbers come from the pixels
        data = load(layout.dataset)
        images = data.images.numpy()[np.searchsorted(data.rows.numpy(), rows)]
        return np.asarray(images.reshape(len(rows), -1) / 255, np.float32)
    found = projected.named(name)
    vectors = load_vectors(found.record.request, found.basis, on_progress)
    return vectors.x[np.searchsorted(vectors.rows, rows)]


def _source_words(map_id: str) -> str:
    source, _, name = map_id.partition(":")
    if source != "projection":
        return "the pixels"
    return source_title(projected.named(name).record.request)


def _agreement(x: NDArray[np.float32], labels: NDArray[np.uint8]) -> float:
    """How often the majority of a point's neighbours, itself left out, has its class."""
    from sklearn.neighbors import NearestNeighbors

    near = NearestNeighbors(n_neighbors=NEIGHBOURS, algorithm="brute").fit(x)
    around = near.kneighbors(return_distance=False)  # without the point itself
    classes = int(labels.max()) + 1
    votes = np.zeros((len(x), classes), np.int64)
    np.add.at(votes, (np.arange(len(x))[:, None], labels[around]), 1)
    return float((votes.argmax(1) == labels).mean())
