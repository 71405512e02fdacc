"""Make a new map: from a preset with one button, or with every setting."""

from typing import Any

import streamlit as st

from core.checkpoints.card import PIXELS
from core.checkpoints.pool import pool
from core.data import Dataset
from core.data.dataset import Split
from core.errors import LatentLabError
from core.maps.methods import METHODS, Method
from core.maps.projections import request
from core.maps.projections.request import Request
from core.text.controls import Control, controls
from pages.map import launch
from pages.shared.addresses import linked_choice
from pages.shared.addresses.address import bound
from pages.shared.choices import model_choice
from pages.shared.choices.dataset import worded
from pages.shared.frame.stage import pixels
from pages.shared.literal import literal

DEFAULT = Request()
QUICK, NICE, EXPERT = "Quick", "Nice", "Expert"
ABOUT = {
    QUICK: "Digits that look alike become neighbours, by all their pixels (t-SNE).",
    NICE: "The same with every digit that there is, and twice the time to settle (t-SNE).",
    EXPERT: "Every setting: which digits, by which of their numbers, with which method.",
}


def choose_preset() -> str:
    """Choose one of two presets, or every setting."""
    with st.container(horizontal=True, vertical_alignment="center"):
        preset = st.segmented_control(
            "Kind of map",
            list(ABOUT),
            default=QUICK,
            required=True,
            label_visibility="collapsed",
            **bound("preset"),
        )
        st.markdown(worded(ABOUT[preset]), width="content")
    return str(preset)


def show_preset(preset: str, dataset: Dataset) -> None:
    """The estimated time and the start button of a preset's job."""
    wanted = request_of(preset, dataset)
    launch.show(wanted, len(dataset.split(wanted.split)))


def request_of(preset: str, dataset: Dataset) -> Request:
    """The request that a preset, `QUICK` or `NICE`, stands for."""
    if preset == NICE:
        return Request(
            dataset=dataset.name, split="all", method={"kind": "tsne", "iterations": 1000}
        )
    return Request(dataset=dataset.name, split=quick_split(dataset))


def quick_split(dataset: Dataset) -> Split:
    """The split that Quick lays out: the test pictures, or all if there are none."""
    return "test" if len(dataset) > dataset.train else "all"


def show_form(dataset: Dataset) -> None:
    """Every field, and the start of the job that the fields describe."""
    left, right = st.columns(2, gap="large")
    with left:
        method = _choose_method()
        source = _choose_source(dataset)
        split, count = _choose_size(dataset)
        dimensions = _choose_dimensions()
        unit = st.toggle(
            "Vectors at length 1",
            **bound("new_unit"),
            help="Only the direction of each vector counts, so thick and thin strokes come "
            "together. Distances between the vectors then follow the cosine of their angle.",
        )
    with right:
        parameters = {each.name: _parameter(method, each) for each in controls(METHODS[method])}
        values: dict[str, Any] = {
            "dataset": dataset.name,
            "split": split,
            "count": count,
            "checkpoint": None if source == PIXELS else source,
            "unit": unit,
            "dimensions": dimensions,
            "method": {"kind": method, **parameters},
        }
        values |= _choose_seeds(METHODS[method], is_sample=count is not None)
    try:
        launch.show(request.parse(values), count or len(dataset.split(split)))
    except LatentLabError as error:
        st.error(literal(str(error)))


def _choose_method() -> str:
    names = list(METHODS)
    linked_choice.restore("new_method", names, names[:1])
    chosen = st.segmented_control(
        "Method",
        names,
        format_func=lambda name: METHODS[name].title,
        required=True,
        wrap=True,
        key="new_method",
        persist_state="session",
        help="Which neighbours it keeps together, and how long it takes.",
    )
    method = str(chosen)  # it is required
    linked_choice.keep("new_method", [method], names[:1])
    st.caption(METHODS[method].summary)
    return method


def _choose_dimensions() -> int:
    """Choose between a flat map and one in space."""
    names = {2: "Flat (2 numbers)", 3: "In space (3 numbers)"}
    return st.segmented_control(
        "Kind of place",
        list(names),
        format_func=names.__getitem__,
        default=2,
        required=True,
        wrap=True,
        **bound("new_dimensions"),
        help="A map in space can be turned. It keeps more of the neighbours apart, but it is "
        "harder to read. t-SNE in space takes many times longer.",
    )


def _choose_source(dataset: Dataset) -> str:
    names = [PIXELS, *pool().names_for(dataset)]
    linked_choice.restore("new_source", names, names[:1])
    source = st.selectbox(
        "Made from",
        names,
        format_func=lambda name: (
            f"The pixels ({dataset.pixels:,} numbers)"
            if name == PIXELS
            else model_choice.title(name)
        ),
        key="new_source",
        persist_state="session",
        help=worded(
            "The pixels themselves, or the numbers that a network keeps of each digit (its "
            "latent vector)."
        ),
    )
    linked_choice.keep("new_source", [source], names[:1])
    return source


def _choose_size(dataset: Dataset) -> tuple[Split, int | None]:
    """Choose the split, and how many of its digits (None: all)."""
    sizes = {}
    for split, count in request.SIZES:
        total = len(dataset.split(split))
        if total and (count is None or count < total):
            sizes[f"{count or total:,} {request.nouns(dataset.name, split)}"] = (split, count)
    size = st.selectbox(
        worded("Digits"),
        list(sizes),
        **bound("new_size"),
        help="If these are not all, they are drawn at random, equally many of each class.",
    )
    return sizes[size]


def _parameter(method: str, control: Control) -> float:
    kind = type(control.default)
    return st.slider(
        control.label,
        kind(control.low),
        kind(control.high),
        control.default,
        kind(control.step),
        **bound(f"new_{method}_{control.name}"),
        format="%g" if kind is float else "%d",
        help=control.help,
    )


def _choose_seeds(method: type[Method], is_sample: bool) -> dict[str, Any]:
    """Choose the seeds, and how far long vectors are reduced first; fields of a `Request`."""
    values: dict[str, Any] = {}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if method.reduces:
            values["components"] = st.number_input(
                "Reduced first to",
                2,
                200,
                DEFAULT.components,
                **bound("new_components"),
                width=pixels(150),
                help="Longer vectors are first reduced to this many principal components (PCA), "
                "which removes noise and saves time. 50 keep 82 % of the variance of MNIST's "
                "pixels.",
            )
        if is_sample:
            values["sample_seed"] = st.number_input(
                "Seed of the sample",
                0,
                2**32 - 1,
                **bound("new_sample_seed"),
                width=pixels(150),
                help=worded("Decides which digits are drawn."),
            )
        if method.uses_seed:
            unseeded = st.session_state.get("new_unseeded", False)
            seed = st.number_input(
                "Seed",
                0,
                2**32 - 1,
                **bound("new_seed"),
                width=pixels(150),
                disabled=unseeded,
                help="The same seed gives the same map on the same machine.",
            )
            unseeded = st.checkbox(
                "Different each time",
                **bound("new_unseeded"),
                help="Uses no seed, so the map cannot be reproduced. UMAP may then use all its "
                "threads.",
            )
            values["seed"] = None if unseeded else int(seed)
    return values
