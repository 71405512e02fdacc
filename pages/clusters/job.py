"""Clusters: a computation in the background, with buttons that start and cancel it."""

from collections.abc import Callable

import streamlit as st

from core.clustering import ElbowStudy, Study
from core.errors import LatentLabError
from core.jobs import runner
from core.jobs.kinds import clustering
from core.visitors import Action
from pages.shared.access import changes, visit
from pages.shared.frame import notices
from pages.shared.jobs.running_job import show_running
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
    """Progress and Cancel while the study is computed, else its start unless it is ``done``.

    ``show_result`` draws the result so far. While the job runs, it is called at each poll.
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
        on_click=notices.attempt,
        args=(
            NOTICE,
            lambda: clustering.start(changes.to_jobs(), study),
        ),
    )
    st.caption(note)
    show_result()


def _watch(study: Study | ElbowStudy, show_result: Callable[[], None]) -> None:
    try:
        status = clustering.newest(runner(), study)
        if status is None or not status.active:
            st.rerun()
        show_running(status, NOTICE)
        show_result()
    except LatentLabError as error:
        st.error(literal(str(error)))
