"""Maps in the making, with what they look like so far, and those that are there."""

from typing import Any

import streamlit as st

from core import figures, jobs
from core.errors import LatentLabError
from core.jobs import Status, runner
from core.jobs.kinds import projection
from core.maps import projected, request, store
from core.text.numbers import percent, rough_duration, sentence_case
from pages.map.new_map import show_map
from pages.shared.literal import literal

POLL_S = 1.0


def of_maps() -> list[Status]:
    """The jobs that make maps, the newest first."""
    found = [status for status in runner().jobs() if status.spec.kind == "project"]
    return list(reversed(found))


def show_work() -> None:
    """The maps that were made just now, and the jobs that are not done.

    Polled only while one of them waits or works.
    """
    if said := st.session_state.pop("map said", None):
        st.error(said)
    statuses = of_maps()
    _watched().update(status.id for status in statuses if status.active)
    made = [status for status in statuses if status.state == "done" and status.id in _watched()]
    there = {projected.map_id(entry.key) for entry in store.finished()} if made else set()
    for status in made:
        if status.result.get("map") in there:
            _just_made(status)
    if not [status for status in statuses if status.state != "done"]:
        return
    active = any(status.active for status in statuses)
    if active and (trouble := runner().trouble):
        st.warning(trouble)
    st.fragment(_panel, run_every=POLL_S if active else None)(active)


def _watched() -> set[str]:
    """The jobs that were under way on this visit, save those whose map was looked at since."""
    watched: set[str] = st.session_state.setdefault("maps watched", set())
    return watched


def _just_made(status: Status) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{literal(status.title)}** is made.", width="stretch")
        made = (status.id, status.result["map"])
        st.button("Show it", type="primary", key=f"w{status.id}", on_click=_look, args=made)
        st.button("Close", key=f"x{status.id}", on_click=_watched().discard, args=(status.id,))


def _panel(polling: bool) -> None:
    shown = [status for status in of_maps() if status.state != "done"]
    if polling and not any(status.active for status in shown):
        st.rerun()  # to stop polling, and to offer a map that is done
    for status in shown:
        with st.container(border=True):
            _one(status)


def _one(status: Status) -> None:
    title = literal(status.title)
    if not status.active:
        box = st.info if status.state == "cancelled" else st.error
        said = {"cancelled": "Cancelled: no map was made."}.get(status.state, status.message)
        box(f"**{title}** · {said} {'' if status.state == 'cancelled' else status.hint}".strip())
        with st.container(horizontal=True):
            st.button("Start again", on_click=_do, args=("retry", status.id), key=f"a{status.id}")
            st.button("Remove", on_click=_do, args=("delete", status.id), key=f"d{status.id}")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{title}**", width="stretch")
        if status.state == "stopping":
            st.button("Cancelling …", disabled=True, key=f"s{status.id}")
        else:
            st.button(
                "Cancel", icon=":material/stop:", key=f"c{status.id}",
                on_click=_do, args=("cancel", status.id),
            )  # fmt: skip
    if status.state == "queued":
        before = "1 map is" if status.ahead == 1 else f"{status.ahead} maps are"
        st.caption(f"{before} made before it." if status.ahead else "It is next.")
        return
    progress = status.progress
    words = f"{sentence_case(progress.doing or 'starting')} … {percent(progress.share)}"
    if progress.seconds_left:
        words += f", {rough_duration(progress.seconds_left)} left"
    st.progress(progress.share, text=words)
    _so_far(status)


def _so_far(status: Status) -> None:
    """The newest layout on the way, of a method that has any."""
    iterations = projection.frames(runner(), status.id)
    frame = projection.frame(runner(), status.id, iterations[-1]) if iterations else None
    if frame is None:
        return
    figure = figures.layout_so_far(frame.xy, frame.labels, frame.iteration, frame.digits)
    st.plotly_chart(figure, key=f"layout{status.id}", config=figures.config("map-so-far"))
    st.caption(figures.alt_text(figure))


def _look(job: str, name: str) -> None:
    _watched().discard(job)
    show_map(name)


def _do(verb: str, job: str) -> None:
    try:
        if verb == "retry":
            runner().retry(job)
            runner().delete(job)
        else:
            getattr(runner(), verb)(job)
    except LatentLabError as error:
        st.session_state["map said"] = str(error)


def show_finished() -> None:
    """The maps that are there, to be shown or deleted."""
    found = {entry.key: entry for entry in store.finished()}
    if broken := store.damaged():
        files = "1 map's file is" if len(broken) == 1 else f"The files of {len(broken)} maps are"
        with st.container(horizontal=True, vertical_alignment="center"):
            st.warning(f"{files} damaged: start it again, and it is made anew.")
            st.button("Remove damaged files", on_click=_delete, args=(broken,), key="map_broken")
    if not found:
        st.caption("No projection has been made yet.")
        return
    titles = {key: request.title(e.record.request, e.record.digits) for key, e in found.items()}
    st.dataframe(
        [_row(titles[key], entry) for key, entry in found.items()],
        hide_index=True,
        key="map_table",
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Finished map", list(found), format_func=titles.__getitem__, key="map_finished"
        )
        if projected.is_current(found[chosen]):
            st.button(
                "Show it", on_click=show_map, args=(projected.map_id(chosen),), key="map_show"
            )
        else:
            st.caption("Made of other digits than are there now.")
        with st.popover("Delete", icon=":material/delete:"):
            st.write(f"Delete '{literal(titles[chosen])}'? It can be made again.")
            st.button(
                "Delete for good", type="primary",
                on_click=_delete, args=([chosen],), key="map_delete",
            )  # fmt: skip


def _row(title: str, entry: store.Finished) -> dict[str, Any]:
    record = entry.record
    kept = record.kept_variance
    return {
        "Map": title,
        "Took": rough_duration(record.seconds),
        "Made (UTC)": record.made[:16].replace("T", " "),
        "Variance kept by the first reduction": percent(kept) if kept else "",
        "By": record.library,
    }


def _delete(keys: list[str]) -> None:
    """Delete maps, and what is left of the jobs that made them."""
    try:
        for key in keys:
            store.delete(key)
            for status in of_maps():
                made = status.result.get("map") == projected.map_id(key)
                if made and not status.active:
                    jobs.runner().delete(status.id)
    except LatentLabError as error:
        st.session_state["map said"] = str(error)
