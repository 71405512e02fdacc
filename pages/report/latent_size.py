"""Report: how well digits are given back over how many numbers, and how far those numbers go."""

import numpy as np
import pandas as pd
import streamlit as st

from core import figures
from core.evaluation import latent_sizes
from core.evaluation.latent_sizes import Sized
from pages.report import reproduced
from pages.report.selection import Selection
from pages.shared.chart import chart
from pages.shared.waiting import wait

HOW = """
The further to the right, the more numbers a network may keep of a digit; the lower, the better it
gives the digit back. The dashed line is **principal component analysis (PCA)**, the best that can
be done with additions and multiplications alone. A marker below it is a network that has found
something that no straight line can: the way strokes bend. A marker above it has been trained for
something else, such as taking off noise or keeping its codes in a round cloud (*variational*).
An autoencoder **without any bend in it** (linear activations) can do no better than PCA, and with
enough training it does exactly as well: both axes are logarithmic.
"""

REACH = """
Each line goes from the lowest to the highest value that one of the two latent numbers takes over
the test digits. Nothing tells a plain **autoencoder** where to put its digits: the literature
reports about −7 to 7. A **variational** one pays for every step away from a round cloud of
spread 1 (its *prior*, weighed by the *KL term*): nearly all its digits lie within ±4, between the
dotted lines. With a **tiny KL weight** (`tiny-kl`) it hardly pays, and so spreads out at least as
far as the autoencoder and gives digits back about as well: compare the squared errors in the table.
"""


def section(selection: Selection) -> None:
    """The store's autoencoders beside PCA."""
    st.subheader("How many numbers does a digit need?", anchor=False)
    data = selection.dataset
    pca = wait(
        "Principal components of the training digits",
        (data.fingerprint,),
        lambda on_progress: latent_sizes.pca_errors(data, on_progress),
    )
    models, unknown = latent_sizes.sized(data)
    largest = max([64, *(model.latent for model in models)])
    chart(figures.latent_sizes(models, pca, largest), "latent-sizes", HOW)
    if unknown:
        st.caption(
            f"Left out, because the card has no error on these digits: {', '.join(unknown)}."
        )
    _table(models, pca)
    st.caption(
        f"Mean over the {len(selection.test):,} test digits, without noise, summed over the 784 "
        f"pixels. PCA is fitted on the {data.train:,} training digits."
    )
    reproduced.latent_sizes()
    _reach(selection)


def _table(models: list[Sized], pca: np.ndarray) -> None:
    best = latent_sizes.at_sizes(
        pca.tolist(), sorted({*latent_sizes.SIZES, *(one.latent for one in models)})
    )
    lines: list[tuple[int, str, float | None, float | None, float | None, str]] = [
        (
            one.latent,
            one.name,
            one.error,
            best.get(one.latent),
            best[one.latent] / one.error if one.latent in best else None,
            one.kind + (", denoising" if one.denoising else ""),
        )
        for one in models
    ]
    taken = {one.latent for one in models}
    lines += [
        (size, "–", None, error, None, "PCA alone")
        for size, error in best.items()
        if size not in taken
    ]
    numbers = ("Squared error", "PCA", "PCA ÷ autoencoder")
    columns = ["Numbers", "Autoencoder", *numbers, "Kind"]
    table = pd.DataFrame(lines, columns=columns).sort_values(columns[0], kind="stable")
    for name in numbers:
        # As text: an empty number would be shown as "None".
        table[name] = [f"{value:.2f}" if pd.notna(value) else "–" for value in table[name]]
    st.dataframe(
        table,
        hide_index=True,
        height="content",
        alt="Squared error of each autoencoder beside PCA with as many numbers.",
    )


def _reach(selection: Selection) -> None:
    """The ranges of the two-number latents, variational ones beside the plain."""
    found = latent_sizes.reaches(selection.dataset)
    if not found:
        return
    st.subheader("How far do two numbers reach?", anchor=False)
    chart(figures.latent_reach(found), "latent-reach", REACH)
    table = pd.DataFrame(
        {
            "Autoencoder": [one.name for one in found],
            "Squared error": [one.error for one in found],
            "Spread (standard deviation)": [
                " and ".join(f"{value:.2f}" for value in one.std) for one in found
            ],
            "Digits within ±4": [100 * one.within_4 for one in found],
            "Kind": [one.kind for one in found],
        }
    )
    st.dataframe(
        table,
        hide_index=True,
        column_config={
            "Squared error": st.column_config.NumberColumn(format="%.2f"),
            "Digits within ±4": st.column_config.NumberColumn(format="%.2f %%"),
        },
        alt="Spread and squared error of each autoencoder with two latent numbers.",
    )
