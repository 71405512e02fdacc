"""Map: every digit at the two numbers that a network keeps of it."""

from collections.abc import Sequence

import streamlit as st

from core import maps
from core.data import Dataset
from core.data.dataset import Split
from core.errors import LatentLabError
from core.maps import MapInfo
from pages import common
from pages.components.latent_map import latent_map

READERS = ["clf-conv", "clf-mlp-3", "clf-mlp-1"]
NOBODY = "Nobody"
ALONE = "none"
NOUNS: dict[Split, str] = {"test": "test digits", "train": "training digits", "all": "digits"}
NO_MAP = (
    "There is no checkpoint with a bottleneck of two numbers yet: train one with "
    "`python -m core.training ae-conv-2`, or on the Train page, and come back."
)
HOW_TO_READ = """
- **Point at a digit** to see it; click it, or press Enter, to keep it below the map. Arrow keys go
  from digit to digit.
- **Lasso** or **Box**, then drag around some points: the digits inside are shown below, with their
  classes and their mean. The others turn grey.
- **Empty places** of an autoencoder's map have a digit too: the decoder draws one for any two
  numbers. *Decoded plane* paints them all behind the points.
- **Squared error**: how far the pixels of the digit drawn again are from the original's, each
  difference squared and all 784 added up.
- Only nearness within one map means something. The direction of an axis, and how far apart two
  groups are, need not.
- The address of this page holds the view: whoever opens the link sees the same.
"""


def split_titles(chosen: Dataset) -> dict[Split, str]:
    """Each split with the number of its digits, as they are here."""
    counts: dict[Split, int] = {
        "test": len(chosen) - chosen.train,
        "train": chosen.train,
        "all": len(chosen),
    }
    return {split: f"{count:,} {NOUNS[split]}" for split, count in counts.items() if count}


def wanted(name: str, options: Sequence[str]) -> int:
    """Which option the address asks for, or the first; the map in the browser writes it there."""
    asked = st.query_params.get(name, "")
    return list(options).index(asked) if asked in options else 0


def choose_maps(known: dict[str, MapInfo]) -> list[MapInfo]:
    """The map to show, and perhaps a second beside it."""
    first, second = st.columns(2)
    names = list(known)
    with first:
        left = st.selectbox(
            "Map",
            names,
            index=wanted("map", names),
            format_func=lambda name: known[name].title,
            key="map",
            persist_state="session",
            help="Every network of the store that squeezes a digit through two numbers.",
        )
    with second:
        others = [ALONE, *(name for name in names if name != left)]
        right = st.selectbox(
            "Beside it",
            others,
            index=wanted("beside", others),
            format_func=lambda name: known[name].title if name in known else "No second map",
            key="beside",
            persist_state="session",
            help="Pointing at a digit, or selecting some, marks the same digits on both maps.",
        )
    return [known[name] for name in (left, right) if name in known]


def choose_words(shown: MapInfo) -> tuple[str | None, str | None]:
    """Who draws the digit on the card again, and who reads it; the map's own network by default."""
    chosen = []
    first, second = st.columns(2)
    for place, title, task, wanted in (
        (first, "Drawn again by", "reconstruct", ["ae-conv-16", "ae-dense-32"]),
        (second, "Read by", "classify", READERS),
    ):
        names = common.models(task)
        own = shown.checkpoint if shown.task == task else None
        with place:
            name = st.selectbox(
                title,
                [NOBODY, *names],
                index=1 + names.index(own or common.prefer(names, wanted)) if names else 0,
                key=f"map_{task}_{shown.id}",
                help="The network behind the card's second picture and its error."
                if task == "reconstruct"
                else "The classifier whose prediction is on the card.",
            )
        chosen.append(None if name == NOBODY else name)
    return chosen[0], chosen[1]


def show(known: dict[str, MapInfo]) -> None:
    """The controls and the map."""
    digits = common.dataset()
    common.say_what_data(digits)
    shown = choose_maps(known)
    titles = split_titles(digits)
    with st.container(horizontal=True):
        split = st.segmented_control(
            "Digits",
            list(titles),
            format_func=lambda name: titles[name],
            default=list(titles)[wanted("digits", list(titles))],
            required=True,
            key="digits",
            persist_state="session",
            help="No network was trained on the test digits.",
        )
    with st.expander("The card beside the pointer"):
        autoencoder, classifier = choose_words(shown[0])
    for info in shown:
        st.caption(info.about)
    part = digits.split(split)
    latent_map(
        key="latent_map",
        maps=[(info, maps.key(info.id, digits.name, split)) for info in shown],
        dataset=digits.name,
        split=split,
        split_title=NOUNS[split],
        first_row=int(part.rows[0]),
        classes=digits.classes,
        autoencoder=autoencoder,
        classifier=classifier,
    )
    with st.expander("How to read this"):
        st.markdown(HOW_TO_READ)


st.title("Map")
st.markdown(
    "Each point is one handwritten digit, and digits that look alike to the network lie together. "
    "The network may keep only **two numbers** of a picture of 784 pixels (its "
    "*bottleneck*), and these two numbers are the point's place."
)
try:
    found = {info.id: info for info in maps.infos()}
    if found:
        show(found)
    else:
        st.info(NO_MAP)
except LatentLabError as error:
    st.error(str(error))
