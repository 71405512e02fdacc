"""Report: how the models were trained, epoch by epoch."""

from collections.abc import Mapping

import streamlit as st

from core import figures
from core.checkpoints import Card
from core.checkpoints.pool import pool
from core.evaluation import histories
from core.evaluation.histories import curve
from core.text.metrics import metric_name
from pages.report.selection import Selection
from pages.shared.choices.model_choice import markdown_title, title
from pages.shared.frame.layout import end_picture
from pages.shared.literal import literal
from pages.shared.parts.chart import chart, explain

HOW = """
An **epoch** is one pass over all training images. Training makes the **loss** small. The loss is
measured on the images that are learned from and, if some were held out, on those too
(*validation*). Both should fall and then level off. If the loss goes on falling while that of the
held-out images rises, the network learns its examples by heart (*overfitting*). Only losses of one
kind can be compared between models.
"""
ERRORS = """
The same in a unit that means something. For autoencoders it is the difference from the original
(squared error) of a digit, summed over its pixels, for classifiers the share of digits that are
misread. It is measured while the network learns, on its output as it is and, for a cleaner, on
noisy digits; under Errors, the digits are clean and the output is clipped to the range of a
picture.
Autoencoders that are trained on another loss, such as the cross-entropy (BCE), record no squared
error and are omitted.
"""


def section(selection: Selection) -> None:
    """The curves of the selected models in shared charts."""
    cards = {name: pool().card(name) for name in selection.names}
    recorded = {name: card for name, card in cards.items() if card.history}
    for name in cards:
        if name not in recorded:
            st.info(f"The card of {markdown_title(name)} has no history of its training.")
    if recorded:
        _curves(selection, recorded)
        end_picture()
        _errors(recorded)


def _curves(selection: Selection, cards: Mapping[str, Card]) -> None:
    st.header("Training curves", anchor=False)
    groups = histories.group_keys(list(cards.values()))
    if not groups:
        st.info("The histories of these models have no values that this version knows.")
        return
    with selection.settings:
        group = st.segmented_control(
            "Show",
            list(groups),
            default=next(iter(groups)),
            required=True,
            wrap=True,
            key="training_group",
            bind="query-params",
            help="Which of the recorded values to draw.",
        )
        log = st.toggle(
            "Logarithmic scale",
            key="training_log",
            bind="query-params",
            help="Equal steps up the scale are equal ratios.",
        )
    keys = groups[group]
    share = all(metric_name(key).style == "share" for key in keys)
    for unit, comparable in histories.comparable(group, list(cards.values())).items():
        lines = {
            f"{title(card.name)}: {_figure_title(key)}": line
            for card in comparable
            for key in keys
            if (line := curve(card, key))
        }
        if lines:
            if unit:
                st.markdown(f"**{group}**: {unit}")
            figure = figures.compared_curves(lines, group, per_cent=share, log=log)
            chart(figure, "training", key=f"{group}{unit}")
    explain(HOW)


def _figure_title(key: str) -> str:
    text = metric_name(key).title
    return text[:1].lower() + text[1:]


def _errors(cards: Mapping[str, Card]) -> None:
    for task, label in (
        ("reconstruct", "Difference from the original (squared error)"),
        ("classify", "Misread digits"),
    ):
        lines = {
            title(card.name): histories.error_curves(card)
            for card in cards.values()
            if card.task == task
        }
        if not lines:
            continue
        st.header(f"Error per epoch: {label.lower()}", anchor=False)
        if any(lines.values()):
            by_label = {
                f"{name}: {words}": line for name, pairs in lines.items() for words, line in pairs
            }
            figure = figures.compared_curves(by_label, label, per_cent=task == "classify")
            chart(figure, f"epochs-{task}", ERRORS)
        if omitted := [name for name, pairs in lines.items() if not pairs]:
            models = literal(", ".join(omitted))
            st.caption(f"Omitted: {models} recorded no such error, see the loss above.")
