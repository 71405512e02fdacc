"""From the events of a job to where it stands: no clock, no process, only what was written."""

from dataclasses import dataclass, field
from typing import Any

from core.jobs.events import Event
from core.jobs.spec import State

_STATES: dict[str, State] = {
    "queued": "queued",
    "started": "running",
    "done": "done",
    "failed": "failed",
    "cancelled": "cancelled",
    "interrupted": "interrupted",
}


@dataclass(frozen=True)
class Standing:
    """What the log says; whether the worker lives is for others to add."""

    state: State = "queued"
    turn: int = 0
    title: str = ""  # empty: never renamed
    message: str = ""
    hint: str = ""
    resumable: bool = False
    result: dict[str, Any] = field(default_factory=dict)


def standing(events: list[Event]) -> Standing:
    """Where a job stands after these events; values of a wrong type count as absent."""
    state: State = "queued"
    turn, title, last = 0, "", Event()
    for event in events:
        name = event["event"]
        if name == "queued" and isinstance(event.get("turn"), int):
            turn = event["turn"]
        if name == "renamed" and isinstance(event.get("title"), str):
            title = event["title"]
        if name in _STATES:
            state, last = _STATES[name], event
    result = last.get("result")
    return Standing(
        state=state,
        turn=turn,
        title=title,
        message=str(last.get("message") or ""),
        hint=str(last.get("hint") or ""),
        resumable=state in ("cancelled", "interrupted") or bool(last.get("resumable")),
        result=result if isinstance(result, dict) else {},
    )
