"""Ways to lay N points of d numbers out on a plane, each a frozen dataclass of its parameters.

``TSNE(perplexity=50).layout(x, seed=1, watch=Watch())`` takes float32 (N, d) and returns floats
(N, 2). To add a method: write one dataclass below and give it a name in `METHODS`; its controls,
its limits, its place in the cache's keys and its tests follow.
"""

import io
import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from importlib.metadata import version
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from core.errors import ProjectionError

Points = NDArray[np.floating[Any]]
EARLY_ITERATIONS = 250  # of t-SNE; openTSNE's and scikit-learn's number
SHOW_EVERY = 25  # iterations between two layouts that are shown while t-SNE works


def _stage(name: str, share: float) -> None:
    """A watcher that tells nobody."""


def _layout(xy: Points, iteration: int) -> None:
    """A watcher that shows nobody."""


@dataclass(frozen=True)
class Watch:
    """Who looks on while a method works. Either function may raise, which ends the work."""

    stage: Callable[[str, float], None] = _stage
    """Told what is being done, and its share (0 to 1) of the whole that is done."""
    layout: Callable[[Points, int], None] = _layout
    """Shown a layout on the way, (N, 2), and its iteration."""


def _setting(default: float, label: str, low: float, high: float, step: float, text: str) -> Any:
    """A field with the label, range and step that the screens build its control from."""
    metadata = {"label": label, "low": low, "high": high, "step": step, "help": text}
    return field(default=default, metadata=metadata)


@dataclass(frozen=True)
class Method:
    """The base of all methods: checks each parameter against its declared range."""

    title: ClassVar[str]
    summary: ClassVar[str]
    """One sentence for people: what the picture shows."""
    library: ClassVar[str]
    """The distribution that computes it; its version is part of a result's key."""
    axes: ClassVar[tuple[str, str]] = ("no unit", "no unit")
    seeded: ClassVar[bool] = True
    """Whether chance plays a part."""
    reduces: ClassVar[bool] = True
    """Whether it starts from the principal components of long vectors."""

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            low, high = item.metadata["low"], item.metadata["high"]
            whole = isinstance(item.default, int)
            right = isinstance(value, int) if whole else isinstance(value, int | float)
            if not right or isinstance(value, bool) or not low <= value <= high:
                kind = "a whole number" if whole else "a number"
                raise ProjectionError(
                    f"{self.title}: {item.name} is {value!r}, expected {kind} from {low:g} to "
                    f"{high:g}."
                )

    def fitted_to(self, count: int) -> tuple[Self, list[str]]:
        """The method as it can be used on ``count`` points, and a sentence on each reduction."""
        return self, []

    def seconds(self, count: int) -> float:
        """About how long `layout` takes for ``count`` points of 50 numbers on two idle cores.

        Fitted to measurements at 10,000 and 60,000 points (docs/benchmarks.md); `estimate` corrects
        it by what earlier projections took on this machine.
        """
        raise NotImplementedError

    def layout(self, x: NDArray[np.float32], seed: int | None, watch: Watch, jobs: int) -> Points:
        """(N, 2) from finite float32 (N, d), not all rows equal; on ``jobs`` threads at most."""
        raise NotImplementedError

    def _reduced(self, name: str, most: float) -> tuple[Self, list[str]]:
        value = getattr(self, name)
        if value <= most:
            return self, []
        label = next(item.metadata["label"] for item in fields(self) if item.name == name)
        said = f"{label} reduced from {value:g} to {most:g}: there are no more digits for it."
        return replace(self, **{name: type(value)(most)}), [said]


@dataclass(frozen=True)
class PCA(Method):
    """Principal component analysis, computed exactly from the covariances (Pearson, 1901)."""

    title: ClassVar[str] = "PCA"
    summary: ClassVar[str] = (
        "The flat view that keeps the most spread: two straight directions of all the numbers. "
        "Fast, and distances mean what they say, but groups overlap."
    )
    library: ClassVar[str] = "scikit-learn"
    axes: ClassVar[tuple[str, str]] = ("principal component", "principal component")
    seeded: ClassVar[bool] = False
    reduces: ClassVar[bool] = False

    horizontal: int = _setting(
        1, "Across: component", 1, 10, 1, "1 is the direction along which the digits differ most."
    )
    vertical: int = _setting(
        2, "Upwards: component", 1, 10, 1, "2 is the direction with the most of what is left."
    )

    def fitted_to(self, count: int) -> tuple["PCA", list[str]]:
        """Never more components than points."""
        first, said = self._reduced("horizontal", count - 1)
        second, more = first._reduced("vertical", count - 1)
        return second, said + more

    def seconds(self, count: int) -> float:
        """One product of matrices."""
        return 1 + count * 4e-5

    def layout(self, x: NDArray[np.float32], seed: int | None, watch: Watch, jobs: int) -> Points:
        """Two of the principal components; a component that ``x`` does not have is zero."""
        from sklearn.decomposition import PCA as Solver  # late: a second to import

        watch.stage("finding the main directions", 0.1)
        most = min(max(self.horizontal, self.vertical), *x.shape)
        found = Solver(most, svd_solver="full" if x.shape[0] < x.shape[1] else "covariance_eigh")
        scores = found.fit_transform(x)
        flat = np.zeros((len(x), max(self.horizontal, self.vertical)), np.float32)
        flat[:, :most] = scores
        return flat[:, [self.horizontal - 1, self.vertical - 1]]


