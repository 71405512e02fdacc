"""Report: one model under the loupe, or several side by side."""

from collections.abc import Callable

import streamlit as st

from core.checkpoints.pool import pool, task_of
from core.errors import LatentLabError
from pages.report import (
    claims,
    classifier,
    confidence,
    errors,
    features,
    latent,
    payoff,
    pretraining,
    training,
    unusual,
)
from pages.report import digits as report_digits
from pages.report.parts import Chosen
from pages.shared import common
from pages.shared.chart import choose_picture
from pages.shared.literal import literal

SECTIONS: dict[str, Callable[[Chosen], None]] = {
    "Errors": errors.section,
    "Digits": report_digits.section,
    "Unusual": unusual.section,
    "Features": features.section,
    "Confusion": classifier.section,
    "Confidence": confidence.section,
    "Training": training.section,
    "Pretraining": pretraining.section,
    "Denoising": payoff.section,
    "Latent size": latent.section,
    "Literature": claims.section,
}
USUAL = ("ae-dense-32", "clf-mlp-3")
MOST = 4  # models side by side before their pictures get too small
EMPTY = (
    "There is no model in the checkpoint store yet: train one with "
    "`python -m core.training ae-dense-32`, on the Train page, or add one on the Checkpoints page."
)


def choose(names: list[str]) -> list[str]:
    """The models that the report is about; the page's address carries them."""
    usual = [name for name in USUAL if name in names] or names[:1]
    chosen: list[str] = st.multiselect(
        "Models",
        names,
        default=usual,
        max_selections=MOST,
        key="models",
        bind="query-params",
        placeholder="Choose one or several",
        help=f"Up to {MOST} side by side. The address of the page remembers them: copy it to share "
        "this view.",
    )
    return chosen


st.title("Report")
st.markdown(
    "One model under the loupe, or several side by side: what it gets right, what it gets wrong, "
    "and what it has learned to look for."
)
digits = common.dataset()
common.say_what_data(digits)
try:
    known = pool().names()
except LatentLabError as problem:
    st.error(literal(str(problem)))
    st.stop()
if not known:
    st.info(EMPTY)
    st.stop()
names = common.usable(choose(known))
if names:
    st.caption(literal(" · ".join(common.model_title(name) for name in names)))
with st.container(horizontal=True, vertical_alignment="bottom"):
    section = st.segmented_control(
        "Look at",
        list(SECTIONS),
        default="Errors",
        required=True,
        key="section",
        bind="query-params",
    )
    choose_picture()
tasks = {name: task_of(pool().card(name)) for name in names}
chosen = Chosen(
    [name for name in names if tasks[name] == "reconstruct"],
    [name for name in names if tasks[name] == "classify"],
    digits,
)
try:
    SECTIONS[section](chosen)
except LatentLabError as problem:
    st.error(literal(str(problem)))
