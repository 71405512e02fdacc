"""t-distributed stochastic neighbour embedding (van der Maaten and Hinton, 2008), by openTSNE.

openTSNE interpolates the repulsive forces on a grid (Linderman et al., 2019). It starts from the
principal components, with the learning rate of Belkina et al. (2019).
"""

from collections.abc import Callable
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic.dataclasses import dataclass

from core.maps.methods.base import Method, Points, Watch, parameter

EARLY_ITERATIONS = 250  # the default of openTSNE and of scikit-learn
SHOW_EVERY = 25  # iterations between two intermediate layouts
SECONDS_IN_SPACE = 4.5e-5  # per point and iteration in three dimensions
NEIGHBOUR_SHARE = 0.25  # of the time at 60,000 points is the search for neighbours


@dataclass(frozen=True)
class TSNE(Method):
    """t-SNE with its two phases of exaggeration."""

    title: ClassVar[str] = "t-SNE"
    summary: ClassVar[str] = (
        "Pictures that are neighbours among all their numbers become neighbours on the map: clear "
        "islands, but their sizes and the gaps between them mean nothing."
    )
    library: ClassVar[str] = "openTSNE"

    perplexity: float = parameter(
        30.0, "Perplexity", 1, 200, 1,
        "About how many neighbours each picture tries to stay close to. Small: many small groups; "
        "large: a calmer, more global picture, and more time.",
        most=lambda count: max(1.0, (count - 1) // 3),  # openTSNE searches 3 neighbours per unit
    )  # fmt: skip
    early_exaggeration: float = parameter(
        12.0, "Early exaggeration", 1, 50, 1,
        "How much harder neighbours pull during the first 250 iterations, when the groups form.",
    )  # fmt: skip
    exaggeration: float = parameter(
        1.0, "Late exaggeration", 1, 8, 0.5,
        "The same for the other iterations. 1 is plain t-SNE; more gives tighter islands.",
    )  # fmt: skip
    iterations: int = parameter(
        500, "Iterations", 100, 3000, 50,
        "Steps after the first 250. The time grows with them; the picture settles by about 500.",
    )  # fmt: skip

    def seconds(self, count: int, dimensions: int = 2) -> float:
        """Estimated time of neighbour search and iterations, in proportion to the points."""
        iterations = EARLY_ITERATIONS + self.iterations
        if dimensions == 3:  # without the grid
            return 3 + count * iterations * SECONDS_IN_SPACE
        pairs = 0.4 + 0.6 * self.perplexity / 30
        return 3 + count * (4e-4 + 1.3e-6 * iterations) * pairs

    def layout(
        self,
        x: NDArray[np.float32],
        seed: int | None,
        watch: Watch,
        jobs: int,
        dimensions: int = 2,
    ) -> Points:
        """The layout after the last iteration."""
        from openTSNE import TSNEEmbedding, affinity, initialization, nearest_neighbors

        total = EARLY_ITERATIONS + self.iterations
        watch.stage("finding each picture's neighbours", 0.02)
        # openTSNE would choose between the same two searches, but it also imports a third, which
        # takes long to compile.
        search = nearest_neighbors.Sklearn if len(x) < 1000 else nearest_neighbors.Annoy
        index = search(
            x, k=min(len(x) - 1, int(3 * self.perplexity)), metric="euclidean", n_jobs=jobs,
            random_state=seed,
        )  # fmt: skip
        affinities = affinity.PerplexityBasedNN(
            perplexity=self.perplexity, knn_index=index, n_jobs=jobs, random_state=seed
        )
        start = initialization.pca(x, n_components=dimensions, random_state=seed)
        embedding = TSNEEmbedding(
            start, affinities, n_jobs=jobs, random_state=seed,
            # openTSNE can interpolate on a grid in at most two dimensions.
            negative_gradient_method="fft" if len(x) >= 3000 and dimensions == 2 else "bh",
        )  # fmt: skip

        def reporter(before: int, words: str) -> Callable[[int, float, Points], bool]:
            def on_iteration(iteration: int, error: float, layout: Points) -> bool:
                done = before + iteration
                watch.stage(words, NEIGHBOUR_SHARE + (1 - NEIGHBOUR_SHARE) * done / total)
                if done % SHOW_EVERY == 0:
                    watch.layout(np.asarray(layout), done)
                return False

            return on_iteration

        for before, count, pull, words in (
            (0, EARLY_ITERATIONS, self.early_exaggeration, "letting the groups form"),
            (EARLY_ITERATIONS, self.iterations, self.exaggeration, "settling the pictures"),
        ):
            embedding.optimize(
                count, exaggeration=pull, momentum=0.8, inplace=True,
                callbacks=reporter(before, words), callbacks_every_iters=5,
            )  # fmt: skip
        return np.asarray(embedding)
