"""Report: which class a classifier reads as which, and each of those digits."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from core import figures
from core.evaluation.classifiers import classification
from core.evaluation.classifiers.classification import Classification
from core.text.numbers import percent, unbroken
from pages.report.quality import confusion_cell
from pages.report.selection import Selection, choose_model, has_model
from pages.shared.choices.controls import COUNTS, choose_unit
from pages.shared.choices.dataset import worded
from pages.shared.choices.model_choice import markdown_title, title
from pages.shared.frame.layout import end_picture
from pages.shared.jobs.waiting import wait
from pages.shared.parts.chart import chart, csv_button, explain

HOW = """
A row is a true class, a column the class that the classifier reads. The diagonal holds the digits
that it reads correctly; everything beside it is a mistake. The shade is the share of the row.
**Press a cell** (or choose its classes below) to see its digits.
"""
SCORES = """
- **Accuracy**: share of all digits read correctly. **Balanced accuracy**: the same for each class,
  then the mean, so that rare classes count as much as common ones.
- **Precision** of a class: of the digits that were read as this class, the share that belong to it.
- **Recall** of a class: of the digits that belong to this class, the share that were read as it.
- **F1**: the harmonic mean of the two.
"""


def section(selection: Selection) -> None:
    """The confusion matrix with its cells' digits, accuracy, precision and recall."""
    if not has_model(selection.classifiers, "classify"):
        return
    readings = {name: read_digits(selection, name) for name in selection.classifiers}
    with selection.settings:
        name = choose_model("Matrix of", selection.classifiers, "confusion_model")
        unit = choose_unit(
            "confusion_share",
            worded("How many digits, or their share of all digits of the same true class."),
        )
    one = readings[name]
    st.markdown(
        f"**{markdown_title(name)}** reads **{unbroken(percent(one.accuracy, 1))}** of "
        + worded(f"{len(one.rows):,} digits correctly that it has never seen. ")
        + "What does it read as what?"
    )
    _matrix(one, per_cent=unit != COUNTS)
    end_picture()
    confusion_cell.show(selection, one)
    _overall(readings)
    _scores(readings)


def read_digits(selection: Selection, name: str) -> Classification:
    """The classifier's answers on the test digits, with a progress bar while it reads them."""
    dataset = selection.dataset
    return wait(
        f"Reading {len(selection.test):,} digits with {title(name)}",
        (name, dataset.fingerprint),
        lambda on_progress: classification.classify_split(name, dataset.name, "test", on_progress),
    )


def _overall(readings: Mapping[str, Classification]) -> None:
    """Tiles for one classifier, rows of a table for several."""
    st.header("How many are read correctly?", anchor=False)
    rows = {
        title(name): {
            "Read correctly (accuracy)": percent(one.accuracy, 2),
            "Classes weighted equally (balanced accuracy)": percent(one.balanced_accuracy, 2),
            "Misread": f"{int((~one.correct).sum()):,} of {len(one.rows):,}",
        }
        for name, one in readings.items()
    }
    if len(rows) > 1:
        table = pd.DataFrame.from_dict(rows, orient="index")
        st.dataframe(table, alt=worded("How many digits each classifier reads correctly."))
        return
    with st.container(horizontal=True, gap="medium"):
        for row in rows.values():
            for label, value in row.items():
                st.metric(label, value, width="content")


def _matrix(one: Classification, *, per_cent: bool) -> None:
    figure = figures.confusion_matrix(one.counts, one.classes, per_cent=per_cent)
    figure.update_layout(clickmode="event+select", dragmode=False)
    key = f"-{one.classifier}-{per_cent}"

    def choose_cell() -> None:
        """Choose the cell that was pressed."""
        points = st.session_state[f"confusion{key}"]["selection"]["points"]
        if points:
            true, read_as = points[0]["customdata"][:2]
            confusion_cell.choose(one.classes[int(true)], one.classes[int(read_as)])

    chart(figure, "confusion", HOW, key=key, on_select=choose_cell, selection_mode="points")


def _scores(readings: Mapping[str, Classification]) -> None:
    st.header("Class by class", anchor=False)
    table = pd.DataFrame(
        [
            {
                "Classifier": title(name),
                "Class": score.name,
                "Test digits": score.count,
                "Precision": 100 * score.precision,
                "Recall": 100 * score.recall,
                "F1": 100 * score.f1,
            }
            for name, one in readings.items()
            for score in classification.class_scores(one)
        ]
    )
    if len(readings) == 1:
        table = table.drop(columns="Classifier")
    share = st.column_config.NumberColumn(format="%.2f %%")
    st.dataframe(
        table,
        hide_index=True,
        height=min(420, 38 + 35 * len(table)),
        column_config={
            "Test digits": st.column_config.NumberColumn(worded("Test digits"), format="localized"),
            "Precision": share,
            "Recall": share,
            "F1": share,
        },
        alt="Precision and recall of each class.",
    )
    csv_button(table.to_csv(index=False), "class-by-class")
    explain(SCORES)
