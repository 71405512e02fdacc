"""The buttons that stop, resume, repeat, rename and delete a training."""

from collections.abc import Sequence

import streamlit as st

from core.errors import LatentLabError
from core.jobs import Status
from pages.shared.access import changes
from pages.shared.frame import notices
from pages.shared.literal import literal
from pages.train import job_state

NOTICE = "train"
CHANGED = "trainings changed"


def pop_change() -> bool:
    """Whether a button has changed a job since the last call."""
    return bool(st.session_state.pop(CHANGED, False))


def show(status: Status, group: Sequence[Status]) -> None:
    """Show the buttons that are possible now for the job and for the other runs of its sweep."""
    job, permitted = status.id, changes.to_jobs()
    stoppable = [
        other.id
        for other in group
        if other.state in ("queued", "running") and permitted.may_change(other)
    ]
    with st.container(horizontal=True, vertical_alignment="center", width="content"):
        job_state.badge(status)
        if not permitted.may_change(status):
            st.caption(
                ":material/lock: Only the person who started it, or an owner, can change it."
            )
            return
        if status.state in ("queued", "running"):
            st.button("Stop", icon=":material/stop:", on_click=_call, args=("cancel", job))
        if len(stoppable) > 1:
            st.button(
                "Stop sweep", icon=":material/stop_circle:", on_click=_stop_all,
                args=(stoppable,), help=f"Stops the {len(stoppable)} runs that have not ended.",
            )  # fmt: skip
        if status.state == "stopping":
            st.button("Stopping …", disabled=True)
        if not status.active and status.resumable:
            st.button(
                "Resume", icon=":material/play_arrow:", type="primary",
                on_click=_call, args=("resume", job), help="Continues after the last whole epoch.",
            )  # fmt: skip
        if not status.active and status.state != "damaged":
            st.button(
                "Retry", icon=":material/replay:", on_click=_retry, args=(job,),
                help="The same training again, from the start, as a new job.",
            )  # fmt: skip
        if status.state != "damaged":
            _rename(status)
        if not status.active:
            _delete(status)


def show_notice() -> None:
    """Show the error of the last press of a button, if there was one."""
    notices.show(NOTICE)


def _rename(status: Status) -> None:
    with st.popover("Rename", icon=":material/edit:"):
        key = f"title {status.id}"
        title = st.text_input("New title", status.title, key=key, max_chars=200)
        st.button("Save title", on_click=_call, args=("rename", status.id, title))


def _delete(status: Status) -> None:
    with st.popover("Delete", icon=":material/delete:"):
        st.write(
            f"Delete '{literal(status.title)}' with its curves and maps? "
            "A checkpoint that it has saved stays."
        )
        st.button("Delete for good", type="primary", on_click=_call, args=("delete", status.id))


def _call(method: str, job: str, *values: str) -> None:
    try:
        getattr(changes.to_jobs(), method)(job, *values)
    except LatentLabError as error:
        notices.keep_for(NOTICE, str(error))
    st.session_state[CHANGED] = True


def _stop_all(jobs: Sequence[str]) -> None:
    for job in reversed(jobs):  # the waiting ones first, or the next would start
        _call("cancel", job)


def _retry(job: str) -> None:
    try:
        st.session_state.job = changes.to_jobs().retry(job)
    except LatentLabError as error:
        notices.keep_for(NOTICE, str(error))
    st.session_state[CHANGED] = True
