"""Uniform manifold approximation and projection, by umap-learn.

L. McInnes, J. Healy and J. Melville, "UMAP" (2018).
"""

import io
import re
import warnings
from collections.abc import Callable
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic.dataclasses import dataclass

from core.maps.methods.base import Method, Points, Watch, parameter

ROWS = 1000  # rows whose neighbours are searched at a time


@dataclass(frozen=True)
class UMAP(Method):
    """UMAP of the exact nearest neighbours."""

    title: ClassVar[str] = "UMAP"
    summary: ClassVar[str] = (
        "Neighbours stay neighbours, as in t-SNE, in tighter islands whose arrangement often shows "
        "which kinds of picture resemble each other; distances are still not to scale."
    )
    library: ClassVar[str] = "umap-learn"

    neighbours: int = parameter(
        15, "Neighbours", 2, 200, 1,
        "How many neighbours of each picture are looked at. Small: fine detail; large: the broad "
        "arrangement, and more time.",
        most=lambda count: count - 1,
    )  # fmt: skip
    min_dist: float = parameter(
        0.1, "Least distance", 0, 0.99, 0.05,
        "How close two pictures may lie on the map. Small packs the islands, large spreads them.",
    )  # fmt: skip
    epochs: int = parameter(
        200, "Passes (epochs)", 50, 1000, 50,
        "Rounds over all pairs of neighbours. The time grows with them.",
    )  # fmt: skip

    def seconds(self, count: int, dimensions: int = 2) -> float:
        """Estimated time of compilation, neighbour search and epochs."""
        pairs = 0.4 + 0.6 * self.neighbours / 15
        return 8 + count * (4.6e-4 + 2e-6 * self.epochs) * pairs

    def layout(
        self,
        x: NDArray[np.float32],
        seed: int | None,
        watch: Watch,
        jobs: int,
        dimensions: int = 2,
    ) -> Points:
        """The layout after the last epoch; with a seed it uses one thread and is reproducible."""
        watch.stage("preparing UMAP (the first time takes up to half a minute)", 0.02)
        from umap import UMAP as Solver  # compiles for seconds when imported

        # UMAP's own approximate search is faster, but it compiles for half a minute in every
        # process, and each map is computed in its own process.
        neighbours = nearest(
            x, self.neighbours, jobs,
            lambda share: watch.stage("finding each picture's neighbours", 0.05 + 0.25 * share),
        )  # fmt: skip
        # UMAP warns that it cannot place new points without its own search; `placing` does that.
        warnings.filterwarnings("ignore", "precomputed_knn", module="umap")
        watch.stage("joining neighbours", 0.3)
        bar = _Bar(watch, "settling the pictures", 0.4)
        solver = Solver(
            n_neighbors=self.neighbours,
            n_components=dimensions,
            min_dist=self.min_dist,
            n_epochs=self.epochs,
            # A spectral start needs eigenvectors, which a handful of points does not have.
            init="spectral" if len(x) > 100 else "pca" if min(x.shape) > dimensions else "random",
            precomputed_knn=neighbours,
            random_state=seed,
            n_jobs=jobs if seed is None else 1,
            verbose=True,
            tqdm_kwds={"file": bar, "mininterval": 0.2, "bar_format": "{n_fmt}/{total_fmt} "},
        )
        return np.asarray(solver.fit_transform(x))


def nearest(
    x: NDArray[np.float32], count: int, jobs: int, on_share: Callable[[float], None]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The ``count`` nearest rows of each row of float32 (N, d), itself included: rows, distances.

    Exact Euclidean distances, int64 and float32 (N, count), the nearest first. ``on_share`` is
    called with the completed share, 0 to 1.
    """
    from sklearn.neighbors import NearestNeighbors
    from threadpoolctl import threadpool_limits

    search = NearestNeighbors(n_neighbors=count, algorithm="brute").fit(x)
    rows, distances = np.empty((len(x), count), np.int64), np.empty((len(x), count), np.float32)
    with threadpool_limits(jobs):
        for start in range(0, len(x), ROWS):
            part = slice(start, start + ROWS)
            distances[part], rows[part] = search.kneighbors(x[part])
            on_share(min(1, part.stop / len(x)))
    return rows, distances


class _Bar(io.StringIO):
    """The stream of umap-learn's progress bar, which is the only progress that it reports."""

    def __init__(self, watch: Watch, words: str, start: float) -> None:
        super().__init__()
        self.watch, self.words, self.start = watch, words, start

    def write(self, text: str) -> int:
        """Report the completed share, read from text such as "50/200"."""
        for done, total in re.findall(r"(\d+)/(\d+)", text)[-1:]:
            part = int(done) / max(1, int(total))
            self.watch.stage(self.words, self.start + (1 - self.start) * part)
        return len(text)
