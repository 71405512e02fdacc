"""Status of a job, read from its folder."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from core.errors import JobError
from core.jobs.folders.events import Event
from core.jobs.folders.folder import JobFolder
from core.jobs.kinds import lane
from core.jobs.spec import CLUSTER, JobSpec, State, Status

_STATES: dict[str, State] = {
    "queued": "queued",
    "started": "running",
    "done": "done",
    "failed": "failed",
    "cancelled": "cancelled",
    "interrupted": "interrupted",
}


@dataclass(frozen=True)
class LoggedState:
    """What the event log says about a job; it cannot say whether the worker is alive."""

    state: State = "queued"
    turn: int = 0
    title: str = ""  # empty unless the job was renamed
    machine: str = ""  # of the cluster, once it has started
    message: str = ""
    hint: str = ""
    resumable: bool = False
    result: dict[str, Any] = field(default_factory=dict)


def logged_state(events: Iterable[Event]) -> LoggedState:
    """State of a job after these events. Values of a wrong type count as missing."""
    state: State = "queued"
    turn, title, machine, last = 0, "", "", Event()
    reason = ""  # why the job is stopped early
    for event in events:
        name = event["event"]
        if name == "queued" and isinstance(event.get("turn"), int):
            turn = event["turn"]
        if name == "renamed" and isinstance(event.get("title"), str):
            title = event["title"]
        if name in ("queued", "halved"):
            reason = str(event.get("message") or "")
        if name == "started":
            machine = str(event.get("machine") or "")
        if name in _STATES:
            state, last = _STATES[name], event
    result = last.get("result")
    return LoggedState(
        state=state,
        turn=turn,
        title=title,
        machine=machine,
        message=str(last.get("message") or "") or (reason if state == "cancelled" else ""),
        hint=str(last.get("hint") or ""),
        resumable=state in ("cancelled", "interrupted") or bool(last.get("resumable")),
        result=result if isinstance(result, dict) else {},
    )


def read_status(
    folder: JobFolder,
    ending: Callable[[], Event | None],
    alive: Callable[[], bool] | None = None,
) -> Status:
    """Status of one job, without its place in the queue.

    Args:
        folder: the job's folder.
        ending: called if the job's worker died before it could log its end; returns the event for
            that end, or None while someone else is about to log it.
        alive: returns whether the worker of a started job is alive; by default, whether a process
            of this machine holds the job's lock.

    Raises:
        JobError: the folder is gone.
    """
    try:
        submission = folder.submission()
    except JobError as error:
        if not folder.exists():
            raise
        return _damaged_status(folder, str(error))
    log_state = logged_state(folder.events())
    if log_state.state == "running" and not (alive or folder.alive)():
        events = folder.events()  # its worker may have logged the end since
        log_state = logged_state(events)
        if log_state.state == "running" and (event := ending()) is not None:
            log_state = logged_state([*events, event])
    stopping = log_state.state in ("queued", "running") and folder.stop_requested()
    return Status(
        id=folder.id,
        spec=submission.spec,
        title=log_state.title or submission.spec.title,
        state="stopping" if stopping else log_state.state,
        turn=log_state.turn,
        submitted=submission.submitted,
        owner=submission.owner,
        machine=log_state.machine,
        progress=folder.progress(),
        message=log_state.message,
        hint=log_state.hint,
        resumable=log_state.resumable,
        result=log_state.result,
        skipped_lines=folder.skipped_lines(),
    )


def queue_order(statuses: Iterable[Status]) -> list[Status]:
    """The statuses in the order of their turns, with the number of jobs ahead of each."""
    by_turn = sorted(statuses, key=lambda status: (status.turn, status.id))
    ahead: dict[str, int] = {}
    for status in by_turn:
        # On a cluster, jobs run side by side, so a running one holds up no other.
        if status.active and status.state != "queued" and lane(status.spec) != CLUSTER:
            ahead[lane(status.spec)] = ahead.get(lane(status.spec), 0) + 1
    for index, status in enumerate(by_turn):
        if status.state == "queued":
            before = ahead.get(lane(status.spec), 0)
            ahead[lane(status.spec)] = before + 1
            by_turn[index] = replace(status, ahead=before)
    return by_turn


def _damaged_status(folder: JobFolder, message: str) -> Status:
    return Status(
        id=folder.id,
        spec=JobSpec(kind="unknown", title=folder.id),
        title=folder.id,
        state="damaged",
        turn=0,
        submitted="",
        message=message,
        hint="Delete it; nothing else depends on it.",
    )
