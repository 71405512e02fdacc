"""Report: what the units of a network look for, and which digits they find it in."""

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from core import figures
from core.errors import LatentLabError
from core.evaluation import activations, features
from core.evaluation.activations import Stage
from core.evaluation.features import FirstLayer, Statistics
from core.figures.pictures import grey_png, signed_png
from core.text.numbers import percent
from pages.report.selection import Selection
from pages.shared import model_choice
from pages.shared.chart import chart, csv_button, explain
from pages.shared.digit import choose_digit
from pages.shared.gallery import Cell, gallery
from pages.shared.links import map_link
from pages.shared.literal import literal
from pages.shared.waiting import wait

PAIR = ("ae-dense-200", "dae-dense-200-mask")
DRAWN = 20
MAPS = 32
BEST = 20

WEIGHTS = """
Each picture is one **neuron** of the first layer: its 784 weights, laid out like the pixels that
they belong to. **Orange** pixels switch the neuron on where there is ink, **blue** ones switch it
off, white ones do not matter. Each picture is scaled to its own largest weight. The same number
is the same neuron in every model; models trained from the same seed start from the same weights,
so that a difference between them is what training made of it.
"""
NUMBERS = """
- **Sparsity** (Hoyer): 0 where all weights are equally large, 1 where only one pixel counts.
- **Noise**: how much neighbouring weights jump, compared with how much they vary at all: near 0
  is smooth, about 1 is pure noise.
- **Direction**: which way its lines run, in degrees: 0° horizontal, 90° upright, counter-clockwise;
  **coherence** says how much of the picture runs that one way (0 none, 1 all).
- **Active**: the share of test digits that switch the neuron on; 0 % is a *dead* neuron.
"""
FILTERS = """
A **filter** of a convolution is a small window of 3×3 weights that slides over the picture.
Orange answers to ink, blue to none. Where it finds what it looks for, its **activation map**
lights up: one map for each filter, white where the answer is strongest. Deeper layers look at the
maps of the layer before, so their maps are smaller and mean more.
"""
STRONGEST = """
The test digits that drive the chosen unit most, the strongest first, with the activation below
each. If they have a stroke in common, that is what the unit has come to stand for. For a feature
map the largest value anywhere on it counts.
"""
STATISTICS = {
    "Noise": "0 smooth, about 1 pure noise",
    "Sparsity": "0 all weights alike, 1 a single weight",
    "Direction": "degrees, counter-clockwise from horizontal",
    "Coherence": "0 no direction, 1 one direction",
    "Active": "share of test digits that switch it on",
}


def section(selection: Selection) -> None:
    """First layers as pictures, their numbers, activation maps, strongest digits."""
    if not selection.names:
        st.info("Choose a model above to see this.")
        return
    _offer_pair(selection)
    first = _first_layers(selection)
    dense = {name: layer for name, layer in first.items() if layer.kind == "dense"}
    conv = {name: layer for name, layer in first.items() if layer.kind == "conv"}
    if dense:
        _neurons(selection, dense)
    if conv:
        _filters(selection, conv)
    if first:
        _strongest(selection, list(first))


def _offer_pair(selection: Selection) -> None:
    known = model_choice.available("reconstruct")
    if all(name in known for name in PAIR) and set(PAIR) - set(selection.names):
        st.button(
            "Compare a plain with a denoising autoencoder",
            icon=":material/compare:",
            on_click=lambda: st.session_state.update(models=list(PAIR)),
            help=f"{' and '.join(PAIR)}: the same network and the same start, one of them trained "
            "to clean noisy digits.",
        )


def _first_layers(selection: Selection) -> dict[str, FirstLayer]:
    found = {}
    for name in selection.names:
        try:
            found[name] = features.first_layer(name)
        except LatentLabError as error:
            st.warning(literal(str(error)))
    return found


def _strengths(selection: Selection, name: str, layer: str) -> np.ndarray:
    data = selection.dataset
    return wait(
        f"{name} looks at {len(selection.test):,} digits",
        (name, layer, data.fingerprint),
        lambda on_progress: activations.strengths(name, layer, data.name, "test", on_progress),
    )


