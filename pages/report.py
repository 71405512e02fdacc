"""Report: one model under the loupe, or several side by side."""

from collections.abc import Callable

import streamlit as st

from core.errors import LatentLabError
from core.pool import pool, task_of
from pages import common
from pages.sections import (
    report_claims,
    report_classifier,
    report_confidence,
    report_digits,
    report_errors,
    report_features,
    report_latent,
    report_payoff,
    report_pretraining,
    report_training,
    report_unusual,
)
from pages.sections.chart import choose_picture
from pages.sections.literal import literal
from pages.sections.report_parts import Chosen

SECTIONS: dict[str, Callable[[Chosen], None]] = {
    "Errors": report_errors.section,
    "Digits": report_digits.section,
    "Unusual": report_unusual.section,
    "Features": report_features.section,
    "Confusion": report_classifier.section,
    "Confidence": report_confidence.section,
    "Training": report_training.section,
    "Pretraining": report_pretraining.section,
    "Denoising": report_payoff.section,
    "Latent size": report_latent.section,
    "Literature": report_claims.section,
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
