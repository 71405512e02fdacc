"""Report: classifiers that start from a plain autoencoder, or from a denoising one."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core import figures
from core.evaluation.classifiers.pretraining import Case, cases
from core.evaluation.histories import curve
from pages.report.history import reproduction
from pages.report.quality.confusion import read_digits
from pages.report.selection import Selection
from pages.shared.choices.dataset import DEFAULT, worded
from pages.shared.choices.model_choice import markdown_title, title
from pages.shared.frame.layout import end_picture
from pages.shared.literal import literal
from pages.shared.parts.chart import chart

# The figures of a training: title, and whether it is a share.
CURVES = {
    "balanced_error": ("Misread training digits, classes weighted equally", True),
    "loss": ("Loss (cross-entropy)", False),
    "accuracy": ("Training digits read correctly while learning", True),
}
RECIPE_TEST = "Balanced, recipe's test digits"
NO_CASES = (
    "No classifier of the store has started from an autoencoder: train `clf-dense-200-ae` and "
    "`clf-dense-200-dae` with `python -m core.training clf-dense-200-ae clf-dense-200-dae`."
)
NO_OWN_CASES = (
    "No classifier of these pictures has started from an autoencoder: train one on "
    "[Train](train), where its first layer can start from a checkpoint."
)
HOW = """
Both classifiers are the same network, trained on the same few digits. They differ only in where
their first layer starts: **case 1** takes the features that a plain autoencoder has found, **case
2** those of a denoising one. Where the line of case 2 is below that of case 1, the denoising
features help it to learn. In the end the table counts: how well each reads digits that it has never
seen. One pair of trainings may be luck, so the seeds matter.
"""


def section(selection: Selection) -> None:
    """The training curves in one chart, and the final accuracy of each classifier."""
    st.header("Does a classifier learn better from denoising features?", anchor=False)
    all_cases = [case for case in cases() if case.card.dataset.name == selection.dataset.name]
    if all_cases:
        for case in all_cases:
            st.markdown(
                f"**{literal(_title(case))}** starts from the first layer of "
                f"{markdown_title(case.autoencoder)}."
            )
        _curves(selection, all_cases)
        end_picture()
        _table(selection, all_cases)
    else:
        st.info(NO_CASES if selection.dataset.name == DEFAULT else NO_OWN_CASES)
    if selection.dataset.name == DEFAULT:
        reproduction.pretraining_seeds()


def _title(case: Case) -> str:
    """Number and title of a case, such as ``Case 1: Reader after a copier (clf-dense-200-ae)``."""
    return f"Case {case.number}: {title(case.card.name)}"


def _curves(selection: Selection, all_cases: Sequence[Case]) -> None:
    keys = [key for key in CURVES if any(curve(case.card, key) for case in all_cases)]
    if not keys:
        return
    key = selection.settings.segmented_control(
        "Show",
        keys,
        format_func=lambda key: CURVES[key][0],
        default=keys[0],
        required=True,
        wrap=True,
        key="pretraining_figure",
        bind="query-params",
        help="Which of the recorded values to draw.",
    )
    log = selection.settings.toggle(
        "Logarithmic scale",
        key="pretraining_log",
        bind="query-params",
        help="Equal steps up the scale are equal ratios.",
    )
    label, share = CURVES[key]
    lines = {_title(case): curve(case.card, key) for case in all_cases}
    figure = figures.compared_curves(lines, label, per_cent=share, log=log)
    chart(figure, "pretraining", HOW, key=key)


def _table(selection: Selection, all_cases: Sequence[Case]) -> None:
    rows = []
    for case in all_cases:
        reading = read_digits(selection, case.card.name)
        on_recipe = case.card.metrics.get("recipe_test_balanced_accuracy")
        rows.append(
            {
                "Classifier": _title(case),
                "Balanced accuracy": 100 * reading.balanced_accuracy,
                "Accuracy": 100 * reading.accuracy,
                RECIPE_TEST: 100 * on_recipe if isinstance(on_recipe, float) else None,
                "Training digits": case.card.dataset.train_count,
                "Epochs": len(case.card.history),
                "Seed": case.card.seed,
            }
        )
    table = pd.DataFrame(rows)
    share = st.column_config.NumberColumn(format="%.2f %%")
    st.dataframe(
        table,
        hide_index=True,
        column_config={
            **dict.fromkeys(["Balanced accuracy", "Accuracy", RECIPE_TEST], share),
            "Training digits": st.column_config.NumberColumn(format="localized"),
        },
        alt="Where the trainings end.",
    )
    st.caption(
        worded(
            f"On all {len(selection.test):,} test digits; “{RECIPE_TEST}” is on the few digits "
            f"that "
            "the recipe sets aside, which is what the source reports."
        )
    )
    if [case.number for case in all_cases] == [1, 2]:
        first, second = table["Balanced accuracy"]
        better = "better" if second > first else "worse"
        st.markdown(
            f"Here case 2 reads **{abs(second - first):.2f} percentage points {better}** than "
            f"case 1: {second:.2f}\u00a0% compared with {first:.2f}\u00a0%."
        )