# ---- dense layers: weight pictures and their numbers ---------------------------------------------


def _neurons(selection: Selection, layers: dict[str, FirstLayer]) -> None:
    st.subheader("What do the neurons look for?", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        whole = st.segmented_control(
            "Show",
            [f"{DRAWN} at random", "All"],
            default=f"{DRAWN} at random",
            required=True,
            key="features_all",
        )
        seed = int(st.number_input("Seed", 0, 2**31 - 1, 0, key="features_seed", width=130))
    everything = whole == "All"
    # Layers of one size show the same neurons.
    units = {
        name: features.drawn(len(layer.weights), len(layer.weights) if everything else DRAWN, seed)
        for name, layer in layers.items()
    }
    for (name, layer), column in zip(layers.items(), _columns_for(list(layers)), strict=True):
        there = units[name].tolist()
        with column:
            st.caption(
                f"**{name}**: {len(there)} of {len(layer.weights)} neurons"
                + ("" if everything or len(there) == len(layer.weights) else f", seed {seed}")
            )
            cells = [
                Cell(
                    (signed_png(layer.weights[unit]),),
                    () if everything else (f"{unit}",),
                    f"Weights of neuron {unit} of {name}",
                )
                for unit in there
            ]
            gallery(cells, "weights", side=40 if everything else 64, key=name)
    explain(WEIGHTS)
    _numbers(
        selection, layers, sorted({unit for there in units.values() for unit in there.tolist()})
    )


def _numbers(selection: Selection, layers: dict[str, FirstLayer], units: list[int]) -> None:
    st.subheader("The same neurons in numbers", anchor=False)
    stats = {name: features.statistics(layer.weights) for name, layer in layers.items()}
    active = {
        name: features.activity(_strengths(selection, name, layer.name))
        for name, layer in layers.items()
    }
    for name, one in stats.items():
        st.markdown(
            f"**{name}** on average: noise **{np.nanmean(one.noise):.3f}**, sparsity "
            f"**{np.nanmean(one.sparsity):.3f}**, coherence **{np.nanmean(one.coherence):.3f}**; "
            f"{int((active[name] == 0).sum())} of {len(active[name])} neurons are never on."
        )
    values = {name: _columns(one, active[name]) for name, one in stats.items()}
    which = st.segmented_control(
        "Compare", list(STATISTICS), default="Noise", required=True, key="features_statistic"
    )
    spread = figures.histogram(
        {name: one[which] for name, one in values.items()},
        f"{which} ({STATISTICS[which]})",
        of="neurons",
        low=0,
    )
    chart(spread, "features-numbers", NUMBERS, key=which)
    table = pd.concat(
        [
            pd.DataFrame(
                {
                    f"{which}, {name}" if len(values) > 1 else which: one[which]
                    for which in STATISTICS
                }
            )
            for name, one in values.items()
        ],
        axis=1,
    )
    table.insert(0, "Neuron", range(len(table)))
    with st.expander(f"Table of all {len(table)} neurons"):
        only = st.toggle("Only those shown above", key="features_only")
        shown = table[table["Neuron"].isin(units)] if only else table
        st.dataframe(
            shown,
            hide_index=True,
            column_config={
                name: st.column_config.NumberColumn(format="%.3f") for name in table.columns[1:]
            },
            alt="Sparsity, noise, direction, coherence and activity of each neuron.",
        )
        csv_button(table.to_csv(index=False), "neurons")


def _columns(one: Statistics, active: np.ndarray) -> dict[str, np.ndarray]:
    return {
        "Noise": one.noise,
        "Sparsity": one.sparsity,
        "Direction": one.angle,
        "Coherence": one.coherence,
        "Active": active,
    }


# ---- convolutions: filters and activation maps ---------------------------------------------------


def _filters(selection: Selection, layers: dict[str, FirstLayer]) -> None:
    st.subheader("What do the convolutions look for?", anchor=False)
    for name, layer in layers.items():
        st.caption(f"**{name}**: the {len(layer.weights)} filters of its first layer")
        cells = [
            Cell((signed_png(one),), (f"{at}",), f"Filter {at} of {name}")
            for at, one in enumerate(layer.weights)
        ]
        gallery(cells, "filters", side=40, key=name)
    st.markdown("**Activation maps** of one digit")
    row = choose_digit(selection.dataset, "digit")
    for name in layers:
        stages = [stage for stage in activations.stages(name) if stage.kind == "conv"]
        stage = _choose_stage(name, stages, "maps")
        maps = activations.maps_of(name, stage.name, selection.dataset, row)
        top = float(maps.max(initial=0.0))
        everything = len(maps) <= MAPS or st.toggle(f"All {len(maps)} maps", key=f"maps_all_{name}")
        shown = maps if everything else maps[:MAPS]
        st.caption(
            f"**{name}**, {literal(stage.title)}: {len(shown)} of {len(maps)} maps for row {row}; "
            f"white is the strongest activation, {top:.2f}."
        )
        cells = [
            Cell(
                (grey_png(one / top if top > 0 else np.zeros_like(one)),),
                (f"{at}",),
                f"Activation map {at} of {name}",
            )
            for at, one in enumerate(shown)
        ]
        gallery(cells, "activation-maps", side=64, key=name)
    explain(FILTERS)


def _choose_stage(name: str, stages: list[Stage], key: str) -> Stage:
    titles = {stage.name: stage.title for stage in stages}
    chosen = st.selectbox(
        f"Layer of {name}",
        list(titles),
        format_func=titles.__getitem__,
        key=f"{key}_layer_{name}",
        width=330,
    )
    return next(stage for stage in stages if stage.name == chosen)


# ---- the digits that drive a unit most -----------------------------------------------------------


def _strongest(selection: Selection, names: list[str]) -> None:
    st.subheader("Which digits drive a unit most?", anchor=False)
    stages = {}
    for name, column in zip(names, _columns_for(names), strict=True):
        with column:
            stages[name] = _choose_stage(name, activations.stages(name), "strongest")
    kinds = {(stage.kind, stage.units) for stage in stages.values()}
    # Layers of one size have the same units, trained differently: one number for all of them.
    shared = _choose_unit(next(iter(stages.values())), "shared") if len(kinds) == 1 else None
    for (name, stage), column in zip(stages.items(), _columns_for(names), strict=True):
        with column:
            unit = _choose_unit(stage, name) if shared is None else shared
            _driven(selection, name, stage, unit)
    explain(STRONGEST)


def _columns_for(names: list[str]) -> list[Any]:
    return st.columns(len(names)) if len(names) > 1 else [st.container()]


def _choose_unit(stage: Stage, key: str) -> int:
    label = "Neuron" if stage.kind == "dense" else "Feature map"
    key = f"unit_{key}_{stage.units}"
    return int(st.number_input(label, 0, stage.units - 1, 0, key=key, width=150))


def _driven(selection: Selection, name: str, stage: Stage, unit: int) -> None:
    images = selection.test.images.numpy()
    rows, labels = selection.test.rows.numpy(), selection.test.labels.numpy()
    strengths = _strengths(selection, name, stage.name)
    places = features.strongest(strengths, unit, BEST)
    on = float((strengths[:, unit] > 0).mean())
    st.caption(
        f"**{name}**, unit {unit}: the {len(places)} of {len(rows):,} test digits that drive it "
        f"most; {percent(on, 1)} of them switch it on at all."
    )
    cells = [
        Cell(
            (grey_png(images[place]),),
            (f"{strengths[place, unit]:.2f}",),
            f"A {selection.dataset.classes[labels[place]]}, activation "
            f"{strengths[place, unit]:.2f}, row {rows[place]}",
            map_link([rows[place]]) or "",
        )
        for place in places
    ]
    gallery(cells, "strongest", side=56, key=name)
