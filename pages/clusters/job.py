"""Clusters: a computation in the background: offered, watched, stopped, gone on with."""

from collections.abc import Callable

import streamlit as st

from core.clustering import ElbowStudy, Study
from core.errors import LatentLabError
from core.jobs import Status, runner
from core.jobs.kinds import clustering as jobs
from core.text.numbers import rough_duration
from pages.shared.literal import literal

POLL_S = 1.0
SAID = "clusters said"


def panel(
    asked: Study | ElbowStudy,
    button: str,
    note: str,
    *,
    done: bool,
    shown: Callable[[], None] = lambda: None,
) -> None:
    """Progress and Cancel while the job of ``asked`` is at work; else, unless ``done``, its start.

    ``shown`` draws what there is so far, and is drawn anew as the job goes on.
    """
    kind = jobs.spec_of(asked).kind
    if said := st.session_state.pop(SAID, None):
        st.error(literal(said))
    status = jobs.newest(runner(), asked)
    if status is not None and status.active:
        st.fragment(_watch, run_every=POLL_S)(asked, shown)
        return
    if done:
        shown()
        return
    if status is not None and status.state == "cancelled":
        st.info("Stopped. What was done is kept.")
    elif status is not None and status.message:
        st.error(literal(f"{status.message} {status.hint}".strip()))
    st.button(
        button,
        type="primary",
        icon=":material/play_arrow:",
        key=f"start {kind}",
        on_click=_do,
        args=(lambda: jobs.start(runner(), asked),),
    )
    st.caption(note)
    shown()


def bar(status: Status) -> None:
    """How far a job is, in words and as a bar."""
    progress = status.progress
    if status.state == "queued":
        before = f"{status.ahead} ahead of it" if status.ahead else "it is next"
        st.progress(0.0, f"{literal(status.title)}: waiting, {before} …")
        return
    left = progress.seconds_left
    more = f", {rough_duration(left)} left" if left else ""
    doing = progress.doing or "starting"
    if status.state == "stopping":
        doing, more = "stopping", ""
    st.progress(progress.share, f"{literal(status.title)}: {doing}{more} …")


def _watch(asked: Study | ElbowStudy, shown: Callable[[], None]) -> None:
    try:
        status = jobs.newest(runner(), asked)
        if status is None or not status.active:
            st.rerun()
        bar(status)
        if trouble := runner().trouble:
            st.warning(literal(trouble))
        st.button(
            "Stopping …" if status.state == "stopping" else "Cancel",
            icon=":material/stop_circle:",
            key=f"cancel {status.id}",
            disabled=status.state == "stopping",
            on_click=_do,
            args=(lambda: runner().cancel(status.id),),
        )
        shown()
    except LatentLabError as problem:
        st.error(literal(str(problem)))


def _do(what: Callable[[], object]) -> None:
    try:
        what()
    except LatentLabError as problem:
        st.session_state[SAID] = str(problem)
