"""Report: what `make reproduce` has measured over many trainings, as it lies in the project.

The package that measures brings half the program along, so it is imported where it is used.
"""

from statistics import mean, stdev
from typing import TYPE_CHECKING

import streamlit as st

from core.errors import ResultsError
from core.text.numbers import percent
from pages.shared.chart import chart
from pages.shared.literal import literal

if TYPE_CHECKING:
    from core.literature.series import Series

MISSING = (
    "This takes many trainings and has not been measured here: run `make reproduce`, which keeps "
    "what it finds."
)
SIZES = """
Three ways to keep a digit in a few numbers, each trained anew for every size. **PCA** is exact
arithmetic; the **linear autoencoder** is trained like any other, but has no bend in it: it ends at
the same error, so that the two lines lie on each other. The **deep autoencoder** has bent layers
around its latent numbers. Both axes are logarithmic.
"""
SEEDS = """
Each thin line is one seed: the same start and the same digits for both cases. The grey bar is the
mean. If most lines rise from left to right, denoising features help; if they cross, the difference
may be luck.
"""
CURVES = """
Every training of both cases: the share of the training digits that are misread, the classes
weighted equally, after each epoch. The scale is logarithmic. Where the bundle of case 2 lies below
that of case 1, its features are learned from faster.
"""


def latent_sizes() -> None:
    """Error over the latent numbers: PCA, linear and deep autoencoders trained for each size."""
    from core.literature import drawing, series

    st.subheader("The same network at every size", anchor=False)
    try:
        found = series.read(series.LatentSizes, series.RESULTS)
    except ResultsError:
        st.info(MISSING)
        return
    chart(drawing.latent_sizes(found), "latent-sizes-trained", SIZES)
    gaps = [abs(a / b - 1) for a, b in zip(found.linear, found.pca, strict=True)]
    same = "equals" if max(gaps) < 0.01 else "comes near to"
    st.markdown(
        f"The linear autoencoder **{same} PCA**: over all {len(gaps)} sizes their errors differ by "
        f"at most {percent(max(gaps), 2)}."
    )
    _origin(found, f"seed {found.seed}")


def pretraining_seeds() -> None:
    """Both cases over several seeds, with their spread, and every training's curve."""
    from core.literature import drawing, series

    st.subheader("The same over several seeds", anchor=False)
    try:
        found = series.read(series.PretrainingSeeds, series.RESULTS)
    except ResultsError:
        st.info(MISSING)
        return
    whole = f"all {found.whole_images:,} test digits"
    for where, first, second in (
        (f"the {found.images:,} test digits of the recipe", found.case1, found.case2),
        (whole, found.case1_whole, found.case2_whole),
    ):
        wins = sum(b > a for a, b in zip(first, second, strict=True))
        st.markdown(
            f"On {where}: case 1 **{_spread(first)}**, case 2 **{_spread(second)}** balanced "
            f"accuracy (mean ± standard deviation); case 2 is better for {wins} of {len(first)} "
            "seeds."
        )
    chart(drawing.pretraining_seeds(found), "pretraining-seeds", SEEDS)
    chart(drawing.pretraining_curves(found), "pretraining-curves", CURVES)
    _origin(found, f"seeds {', '.join(map(str, found.seeds))}")


def source_errors(name: str) -> tuple[float, ...] | None:
    """The source's squared error of each class for `ae-dense-32`; None for any other model."""
    from core.literature import series

    if name != "ae-dense-32":
        return None
    try:
        return series.read(series.ClassErrors, series.RESULTS).source
    except ResultsError:
        return None  # a comparison that nobody asked for


def _spread(values: tuple[float, ...]) -> str:
    spread = stdev(values) if len(values) > 1 else 0.0
    return f"{percent(mean(values), 2)} ± {percent(spread, 2)}"


def _origin(found: "Series", seeds: str) -> None:
    st.caption(
        literal(
            f"Measured on {found.images:,} test digits, {seeds}, {found.date[:10]}, on "
            f"{found.device}. “make reproduce” measures it again."
        )
    )
