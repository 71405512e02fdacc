"""Walk: move through a latent space and watch the decoder draw what is there."""

from dataclasses import dataclass
from typing import get_args

import streamlit as st

from core.checkpoints.architecture import latent_size
from core.checkpoints.pool import pool
from core.data import Dataset
from core.errors import LatentLabError
from pages.shared import model_choice
from pages.shared.dataset import load_dataset
from pages.walk.walk import View, walk

ALONE = "none"
PLANES = (["ae-conv-2"], ["vae-conv-2", "vae-conv-2-tiny-kl"])  # first choice, and beside it
SPACES = (["ae-conv-16", "ae-dense-32"], ["vae-conv-16", "vae-dense-20"])
NO_PLANE = (
    "This view needs an autoencoder that keeps **two numbers** of a digit, and the store has none: "
    "train one with `python -m core.training ae-conv-2`, or on the Train page. The other views "
    "work with any number."
)


@dataclass(frozen=True)
class Words:
    """What a view is called, what it does in one sentence, and how to read it."""

    title: str
    about: str
    reading: str
    plane: bool = False
    """Whether it needs a latent space of two numbers."""


VIEWS: dict[View, Words] = {
    "plane": Words(
        "Plane",
        "Drag over the plane: the decoder draws the digit of the place under your pointer.",
        """
- Each faint dot is a **test digit** at the two numbers that the encoder gives it; its colour says
  which digit it is. The ring is where you are.
- Places **between the dots** have a digit too, although nobody wrote it: the decoder draws one for
  any two numbers.
- Two autoencoders are dragged together, to the same place of their frames. The planes themselves
  have nothing in common: each network found its own.
- With a ring in focus, arrow keys move it, and with Shift they move it further.
""",
        plane=True,
    ),
    "directions": Words(
        "Directions",
        "Pull a digit along the directions in which handwritten digits differ most.",
        """
- A latent space of many numbers cannot be seen, but its **principal directions** can be tried out:
  the first is the one along which the digits differ most, the second the next, at right angles to
  it, and so on (principal component analysis).
- A step of **1** is one **standard deviation** of the test digits along that direction.
- **Start from** the mean of all digits, or from one digit, to change its slant, thickness or kind.
- **Random** sets all sliders by chance; the same seed sets them alike.
- Two autoencoders get the same steps, each along directions of its own.
""",
    ),
    "between": Words(
        "Between digits",
        "Choose two or more digits and slide from one to the next through the latent space.",
        """
- Each **frame** is what the decoder draws at one place on the way. The framed ones are the digits
  of the walk, drawn again by the network, so they differ a little from the originals above.
- **Straight** goes along the line. In a space of many numbers its middle is nearer to the centre
  than almost any digit, and the pictures there may be pale or blurred.
- **Spherical** turns about the centre and keeps the distance from it (slerp). The centre is the
  origin for variational autoencoders and for codes that are never negative, else the mean of the
  digits.
- A **variational autoencoder** (vae) was trained to leave no holes between digits; a plain one (ae)
  was not, and its way may lead through pictures that are no digit.
""",
    ),
    "arithmetic": Words(
        "Arithmetic",
        "Take away what makes a digit a 7 and add what makes it a 2: A − B + C in latent numbers.",
        """
- The encoder turns A, B and C into numbers; these are added and subtracted one by one, and the
  decoder draws the result.
- With the **means of two classes** as B and C, the result often keeps the handwriting of A, its
  slant and thickness, and changes the digit.
- It need not work: nothing in the training asked for it. Compare two autoencoders.
""",
    ),
    "samples": Words(
        "Samples",
        "Let chance choose the places: digits that nobody wrote.",
        """
- **Prior**: places drawn from a standard normal. A *variational* autoencoder was trained so that
  its digits fill just that cloud, so most samples look like digits. A plain autoencoder was not:
  the cloud misses its digits.
- **Fitted**: places drawn from a normal distribution with the mean and the covariance of the test
  digits. This finds the digits of any autoencoder, but not the gaps between the classes.
""",
    ),
    "manifold": Words(
        "Manifold",
        "The whole plane at once: 20 by 20 digits, each drawn from two numbers.",
        """
- Neighbours differ by a small step, so the sheet shows how one digit turns into another.
- For a **variational** autoencoder the places are spaced by its prior: close together in the
  middle, far apart at the rim. For a plain one, which has no prior, they are spaced evenly over
  where most digits are.
""",
        plane=True,
    ),
}


def wanted(name: str, options: list[str], usual: str) -> int:
    """Which option the address asks for, or the usual one; the walk itself writes it there."""
    asked = st.query_params.get(name, "")
    return options.index(asked if asked in options else usual)


def choose_models(names: list[str], plane: bool) -> list[str]:
    """The autoencoder to walk in, and perhaps a second beside it."""
    kind = "plane" if plane else "space"
    first, second = PLANES if plane else SPACES
    here, there = st.columns(2)
    with here:
        left = st.selectbox(
            "Autoencoder",
            names,
            index=wanted("model", names, model_choice.first_available(names, first)),
            format_func=model_choice.title,
            key=f"walk_{kind}",
            persist_state="session",
            help="Those with two latent numbers." if plane else "Any autoencoder of the store.",
        )
    with there:
        others = [ALONE, *(name for name in names if name != left)]
        right = st.selectbox(
            "Beside it",
            others,
            index=wanted("beside", others, next((n for n in second if n in others), ALONE)),
            format_func=lambda name: "Nothing" if name == ALONE else model_choice.title(name),
            key=f"walk_{kind}_beside",
            persist_state="session",
            help="A second one on the same walk: those whose name starts with vae are variational.",
        )
    return [name for name in (left, right) if name != ALONE]


def show(view: View, words: Words, digits: Dataset, names: list[str]) -> None:
    """The models to choose, the view and how to read it."""
    if words.plane:
        names = [name for name in names if latent_size(pool().card(name).model) == 2]
        if not names:
            st.info(NO_PLANE)
            return
    models = model_choice.loadable(choose_models(names, words.plane))
    if not models:
        return
    walk(
        key="walk",
        view=view,
        models={name: pool().card(name).title for name in models},
        digits=digits,
    )
    with st.expander("How to read this"):
        st.markdown(words.reading)


st.title("Walk")
st.markdown(
    "An autoencoder squeezes a digit into a few numbers, its *latent vector*, and its **decoder** "
    "draws a digit from any such numbers. Walk among them and watch."
)
names = model_choice.require("reconstruct")
digits = load_dataset()

options = list(get_args(View))
view = st.segmented_control(
    "View",
    options,
    format_func=lambda name: VIEWS[name].title,
    default=options[wanted("view", options, "plane")],
    required=True,
    key="walk_view",
    persist_state="session",
    label_visibility="collapsed",
)
st.markdown(VIEWS[view].about)
try:
    show(view, VIEWS[view], digits, names)
except LatentLabError as error:
    st.error(str(error))
