"""The jobs: a table, what can be done with one of them, and its live view."""

from datetime import datetime
from typing import Any, Literal

import streamlit as st

from core.errors import LatentLabError
from core.jobs import Status, runner
from core.jobs.kinds import lane
from core.text.numbers import rough_duration
from pages.shared.literal import literal
from pages.train import details, live

POLL_S = 2.0
NAMED = 3  # jobs ahead that are named
STATES = {
    "queued": "… queued",
    "running": "▶ running",
    "stopping": "▶ stopping",
    "done": "✓ done",
    "failed": "✗ failed",
    "cancelled": "■ stopped",
    "interrupted": "✗ interrupted",
    "damaged": "✗ damaged",
}
COLOURS: dict[str, Literal["blue", "green", "red", "gray"]] = {
    "done": "green",
    "failed": "red",
    "damaged": "red",
    "cancelled": "gray",
    "interrupted": "red",
}


def show() -> None:
    """The jobs, polled only while one of them waits or works."""
    active = any(status.active for status in _trainings())
    st.fragment(_panel, run_every=POLL_S if active else None)(active)


def _trainings() -> list[Status]:
    """The trainings, and jobs so damaged that nobody can tell what they were."""
    return [status for status in runner().jobs() if status.spec.kind in ("train", "unknown")]


def _panel(polling: bool) -> None:
    if st.session_state.pop("look again", False):
        st.rerun()  # something has begun or ended, so polling may have to
    found = _trainings()
    if not found:
        st.info("There are no trainings yet. Start one in the other tab.")
        return
    if polling and not any(status.active for status in found):
        st.rerun()  # to stop polling
    newest = list(reversed(found))
    st.dataframe(
        [_row(status) for status in newest],
        hide_index=True,
        column_config={
            "No.": st.column_config.NumberColumn(width=50),
            "Progress": st.column_config.ProgressColumn(min_value=0, max_value=1, format="percent"),
        },
        alt="All trainings, the newest first.",
        key="jobs table",
    )
    status = _choose(newest)
    if st.query_params.get("job") != status.id:
        st.query_params["job"] = status.id  # for a reload, a bookmark and a colleague
    sweep = status.spec.group
    group = [other for other in found if sweep and other.spec.group == sweep]
    _controls(status, group)
    _say(status)
    live.show(status, group)
    details.show(status)


def _choose(newest: list[Status]) -> Status:
    """The job to be shown, whose id is in ``st.session_state.job``.

    The list starts at that job and its entries say nothing that changes: a browser that is slower
    than the polling would fall back to the first entry.
    """
    state = st.session_state
    jobs = {status.id: status for status in newest}
    if "job" not in state:
        state.job = st.query_params.get("job")
    if state.job not in jobs:
        at_work = (status for status in newest if status.state in ("running", "stopping"))
        state.job = next(at_work, newest[0]).id
    if state.get("job in list") != state.job:  # chosen elsewhere: that takes a new list
        state["job in list"] = state.job
        state["job lists"] = state.get("job lists", 0) + 1
    key = f"jobs {state['job lists']}"

    def choose() -> None:
        state.job = state["job in list"] = state[key]

    st.selectbox(
        "Show", list(jobs), list(jobs).index(state.job), key=key, on_change=choose,
        format_func=lambda job: _name(jobs[job]),
    )  # fmt: skip
    return jobs[state.job]


def _name(status: Status) -> str:
    parts = (f"{_number(status)}. {status.title}", _moment(status.submitted))
    return " · ".join(part for part in parts if part)


def _number(status: Status) -> int:
    """How many jobs had been submitted with it."""
    return int(status.id.partition("-")[0])


def _row(status: Status) -> dict[str, Any]:
    progress = status.progress
    working = status.state in ("running", "stopping")
    left = progress.seconds_left if working else None
    memory = progress.memory_bytes
    return {
        "No.": _number(status),
        "Title": status.title,
        "State": STATES[status.state],
        "Progress": 1.0 if status.state == "done" else round(progress.share, 2),
        "Epochs": f"{int(progress.done)} of {int(progress.total)}" if progress.total else "",
        "Time left": rough_duration(left).removeprefix("about ") if left else "",
        "Ahead": f"{status.ahead}" if status.state == "queued" else "",
        "Images/s": f"{progress.rate:,.0f}" if progress.rate else "",
        "Memory": f"{memory / 2**20:,.0f} MiB" if memory else "",
        "Device": status.spec.device,
        "Submitted": _moment(status.submitted),
    }


