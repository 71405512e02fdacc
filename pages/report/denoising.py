"""Report: whether cleaning the digits first helps those who have to read them."""

from collections.abc import Sequence

import streamlit as st

from core import figures, noise
from core.evaluation import payoff
from core.evaluation.robustness import levels
from core.text.numbers import rough_duration
from pages.report.selection import Selection, has_model
from pages.shared import model_choice, robustness
from pages.shared.chart import chart
from pages.shared.waiting import wait

READERS = ("clf-logistic", "clf-mlp-1", "clf-mlp-3", "clf-conv")
CLEANERS = ("dae-dense-128", "dae-conv-32")
QUICK = ("clf-logistic", "clf-mlp-1", "clf-mlp-3")

HOW = """
A group of bars for each classifier: how many of the **clean** test digits it reads correctly, how
many of the **noisy** ones, and how many once an autoencoder has **cleaned** the noisy ones. None of
these classifiers has seen noise like this in training unless its card says so. Where the cleaned
bar is higher than the noisy one, denoising pays.
"""


def section(selection: Selection) -> None:
    """Bars at one level, curves over all levels."""
    readers = _usual(selection.classifiers, "classify", READERS)
    cleaners = _usual(selection.autoencoders, "reconstruct", CLEANERS)
    if not has_model(readers, "classify") or not has_model(cleaners, "reconstruct"):
        return
    st.subheader("Who reads how many?", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.selectbox(
            "Noise",
            list(noise.KINDS),
            format_func=lambda name: noise.KINDS[name].title,
            key="payoff_kind",
            width=220,
        )
        steps = levels(kind)
        level = st.select_slider(
            "Level",
            steps,
            steps[len(steps) // 5],
            format_func=lambda value: f"{value:g}",
            key=f"payoff_level_{kind}",
            width=220,
        )
    left, right = st.columns(2)
    readers = left.multiselect(
        "Read by (classifiers)", model_choice.available("classify"), readers, key="payoff_readers"
    )
    cleaners = right.multiselect(
        "Cleaned by (autoencoders)",
        model_choice.available("reconstruct"),
        cleaners,
        key="payoff_cleaners",
        max_selections=3,
    )
    if not readers:
        st.info("Choose at least one classifier.")
        return
    _bars(selection, readers, cleaners, kind, level)
    reader = model_choice.first_available(readers, ["clf-mlp-3"])
    if len(readers) > 1:
        reader = st.selectbox(
            "Curves over the level, read by",
            readers,
            readers.index(reader),
            key="payoff_reader",
            width=260,
        )
    st.divider()
    robustness.section(selection.dataset, kind, cleaners, reader, level)


def _usual(chosen: Sequence[str], task: str, usual: Sequence[str]) -> list[str]:
    """The literature's models where they are there, else those chosen above, else the first."""
    known = model_choice.available(task)
    there = [name for name in usual if name in known]
    return there or list(chosen) or known[:1]


def _bars(
    selection: Selection, readers: list[str], cleaners: list[str], kind: str, level: float
) -> None:
    test = selection.test
    asked = (tuple(readers), tuple(cleaners), kind, level)
    there = payoff.is_kept(readers, cleaners, kind, level, test)
    if not there and st.session_state.get("payoff_asked") != asked:
        seconds = payoff.seconds(readers, cleaners, test)
        st.button(
            f"Measure on all {len(test):,} test digits",
            icon=":material/bar_chart:",
            type="primary",
            on_click=lambda: st.session_state.update(payoff_asked=asked),
        )
        st.caption(
            f"Takes {rough_duration(seconds)} on this machine; it goes on if you leave, and "
            "the result is kept."
        )
        return
    found = wait(
        "The classifiers read all test digits",
        (*asked, test.fingerprint),
        lambda on_progress: payoff.payoff(
            readers, cleaners, kind, level, test, on_progress=on_progress
        ),
    )
    chart(figures.payoff_bars(found), "payoff", HOW)
    st.caption(f"Noise “{noise.KINDS[kind].title}” at level {level:g}, from seed {found.seed}.")
