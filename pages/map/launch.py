"""Start a job that makes a map."""

import streamlit as st

from core.errors import LatentLabError
from core.jobs import CLUSTER, JobSpec
from core.jobs.places import default_device
from core.maps import trust
from core.maps.projections import estimate, request, store
from core.maps.projections.maps import map_id
from core.maps.projections.request import Request
from core.text.numbers import rough_duration
from core.visitors import Action
from pages.map import jobs
from pages.map.choices import open_map
from pages.shared.access import changes, visit
from pages.shared.frame import notices
from pages.shared.literal import literal

START = "Make this map"


def show(wanted: Request, digits: int) -> None:
    """The estimated time and the button that starts the job, or the map if it exists already."""
    title = request.title(wanted, digits)
    existing = store.entry(request.key(wanted))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if existing is not None:
            st.markdown(f"**{literal(title)}** exists already.")
            st.button(
                "Show it",
                type="primary",
                on_click=open_map,
                args=(map_id(existing.key),),
                key="new_show",
            )
            return
        st.metric(
            "Estimated time",
            rough_duration(estimate.seconds(wanted, digits)),
            width="content",
            help="On this machine while it does nothing else, estimated from measurements and from "
            f"earlier maps. The map is made {_place()}.",
        )
        allowed = visit.may(Action.MAKE_MAP)
        if allowed and st.button(
            START, type="primary", icon=":material/play_arrow:", key="new_start"
        ):
            start(wanted, title)
            st.rerun()


def _place() -> str:
    if default_device("project") == CLUSTER:
        return "on the cluster, whose machines may be faster or slower"
    return "in the background"


def start(wanted: Request, title: str) -> None:
    """Queue the job; if the same one waits or runs, nothing changes."""
    params = wanted.model_dump(mode="json")
    try:
        device = default_device("project")
        spec = JobSpec(kind="project", title=title[:200], device=device, params=params)
        changes.to_jobs().submit(spec)
    except LatentLabError as error:
        notices.keep_for(jobs.NOTICE, str(error))


def start_with_other_seed(existing: store.Entry) -> None:
    """Queue the same map with the next seed."""
    wanted = trust.next_seed(existing)
    start(wanted, request.title(wanted, existing.record.digits))
