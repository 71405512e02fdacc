"""The finished maps, to open or to delete."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.errors import AccessError, LatentLabError
from core.jobs import Status
from core.jobs.permissions import NOT_YOURS
from core.maps.projections import maps as projections
from core.maps.projections import request, store
from core.text.numbers import percent, rough_duration
from core.visitors import Action
from pages.map import jobs
from pages.map.choices import open_map
from pages.shared.access import changes, visit
from pages.shared.frame import notices
from pages.shared.literal import literal


def show() -> None:
    """A table of the finished maps, and one of them to open or delete."""
    entries = {entry.key: entry for entry in store.entries()}
    if damaged := store.damaged_keys():
        files = "1 map's file is" if len(damaged) == 1 else f"The files of {len(damaged)} maps are"
        with st.container(horizontal=True, vertical_alignment="center"):
            st.warning(f"{files} damaged: remove it and make the map again.")
            if visit.visitor().may(Action.CHANGE_ANY):
                st.button(
                    "Remove damaged files", on_click=_delete, args=(damaged,), key="map_broken"
                )
    if not entries:
        st.caption("There are none yet: the first one appears here and on the Map part.")
        return
    titles = {
        key: request.title(entry.record.request, entry.record.digits)
        for key, entry in entries.items()
    }
    st.dataframe(
        [_row(titles[key], entry) for key, entry in entries.items()],
        hide_index=True,
        key="map_table",
        alt="All finished maps, the newest first.",
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = st.selectbox(
            "Finished map", list(entries), format_func=titles.__getitem__, key="map_finished"
        )
        if projections.is_current(entries[key]):
            st.button("Show it", on_click=open_map, args=(projections.map_id(key),), key="map_show")
        else:
            st.caption("The data set has changed since.")
        if _may_delete(key):
            with st.popover("Delete", icon=":material/delete:"):
                st.write(f"Delete '{literal(titles[key])}'? It can be made again.")
                st.button(
                "Delete for good", type="primary",
                on_click=_delete, args=([key],), key="map_delete",
            )  # fmt: skip


def _row(title: str, entry: store.Entry) -> dict[str, Any]:
    record = entry.record
    variance = record.kept_variance
    return {
        "Map": title,
        "Took": rough_duration(record.seconds),
        "Made (UTC)": record.created[:16].replace("T", " "),
        "Variance kept by the first reduction": percent(variance) if variance else "",
        "Library": record.library,
    }


def _makers(key: str) -> list[Status]:
    """The jobs that have made this map."""
    map_id = projections.map_id(key)
    return [status for status in jobs.newest_first() if status.result.get("map") == map_id]


def _may_delete(key: str) -> bool:
    """Whether the visitor may change every job that made the map or, if none is left, any map."""
    makers = _makers(key)
    permitted = all(changes.to_jobs().may_change(status) for status in makers)
    return permitted if makers else visit.visitor().may(Action.CHANGE_ANY)


def _delete(keys: Sequence[str]) -> None:
    """Delete maps and the ended jobs that made them."""
    try:
        for key in keys:
            if not _may_delete(key):
                raise AccessError(NOT_YOURS.format(title=projections.map_id(key)))
            store.delete(key)
            for status in _makers(key):
                if not status.active:
                    changes.to_jobs().delete(status.id)
    except LatentLabError as error:
        notices.keep_for(jobs.NOTICE, str(error))
