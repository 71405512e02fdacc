"""Progress of a job that runs in the background, and the button that cancels it."""

import streamlit as st

from core.jobs import Status, runner
from pages.shared.access import changes
from pages.shared.frame import notices
from pages.shared.jobs.job_text import progress_text, queue_text
from pages.shared.literal import literal


def show_progress(status: Status, noun: str = "job") -> None:
    """Progress of a job in words and as a bar; ``noun`` names the jobs that wait ahead of it."""
    waits = status.state == "queued"
    text = queue_text(status, noun) if waits else progress_text(status)
    st.progress(status.share, literal(f"{status.title}: {text}"))


def show_running(status: Status, place: str, noun: str = "job") -> None:
    """Progress of a job, with Cancel for visitors who may cancel it.

    If cancelling fails, the error is left as a notice for ``place``.
    """
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
