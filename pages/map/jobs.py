"""The jobs that make maps: those that wait, run or have failed, and maps just finished."""

import streamlit as st

from core import figures
from core.errors import LatentLabError
from core.jobs import Status, runner
from core.jobs.kinds import projection
from core.maps.projections import maps as projections
from core.maps.projections import store
from pages.map import choices
from pages.map.choices import open_map
from pages.shared.access import changes
from pages.shared.frame import notices
from pages.shared.frame.stage import for_stage
from pages.shared.jobs.job_text import progress_text, queue_text
from pages.shared.literal import literal

POLL_S = 1.0
NOTICE = "map jobs"


def newest_first() -> list[Status]:
    """The jobs that make maps, the newest first."""
    return [status for status in reversed(runner().jobs()) if status.spec.kind == "project"]


def show() -> None:
    """Show the jobs that are not done; polls only while a job waits or runs."""
    notices.show(NOTICE)
    statuses = newest_first()
    if all(status.state == "done" for status in statuses):
        return
    active = any(status.active for status in statuses)
    # Several jobs can wait for the same reason.
    for trouble in {runner().trouble_of(status.spec): "" for status in statuses if status.active}:
        if trouble:
            st.warning(literal(trouble))
    st.fragment(_panel, run_every=POLL_S if active else None)(active)


def offer_finished() -> None:
    """Offer the maps that were finished in this visit; look again while one is being made."""
    statuses = newest_first()
    active = {status.id for status in statuses if status.active}
    _watched_jobs().update(active)
    done = [
        status for status in statuses if status.state == "done" and status.id in _watched_jobs()
    ]
    existing = {projections.map_id(entry.key) for entry in store.entries()} if done else set()
    for status in done:
        map_id = status.result.get("map")
        if map_id == _shown_map_id():
            _watched_jobs().discard(status.id)
        elif map_id in existing:
            _offer(status)
    if active:
        st.fragment(_wait, run_every=POLL_S)(active)


def _wait(active: set[str]) -> None:
    if active - {status.id for status in newest_first() if status.active}:
        st.rerun()


def _shown_map_id() -> str | None:
    """Id of the map that the visitor is looking at."""
    if st.session_state.get(choices.PART) != choices.SHOW:
        return None
    return str(st.session_state.get(choices.MAP))


def _watched_jobs() -> set[str]:
    """Ids of the jobs that were active in this visit and whose map was not opened since."""
    watched: set[str] = st.session_state.setdefault("maps watched", set())
    return watched


def _offer(status: Status) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{literal(status.title)}** is ready.", width="stretch")
        args = (status.id, status.result["map"])
        st.button("Show it", type="primary", key=f"w{status.id}", on_click=_open, args=args)
        st.button("Close", key=f"x{status.id}", on_click=_watched_jobs().discard, args=(status.id,))


def _open(job: str, map_id: str) -> None:
    _watched_jobs().discard(job)
    open_map(map_id)


def _panel(polling: bool) -> None:
    statuses = [status for status in newest_first() if status.state != "done"]
    if polling and not any(status.active for status in statuses):
        st.rerun()  # to stop polling
    for status in statuses:
        with st.container(border=True):
            if status.active:
                _active(status)
            else:
                _show_end(status)


def _show_end(status: Status) -> None:
    title = literal(status.title)
    if status.state == "cancelled":
        st.info(f"**{title}** · Cancelled: no map was made.")
    else:
        st.error(f"**{title}** · {literal(f'{status.message} {status.hint}')}")
    if not changes.to_jobs().may_change(status):
        return
    with st.container(horizontal=True):
        st.button("Start again", on_click=_call, args=("retry", status.id), key=f"a{status.id}")
        st.button("Remove", on_click=_call, args=("delete", status.id), key=f"d{status.id}")


def _active(status: Status) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{literal(status.title)}**", width="stretch")
        if status.state == "stopping":
            st.button("Cancelling …", disabled=True, key=f"s{status.id}")
        elif changes.to_jobs().may_change(status):
            st.button(
                "Cancel", icon=":material/stop:", key=f"c{status.id}",
                on_click=_call, args=("cancel", status.id),
            )  # fmt: skip
    if status.state == "queued":
        st.caption(queue_text(status, "map"))
        return
    st.progress(status.share, text=literal(progress_text(status)))
    _newest_layout(status)


def _newest_layout(status: Status) -> None:
    """The newest layout of a running job, if its method reports any."""
    iterations = projection.frames(runner(), status.id)
    frame = projection.frame(runner(), status.id, iterations[-1]) if iterations else None
    if frame is None:
        return
    figure = figures.layout_so_far(frame.xy, frame.labels, frame.iteration, frame.digits)
    st.plotly_chart(
        for_stage(figure), key=f"layout{status.id}", config=figures.config("map-so-far")
    )
    st.caption(literal(figures.alt_text(figure)))


def _call(method: str, job: str) -> None:
    try:
        if method == "retry":
            changes.to_jobs().retry(job)
            changes.to_jobs().delete(job)
        else:
            getattr(changes.to_jobs(), method)(job)
    except LatentLabError as error:
        notices.keep_for(NOTICE, str(error))
