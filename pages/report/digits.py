"""Report: rows of true, noisy and reconstructed digits, with and without output thresholds."""

import pandas as pd
import streamlit as st

from core import noise
from core.evaluation import thresholds
from core.evaluation.robustness import levels
from core.evaluation.thresholds import HIGH, LOW, Rows
from core.figures.pictures import grey_png
from core.noise import at_level
from pages.report.selection import Selection, has_model
from pages.shared.chart import csv_button, explain
from pages.shared.gallery import Cell, gallery, save_button
from pages.shared.links import denoise_link

NONE = "none"
HOW = f"""
Each column is one digit: as it was **written**, with **noise** on it, and as each autoencoder
gives it back; it only ever sees the noisy one. The number below a picture is its **squared error**
against the digit as written, summed over the 784 pixels: the smaller, the better.

**Thresholds** make up the network's mind for it: a pixel of at least {HIGH} becomes fully white
(1), one of at most {LOW} fully black (0), and those between stay as they are. Handwriting is
nearly black and white, so this makes pictures crisper; but a pixel on the wrong side of a
threshold errs more than it did before, so the error may grow. Both errors are in the table.

The digits are drawn from the test set, as many of each class, by the **seed**, which makes the
noise too.
"""


def section(selection: Selection) -> None:
    """The rows and the table of their errors."""
    if not has_model(selection.autoencoders, "reconstruct"):
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.selectbox(
            "Noise",
            [NONE, *noise.KINDS],
            index=1,
            format_func=lambda name: noise.KINDS[name].title if name in noise.KINDS else "No noise",
            key="digits_noise",
            width=220,
        )
        level = 0.0
        if kind != NONE:
            steps = levels(kind, 21)
            level = st.select_slider(
                "Level",
                steps,
                steps[5],
                format_func=lambda value: f"{value:g}",
                key=f"digits_level_{kind}",
                width=220,
            )
        count = st.select_slider("Digits", [10, 20, 30], 10, key="digits_count", width=140)
        seed = st.number_input("Seed", 0, 2**31 - 1, 0, key="digits_seed", width=130)
        hard = st.toggle(
            f"Thresholds (≥ {HIGH} → 1, ≤ {LOW} → 0)",
            key="digits_hard",
            help="Sets nearly white pixels of the output to white and nearly black ones to black.",
        )
    spoil = None if kind == NONE else at_level(kind, level)
    rows = thresholds.rows_of(selection.autoencoders, selection.test, count, spoil, int(seed))
    _show(selection, rows, hard, noisy=kind != NONE)
    _table(selection, rows, noisy=kind != NONE)
    explain(HOW)


def _show(selection: Selection, rows: Rows, hard: bool, noisy: bool) -> None:
    classes = selection.dataset.classes
    lines: list[tuple[str, list[Cell]]] = []
    written = [
        Cell(
            (grey_png(image),),
            (classes[label],),
            f"A {classes[label]} as written, row {row}",
            denoise_link(row),
        )
        for image, label, row in zip(rows.clean, rows.labels, rows.rows, strict=True)
    ]
    lines.append(("As written (a click opens it on Denoise)", written))
    if noisy:
        lines.append(("Noisy", _cells(rows.noisy, rows.noisy_error, classes, rows.labels, "noisy")))
    shown, errors = (rows.hard, rows.hard_error) if hard else (rows.soft, rows.soft_error)
    for at, name in enumerate(selection.autoencoders):
        title = f"Given back by {name}" + (", after the thresholds" if hard else "")
        words = f"given back by {name}"
        lines.append((title, _cells(shown[at], errors[at], classes, rows.labels, words)))
    for title, cells in lines:
        st.caption(title)
        gallery(cells, side=70, save=False)
    save_button([[cell.pictures[0] for cell in cells] for _, cells in lines], "digits")


def _cells(images, errors, classes, labels, words: str) -> list[Cell]:
    return [
        Cell(
            (grey_png(image),),
            (f"{error:.1f}",),
            f"A {classes[label]}, {words}, squared error {error:.1f}",
        )
        for image, error, label in zip(images, errors, labels, strict=True)
    ]


def _table(selection: Selection, rows: Rows, noisy: bool) -> None:
    columns: dict[str, list[object]] = {
        "Row": rows.rows.tolist(),
        "Class": [selection.dataset.classes[label] for label in rows.labels],
    }
    if noisy:
        columns["Noisy"] = rows.noisy_error.tolist()
    for at, name in enumerate(selection.autoencoders):
        columns[name] = rows.soft_error[at].tolist()
        columns[f"{name}, thresholds"] = rows.hard_error[at].tolist()
    for at, name in enumerate(selection.autoencoders):
        soft, hard = rows.soft_error[at], rows.hard_error[at]
        better = int((hard < soft).sum())
        st.markdown(
            f"**{name}**: mean squared error **{soft.mean():.2f}** without and "
            f"**{hard.mean():.2f}** with the thresholds, which help {better} of these "
            f"{len(soft)} digits."
        )
    table = pd.DataFrame(columns)
    numbers = {name: st.column_config.NumberColumn(format="%.2f") for name in list(columns)[2:]}
    st.dataframe(
        table,
        hide_index=True,
        column_config=numbers,
        alt="The squared error of each digit with and without thresholds.",
    )
    csv_button(table.to_csv(index=False), "digits")
