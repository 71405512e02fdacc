"""Report: how well digits are rebuilt for each code length, and how far two numbers spread."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from core import figures
from core.evaluation.autoencoders import latent_sizes
from core.evaluation.autoencoders.latent_sizes import SizeRow
from pages.report.history import reproduction
from pages.report.selection import Selection
from pages.shared.choices.dataset import DEFAULT, worded
from pages.shared.choices.model_choice import markdown_title, title
from pages.shared.frame.layout import end_picture
from pages.shared.jobs.waiting import wait
from pages.shared.parts.chart import chart

HOW = """
The **code length (latent size)** is how many numbers a network may keep of a digit. Further to the
right the code is longer; further down the digit is rebuilt better. The dashed line is **principal
component analysis (PCA)**, the best that additions and multiplications alone can do. A marker below
it is a network that uses something that no straight line can follow: the way strokes bend. A marker
above it was trained for something else, such as removing noise or keeping its codes in a round
cloud (*variational*). An autoencoder **without any bend in it** (linear activations) can do no
better than PCA, and with enough training it does exactly as well. Both axes are logarithmic.
"""
REACH = """
Each thin line goes from the lowest to the highest value that one of the two numbers takes over the
test digits, each thick one a standard deviation to either side of 0. Nothing tells a plain
**autoencoder** where to put its digits: the literature reports about −7 to 7. A **variational** one
pays for every step away from a round cloud of spread 1 (its *prior*, weighted by the *KL term*):
nearly all its digits lie within ±4, between the dotted lines. With a **tiny KL weight** (`tiny-kl`)
it hardly pays. It spreads out at least as far as the autoencoder and rebuilds digits about as well:
compare the squared errors in the table.
"""


def section(selection: Selection) -> None:
    """The store's autoencoders beside PCA."""
    st.header(worded("How many numbers does a digit need?"), anchor=False)
    dataset = selection.dataset
    pca = wait(
        "Computing the principal components of the training digits",
        (dataset.fingerprint,),
        lambda on_progress: latent_sizes.pca_errors(dataset, on_progress),
    )
    models, omitted = latent_sizes.models_by_size(dataset)
    models = [replace(model, name=title(model.name)) for model in models]
    largest = max([64, *(model.latent for model in models)])
    chart(figures.latent_sizes(models, pca, largest), "latent-sizes", HOW)
    end_picture()
    if omitted:
        names = ", ".join(map(markdown_title, omitted))
        st.caption(worded(f"Omitted: {names}. Their cards have no error on these digits."))
    _table(latent_sizes.compare_with_pca(models, pca.tolist()))
    st.caption(
        worded(
            f"Mean over the {len(selection.test):,} test digits, without noise, summed over the "
            f"{dataset.numbers}. PCA is fitted on the {dataset.train:,} training digits. "
            "Every output is measured as it is, PCA's too; under Errors, outputs are first clipped "
            "to the range from black to white."
        )
    )
    if selection.dataset.name == DEFAULT:
        reproduction.latent_sizes()
    _reach(selection)


def _table(lines: list[SizeRow]) -> None:
    """One row per autoencoder, and one for PCA alone at each size that no autoencoder has."""
    # As text: an empty number would be shown as "None".
    table = pd.DataFrame(
        {
            "Code length": [line.latent for line in lines],
            "Autoencoder": [line.name or "–" for line in lines],
            "Difference from the original": [_number(line.error) for line in lines],
            "PCA": [_number(line.pca) for line in lines],
            "PCA ÷ autoencoder": [_number(line.ratio) for line in lines],
            "Kind": [line.kind for line in lines],
        }
    )
    st.dataframe(
        table,
        hide_index=True,
        height="content",
        alt="Difference from the original of each autoencoder beside PCA with as many numbers.",
    )


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _reach(selection: Selection) -> None:
    """The ranges of the codes of two numbers, of variational and of plain autoencoders."""
    reaches = latent_sizes.latent_ranges(selection.dataset)
    reaches = [replace(one, name=title(one.name)) for one in reaches]
    if not reaches:
        return
    st.header("How far do two numbers spread?", anchor=False)
    figure = figures.latent_reach(
        [one.name for one in reaches],
        [one.low for one in reaches],
        [one.high for one in reaches],
        [one.std for one in reaches],
        [one.within_4 for one in reaches],
    )
    chart(figure, "latent-reach", REACH)
    within = worded("Digits within ±4")
    table = pd.DataFrame(
        {
            "Autoencoder": [one.name for one in reaches],
            "Difference from the original": [one.error for one in reaches],
            "Spread (standard deviation)": [
                " and ".join(f"{value:.2f}" for value in one.std) for one in reaches
            ],
            within: [100 * one.within_4 for one in reaches],
            "Kind": [one.kind for one in reaches],
        }
    )
    st.dataframe(
        table,
        hide_index=True,
        column_config={
            "Difference from the original": st.column_config.NumberColumn(format="%.2f"),
            within: st.column_config.NumberColumn(format="%.2f %%"),
        },
        alt="Spread and squared error of each autoencoder with a code of two numbers.",
    )
