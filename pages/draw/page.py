"""Draw a digit, or show a picture of some, and watch what the models make of it."""

import streamlit as st

from core import data, maps
from core.checkpoints.pool import pool
from core.data import Dataset
from core.data.dataset import Split
from core.errors import LatentLabError
from core.maps import MapInfo
from pages.draw.draw_canvas import Landing, draw_canvas
from pages.shared import common
from pages.shared.literal import literal

BEST = ["dae-dense-128", "dae-conv-32"]
NEXT_BEST = ["dae-dense-200-mask", "dae-dense-10"]
READERS = ["clf-conv", "clf-mlp-3", "clf-mlp-1"]
PLACES = [
    f"bottleneck:{name}"
    for name in ("clf-conv-bottleneck-2", "clf-bottleneck-2", "ae-conv-2", "vae-conv-2")
]
MOST = 4  # denoisers beside each other before the pictures get too small

HOW_IT_WORKS = """
The models learned from MNIST, 70,000 handwritten digits that were all prepared in one way. Your
digit is prepared in the same way, so that its size and place do not matter:

1. **Ink and ground** are told apart: uneven light is taken out of a photo, and dark ink on light
   paper is turned into light ink on black.
2. The digit is **cut out**. Strokes of a thin pen are made as thick as usual.
3. It is **shrunk into a box** of 20×20 pixels with its shape kept.
4. It is **balanced** on its centre of mass in the middle of 28×28 pixels.

**Cleaned** shows what an *autoencoder* makes of it: a network that squeezes the digit through a
few numbers and draws it anew from them. **Reads as** is the answer of a *classifier*, with its
probability. **Where it lands** is the place that a network with only two numbers in its middle
gives your digit, among all test digits. On a *projection*, which has no such rule for new digits,
it goes where the digits most like it are. The five nearest are beside it. A scribble gets an answer
too: the models know nothing but digits.

Pictures may be PNG, JPEG, WebP, BMP, GIF or HEIC. With several digits in one, each is found and
boxed.
"""


def examples() -> Dataset | None:
    """The digits to take an example from; without them there is no such button."""
    try:
        return data.load("mnist")
    except LatentLabError as error:
        st.caption(f"No example digits: {error}")
        return None


def known_maps() -> dict[str, MapInfo]:
    """The maps by id: the two numbers of a checkpoint, and the projections that were made."""
    try:
        return {info.id: info for info in maps.infos()}
    except LatentLabError as error:
        st.caption(f"No map: {error}")
        return {}


def landing(chosen: MapInfo | None, digits: Dataset | None) -> Landing | None:
    """The chosen map with the digits that are on it; of one that fails, the screen says why."""
    if chosen is None or digits is None:
        return None
    if chosen.checkpoint and not common.usable([chosen.checkpoint]):
        return None
    # Of a checkpoint's map the test digits, which are fewer and which no network was trained on.
    split: Split = "all" if "all" in chosen.splits and not chosen.checkpoint else chosen.splits[0]
    try:
        key = maps.key(chosen.id, digits.name, split)
        made_of = "" if chosen.checkpoint else maps.made_of(chosen.id, digits.name)
        return Landing(chosen, split, key, made_of)
    except LatentLabError as error:
        st.warning(literal(str(error)))
        return None


st.title("Draw")
st.markdown(
    "Draw a digit, or show a photo of one, and watch at once how the models see it, "
    "clean it and read it."
)

autoencoders = common.models("reconstruct")
classifiers = common.models("classify")
places = known_maps()
for task, names in (("reconstruct", autoencoders), ("classify", classifiers)):
    if not names:
        st.info(common.EMPTY[task])

with st.container(horizontal=True, vertical_alignment="bottom"):
    cleaners: list[str] = []
    reader: str | None = None
    if autoencoders:
        cleaners = st.multiselect(
            "Cleaned by (autoencoders)",
            autoencoders,
            default=[name for name in BEST if name in autoencoders]
            or [common.prefer(autoencoders, NEXT_BEST)],
            max_selections=MOST,
            key="draw_cleaners",
            persist_state="session",
            help=f"Up to {MOST} side by side. Those whose name starts with dae were trained to "
            "remove noise, the others only to reproduce digits.",
        )
    if classifiers:
        reader = st.selectbox(
            "Read by (classifier)",
            classifiers,
            index=classifiers.index(common.prefer(classifiers, READERS)),
            key="draw_reader",
            persist_state="session",
            width=240,
            help="The network that says which digit it sees.",
        )
    place: str | None = None
    if places:
        place = st.selectbox(
            "Placed on the map",
            list(places),
            index=list(places).index(common.prefer(list(places), PLACES)),
            format_func=lambda name: places[name].title,
            key="draw_map",
            persist_state="session",
            width=240,
            help="Where your digit lands among known ones: on the two numbers that a network "
            "keeps of it, or on a projection that was made on the Map page.",
        )

cleaners = common.usable(cleaners)
readers = common.usable([reader] if reader else [])
digits = examples()

draw_canvas(
    key="board",
    models={name: pool().card(name).title for name in cleaners},
    classifier=next(iter(readers), None),
    examples=digits,
    landing=landing(places.get(place) if place else None, digits),
)

with st.expander("How does it work?"):
    st.markdown(HOW_IT_WORKS)
