"""Report: the filters of convolutional first layers and their activation maps for one digit."""

from collections.abc import Mapping

import numpy as np
import streamlit as st

from core.evaluation import activations
from core.evaluation.features import FirstLayer
from core.figures.pictures import image_png, signed_png
from pages.report.features.units import choose_layer
from pages.report.selection import Selection
from pages.shared.choices.dataset import worded
from pages.shared.choices.digit import choose_digit
from pages.shared.choices.model_choice import markdown_title, title
from pages.shared.literal import literal
from pages.shared.parts.chart import explain
from pages.shared.parts.gallery import Cell, gallery

MAPS = 32  # shown at first
FILTERS = """
A **filter** of a convolution is a small window of 3×3 weights that slides over the picture. Orange
responds to ink, blue to its absence. Where the filter finds what it looks for, its **activation
map** lights up: there is one map per filter, white where the response is strongest. Deeper layers
look at the maps of the layer before, so their maps are smaller and mean more.
"""


def show(selection: Selection, layers: Mapping[str, FirstLayer]) -> None:
    """The filters of each model, and the activation maps of a chosen digit."""
    st.header("What do the convolutions look for?", anchor=False)
    for name, layer in layers.items():
        st.caption(
            f"**{markdown_title(name)}**: the {len(layer.weights)} filters of its first layer"
        )
        cells = [
            Cell((signed_png(weights),), (f"{at}",), f"Filter {at} of {title(name)}")
            for at, weights in enumerate(layer.weights)
        ]
        gallery(cells, "filters", side=40, key=name)
    st.markdown(worded("**Activation maps** of one digit"))
    row = choose_digit(selection.dataset, "digit")
    for name in layers:
        _maps(selection, name, row)
    explain(FILTERS)


def _maps(selection: Selection, name: str, row: int) -> None:
    stages = [stage for stage in activations.layers(name) if stage.kind == "conv"]
    stage = choose_layer(name, stages, "maps")
    maps = activations.feature_maps(name, stage.name, selection.dataset, row)
    top = float(maps.max(initial=0.0))
    everything = len(maps) <= MAPS or st.toggle(
        f"All {len(maps)} maps", key=f"maps_all_{name}", bind="query-params"
    )
    visible = maps if everything else maps[:MAPS]
    st.caption(
        f"**{markdown_title(name)}**, {literal(stage.title)}: {len(visible)} of {len(maps)} maps "
        f"for row {row}. White is the strongest activation, {top:.2f}."
    )
    cells = [
        Cell(
            (image_png(activation / top if top > 0 else np.zeros_like(activation)),),
            (f"{at}",),
            f"Activation map {at} of {title(name)}",
        )
        for at, activation in enumerate(visible)
    ]
    gallery(cells, "activation-maps", side=64, key=name)
