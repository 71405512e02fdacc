"""The pictures of ``docs/results``: figures of `core.figures`, drawn from the series on disk.

Plotly draws in a browser, so this needs a Chromium and the package kaleido. ``make reproduce``
installs both; without them everything but the pictures is written.
"""

from collections.abc import Callable
from pathlib import Path

import plotly.graph_objects as go

from core.errors import ResultsError
from core.evaluation.classifiers.robustness import Robustness
from core.figures import (
    alt_text,
    bars_beside_source,
    error_over_size,
    latent_reach,
    per_class_bars,
    robustness_curves,
    run_curves,
    seed_pairs,
)
from core.literature.results import series
from core.literature.results.series import AnySeries

WIDTH = 760  # pixels


def latent_sizes(data: series.LatentSizes) -> go.Figure:
    """Error over latent size for PCA, the linear and the deep autoencoder."""
    lines = {
        "principal components (PCA)": data.pca,
        "linear autoencoder": data.linear,
        "deep autoencoder": data.dense,
    }
    return error_over_size(data.sizes, lines)


def pretraining_seeds(data: series.PretrainingSeeds) -> go.Figure:
    """Balanced accuracy of both cases, seed by seed."""
    cases = {"case 1: autoencoder": data.case1, "case 2: denoiser": data.case2}
    title = f"Balanced accuracy on {data.images:,} digits"
    return seed_pairs(data.seeds, cases, title=title)


def pretraining_curves(data: series.PretrainingSeeds) -> go.Figure:
    """Training curves of both cases over the epochs."""
    cases = {"case 1: autoencoder": data.case1_curves, "case 2: denoiser": data.case2_curves}
    return run_curves(cases, title="1 − balanced accuracy, training digits")


def dense32_classes(data: series.ClassErrors) -> go.Figure:
    """Error of each class, ours beside the book's."""
    return per_class_bars(
        {"This project": data.ours, "The source": data.source},
        data.classes,
        title="Squared error per digit",
    )


def denoising(data: series.NoiseCurve) -> go.Figure:
    """Accuracy over the noise level, without and with denoisers."""
    return robustness_curves(
        Robustness("gaussian", data.levels, data.noisy, data.denoised, data.images, data.seed)
    )


def clusters(data: series.ClusterErrors) -> go.Figure:
    """Error of k-means as a classifier, ours beside the source's."""
    names = [f"{name}, k = {k}" for name, k in zip(data.names, data.clusters, strict=True)]
    return bars_beside_source(names, data.ours, data.source, title="Test digits misread")


def latent_ranges(data: series.LatentRanges) -> go.Figure:
    """Range of the two latent numbers of each model."""
    return latent_reach(data.models, data.low, data.high, data.std)


def _drawing(
    kind: type[AnySeries], draw: Callable[[AnySeries], go.Figure]
) -> Callable[[Path], go.Figure]:
    return lambda folder: draw(series.read(kind, folder))


# Pictures of each theme: the file name, and a function that draws it from a folder of series.
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
    """The figures of a theme by file name; those whose series is missing are left out."""
    figures = {}
    for name, draw in PICTURES.get(theme, {}).items():
        try:
            figures[name] = draw(folder)
        except ResultsError:
            continue  # the outcomes of the theme say what could not be measured
    return figures


def markdown(name: str, figure: go.Figure) -> str:
    """The picture in Markdown, with its alternative text."""
    alt = alt_text(figure).replace("[", "(").replace("]", ")").replace("\n", " ")
    return f"![{alt}](results/{name}.svg)"


def draw(figures: dict[str, go.Figure], folder: Path) -> None:
    """Write each figure as ``NAME.svg``, on white.

    Raises:
        ResultsError: kaleido or a Chromium is not available.
    """
    for figure in figures.values():
        figure.update_layout(
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
            "The pictures are not drawn because the package kaleido is missing: "
            "'make reproduce' installs it."
        ) from error
    folder.mkdir(parents=True, exist_ok=True)
    try:
        write_images(
            list(figures.values()),
            [folder / f"{name}.svg" for name in figures],
            width=WIDTH,
            # Otherwise every picture would have Plotly's 500 pixels.
            height=[figure.layout.height for figure in figures.values()],
        )
    except errors as error:
        reason = " ".join(str(error).split())[:200]
        raise ResultsError(
            f"The pictures are not drawn because no Chromium starts ({reason}): 'make browser' "
            "finds or installs one."
        ) from error
