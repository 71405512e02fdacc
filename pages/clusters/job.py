"""Clusters: a computation in the background, with its start, progress and cancel."""

from collections.abc import Callable

import streamlit as st

from core.clustering import ElbowStudy, Study
from core.errors import LatentLabError
from core.jobs import Status, runner
from core.jobs.kinds import clustering
from core.visitors import Action
from pages.shared import changes, notices, visit
from pages.shared.job_text import progress_text, queue_text
from pages.shared.literal import literal

POLL_S = 1.0
NOTICE = "clusters"


def panel(
    study: Study | ElbowStudy,
    button: str,
    note: str,
    *,
    done: bool,
    show_result: Callable[[], None] = lambda: None,
) -> None:
    """Progress and Cancel while the study is computed, else, unless it is ``done``, its start.

    ``show_result`` draws the result so far, again and again while the job runs.
    """
    kind = clustering.spec_of(study).kind
    notices.show(NOTICE)
    status = clustering.newest(runner(), study)
    if status is not None and status.active:
        st.fragment(_watch, run_every=POLL_S)(study, show_result)
        return
    if done:
        show_result()
        return
    if status is not None and status.state == "cancelled":
        st.info("Stopped. What was computed so far is saved.")
    elif status is not None and status.message:
        st.error(literal(f"{status.message} {status.hint}"))
    if not visit.may(Action.GROUP):
        show_result()
        return
    st.button(
        button,
        type="primary",
        icon=":material/play_arrow:",
        key=f"start {kind}",
        on_click=call,
        args=(lambda: clustering.start(changes.to_jobs(), study),),
    )
    st.caption(note)
    show_result()


def show_progress(status: Status) -> None:
    """How far a job is, in words and as a bar."""
    text = queue_text(status) if status.state == "queued" else progress_text(status)
    st.progress(status.share, literal(f"{status.title}: {text}"))


def call(action: Callable[[], object]) -> None:
    """Run a button's action; an error is shown on the next run."""
    try:
        action()
    except LatentLabError as error:
        notices.leave(NOTICE, str(error))


def _watch(study: Study | ElbowStudy, show_result: Callable[[], None]) -> None:
    try:
        status = clustering.newest(runner(), study)
        if status is None or not status.active:
            st.rerun()
        show_progress(status)
        if trouble := runner().trouble:
            st.warning(literal(trouble))
        stopping = status.state == "stopping"
        if changes.to_jobs().may_change(status):
            st.button(
                "Stopping …" if stopping else "Cancel",
                icon=":material/stop_circle:",
                key=f"cancel {status.id}",
                disabled=stopping,
                on_click=call,
                args=(lambda: changes.to_jobs().cancel(status.id),),
            )
        show_result()
    except LatentLabError as error:
        st.error(literal(str(error)))
