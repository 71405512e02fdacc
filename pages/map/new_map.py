"""The form of a new map: which digits, made from what, by which method, and how long it takes."""

from dataclasses import fields
from typing import Any

import streamlit as st

from core import jobs
from core.checkpoints.pool import pool
from core.data import Dataset
from core.errors import LatentLabError
from core.maps import estimate, request, store, trust
from core.maps.methods import METHODS, Method
from core.maps.projected import map_id
from core.maps.request import Request
from core.text.numbers import rough_duration
from pages.shared import model_choice
from pages.shared.literal import literal

PIXELS = "pixels"
USUAL = Request()


def show(digits: Dataset) -> None:
    """Ask for everything, say how long it takes, and start only when told to."""
    left, right = st.columns(2, gap="large")
    with left:
        method = _method()
        source = _source()
        split, count = _size(digits)
        unit = st.toggle(
            "Vectors at length 1",
            key="new_unit",
            help="Only the direction of each vector counts: thick and thin strokes come together. "
            "Distances between them then follow the cosine of their angle.",
        )
    with right:
        parameters = {item.name: _parameter(method, item) for item in fields(METHODS[method])}
        values: dict[str, Any] = {
            "dataset": digits.name,
            "split": split,
            "count": count,
            "checkpoint": None if source == PIXELS else source,
            "unit": unit,
            "method": {"kind": method, **parameters},
        }
        values |= _chance(METHODS[method], subset=count is not None)
    try:
        wanted = request.parsed(values)
        _launch(wanted, count or len(digits.split(split)))
    except LatentLabError as error:
        st.error(str(error))


def _method() -> str:
    method = st.segmented_control(
        "Method",
        list(METHODS),
        format_func=lambda name: METHODS[name].title,
        default=next(iter(METHODS)),
        required=True,
        key="new_method",
    )
    st.caption(METHODS[method].summary)
    return str(method)


def _source() -> str:
    return st.selectbox(
        "Made from",
        [PIXELS, *pool().names()],
        format_func=lambda name: (
            "The pixels (784 numbers)" if name == PIXELS else model_choice.title(name)
        ),
        key="new_source",
        help="The pixels themselves, or the numbers that a network keeps of each digit (its "
        "latent vector).",
    )


def _size(digits: Dataset) -> Any:
    """The part of the data set, and how many of its digits (None: all)."""
    sizes = {}
    for split, count in request.SIZES:
        whole = len(digits.split(split))
        if whole and (count is None or count < whole):
            sizes[f"{count or whole:,} {request.NOUNS[split]}"] = (split, count)
    chosen = st.selectbox(
        "Digits",
        list(sizes),
        key="new_size",
        help="A smaller number is drawn by chance, equally many of each class.",
    )
    return sizes[chosen]


def _parameter(method: str, item: Any) -> float:
    about = item.metadata
    kind = type(item.default)
    return st.slider(
        about["label"],
        kind(about["low"]),
        kind(about["high"]),
        item.default,
        kind(about["step"]),
        key=f"new_{method}_{item.name}",
        format="%g" if kind is float else "%d",
        help=about["help"],
    )


def _chance(method: type[Method], subset: bool) -> dict[str, Any]:
    """The seeds, and how far long vectors are reduced first."""
    values: dict[str, Any] = {}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if method.reduces:
            values["components"] = st.number_input(
                "Reduced first to",
                2,
                200,
                USUAL.components,
                key="new_components",
                width=150,
                help="Vectors longer than this are first reduced to so many principal components "
                "(PCA), which takes noise and time away. 50 keep 82 % of what differs between the "
                "pixels of MNIST.",
            )
        if subset:
            values["sample_seed"] = st.number_input(
                "Seed of the sample",
                0,
                2**32 - 1,
                key="new_sample_seed",
                width=150,
                help="Which digits are drawn. The same seed draws the same.",
            )
        if method.seeded:
            unseeded = st.session_state.get("new_unseeded", False)
            seed = st.number_input(
                "Seed",
                0,
                2**32 - 1,
                key="new_seed",
                width=150,
                disabled=unseeded,
                help="The same seed gives the same map on the same machine.",
            )
            unseeded = st.checkbox(
                "No seed: not reproducible",
                key="new_unseeded",
                help="Leaves the map to chance. UMAP may then work on all its threads.",
            )
            values["seed"] = None if unseeded else int(seed)
    return values


def _launch(wanted: Request, digits: int) -> None:
    there = store.find(request.key(wanted))
    about = request.title(wanted, digits)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if there is not None:
            st.markdown(f"**{literal(about)}** is there already.")
            st.button(
                "Show it",
                type="primary",
                on_click=show_map,
                args=(map_id(there.key),),
                key="new_show",
            )
            return
        seconds = estimate.seconds(wanted, digits)
        st.metric(
            "Estimated time",
            rough_duration(seconds),
            width="content",
            help="On this machine with nothing else to do, from measurements and from the maps "
            "that it has made before. It runs in the background.",
        )
        if st.button("Start", type="primary", icon=":material/play_arrow:", key="new_start"):
            start(wanted, about)
            st.rerun()


def show_map(map_id: str) -> None:
    """Let the page show this map, and scroll to it; for the callback of a button."""
    st.session_state["map"] = map_id
    st.session_state["map called"] = st.session_state.get("map called", 0) + 1
    st.query_params["map"] = map_id


def start(wanted: Request, title: str) -> None:
    """Queue the job; while the same one waits or works, a further press changes nothing."""
    params = wanted.model_dump(mode="json")
    spec = jobs.JobSpec(kind="project", title=title[:200], params=params)
    try:
        jobs.runner().submit(spec)
    except LatentLabError as error:
        st.session_state["map said"] = str(error)


def start_other_seed(found: store.Finished) -> None:
    """Queue the same map with the next seed."""
    wanted = trust.next_seed(found)
    start(wanted, request.title(wanted, found.record.digits))
