"""A job that runs in the background: how far it is, and its Cancel."""

import streamlit as st

from core.jobs import Status, runner
from pages.shared.access import changes
from pages.shared.frame import notices
from pages.shared.jobs.job_text import progress_text, queue_text
from pages.shared.literal import literal


def show_progress(status: Status, noun: str = "job") -> None:
    """How far a job is, in words and as a bar; ``noun`` names those that wait before it."""
    waits = status.state == "queued"
    text = queue_text(status, noun) if waits else progress_text(status)
    st.progress(status.share, literal(f"{status.title}: {text}"))


def show_running(status: Status, place: str, noun: str = "job") -> None:
    """The same with Cancel for visitors who may cancel; ``place`` shows its error as a notice."""
    show_progress(status, noun)
    if trouble := runner().trouble_of(status.spec):
        st.warning(literal(trouble))
    stopping = status.state == "stopping"
    if changes.to_jobs().may_change(status):
        st.button(
            "Stopping …" if stopping else "Cancel",
            icon=":material/stop_circle:",
            key=f"cancel {status.id}",
            disabled=stopping,
            on_click=notices.attempt,
            args=(place, lambda: changes.to_jobs().cancel(status.id)),
        )
