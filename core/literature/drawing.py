"""The pictures of ``docs/results``: the figures of `core.figures`, from the series on disk.

Plotly draws in a browser, so this needs a Chromium and the package kaleido, both of which
``make reproduce`` brings; without them everything but the pictures is written.
"""

from collections.abc import Callable
from pathlib import Path

import plotly.graph_objects as go

from core.errors import ResultsError
from core.evaluation.metrics import Robustness
from core.figures import alt_text, per_class_bars, reproduction, robustness_curves
from core.literature import series
from core.literature.series import AnySeries

WIDTH = 760  # pixels


def latent_sizes(found: series.LatentSizes) -> go.Figure:
    """Error over latent size for PCA, the linear and the deep autoencoder."""
    lines = {
        "principal components (PCA)": found.pca,
        "linear autoencoder": found.linear,
        "deep autoencoder": found.dense,
    }
    return reproduction.error_over_size(found.sizes, lines)


def pretraining_seeds(found: series.PretrainingSeeds) -> go.Figure:
    """Balanced accuracy of both cases, seed by seed."""
    cases = {"case 1: autoencoder": found.case1, "case 2: denoiser": found.case2}
    title = f"Balanced accuracy on {found.images:,} digits"
    return reproduction.seeds_compared(found.seeds, cases, title=title)


def pretraining_curves(found: series.PretrainingSeeds) -> go.Figure:
    """The training of both cases over the epochs."""
    cases = {"case 1: autoencoder": found.case1_curves, "case 2: denoiser": found.case2_curves}
    return reproduction.settling_curves(cases, title="1 − balanced accuracy, training digits")


def dense32_classes(found: series.ClassErrors) -> go.Figure:
    """The error of each class, ours beside the book's."""
    return per_class_bars(
        {"This project": found.ours, "The source": found.source},
        found.classes,
        title="Squared error per digit",
    )


def denoising(found: series.NoiseCurve) -> go.Figure:
    """What a classifier reads over the noise level, as is and denoised."""
    return robustness_curves(
        Robustness("gaussian", found.levels, found.noisy, found.denoised, found.images, found.seed)
    )


def clusters(found: series.ClusterErrors) -> go.Figure:
    """What k-means misreads, ours beside the source's."""
    names = [f"{name}, k = {k}" for name, k in zip(found.names, found.clusters, strict=True)]
    return reproduction.bars_beside_source(
        names, found.ours, found.source, title="Test digits misread"
    )


def latent_ranges(found: series.LatentRanges) -> go.Figure:
    """How far the two numbers of each model reach."""
    return reproduction.latent_reach(found.models, found.low, found.high, found.std)


def _drawing(
    kind: type[AnySeries], draw: Callable[[AnySeries], go.Figure]
) -> Callable[[Path], go.Figure]:
    return lambda folder: draw(series.read(kind, folder))


# For each theme its pictures: the name of the file, and what draws it from a folder of series.
PICTURES: dict[str, dict[str, Callable[[Path], go.Figure]]] = {
    "Denoising": {"denoising": _drawing(series.NoiseCurve, denoising)},
    "Error of each class": {"dense32_classes": _drawing(series.ClassErrors, dense32_classes)},
    "Clusters": {"clusters": _drawing(series.ClusterErrors, clusters)},
    "Latent range": {"latent_ranges": _drawing(series.LatentRanges, latent_ranges)},
    "Pretraining": {
        "pretraining_seeds": _drawing(series.PretrainingSeeds, pretraining_seeds),
        "pretraining_curves": _drawing(series.PretrainingSeeds, pretraining_curves),
    },
    "Latent size": {"latent_sizes": _drawing(series.LatentSizes, latent_sizes)},
}


def figures_of(theme: str, folder: Path) -> dict[str, go.Figure]:
    """The figures of a theme by the name of their file; without those whose series is missing."""
    found = {}
    for name, draw in PICTURES.get(theme, {}).items():
        try:
            found[name] = draw(folder)
        except ResultsError:
            continue  # a claim that could not be measured says so in its row
    return found


def markdown(name: str, figure: go.Figure) -> str:
    """The picture in Markdown, with its description for those who cannot see it."""
    alt = alt_text(figure).replace("[", "(").replace("]", ")").replace("\n", " ")
    return f"![{alt}](results/{name}.svg)"


def draw(figures: dict[str, go.Figure], folder: Path) -> None:
    """Write each figure as ``NAME.svg``, on white.

    Raises:
        ResultsError: there is no kaleido or no Chromium to draw with.
    """
    for figure in figures.values():
        figure.update_layout(
            width=WIDTH,
            paper_bgcolor="white",
            plot_bgcolor="white",
            margin={"l": 16, "r": 24, "t": 16, "b": 16},
        )
    try:
        from kaleido.errors import KaleidoError
        from plotly.io import write_images

        errors = (KaleidoError, OSError, RuntimeError, ValueError)  # no Chromium: RuntimeError
    except ImportError as error:
        raise ResultsError(
            "The pictures are not drawn, for the package kaleido is missing: `make reproduce` "
            "brings it."
        ) from error
    folder.mkdir(parents=True, exist_ok=True)
    try:
        write_images(list(figures.values()), [folder / f"{name}.svg" for name in figures])
    except errors as error:
        reason = " ".join(str(error).split())[:200]
        raise ResultsError(
            f"The pictures are not drawn, for no Chromium starts ({reason}): `make browser` finds "
            "or installs one."
        ) from error