@dataclass(frozen=True)
class TSNE(Method):
    """t-distributed stochastic neighbour embedding (van der Maaten and Hinton, 2008).

    openTSNE's, which interpolates the repulsive forces on a grid (Linderman et al., 2019), started
    from the principal components, with the learning rate of Belkina et al. (2019).
    """

    title: ClassVar[str] = "t-SNE"
    summary: ClassVar[str] = (
        "Digits that are neighbours among all their numbers become neighbours on the map: clear "
        "islands, but their sizes and the gaps between them mean nothing."
    )
    library: ClassVar[str] = "openTSNE"

    perplexity: float = _setting(
        30.0, "Perplexity", 1, 200, 1,
        "About how many neighbours each digit tries to stay close to. Small: many small groups; "
        "large: a calmer, more global picture, and more time.",
    )  # fmt: skip
    early_exaggeration: float = _setting(
        12.0, "Early exaggeration", 1, 50, 1,
        "How much harder neighbours pull during the first 250 iterations, when the groups form.",
    )  # fmt: skip
    exaggeration: float = _setting(
        1.0, "Late exaggeration", 1, 8, 0.5,
        "The same for the rest of the way. 1 is plain t-SNE; more gives tighter islands.",
    )  # fmt: skip
    iterations: int = _setting(
        500, "Iterations", 100, 3000, 50,
        "Steps after the first 250. The time grows with them; the picture settles by about 500.",
    )  # fmt: skip

    def fitted_to(self, count: int) -> tuple["TSNE", list[str]]:
        """A third of the points is the most that perplexity can mean."""
        return self._reduced("perplexity", max(1.0, (count - 1) // 3))

    def seconds(self, count: int) -> float:
        """The search for neighbours, and iterations in proportion to the points."""
        iterations = EARLY_ITERATIONS + self.iterations
        pairs = 0.4 + 0.6 * self.perplexity / 30
        return 3 + count * (4e-4 + 1.3e-6 * iterations) * pairs

    def layout(self, x: NDArray[np.float32], seed: int | None, watch: Watch, jobs: int) -> Points:
        """The layout after the last iteration."""
        from openTSNE import TSNEEmbedding, affinity, initialization, nearest_neighbors

        total = EARLY_ITERATIONS + self.iterations
        neighbours = 0.25  # of the time, at 60,000 points
        watch.stage("finding each digit's neighbours", 0.02)
        # The searches that openTSNE would choose; to choose, it imports one that compiles for long.
        search = nearest_neighbors.Sklearn if len(x) < 1000 else nearest_neighbors.Annoy
        index = search(
            x, k=min(len(x) - 1, int(3 * self.perplexity)), metric="euclidean", n_jobs=jobs,
            random_state=seed,
        )  # fmt: skip
        near = affinity.PerplexityBasedNN(
            perplexity=self.perplexity, knn_index=index, n_jobs=jobs, random_state=seed
        )
        start = initialization.pca(x, random_state=seed)
        embedding = TSNEEmbedding(
            start, near, n_jobs=jobs, random_state=seed,
            negative_gradient_method="fft" if len(x) >= 3000 else "bh",
        )  # fmt: skip

        def look(before: int, words: str) -> Callable[[int, float, Points], bool]:
            def on_iteration(iteration: int, error: float, layout: Points) -> bool:
                done = before + iteration
                watch.stage(words, neighbours + (1 - neighbours) * done / total)
                if done % SHOW_EVERY == 0:
                    watch.layout(np.asarray(layout), done)
                return False

            return on_iteration

        for before, count, pull, words in (
            (0, EARLY_ITERATIONS, self.early_exaggeration, "letting the groups form"),
            (EARLY_ITERATIONS, self.iterations, self.exaggeration, "settling the digits"),
        ):
            embedding.optimize(
                count, exaggeration=pull, momentum=0.8, inplace=True,
                callbacks=look(before, words), callbacks_every_iters=5,
            )  # fmt: skip
        return np.asarray(embedding)


class _Bar(io.StringIO):
    """Where umap-learn draws its bar of epochs: the only word that it gives on the way."""

    def __init__(self, watch: Watch, words: str, start: float) -> None:
        super().__init__()
        self.watch, self.words, self.start = watch, words, start

    def write(self, text: str) -> int:
        """Pass "done/total" on."""
        for done, total in re.findall(r"(\d+)/(\d+)", text)[-1:]:
            part = int(done) / max(1, int(total))
            self.watch.stage(self.words, self.start + (1 - self.start) * part)
        return len(text)


def nearest(
    x: NDArray[np.float32], count: int, jobs: int, told: Callable[[float], None]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The ``count`` rows of float32 (N, d) nearest to each, itself among them, and how far off.

    Exact Euclidean distances, int64 and float32 (N, count), the nearest first. ``told`` hears of
    the share (0 to 1) that is done.
    """
    from sklearn.neighbors import NearestNeighbors
    from threadpoolctl import threadpool_limits

    search = NearestNeighbors(n_neighbors=count, algorithm="brute").fit(x)
    rows, distances = np.empty((len(x), count), np.int64), np.empty((len(x), count), np.float32)
    with threadpool_limits(jobs):
        for start in range(0, len(x), 1000):
            part = slice(start, start + 1000)
            distances[part], rows[part] = search.kneighbors(x[part])
            told(min(1, part.stop / len(x)))
    return rows, distances


@dataclass(frozen=True)
class UMAP(Method):
    """Uniform manifold approximation and projection (McInnes, Healy and Melville, 2018)."""

    title: ClassVar[str] = "UMAP"
    summary: ClassVar[str] = (
        "Neighbours stay neighbours, as in t-SNE, in tighter islands whose arrangement often shows "
        "which kinds of digit resemble each other; distances are still not to scale."
    )
    library: ClassVar[str] = "umap-learn"

    neighbours: int = _setting(
        15, "Neighbours", 2, 200, 1,
        "How many neighbours of each digit are looked at. Small: fine detail; large: the broad "
        "arrangement, and more time.",
    )  # fmt: skip
    min_dist: float = _setting(
        0.1, "Least distance", 0, 0.99, 0.05,
        "How close two digits may lie on the map. Small packs the islands, large spreads them.",
    )  # fmt: skip
    epochs: int = _setting(
        200, "Epochs", 50, 1000, 50,
        "Rounds over all pairs of neighbours. The time grows with them.",
    )  # fmt: skip

    def fitted_to(self, count: int) -> tuple["UMAP", list[str]]:
        """Neighbours are other points."""
        return self._reduced("neighbours", count - 1)

    def seconds(self, count: int) -> float:
        """Compilation, the search for neighbours, and epochs in proportion to the points."""
        pairs = 0.4 + 0.6 * self.neighbours / 15
        return 8 + count * (4.6e-4 + 2e-6 * self.epochs) * pairs

    def layout(self, x: NDArray[np.float32], seed: int | None, watch: Watch, jobs: int) -> Points:
        """The layout after the last epoch; with a seed on one thread, and reproducible."""
        watch.stage("preparing UMAP (the first time takes up to half a minute)", 0.02)
        from umap import UMAP as Solver  # late: it compiles for seconds

        # Its own approximate search is quicker, but compiles for half a minute in every process,
        # and each map is made in a process of its own.
        near = nearest(
            x, self.neighbours, jobs,
            lambda share: watch.stage("finding each digit's neighbours", 0.05 + 0.25 * share),
        )  # fmt: skip
        # Without that search the solver places no new points, which `placing` does.
        warnings.filterwarnings("ignore", "precomputed_knn", module="umap")
        watch.stage("joining neighbours", 0.3)
        bar = _Bar(watch, "settling the digits", 0.4)
        solver = Solver(
            n_neighbors=self.neighbours,
            min_dist=self.min_dist,
            n_epochs=self.epochs,
            # Spectral starts need eigenvectors, which a handful of points does not have.
            init="spectral" if len(x) > 100 else "pca" if min(x.shape) > 2 else "random",
            precomputed_knn=near,
            random_state=seed,
            n_jobs=jobs if seed is None else 1,
            verbose=True,
            tqdm_kwds={"file": bar, "mininterval": 0.2, "bar_format": "{n_fmt}/{total_fmt} "},
        )
        return np.asarray(solver.fit_transform(x))


METHODS: dict[str, type[Method]] = {"tsne": TSNE, "umap": UMAP, "pca": PCA}
"""Every method by the name that requests and links use, in the order in which screens offer them"""


def from_spec(spec: Mapping[str, Any]) -> Method:
    """The method named by ``{"kind": "tsne", "perplexity": 30}``, with defaults for the rest.

    Raises ProjectionError for an unknown kind, an unknown parameter or one out of its range.
    """
    values = dict(spec)
    kind = values.pop("kind", None)
    if kind not in METHODS:
        raise ProjectionError(
            f"There is no projection {str(kind)[:40]!r}: choose one of {', '.join(METHODS)}."
        )
    known = {item.name for item in fields(METHODS[kind])}
    unknown = sorted(set(values) - known)
    if unknown:
        raise ProjectionError(
            f"{METHODS[kind].title} has no parameter {str(unknown[0])[:40]!r}, only "
            f"{', '.join(sorted(known))}."
        )
    return METHODS[kind](**values)


def to_spec(method: Method) -> dict[str, Any]:
    """The method as JSON values, with every parameter."""
    kind = next(name for name, known in METHODS.items() if type(method) is known)
    return {"kind": kind, **asdict(method)}


def library_version(method: Method) -> str:
    """The library that computes the method, with its version."""
    return f"{method.library} {version(method.library)}"
