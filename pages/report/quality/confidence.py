"""Report: whether a classifier is right as often as it says."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from core import figures
from core.evaluation.classifiers.calibration import BINS, Reliability, reliability
from core.text.numbers import percent
from pages.report.quality.confusion import read_digits
from pages.report.selection import Selection, has_model
from pages.shared.choices.model_choice import title
from pages.shared.frame.layout import end_picture
from pages.shared.parts.chart import chart

HOW = f"""
A classifier says not only what it sees but how sure it is. Of all digits for which it says *90 %*,
about nine in ten should be right: then it is **calibrated**, and its points lie on the dotted
diagonal. Below the diagonal it is too sure of itself, above it too modest.

The digits are sorted into {BINS} bins by how sure the classifier is. The **mean gap (expected
calibration error, ECE)** is the mean distance from the diagonal, each bin weighted by its digits.
Bins with few digits vary a lot; their counts are in the table.
"""
PERCENT = st.column_config.NumberColumn(format="%.2f %%")


def section(selection: Selection) -> None:
    """The reliability diagram and the table of its bins."""
    if not has_model(selection.classifiers, "classify"):
        return
    st.header("Is it right as often as it says?", anchor=False)
    results = {}
    for name in selection.classifiers:
        reading = read_digits(selection, name)
        results[title(name)] = reliability(reading.probability, reading.correct)
    chart(figures.reliability_diagram(results), "calibration", HOW)
    end_picture()
    summary = pd.DataFrame(
        {
            "Classifier": list(results),
            "Says, on average": [100 * one.mean_confidence for one in results.values()],
            "Is right": [100 * one.overall_accuracy for one in results.values()],
            "Mean gap (ECE)": [100 * one.ece for one in results.values()],
            "Largest gap (MCE)": [100 * one.mce for one in results.values()],
        }
    )
    st.dataframe(
        summary,
        hide_index=True,
        column_config=dict.fromkeys(summary.columns[1:], PERCENT),
        alt="How sure each classifier is and how often it is right.",
    )
    with st.expander("Bin by bin"):
        _bins(results)


def _bins(results: Mapping[str, Reliability]) -> None:
    rows = [
        {
            "Classifier": name,
            "Says between": f"{percent(one.edges[at])} and {percent(one.edges[at + 1])}",
            "Digits": int(one.counts[at]),
            "Says": 100 * one.confidence[at],
            "Is right": 100 * one.accuracy[at],
        }
        for name, one in results.items()
        for at in range(len(one.counts))
        if one.counts[at]
    ]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        column_config={
            "Digits": st.column_config.NumberColumn(format="localized"),
            "Says": PERCENT,
            "Is right": PERCENT,
        },
        alt="The bins of the reliability diagram.",
    )
