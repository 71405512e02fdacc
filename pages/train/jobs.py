"""The trainings: one of them with its live view, and below it a table of all."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import streamlit as st

from core import data
from core.jobs import Status, runner
from core.text.numbers import rough_duration
from pages.train import controls, details, job_state, live

POLL_S = 2.0


def show() -> None:
    """The trainings; the page polls only while one of them waits or runs."""
    active = any(status.active for status in trainings())
    st.fragment(_panel, run_every=POLL_S if active else None)(active)


def trainings() -> list[Status]:
    """The trainings, and damaged jobs whose kind is unknown."""
    return [status for status in runner().jobs() if status.spec.kind in ("train", "unknown")]


def _panel(polling: bool) -> None:
    if controls.pop_change():
        st.rerun()  # something has started or ended, so polling may have to
    statuses = trainings()
    if not statuses:
        st.info("There are no trainings yet. Choose New training to start one.")
        return
    if polling and not any(status.active for status in statuses):
        st.rerun()  # to stop polling
    ordered = _in_order(statuses)
    with st.container(horizontal=True, vertical_alignment="center", key="training"):
        status = _choose(ordered)
        if st.query_params.get("job") != status.id:
            st.query_params["job"] = status.id  # for a reload, a bookmark or a shared link
        sweep = status.spec.group
        group = [other for other in statuses if sweep and other.spec.group == sweep]
        controls.show(status, group)
    controls.show_notice()
    job_state.show(status)
    live.show(status, group)
    details.show(status)
    _table(ordered)


def _table(statuses: Sequence[Status]) -> None:
    st.header("All trainings", anchor=False)
    st.dataframe(
        [_row(status) for status in statuses],
        hide_index=True,
        column_config={
            "No.": st.column_config.NumberColumn(width=50),
            "Progress": st.column_config.ProgressColumn(min_value=0, max_value=1, format="percent"),
        },
        alt="All trainings: the running ones, those that wait, and then the newest first.",
        key="jobs table",
    )


def _in_order(statuses: Sequence[Status]) -> list[Status]:
    """The running jobs, the waiting ones in queue order, then the ended ones, newest first."""
    running = [status for status in statuses if status.state in ("running", "stopping")]
    waiting = [status for status in statuses if status.state == "queued"]
    ended = [status for status in reversed(statuses) if not status.active]
    return [*running, *waiting, *ended]


def _choose(statuses: Sequence[Status]) -> Status:
    """Choose the job to show, whose id is in ``st.session_state.job``.

    The list starts at that job, and its entries contain nothing that changes: a browser that is
    slower than the polling would fall back to the first entry.
    """
    state = st.session_state
    jobs = {status.id: status for status in statuses}
    if "job" not in state:
        state.job = st.query_params.get("job")
    if state.job not in jobs:
        first = statuses[0]
        state.job = first.id if first.state != "queued" else max(statuses, key=_number).id
    if state.get("job in list") != state.job:  # chosen elsewhere, so the widget needs a new key
        state["job in list"] = state.job
        state["job lists"] = state.get("job lists", 0) + 1
    key = f"jobs {state['job lists']}"

    def choose() -> None:
        state.job = state["job in list"] = state[key]

    st.selectbox(
        "Show", list(jobs), list(jobs).index(state.job), key=key, on_change=choose,
        format_func=lambda job: _name(jobs[job]), label_visibility="collapsed",
    )  # fmt: skip
    return jobs[state.job]


def _name(status: Status) -> str:
    parts = (f"{_number(status)}. {status.title}", _pictures(status), _moment(status.submitted))
    return " · ".join(part for part in parts if part)


def _number(status: Status) -> int:
    """The job's number, counted over all jobs of this machine."""
    return int(status.id.partition("-")[0])


def _row(status: Status) -> dict[str, Any]:
    progress = status.progress
    running = status.state in ("running", "stopping")
    seconds = progress.seconds_left if running else None
    memory = progress.memory_bytes
    return {
        "No.": _number(status),
        "Title": status.title,
        "Pictures": _pictures(status),
        "State": job_state.NAMES[status.state],
        "Progress": round(status.share, 2),
        "Epochs": f"{int(progress.done)} of {int(progress.total)}" if progress.total else "",
        "Time left": rough_duration(seconds).removeprefix("about ") if seconds else "",
        "Ahead": f"{status.ahead}" if status.state == "queued" else "",
        "Images/s": f"{progress.rate:,.0f}" if progress.rate else "",
        "Memory": f"{memory / 2**20:,.0f} MiB" if memory else "",
        "Device": job_state.place(status),
        "Submitted": _moment(status.submitted),
    }


def _pictures(status: Status) -> str:
    """Title of the data set that the training learns from; its name if it is gone."""
    recipe = status.spec.params.get("recipe")
    name = recipe.get("dataset") if isinstance(recipe, dict) else None
    entry = data.find_entry(str(name)) if name else None
    return entry.title if entry else str(name or "")


def _moment(text: str) -> str:
    try:
        return f"{datetime.fromisoformat(text).astimezone():%d %b %H:%M}"
    except ValueError:
        return ""
