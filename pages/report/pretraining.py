"""Report: classifiers that start from a plain autoencoder, or from a denoising one."""

import pandas as pd
import streamlit as st

from core import figures
from core.checkpoints import Card
from core.checkpoints.pool import pool
from core.evaluation.histories import curve
from pages.report import reproduced
from pages.report.confusion import read_all
from pages.report.selection import Selection
from pages.shared import model_choice
from pages.shared.chart import chart
from pages.shared.literal import literal

FIGURES = {
    "balanced_error": ("Misread training digits, classes weighted equally", True),
    "loss": ("Loss (cross-entropy)", False),
    "accuracy": ("Training digits read correctly while learning", True),
}
OWN = "Balanced, its own test digits"
NONE = (
    "No classifier of the store has started from an autoencoder: train `clf-dense-200-ae` and "
    "`clf-dense-200-dae` with `python -m core.training clf-dense-200-ae clf-dense-200-dae`."
)
HOW = """
Both classifiers are the same network, trained on the same few digits. They differ only in where
their first layer starts from: **case 1** takes the features that a plain autoencoder has found,
**case 2** those of a denoising one. Where the line of case 2 lies below that of case 1, the
denoising features help it to learn. What counts in the end is the table: how well each reads
digits that it has never seen. One pair of trainings is one throw of the dice: the seeds matter.
"""


def section(selection: Selection) -> None:
    """The trainings over each other and where they end."""
    st.subheader("Does a classifier learn better from denoising features?", anchor=False)
    cards = {card.name: card for card in map(pool().card, model_choice.available("classify"))}
    started = {name: card for name, card in cards.items() if card.recipe.get("initial")}
    if started:
        _pair(selection, started)
    else:
        st.info(NONE)
    reproduced.pretraining_seeds()


def _pair(selection: Selection, started: dict[str, Card]) -> None:
    names = sorted(started, key=lambda name: (not _plain(started[name]), name))
    titles = {name: f"Case {1 if _plain(started[name]) else 2}: {name}" for name in names}
    for name in names:
        st.markdown(
            f"**{titles[name]}** starts from the first layer of {started[name].recipe['initial']}."
        )
    known = {
        key: words
        for key, words in FIGURES.items()
        if any(curve(card, key) for card in started.values())
    }
    if known:
        key = st.segmented_control(
            "Show",
            list(known),
            format_func=lambda key: known[key][0],
            default=next(iter(known)),
            required=True,
            key="pretraining_figure",
        )
        log = st.toggle("Logarithmic scale", key="pretraining_log")
        title, share = known[key]
        lines = {titles[name]: curve(started[name], key) for name in names}
        figure = figures.compared_curves(lines, title, per_cent=share, log=log)
        chart(figure, "pretraining", HOW, key=key)
    _table(selection, titles, started)


def _plain(card: Card) -> bool:
    """Whether the autoencoder that it started from learned without noise (or is not known)."""
    try:
        return pool().card(str(card.recipe["initial"])).recipe.get("noise") is None
    except LookupError:
        return True


def _table(selection: Selection, titles: dict[str, str], cards: dict[str, Card]) -> None:
    rows = []
    for name, title in titles.items():
        one = read_all(selection, name)
        own = cards[name].metrics.get("recipe_test_balanced_accuracy")
        rows.append(
            {
                "Classifier": title,
                "Balanced accuracy": 100 * one.balanced_accuracy,
                "Accuracy": 100 * one.accuracy,
                OWN: 100 * own if isinstance(own, float) else None,
                "Training digits": cards[name].dataset.train_count,
                "Epochs": len(cards[name].history),
                "Seed": cards[name].seed,
            }
        )
    table = pd.DataFrame(rows)
    share = st.column_config.NumberColumn(format="%.2f %%")
    st.dataframe(
        table,
        hide_index=True,
        column_config={
            **dict.fromkeys(["Balanced accuracy", "Accuracy", OWN], share),
            "Training digits": st.column_config.NumberColumn(format="localized"),
        },
        alt="Where both trainings end.",
    )
    st.caption(
        f"On all {len(selection.test):,} test digits; beside it on the few that the recipe sets "
        "aside, which is what the source reports."
    )
    if len(rows) == 2:
        column = table.columns[1]
        first, second = table[column]
        better = "better" if second > first else "worse"
        st.markdown(
            f"Here case 2 reads **{abs(second - first):.2f} percentage points {better}** than "
            f"case 1: {literal(f'{second:.2f} % against {first:.2f} %')}."
        )
