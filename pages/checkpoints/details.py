"""Checkpoints: the layers, training, figures and origin of one checkpoint."""

import pandas as pd
import streamlit as st

from core import figures
from core.checkpoints import Card, architecture, descriptions
from core.evaluation import histories
from core.text import numbers
from core.text.metrics import key_metric, metric_name, metric_rows, metric_value, per_class_groups
from pages.shared.literal import literal
from pages.shared.parts.chart import chart

NETWORK = """
A picture goes in at the left and passes block by block to the right. The height of a block shows
how many numbers come out of it, on a logarithmic scale. Its colour shows which part of the network
it belongs to. The table lists every layer with its settings.
"""
CURVES = """
An **epoch** is one pass over all training images. Training makes the **loss** small. It is measured
on the images that are learned from and, if some were held out, on those too (*validation*). Both
should fall and then level off. If only the first goes on falling, the network learns its examples
by heart (*overfitting*).
"""
BY_CLASS = """
There is a bar for each class of digit, measured on the images that the legend or the title names.
Classes with much ink and many shapes, such as 2 and 8, are usually the hardest.
"""


def show_tiles(card: Card) -> None:
    """The key figure, the latent size, the number of parameters and the training time."""
    with st.container(horizontal=True, gap="medium", key="tiles"):
        key = key_metric(card.metrics)
        if key is not None:
            name = metric_name(key)
            text = f"{name.help} {name.direction.capitalize()}.".strip()
            st.metric(
                literal(name.title),
                metric_value(key, card.metrics[key]),
                help=text,
                width="content",
            )
        latent = card.latent_size
        st.metric(
            "Code length (latent size)",
            f"{latent:,}",
            help="How many numbers stand for an image inside the network.",
            width="content",
        )
        if card.is_table:
            return
        st.metric(
            "Adjustable numbers (parameters)",
            f"{card.parameters:,}",
            help="How many numbers training adjusts: weights and biases.",
            width="content",
        )
        if not card.is_imported:
            st.metric("Training time", numbers.duration(card.seconds), width="content")


def show_network(card: Card) -> None:
    """The drawing of the network and its layers as a table."""
    network = architecture.summary(card.model)
    chart(figures.network_graph(network), f"{card.name}-network", NETWORK, table=False)
    table = pd.DataFrame(
        [
            {
                "Layer": layer.kind,
                "Settings": layer.detail,
                "Output shape": architecture.shape_text(layer.shape),
                "Output numbers": layer.values,
                "Adjustable numbers": layer.parameters,
                "Part": layer.part,
                "Name in the file": layer.name,
            }
            for layer in network.layers
        ]
    )
    number = st.column_config.NumberColumn(format="localized")
    st.dataframe(
        table,
        hide_index=True,
        height="content",
        column_config={"Output numbers": number, "Adjustable numbers": number},
        alt=f"The {len(table)} layers of {card.name}, from input to output.",
    )


def show_training(card: Card) -> None:
    """The curves of the training over its epochs."""
    groups = histories.curve_groups(card.history)
    if not groups:
        st.info("The card of this checkpoint has no history of its training.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        group = st.segmented_control(
            "Show", list(groups), default=next(iter(groups)), required=True, wrap=True, key="curves"
        )
        log = st.toggle(
            "Logarithmic scale",
            key="log_scale",
            help="Equal steps up the scale are equal ratios, so small changes near the end are "
            "visible too.",
        )
    curves = figures.training_curves(card.history, groups[group], log=log)
    chart(curves, f"{card.name}-training", CURVES, key=f"-{group}")


def show_results(card: Card) -> None:
    """The figures on the card, overall and per class, and its notes."""
    table = pd.DataFrame(
        [
            {
                "Figure": row.title,
                "Value": row.value,
                "Direction": row.direction,
                "Meaning": row.help,
            }
            for row in metric_rows(card.metrics)
        ]
    )
    if table.empty:
        st.info("The card of this checkpoint has no figures.")
    else:
        st.dataframe(
            table,
            hide_index=True,
            height="content",
            column_config={
                "Figure": st.column_config.TextColumn(width="large"),
                "Meaning": st.column_config.TextColumn(width="large"),
            },
            alt=f"The figures in the card of {card.name}.",
        )
    for kind, series in per_class_groups(card.metrics).items():
        title = metric_name(kind).title
        st.markdown(f"**{literal(title)}, class by class**")
        classes = descriptions.class_names(card.dataset.name, len(next(iter(series.values()))))
        lower = metric_name(kind).better != "higher"
        bars = figures.per_class_bars(series, classes, title=title, lower_is_better=lower)
        chart(bars, f"{card.name}-{kind}", BY_CLASS)
    if card.notes:
        st.markdown("**Notes**")
        for note in card.notes:
            st.text(note)


def show_origin(card: Card) -> None:
    """Where the checkpoint comes from, and the recipe that trains it again."""
    pairs = descriptions.provenance(card)
    st.dataframe(
        pd.DataFrame(pairs, columns=["What", "Value"]),
        hide_index=True,
        height="content",
        column_config={"Value": st.column_config.TextColumn(width="large")},
        alt=f"The origin of {card.name}.",
    )
    if card.is_imported:
        st.markdown("**Specification**: what the network takes and gives")
        st.json(card.model, expanded=False)
        return
    st.markdown("**Recipe**: everything that training needs")
    st.json(card.recipe, expanded=False)
