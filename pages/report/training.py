"""Report: how the models were trained, epoch by epoch."""

import streamlit as st

from core import figures
from core.checkpoints import Card
from core.checkpoints.pool import pool, task_of
from core.evaluation.histories import curve, error_of_epochs, keys_of, loss_name
from core.text.metrics import metric_name
from pages.report.selection import Selection
from pages.shared.chart import chart, explain

HOW = """
An **epoch** is one pass over all training images. The **loss** is what training makes small; it is
measured on the images that are learned from, and, where some were held out, on those too
(*validation*). Both should fall and then level off. Where the loss goes on falling while that of
the held-out images rises, the network learns its examples by heart (*overfitting*). Only losses
of one kind can be compared between models.
"""
ERRORS = """
The same in a unit that means something: for autoencoders the squared error of a digit, summed over
its 784 pixels; for classifiers the share of digits that are misread. Autoencoders trained on
another loss, such as the cross-entropy (BCE), have no squared error on record and are left out.
"""


def section(selection: Selection) -> None:
    """The curves of the chosen models over each other, and each model's own."""
    cards = {name: pool().card(name) for name in selection.names}
    cards = {name: card for name, card in cards.items() if card.history}
    for name in selection.names:
        if name not in cards:
            st.info(f"The card of {name} has no history of its training.")
    if not cards:
        return
    _compare(cards)
    _error(cards)


def _compare(cards: dict[str, Card]) -> None:
    st.subheader("Training curves", anchor=False)
    groups = keys_of(list(cards.values()))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        group = st.segmented_control(
            "Show", list(groups), default=next(iter(groups)), required=True, key="training_group"
        )
        log = st.toggle(
            "Logarithmic scale",
            key="training_log",
            help="Equal steps up the scale are equal ratios.",
        )
    for of, alike in _comparable(group, cards).items():
        lines = {
            f"{name}: {_title(key)}": line
            for name, card in alike.items()
            for key in groups[group]
            if (line := curve(card, key))
        }
        if lines:
            share = all(metric_name(key).style == "share" for key in groups[group])
            if of:
                st.markdown(f"**{group}**: {of}")
            figure = figures.compared_curves(lines, group, per_cent=share, log=log)
            chart(figure, "training", key=f"{group}{of}")
    explain(HOW)


def _comparable(group: str, cards: dict[str, Card]) -> dict[str, dict[str, Card]]:
    """The models whose curves may share one chart, by what their loss is."""
    found: dict[str, dict[str, Card]] = {}
    for name, card in cards.items():
        of = loss_name(card) if group in ("Loss", "Parts of the loss") else ""
        found.setdefault(of, {})[name] = card
    return found


def _title(key: str) -> str:
    title = metric_name(key).title
    return title[:1].lower() + title[1:]


def _error(cards: dict[str, Card]) -> None:
    for task, title in (
        ("reconstruct", "Squared error per digit"),
        ("classify", "Misread digits"),
    ):
        own = {name: card for name, card in cards.items() if task_of(card) == task}
        lines = {name: line for name, card in own.items() for name, line in error_of_epochs(card)}
        if not own:
            continue
        st.subheader(f"Error per epoch: {title.lower()}", anchor=False)
        if lines:
            figure = figures.compared_curves(lines, title, per_cent=task == "classify")
            chart(figure, f"epochs-{task}", ERRORS)
        left = [name for name in own if not any(line.startswith(f"{name}:") for line in lines)]
        if left:
            st.caption(f"No such error is on record for {', '.join(left)}: see its loss above.")
