"""Report: what the units of a network respond to, and which digits drive them most."""

import streamlit as st

from core.errors import LatentLabError
from core.evaluation import features
from core.evaluation.features import FirstLayer
from pages.report.features import filters, neurons, strongest
from pages.report.selection import Selection
from pages.shared.choices import model_choice
from pages.shared.choices.dataset import worded
from pages.shared.frame.layout import end_picture
from pages.shared.literal import literal

PAIR = ("ae-dense-200", "dae-dense-200-mask")  # same initial weights; without and with noise


def section(selection: Selection) -> None:
    """First layers as pictures, their statistics, activation maps, strongest digits."""
    if not selection.names:
        st.info("Choose a model to see this.")
        return
    _offer_pair(selection)
    layers = _first_layers(selection)
    dense = {name: layer for name, layer in layers.items() if layer.kind == "dense"}
    conv = {name: layer for name, layer in layers.items() if layer.kind == "conv"}
    if dense:
        neurons.show(selection, dense)
    if conv:
        filters.show(selection, conv)
    if layers:
        end_picture()
        strongest.show(selection, list(layers))


def _offer_pair(selection: Selection) -> None:
    names = model_choice.available("reconstruct")
    if set(PAIR) <= set(names) and set(PAIR) - set(selection.names):
        st.button(
            "Compare with denoising",
            icon=":material/compare:",
            on_click=lambda: st.session_state.update(models=list(PAIR)),
            help=worded(
                f"Chooses {' and '.join(map(model_choice.title, PAIR))}: the same network with the "
                "same start, one of them "
                "trained to clean noisy digits."
            ),
        )


def _first_layers(selection: Selection) -> dict[str, FirstLayer]:
    layers = {}
    for name in selection.names:
        try:
            layers[name] = features.first_layer(name)
        except LatentLabError as error:
            st.warning(literal(str(error)))
    return layers
