"""Report: the digits that drive a unit of a network most."""

from collections.abc import Sequence

import streamlit as st

from core.data import lookup
from core.evaluation import activations, features
from core.evaluation.activations import Layer
from core.figures.pictures import image_png
from core.text.numbers import percent, sentence_case, unbroken
from pages.report.features.units import choose_layer, columns, strengths
from pages.report.selection import Selection
from pages.shared.addresses.links import map_link
from pages.shared.choices.dataset import worded
from pages.shared.choices.model_choice import markdown_title
from pages.shared.frame.stage import pixels
from pages.shared.parts.chart import explain
from pages.shared.parts.gallery import Cell, gallery

SHOWN = 20
STRONGEST = """
The test digits that drive the chosen unit most, the strongest first, with the activation below
each. If they share a stroke, the unit has come to stand for it. For a feature map the largest value
anywhere on it counts.
"""


def show(selection: Selection, names: Sequence[str]) -> None:
    """Choose a layer and a unit per model, and show the digits that drive the unit most."""
    st.header(worded("Which digits drive a unit most?"), anchor=False)
    stages = {}
    for name, column in zip(names, columns(len(names)), strict=True):
        with column:
            stages[name] = choose_layer(name, activations.layers(name), "strongest")
    kinds = {(stage.kind, stage.units) for stage in stages.values()}
    # Layers of one size have the same units, trained differently: one number for all of them.
    shared = _choose_unit(next(iter(stages.values())), "shared") if len(kinds) == 1 else None
    for (name, stage), column in zip(stages.items(), columns(len(names)), strict=True):
        with column:
            unit = _choose_unit(stage, name) if shared is None else shared
            _digits(selection, name, stage, unit)
    explain(STRONGEST)


def _choose_unit(stage: Layer, key: str) -> int:
    label = "Neuron" if stage.kind == "dense" else "Feature map"
    key = f"unit_{key}_{stage.units}"
    return int(
        st.number_input(
            label,
            0,
            stage.units - 1,
            0,
            key=key,
            width=pixels(150),
            bind="query-params",
            help="Its number within the layer.",
        )
    )


def _digits(selection: Selection, name: str, stage: Layer, unit: int) -> None:
    test = selection.test
    images, rows = test.images.numpy(), test.rows.numpy()
    values = strengths(selection, name, stage.name)
    places = features.strongest_digits(values, unit, SHOWN)
    active = float(features.activity(values)[unit])
    st.caption(
        f"**{markdown_title(name)}**, unit {unit}: the "
        + worded(f"{len(places)} of {len(rows):,} test digits that drive it most; ")
        + f"{unbroken(percent(active, 1))} of them switch it on at all."
    )
    cells = [
        Cell(
            (image_png(images[place]),),
            (f"{values[place, unit]:.2f}",),
            f"{sentence_case(lookup.description(test, rows[place]))}, activation "
            f"{values[place, unit]:.2f}, row {rows[place]}",
            map_link([rows[place]]) or "",
        )
        for place in places
    ]
    gallery(cells, "strongest", side=56, key=name)
