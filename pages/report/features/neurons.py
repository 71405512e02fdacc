"""Report: the neurons of dense first layers as pictures and in numbers."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core import figures
from core.evaluation import features
from core.evaluation.features import FirstLayer
from core.figures.pictures import signed_png
from pages.report.features.units import columns, strengths
from pages.report.selection import Selection
from pages.shared.choices.controls import choose_seed
from pages.shared.choices.model_choice import markdown_title, title
from pages.shared.frame.layout import end_picture
from pages.shared.parts.chart import chart, csv_button, explain
from pages.shared.parts.gallery import Cell, gallery

SAMPLE = 20  # neurons
WEIGHTS = """
Each picture is one **neuron** of the first layer: its weights, laid out like the pixels that they
belong to. Ink on **orange** pixels switches the neuron on, ink on **blue** ones switches it off,
and white ones do not matter. Each picture is scaled to its own largest weight. The same number is
the same neuron in every model. Models that are trained from the same seed start from the same
weights, so any difference between them comes from training.
"""
STATISTICS = {
    "Noise": "0 smooth, about 1 pure noise",
    "Sparsity": "0 all weights alike, 1 a single weight",
    "Direction": "degrees, counter-clockwise from horizontal",
    "Coherence": "0 no direction, 1 one direction",
    "Active": "share of test digits that switch it on",
}
NUMBERS = """
- **Sparsity** (Hoyer): 0 if all weights are equally large, 1 if only one pixel counts.
- **Noise**: how much neighbouring weights jump, compared with how much they vary at all. Near 0 is
  smooth, about 1 is pure noise.
- **Direction**: which way its lines run, in degrees: 0° horizontal, 90° vertical,
  counter-clockwise. **Coherence**: how much of the picture runs that one way (0 none, 1 all).
- **Active**: the share of test digits that switch the neuron on; 0 % is a *dead* neuron.
"""


def show(selection: Selection, layers: Mapping[str, FirstLayer]) -> None:
    """The weights of some or all neurons of each model's first layer, then their statistics."""
    st.header("What do the neurons look for?", anchor=False)
    with selection.settings:
        choice = st.segmented_control(
            "Neurons",
            [f"{SAMPLE} at random", "All"],
            default=f"{SAMPLE} at random",
            required=True,
            wrap=True,
            key="features_all",
            bind="query-params",
            help="Some neurons of the first layer, or all of them.",
        )
        seed = choose_seed(
            "features_seed", "Chooses the neurons: the same seed shows the same ones."
        )
    everything = choice == "All"
    # Layers of one size show the same neurons.
    units = {
        name: features.sample_units(
            len(layer.weights), len(layer.weights) if everything else SAMPLE, seed
        )
        for name, layer in layers.items()
    }
    for (name, layer), column in zip(layers.items(), columns(len(layers)), strict=True):
        with column:
            _weights(name, layer, units[name], seed, numbered=not everything)
    explain(WEIGHTS)
    end_picture()
    _statistics(selection, layers, np.unique(np.concatenate(list(units.values()))))


def _weights(
    name: str, layer: FirstLayer, units: NDArray[np.int64], seed: int, numbered: bool
) -> None:
    total = len(layer.weights)
    draw = f", seed {seed}" if len(units) < total else ""
    st.caption(f"**{markdown_title(name)}**: {len(units)} of {total} neurons{draw}")
    cells = [
        Cell(
            (signed_png(layer.weights[unit]),),
            (f"{unit}",) if numbered else (),
            f"Weights of neuron {unit} of {title(name)}",
        )
        for unit in units.tolist()
    ]
    gallery(cells, "weights", side=64 if numbered else 40, key=name)


def _statistics(
    selection: Selection, layers: Mapping[str, FirstLayer], units: NDArray[np.int64]
) -> None:
    st.header("The same neurons in numbers", anchor=False)
    values = {}
    for name, layer in layers.items():
        stats = features.statistics(layer.weights)
        active = features.activity(strengths(selection, name, layer.name))
        st.markdown(
            f"**{markdown_title(name)}** on average: noise **{np.nanmean(stats.noise):.3f}**, "
            f"sparsity **{np.nanmean(stats.sparsity):.3f}**, "
            f"coherence **{np.nanmean(stats.coherence):.3f}**; {int((active == 0).sum())} of "
            f"{len(active)} neurons are never on."
        )
        columns_of_one = (stats.noise, stats.sparsity, stats.angle, stats.coherence, active)
        values[title(name)] = dict(zip(STATISTICS, columns_of_one, strict=True))
    statistic = st.segmented_control(
        "Compare",
        list(STATISTICS),
        default="Noise",
        required=True,
        wrap=True,
        key="features_statistic",
        bind="query-params",
        help="What to measure of each neuron's weights.",
    )
    spread = figures.histogram(
        {name: one[statistic] for name, one in values.items()},
        f"{statistic} ({STATISTICS[statistic]})",
        of="neurons",
        low=0,
    )
    chart(spread, "features-numbers", NUMBERS, key=statistic)
    _table(values, units)


def _table(
    values: Mapping[str, Mapping[str, NDArray[np.float64]]], units: NDArray[np.int64]
) -> None:
    table = pd.concat(
        [
            pd.DataFrame(one).add_suffix(f", {name}" if len(values) > 1 else "")
            for name, one in values.items()
        ],
        axis=1,
    )
    table.insert(0, "Neuron", range(len(table)))
    with st.expander(f"Table of all {len(table)} neurons"):
        only_shown = st.toggle("Only those shown above", key="features_only", bind="query-params")
        st.dataframe(
            table[table["Neuron"].isin(units)] if only_shown else table,
            hide_index=True,
            column_config={
                name: st.column_config.NumberColumn(format="%.3f") for name in table.columns[1:]
            },
            alt="Sparsity, noise, direction, coherence and activity of each neuron.",
        )
        csv_button(table.to_csv(index=False), "neurons")