def _moment(text: str) -> str:
    try:
        return f"{datetime.fromisoformat(text).astimezone():%d %b %H:%M}"
    except ValueError:
        return ""


def _controls(status: Status, group: list[Status]) -> None:
    """Only what can be done with the job now, and with the other runs of its sweep."""
    job = status.id
    stoppable = [other.id for other in group if other.state in ("queued", "running")]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(STATES[status.state], color=COLOURS.get(status.state, "blue"))
        if status.state in ("queued", "running"):
            st.button("Stop", icon=":material/stop:", on_click=_do, args=("cancel", job))
        if len(stoppable) > 1:
            st.button(
                f"Stop the sweep ({len(stoppable)} runs)", icon=":material/stop_circle:",
                on_click=_stop_all, args=(stoppable,),
            )  # fmt: skip
        if status.state == "stopping":
            st.button("Stopping …", disabled=True)
        if not status.active and status.resumable:
            st.button(
                "Resume", icon=":material/play_arrow:", type="primary",
                on_click=_do, args=("resume", job), help="Go on from the last whole epoch.",
            )  # fmt: skip
        if not status.active and status.state != "damaged":
            st.button(
                "Retry", icon=":material/replay:", on_click=_retry, args=(job,),
                help="The same training once more, from the start, as a new job.",
            )  # fmt: skip
        if status.state != "damaged":
            with st.popover("Rename", icon=":material/edit:"):
                title = st.text_input("New title", status.title, key=f"title {job}", max_chars=200)
                st.button("Save the title", on_click=_do, args=("rename", job, title))
        if not status.active:
            with st.popover("Delete", icon=":material/delete:"):
                st.write(
                    f"Delete '{literal(status.title)}' with its curves and maps? "
                    "A checkpoint that it has saved stays."
                )
                st.button("Delete for good", type="primary", on_click=_do, args=("delete", job))
    if said := st.session_state.pop("job said", None):
        st.error(literal(said))


def _do(verb: str, job: str, *values: str) -> None:
    try:
        getattr(runner(), verb)(job, *values)
    except LatentLabError as error:
        st.session_state["job said"] = str(error)
    st.session_state["look again"] = True


def _stop_all(jobs: list[str]) -> None:
    for job in reversed(jobs):  # those that wait first, or the next would begin
        _do("cancel", job)


def _retry(job: str) -> None:
    """Queue the same training again; while that is at work, a further press changes nothing."""
    try:
        st.session_state.job = runner().retry(job)
    except LatentLabError as error:
        st.session_state["job said"] = str(error)
    st.session_state["look again"] = True


def _turn(status: Status) -> str:
    """Who is ahead of a waiting job, in a sentence."""
    if not status.ahead:
        return "It is next."
    queue = [other for other in runner().jobs() if lane(other.spec) == lane(status.spec)]
    titles = [other.title for other in queue if other.active][: status.ahead]
    named = ", ".join(f"'{literal(title)}'" for title in titles[:NAMED])
    more = f" and {len(titles) - NAMED} more" if len(titles) > NAMED else ""
    return f"Ahead of it on {status.spec.device}: {named}{more}."


def _say(status: Status) -> None:
    """The job's state in a sentence, with what to do where something went wrong."""
    if status.message:
        box = st.warning if status.state == "interrupted" else st.error
        box(literal(f"{status.message} {status.hint}"))
    if status.state == "queued":
        st.info(_turn(status))
    if status.state == "cancelled":
        st.info("Stopped. The last whole epoch is kept; Resume goes on from there.")
    if saved := status.result.get("checkpoint"):
        st.success(
            f"Saved as the checkpoint **{literal(str(saved))}**: find it on every other page."
        )
    if status.skipped_lines:
        lines = "1 line" if status.skipped_lines == 1 else f"{status.skipped_lines} lines"
        st.caption(f"{lines} of this job's log could not be read and were skipped.")
