"""Report: original, noisy and rebuilt digits in rows, with and without output thresholds."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core import noise
from core.data import lookup
from core.evaluation.autoencoders import thresholds
from core.evaluation.autoencoders.thresholds import HIGH, LOW, Examples
from core.evaluation.classifiers.robustness import levels
from core.figures.pictures import image_png
from core.noise import Noise, at_level
from core.text import glossary
from core.text.numbers import alike, sentence_case
from pages.report.selection import Selection, has_model
from pages.shared.addresses.links import denoise_link
from pages.shared.choices.controls import choose_seed
from pages.shared.choices.dataset import worded
from pages.shared.choices.model_choice import markdown_title, title
from pages.shared.frame.layout import end_picture
from pages.shared.parts.chart import csv_button, explain
from pages.shared.parts.gallery import Cell, gallery, save_button

NONE = "none"
HOW = f"""
Each column is one digit: as it **was**, with **noise** on it, and as each autoencoder
rebuilds it. The autoencoder sees only the noisy one. The number below a picture is its difference
from the original (**squared error**), summed over the pixels: the smaller, the better.

**Thresholds** decide nearly black and nearly white pixels: a pixel of at least {HIGH} becomes white
(1), one of at most {LOW} black (0), and those between stay as they are. Where pictures are nearly
black and white, as handwriting is, this makes them crisper. But a pixel on the wrong side of a
threshold errs more than before, so the error may grow. Both errors are in the table.

The **seed** draws the digits from the test set, equally many of each class if there are classes,
and makes the noise.
"""


def section(selection: Selection) -> None:
    """The rows of digits and the table of their errors."""
    if not has_model(selection.autoencoders, "reconstruct"):
        return
    with selection.settings:
        corruption = _choose_noise()
        count = st.select_slider(
            worded("Digits"),
            [10, 20, 30],
            10,
            key="digits_count",
            bind="query-params",
            help="Equally many of each class." if selection.dataset.classes else None,
        )
        seed = choose_seed(
            "digits_seed", worded("Draws the digits from the test set and makes the noise.")
        )
        hard = st.toggle(
            "Thresholds",
            key="digits_hard",
            bind="query-params",
            help=f"Sets output pixels from {HIGH} on to white (1), up to {LOW} to black (0).",
        )
    rows = thresholds.draw_examples(selection.autoencoders, selection.test, count, corruption, seed)
    _summary(selection, rows, hard, noisy=corruption is not None)
    _pictures(selection, rows, hard, noisy=corruption is not None)
    end_picture()
    _thresholds(selection, rows)
    with st.expander("The errors as a table"):
        _table(selection, rows, noisy=corruption is not None)
    explain(HOW)


def _choose_noise() -> Noise | None:
    kind = st.selectbox(
        "Noise",
        [NONE, *noise.KINDS],
        index=1,
        format_func=lambda name: noise.KINDS[name].title if name in noise.KINDS else "No noise",
        key="digits_noise",
        bind="query-params",
        help=worded("What is done to the digits before the autoencoders see them."),
    )
    if kind == NONE:
        return None
    steps = levels(kind, 21)
    level = st.select_slider(
        "How much noise",
        steps,
        steps[5],
        format_func=lambda value: f"{value:g}",
        key=f"digits_level_{kind}",
        bind="query-params",
        help=glossary.meaning("noise"),
    )
    return at_level(kind, level)


def _summary(selection: Selection, rows: Examples, hard: bool, noisy: bool) -> None:
    """Mean squared error of each autoencoder's output, in one sentence."""
    errors = rows.hard_error if hard else rows.soft_error
    noise_mean, *means = alike(
        [float(rows.noisy_error.mean()), *(float(one.mean()) for one in errors)]
    )
    each = ", ".join(
        f"**{mean}** by **{markdown_title(name)}**"
        for name, mean in zip(selection.autoencoders, means, strict=True)
    )
    before = f"With the noise it is {noise_mean}; rebuilt" if noisy else "Rebuilt"
    question = worded(f"How far are these {len(rows.rows)} digits from their originals?")
    st.markdown(f"{question} {before}, it is {each}.")


def _pictures(selection: Selection, rows: Examples, hard: bool, noisy: bool) -> None:
    names = _names(selection, rows)
    originals = [
        Cell(
            (image_png(image),),
            (name,),
            f"{sentence_case(name)} without noise, row {row}",
            denoise_link(row),
        )
        for image, name, row in zip(rows.clean, names, rows.rows, strict=True)
    ]
    lines = [("Original (a click opens it on Denoise)", originals)]
    if noisy:
        lines.append(("Noisy", _cells(rows.noisy, rows.noisy_error, names, "noisy")))
    images, errors = (rows.hard, rows.hard_error) if hard else (rows.soft, rows.soft_error)
    for at, model in enumerate(selection.autoencoders):
        label = f"Rebuilt by {markdown_title(model)}" + (", after the thresholds" if hard else "")
        lines.append((label, _cells(images[at], errors[at], names, f"rebuilt by {title(model)}")))
    for label, cells in lines:
        st.caption(label)
        gallery(cells, side=62, save=False)
    save_button([[cell.pictures[0] for cell in cells] for _, cells in lines], "digits")


def _names(selection: Selection, rows: Examples) -> list[str]:
    return [lookup.description(selection.dataset, int(row)) for row in rows.rows]


def _cells(
    images: NDArray[np.float32],
    errors: NDArray[np.float32],
    names: Iterable[str],
    description: str,
) -> list[Cell]:
    return [
        Cell(
            (image_png(image),),
            (f"{error:.1f}",),
            f"{sentence_case(name)}, {description}, squared error {error:.1f}",
        )
        for image, error, name in zip(images, errors, names, strict=True)
    ]


def _thresholds(selection: Selection, rows: Examples) -> None:
    for name, soft, hard in zip(
        selection.autoencoders, rows.soft_error, rows.hard_error, strict=True
    ):
        before, after = alike([float(soft.mean()), float(hard.mean())])
        st.markdown(
            f"**{markdown_title(name)}**: the thresholds take the mean difference from {before} to "
            f"{after}; they help {int((hard < soft).sum())} of "
            + worded(f"these {len(soft)} digits.")
        )


def _table(selection: Selection, rows: Examples, noisy: bool) -> None:
    columns: dict[str, list[object]] = {"Row": rows.rows.tolist()}
    if selection.dataset.classes:
        columns["Class"] = list(_names(selection, rows))
    words = len(columns)
    if noisy:
        columns["Noisy"] = rows.noisy_error.tolist()
    for name, soft, hard in zip(
        selection.autoencoders, rows.soft_error, rows.hard_error, strict=True
    ):
        columns[title(name)] = soft.tolist()
        columns[f"{title(name)}, thresholds"] = hard.tolist()
    table = pd.DataFrame(columns)
    numbers = {name: st.column_config.NumberColumn(format="%.2f") for name in list(columns)[words:]}
    st.dataframe(
        table,
        hide_index=True,
        column_config=numbers,
        alt=worded("The squared error of each digit with and without thresholds."),
    )
    csv_button(table.to_csv(index=False), "digits")
