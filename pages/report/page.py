"""Report: one model in detail, or several side by side."""

from collections.abc import Callable

import streamlit as st

from core.checkpoints.pool import pool
from core.errors import LatentLabError
from pages.report import (
    confidence,
    confusion,
    denoising,
    digits,
    errors,
    features,
    latent_size,
    literature,
    pretraining,
    training,
    unusual,
)
from pages.report.selection import Selection
from pages.shared import model_choice
from pages.shared.chart import choose_chart_format
from pages.shared.dataset import load_dataset
from pages.shared.literal import literal

SECTIONS: dict[str, Callable[[Selection], None]] = {
    "Errors": errors.section,
    "Digits": digits.section,
    "Unusual": unusual.section,
    "Features": features.section,
    "Confusion": confusion.section,
    "Confidence": confidence.section,
    "Training": training.section,
    "Pretraining": pretraining.section,
    "Denoising": denoising.section,
    "Latent size": latent_size.section,
    "Literature": literature.section,
}
DEFAULT_MODELS = ("ae-dense-32", "clf-mlp-3")
MAX_MODELS = 4  # side by side; more would make their pictures too small
EMPTY_STORE = (
    "There is no model in the checkpoint store yet: train one with "
    "`python -m core.training ae-dense-32`, on the Train page, or add one on the Checkpoints page."
)


def choose_models(names: list[str]) -> list[str]:
    """Choose the models that the report is about; the page's address holds them."""
    if "models" not in st.session_state and "models" not in st.query_params:
        # Not the widget's own default, because the Features section sets the value too.
        st.session_state.models = [name for name in DEFAULT_MODELS if name in names] or names[:1]
    return st.multiselect(
        "Models",
        names,
        max_selections=MAX_MODELS,
        key="models",
        bind="query-params",
        placeholder="Choose one or several",
        help=f"Up to {MAX_MODELS} side by side. The page's address holds them: copy it to share "
        "this view.",
    )


def select(names: list[str]) -> Selection:
    """The models by task, with the data set."""
    tasks = {name: pool().card(name).task for name in names}
    return Selection(
        [name for name in names if tasks[name] == "reconstruct"],
        [name for name in names if tasks[name] == "classify"],
        dataset,
    )


st.title("Report")
st.markdown(
    "One model in detail, or several side by side: what it gets right, what it gets wrong, "
    "and what it has learned to look for."
)
dataset = load_dataset()
try:
    known = pool().names()
except LatentLabError as error:
    st.error(literal(str(error)))
    st.stop()
if not known:
    st.info(EMPTY_STORE)
    st.stop()
names = model_choice.loadable(choose_models(known))
if names:
    st.caption(literal(" · ".join(model_choice.title(name) for name in names)))
with st.container(horizontal=True, vertical_alignment="bottom"):
    section = st.segmented_control(
        "Look at",
        list(SECTIONS),
        default="Errors",
        required=True,
        wrap=True,
        key="section",
        bind="query-params",
    )
    choose_chart_format()
try:
    SECTIONS[section](select(names))
except LatentLabError as error:
    st.error(literal(str(error)))
