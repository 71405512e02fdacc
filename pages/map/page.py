"""Map: every digit at two numbers, those that a network keeps of it or those of a projection."""

from collections.abc import Sequence

import streamlit as st

from core import maps
from core.data import Dataset
from core.data.dataset import Split
from core.errors import LatentLabError
from core.maps import MapInfo
from core.maps.request import NOUNS
from pages.map import jobs, new_map, trust
from pages.map.latent_map import latent_map
from pages.shared import model_choice
from pages.shared.dataset import load_dataset

READERS = ["clf-conv", "clf-mlp-3", "clf-mlp-1"]
NOBODY = "Nobody"
LINKED = {"reconstruct": "drawn", "classify": "read"}  # their names in the address
ALONE = "none"
NO_MAP = (
    "There is no checkpoint with a bottleneck of two numbers yet: train one with "
    "`python -m core.training ae-conv-2`, or on the Train page, and come back."
)
HOW_TO_READ = """
- **Point at a digit** to see it; click it, or press Enter, to keep it below the map. Arrow keys go
  from digit to digit.
- **Lasso** or **Box**, then drag around some points: the digits inside are shown below, with their
  classes and their mean. The others turn grey. *Select view*, or the key S, takes all in view.
- **Zoom in**, with the wheel, two fingers or +, and the points become the digits themselves.
- **Empty places** of an autoencoder's map have a digit too: the decoder draws one for any two
  numbers. *Decoded plane* paints them all behind the points; Shift and an arrow key walk there.
- **Two maps**: what you point at or select on one is marked on the other. *Same scale* gives both
  the same axes, to compare how far they spread.
- **Squared error**: how far the pixels of the digit drawn again are from the original's, each
  difference squared and all 784 added up.
- Only nearness within one map means something. The direction of an axis, and how far apart two
  groups are, need not.
- The address of this page holds the view: whoever opens the link sees the same.
"""


def split_titles(chosen: Dataset) -> dict[Split, str]:
    """Each split with the number of its digits, as they are here; short, for narrow screens."""
    tests = len(chosen) - chosen.train
    titles: dict[Split, str] = {}
    if tests:
        titles["test"] = f"{tests:,} test"
    if chosen.train:
        titles["train"] = f"{chosen.train:,} training"
    return titles | {"all": f"All {len(chosen):,}"}


def wanted(name: str, options: Sequence[str], usual: int = 0) -> int:
    """Which option the address asks for, or the usual; the map in the browser writes it there."""
    asked = st.query_params.get(name, "")
    return list(options).index(asked) if asked in options else usual


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


def choose_words(shown: MapInfo) -> tuple[str | None, str | None, dict[str, str]]:
    """Who draws the digit on the card again, and who reads it; the map's own network by default.

    What is not as usual comes as parts of the address too.
    """
    chosen, unusual = [], {}
    first, second = st.columns(2)
    for place, title, task, usual in (
        (first, "Drawn again by", "reconstruct", ["ae-conv-16", "ae-dense-32"]),
        (second, "Read by", "classify", READERS),
    ):
        names = model_choice.available(task)
        own = shown.checkpoint if shown.task == task else None
        options = [NOBODY, *names]
        usually = 1 + names.index(own or model_choice.first_available(names, usual)) if names else 0
        with place:
            name = st.selectbox(
                title,
                options,
                index=wanted(LINKED[task], options, usually),
                key=f"map_{task}_{shown.id}",
                help="The network behind the card's second picture and its error."
                if task == "reconstruct"
                else "The classifier whose prediction is on the card.",
            )
        chosen.append(None if name == NOBODY else name)
        if name != options[usually]:
            unusual[LINKED[task]] = name
    return chosen[0], chosen[1], unusual


def show(known: dict[str, MapInfo]) -> None:
    """The controls and the map."""
    digits = load_dataset()
    shown = choose_maps(known)
    shared = [split for split in shown[0].splits if all(split in info.splits for info in shown)]
    titles = {split: text for split, text in split_titles(digits).items() if split in shared}
    if not titles:
        st.info("These two maps have no digits in common: choose another one beside.")
        return
    if st.session_state.get("digits") not in titles:
        st.session_state.pop("digits", None)
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
        autoencoder, classifier, unusual = choose_words(shown[0])
    latent_map(
        key="latent_map",
        maps=[(info, maps.key(info.id, digits.name, split)) for info in shown],
        digits=digits,
        split=split,
        split_title=NOUNS[split],
        autoencoder=autoencoder,
        classifier=classifier,
        link=unusual,
        called=st.session_state.get("map called", 0),
    )
    with st.expander("How far to trust this"):
        trust.show(shown, digits.name, split)
    with st.expander("How to read this"):
        st.markdown(HOW_TO_READ)


def make_maps() -> None:
    """Maps in the making, those that are there, and the form of a new one."""
    st.subheader("Make a map", anchor=False)
    st.caption(
        "A *projection* lays digits out by all their pixels, or by all the numbers that a network "
        "keeps of them, so that those which are alike lie together."
    )
    jobs.show_work()
    form, there = st.tabs(["New projection", "Finished projections"])
    with form:
        new_map.show(load_dataset())
    with there:
        jobs.show_finished()


st.title("Map")
st.markdown(
    "Each point is one handwritten digit, and digits that look alike lie together. A network that "
    "may keep only **two numbers** of a picture of 784 pixels (its *bottleneck*) gives each digit "
    "its place. Or make a map of all its pixels, or of a longer code: a *projection*, see below."
)
try:
    found = {info.id: info for info in maps.infos()}
    if found:
        show(found)
    else:
        st.info(NO_MAP)
    make_maps()
except LatentLabError as error:
    st.error(str(error))
