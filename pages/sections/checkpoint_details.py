"""Everything about one checkpoint: its layers, its training, its figures, its origin."""

from typing import Literal

import pandas as pd
import streamlit as st

from core import architecture, descriptions, figures
from core.checkpoints import Card
from core.metric_names import key_metric, metric_name, metric_rows, metric_value, per_class_groups
from pages.sections.literal import literal

Picture = Literal["png", "svg"]


def show_tiles(card: Card, file_bytes: int) -> None:
    """The few numbers that come first."""
    with st.container(horizontal=True, gap="medium"):
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
        latent = architecture.latent_size(card.model)
        st.metric(
            "Latent numbers",
            f"{latent:,}",
            help="How many numbers the network turns an image into: the size of its code.",
            width="content",
        )
        st.metric(
            "Parameters",
            f"{card.parameters:,}",
            help="The numbers that training has set: weights and biases.",
            width="content",
        )
        st.metric("Training", descriptions.duration(card.seconds), width="content")
        st.metric("File", descriptions.size(file_bytes), width="content")


def show_network(card: Card, picture: Picture) -> None:
    """The drawing of the network and its layers as a table."""
    whole = architecture.summary(card.model)
    graph = figures.network_graph(whole)
    alt = figures.alt_text(graph)
    config = figures.config(f"{card.name}-network", picture)
    st.plotly_chart(graph, key="network", config=config, alt=alt)
    st.caption(alt)
    table = pd.DataFrame(
        [
            {
                "Layer": layer.kind,
                "Settings": layer.detail,
                "Output shape": architecture.shape_text(layer.shape),
                "Output numbers": layer.values,
                "Parameters": layer.parameters,
                "Part": layer.part,
                "Name in the file": layer.name,
            }
            for layer in whole.layers
        ]
    )
    number = st.column_config.NumberColumn(format="localized")
    st.dataframe(
        table,
        hide_index=True,
        height="content",
        column_config={"Output numbers": number, "Parameters": number},
        alt=f"The {len(table)} layers of {card.name}, from input to output.",
    )


def show_training(card: Card, picture: Picture) -> None:
    """The curves over the epochs."""
    groups = figures.curve_groups(card.history)
    if not groups:
        st.info("The card of this checkpoint has no history of its training.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        chosen = st.segmented_control(
            "Show", list(groups), default=next(iter(groups)), required=True, key="curves"
        )
        log = st.toggle(
            "Logarithmic scale",
            key="log_scale",
            help="Equal steps up the scale are equal ratios, so that small changes near the end "
            "can be seen too.",
        )
    curves = figures.training_curves(card.history, groups[chosen], log=log)
    alt = figures.alt_text(curves)
    config = figures.config(f"{card.name}-training", picture)
    st.plotly_chart(curves, key=f"training_{chosen}", config=config, alt=alt)
    st.caption(alt)


def show_results(card: Card, picture: Picture) -> None:
    """Its figures of merit, for each class where the card has them, and its notes."""
    table = pd.DataFrame(
        [
            {
                "What was measured": row.title,
                "Value": row.value,
                "Direction": row.direction,
                "What it means": row.help,
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
                "What was measured": st.column_config.TextColumn(width="large"),
                "What it means": st.column_config.TextColumn(width="large"),
            },
            alt=f"The figures in the card of {card.name}.",
        )
    for kind, series in per_class_groups(card.metrics).items():
        title = metric_name(kind).title
        st.markdown(f"**{literal(title)}, class by class**")
        classes = descriptions.class_names(card.dataset.name, len(next(iter(series.values()))))
        lower = metric_name(kind).better != "higher"
        bars = figures.per_class_bars(series, classes, title=title, lower_is_better=lower)
        alt = figures.alt_text(bars)
        config = figures.config(f"{card.name}-{kind}", picture)
        st.plotly_chart(bars, key=f"bars_{kind}", config=config, alt=alt)
        st.caption(alt)
    if card.notes:
        st.markdown("**Notes**")
        for note in card.notes:
            st.text(note)


def show_origin(card: Card) -> None:
    """Where it comes from, and the recipe that makes it again."""
    pairs = descriptions.provenance(card)
    st.dataframe(
        pd.DataFrame(pairs, columns=["What", "Value"]),
        hide_index=True,
        height="content",
        column_config={"Value": st.column_config.TextColumn(width="large")},
        alt=f"The origin of {card.name}.",
    )
    st.markdown("**Recipe** – all that training needs")
    st.json(card.recipe, expanded=False)
