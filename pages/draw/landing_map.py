"""The map on which a drawn digit lands."""

from collections.abc import Sequence

import streamlit as st

from core import maps
from core.data import Dataset
from core.data.dataset import Split
from core.errors import LatentLabError
from core.maps import MapInfo
from pages.draw.draw_canvas import Landing
from pages.shared.addresses import linked_choice
from pages.shared.choices import model_choice
from pages.shared.choices.dataset import name as dataset_name
from pages.shared.literal import literal

KEY = "draw_map"
PREFERRED = [
    f"bottleneck:{name}"
    for name in ("clf-conv-bottleneck-2", "clf-bottleneck-2", "ae-conv-2", "vae-conv-2")
]


def available() -> Sequence[MapInfo]:
    """Every map that can place a drawing: bottlenecks of checkpoints and finished projections."""
    try:
        known = maps.infos(dataset_name(), flat=True)
        return [info for info in known if not info.is_closed]
    except LatentLabError as error:
        st.caption(f"No map: {literal(str(error))}")
        return []


def choose(known: Sequence[MapInfo]) -> MapInfo:
    """Choose the map on which the drawing lands."""
    infos = {info.id: info for info in known}
    ids = list(infos)
    default = [model_choice.first_available(ids, PREFERRED)]
    linked_choice.restore(KEY, ids, default)
    choice = st.selectbox(
        "Placed on the map",
        ids,
        format_func=lambda name: _title(infos[name]),
        key=KEY,
        persist_state="session",
        help="Where your digit lands among known ones: by the two numbers that a network keeps of "
        "it, or on a projection from the Map page.",
    )
    linked_choice.keep(KEY, [choice], default)
    return infos[choice]


def _title(info: MapInfo) -> str:
    """The map's title in plain words; the screen names its checkpoint beside the map."""
    return model_choice.plain_title(info.checkpoint) if info.checkpoint else info.title


def landing(info: MapInfo, dataset: Dataset) -> Landing | None:
    """The map with the digits that are on it; if it fails, show why and return None."""
    if info.checkpoint and not model_choice.loadable([info.checkpoint]):
        return None
    # A checkpoint's map shows the test digits: they are fewer, and no network was trained on them.
    split: Split = "all" if "all" in info.splits and not info.checkpoint else info.splits[0]
    try:
        key = maps.key(info.id, dataset.name, split)
        made_of = "" if info.checkpoint else maps.vectors_title(info.id, dataset.name)
        return Landing(info, _title(info), split, key, made_of)
    except LatentLabError as error:
        st.warning(literal(str(error)))
        return None
