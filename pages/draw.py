"""Draw a digit, or show a picture of some, and watch what the models make of it."""

import streamlit as st

from core import data, maps
from core.data import Dataset
from core.errors import LatentLabError
from core.maps import MapInfo
from core.pool import pool
from pages import common
from pages.components.draw_canvas import draw_canvas

BEST = ["dae-dense-128", "dae-conv-32"]
NEXT_BEST = ["dae-dense-200-mask", "dae-dense-10"]
READERS = ["clf-conv", "clf-mlp-3", "clf-mlp-1"]
PLACERS = ["clf-conv-bottleneck-2", "clf-bottleneck-2", "ae-conv-2", "vae-conv-2"]
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
gives your digit, among all test digits; the five nearest by these two numbers are beside it. A
scribble gets an answer too: the models know nothing but digits.

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


def planes() -> dict[str, MapInfo]:
    """The maps on which a new digit has a place at once, by checkpoint: those of two numbers."""
    try:
        infos = maps.infos()
    except LatentLabError as error:
        st.caption(f"No map: {error}")
        return {}
    return {
        info.checkpoint: info
        for info in infos
        if info.checkpoint and info.id == f"bottleneck:{info.checkpoint}"
    }


def landing(
    known: dict[str, MapInfo], chosen: str | None, test: Dataset | None
) -> tuple[MapInfo, str] | None:
    """The chosen map with its content key; of one that cannot be had, the screen says why not."""
    if chosen is None or test is None or not common.usable([chosen]):
        return None
    return known[chosen], maps.key(known[chosen].id, test.name, "test")


st.title("Draw")
st.markdown(
    "Draw a digit, or show a photo of one, and watch at once how the models see it, "
    "clean it and read it."
)

autoencoders = common.models("reconstruct")
classifiers = common.models("classify")
known_maps = planes()
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
            help=f"Up to {MOST} side by side. Those whose name starts with dae were trained to "
            "remove noise, the others only to reproduce digits.",
        )
    if classifiers:
        reader = st.selectbox(
            "Read by (classifier)",
            classifiers,
            index=classifiers.index(common.prefer(classifiers, READERS)),
            key="draw_reader",
            width=240,
            help="The network that says which digit it sees.",
        )
    placer: str | None = None
    if known_maps:
        placer = st.selectbox(
            "Placed on the map of",
            list(known_maps),
            index=list(known_maps).index(common.prefer(list(known_maps), PLACERS)),
            key="draw_map",
            width=260,
            help="A network that keeps only two numbers of a digit: they are its place on a map.",
        )

cleaners = common.usable(cleaners)
readers = common.usable([reader] if reader else [])
digits = examples()

draw_canvas(
    key="board",
    models={name: pool().card(name).title for name in cleaners},
    classifier=next(iter(readers), None),
    examples=digits,
    landing=landing(known_maps, placer, digits),
)

with st.expander("How does it work?"):
    st.markdown(HOW_IT_WORKS)
