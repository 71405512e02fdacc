"""Data: a download in the background, with buttons that start and cancel it."""

import streamlit as st

from core import data
from core.data.catalogue import Entry
from core.data.library import is_complete
from core.errors import LatentLabError
from core.jobs import runner
from core.jobs.kinds import fetching
from core.settings import settings
from core.text.numbers import file_size
from core.visitors import Action
from pages.data.choice import NOTICE
from pages.shared.access import changes, visit
from pages.shared.frame import notices
from pages.shared.jobs.running_job import show_running
from pages.shared.literal import literal

POLL_S = 1.0


def show(entry: Entry) -> None:
    """Progress and Cancel during the download, else the button that starts it."""
    status = fetching.newest(runner(), entry.name)
    if status is not None and status.active:
        st.fragment(_watch, run_every=POLL_S)(entry)
        return
    if status is not None and status.state == "cancelled":
        st.info("Stopped. Nothing was kept of the download.")
    elif status is not None and status.message:
        st.error(literal(f"{status.message} {status.hint}"))
    if settings().offline:
        st.info("This dashboard is set to download nothing (`LATENT_LAB_OFFLINE`).")
        return
    if not visit.may(Action.FETCH):
        return
    size = f", {file_size(entry.download_bytes)}" if entry.download_bytes else ""
    st.button(
        f"Fetch it{size}",
        type="primary" if not data.is_local(entry.name) else "secondary",
        icon=":material/download:",
        key="fetch",
        on_click=notices.attempt,
        args=(
            NOTICE,
            lambda: fetching.start(changes.to_jobs(), entry.name),
        ),
        help="It goes on in the background, whichever screen you open.",
    )


def _watch(entry: Entry) -> None:
    try:
        status = fetching.newest(runner(), entry.name)
        if status is None or not status.active:
            if is_complete(entry.name):
                notices.keep_for(NOTICE, f"{entry.title} has been downloaded.", "success")
            st.rerun()
        show_running(status, NOTICE, "download")
    except LatentLabError as error:
        st.error(literal(str(error)))
