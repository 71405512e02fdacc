"""Report: what `make reproduce` has measured over many trainings, read from the project's files.

The package that measures imports half of the program, so it is imported where it is used.
"""

from statistics import mean, stdev
from typing import TYPE_CHECKING

import streamlit as st

from core import figures
from core.errors import ResultsError
from core.text.numbers import percent, unbroken
from pages.shared.choices.model_choice import markdown_title
from pages.shared.literal import literal
from pages.shared.parts.chart import chart

if TYPE_CHECKING:
    from core.literature.results.series import Series

MISSING = (
    "This takes many trainings and has not been measured here: run `make reproduce`, which saves "
    "the results."
)
CLASSES = """
The source measures the network's output **as it is**. Both series here do the same. Everywhere else
on this screen the output is first **clipped** to the range from black to white, as a picture shows
it, so the errors there are smaller and must not be compared with the source's.
"""
SIZES = """
Three ways to keep a digit in a few numbers, each trained for every size. **PCA** is exact
arithmetic. The **linear autoencoder** is trained like any other, but has no bend in it: it ends at
the same error, so the two lines lie on each other. The **deep autoencoder** has curved layers
around its code. Both axes are logarithmic.
"""
SEEDS = """
Each thin line is one seed: the same start and the same digits for both cases. The grey bar is the
mean. If most lines rise from left to right, denoising features help; if they cross, the difference
may be luck.
"""
CURVES = """
Every training of both cases: the share of the training digits that are misread after each epoch,
with all classes weighted equally. The scale is logarithmic. If the lines of case 2 lie below those
of case 1, its features are learned from faster.
"""


def class_errors(model: str) -> None:
    """The error of each class beside the source's, both measured before the output is clipped.

    Shows nothing for a model that the source does not have, or if nothing has been measured.
    """
    from core.literature.claims import classes
    from core.literature.results import series

    if model != classes.MODEL:
        return
    try:
        result = series.read(series.ClassErrors, series.RESULTS)
    except ResultsError:
        return
    st.header(f"{markdown_title(model)} beside the source", anchor=False)
    figure = figures.per_class_bars(
        {"Measured here": result.ours, "In the source": result.source},
        result.classes,
        title="Difference from the original, output not clipped",
    )
    chart(figure, "errors-beside-the-source", CLASSES, of_mnist=True)
    _origin(result)


def latent_sizes() -> None:
    """Error over the code length: PCA, linear and deep autoencoders trained for each size."""
    from core.literature.results import pictures, series

    st.header("The same network at every size", anchor=False)
    try:
        result = series.read(series.LatentSizes, series.RESULTS)
    except ResultsError:
        st.info(MISSING)
        return
    chart(pictures.latent_sizes(result), "latent-sizes-trained", SIZES, of_mnist=True)
    gaps = [abs(a / b - 1) for a, b in zip(result.linear, result.pca, strict=True)]
    verb = "equals" if max(gaps) < 0.01 else "is close to"
    st.markdown(
        f"The linear autoencoder **{verb} PCA**: over all {len(gaps)} sizes their errors differ by "
        f"at most {unbroken(percent(max(gaps), 2))}."
    )
    _origin(result, f"seed {result.seed}")


def pretraining_seeds() -> None:
    """Both cases over several seeds, with their spread, and the curve of every training."""
    from core.literature.results import pictures, series

    st.header("The same over several seeds", anchor=False)
    try:
        result = series.read(series.PretrainingSeeds, series.RESULTS)
    except ResultsError:
        st.info(MISSING)
        return
    for digits, first, second in (
        (f"the {result.images:,} test digits of the recipe", result.case1, result.case2),
        (f"all {result.whole_images:,} test digits", result.case1_whole, result.case2_whole),
    ):
        wins = sum(b > a for a, b in zip(first, second, strict=True))
        st.markdown(
            f"On {digits}: case 1 **{_spread(first)}**, case 2 **{_spread(second)}** balanced "
            f"accuracy (mean ± standard deviation); case 2 is better for {wins} of {len(first)} "
            "seeds."
        )
    chart(pictures.pretraining_seeds(result), "pretraining-seeds", SEEDS, of_mnist=True)
    chart(pictures.pretraining_curves(result), "pretraining-curves", CURVES, of_mnist=True)
    _origin(result, f"seeds {', '.join(map(str, result.seeds))}")


def _spread(values: tuple[float, ...]) -> str:
    spread = stdev(values) if len(values) > 1 else 0.0
    return unbroken(f"{percent(mean(values), 2)} ± {percent(spread, 2)}")


def _origin(result: "Series", seeds: str = "") -> None:
    parts = [f"Measured on {result.images:,} test digits of MNIST", seeds, result.date[:10]]
    text = f"{', '.join(filter(None, parts))}, on {result.device}."
    st.caption(f"{literal(text)} Run `make reproduce` to measure it again.")
