"""Walk: move through a latent space and watch the decoder draw what is there."""

from collections.abc import Sequence
from typing import get_args

import streamlit as st

from core.checkpoints.pool import pool
from core.data import Dataset
from core.errors import LatentLabError
from pages.shared.addresses.address import option_index, report_foreign
from pages.shared.choices import model_choice
from pages.shared.choices.dataset import load_dataset, worded
from pages.shared.frame.layout import picture_and_settings
from pages.shared.literal import literal
from pages.walk.latent_walk import View, latent_walk
from pages.walk.views import VIEWS, Text

ALONE = "none"
# In the order of preference.
PLANES = ("vae-conv-2", "ae-conv-2", "vae-conv-2-8x8")
SPACES = ("vae-conv-16", "ae-conv-16", "ae-dense-32", "dae-dense-32-8x8")
ABOUT = """
- An autoencoder squeezes a digit into a few numbers, its *code* (latent vector), and its
  **decoder** draws a digit from any such numbers."""
NO_PLANE = (
    "This view needs an autoencoder that keeps **two numbers** of a digit, and the store has none "
    "for these pictures: train one on [Train](train). The other views work with any code length."
)


def choose_view() -> View:
    """Choose the view; the walk in the browser writes it to the address."""
    views = list(get_args(View))
    return st.segmented_control(
        "View",
        views,
        format_func=lambda view: worded(VIEWS[view].title),
        default=views[option_index("view", views)],
        required=True,
        wrap=True,
        key="walk_view",
        persist_state="session",
        label_visibility="collapsed",
    )


def choose_models(names: Sequence[str], needs_plane: bool) -> list[str]:
    """Choose the autoencoder to walk in, and perhaps a second one to compare with."""
    kind = "plane" if needs_plane else "space"
    linked = f"walk_{kind}" not in st.session_state
    default = names.index(model_choice.first_available(names, PLANES if needs_plane else SPACES))
    first = st.selectbox(
        "Autoencoder",
        names,
        index=option_index("model", names, default),
        format_func=model_choice.title,
        key=f"walk_{kind}",
        persist_state="session",
        help=(
            "Those with a code of two numbers." if needs_plane else "Any autoencoder of the store."
        )
        + model_choice.other_shapes("reconstruct"),
    )
    every = pool().names("reconstruct")
    if linked:
        report_foreign("model", names, model_choice.title(first), elsewhere=every)
    others = [ALONE, *(name for name in names if name != first)]
    second = st.selectbox(
        "Compare with",
        others,
        index=option_index("beside", others, 0),
        format_func=lambda name: "Nothing" if name == ALONE else model_choice.title(name),
        key=f"walk_{kind}_beside",
        persist_state="session",
        help="A second one on the same walk. Those whose name starts with vae are variational.",
    )
    if linked:
        report_foreign("beside", [*others, first], "one network alone", elsewhere=every)
    return [name for name in (first, second) if name != ALONE]


def show(view: View, text: Text, dataset: Dataset, names: Sequence[str]) -> None:
    """The view, and beside it the choice of models and how to read the view."""
    if text.needs_plane:
        names = [name for name in names if pool().card(name).latent_size == 2]
        if not names:
            st.info(worded(NO_PLANE))
            return
    picture, settings = picture_and_settings()
    with settings:
        models = model_choice.loadable(choose_models(names, text.needs_plane))
        with st.expander("How to read this"):
            st.markdown(worded(ABOUT + text.how_to_read))
    if not models:
        return
    with picture:
        latent_walk(
            key="walk",
            view=view,
            models={name: model_choice.plain_title(name) for name in models},
            digits=dataset,
        )


with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="page_head"):
    st.title("Walk", anchor=False, width="content")
    view = choose_view()
names = model_choice.require("reconstruct")
dataset = load_dataset()
st.markdown(worded(VIEWS[view].about))
try:
    show(view, VIEWS[view], dataset, names)
except LatentLabError as error:
    st.error(literal(str(error)))
