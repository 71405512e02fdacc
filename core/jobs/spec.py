"""What a job is asked to do, and what can be said about it at any moment."""

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

State = Literal[
    "queued", "running", "stopping", "done", "failed", "cancelled", "interrupted", "damaged"
]
ENDED: tuple[State, ...] = ("done", "failed", "cancelled", "interrupted", "damaged")
ACTIVE: tuple[State, ...] = ("queued", "running", "stopping")


class JobSpec(BaseModel):
    """A job as it was submitted; it never changes afterwards, save for its title."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Annotated[str, Field(max_length=40)]
    """Key in `core.jobs.kinds.KINDS`: which function does the work."""
    title: Annotated[str, Field(min_length=1, max_length=200)]
    device: Annotated[str, Field(max_length=40)] = "cpu"
    """Where it runs, such as cpu or cuda:0; `core.jobs.kinds.lane` says what it waits for there."""
    params: dict[str, Any] = {}
    """What the function is given; JSON values."""
    group: Annotated[str, Field(max_length=80)] | None = None
    """Jobs of one sweep share this."""
    label: Annotated[str, Field(max_length=120)] = ""
    """What sets this job apart in its group, such as "learning rate 0.01"."""


@dataclass(frozen=True)
class Progress:
    """How far a running job has come; it measures durations with a clock that cannot jump."""

    done: float = 0.0
    total: float = 0.0  # in the same unit as done; 0 where it is unknown
    unit: str = ""  # such as epochs
    doing: str = ""  # what it does just now, in words
    rate: float | None = None  # items (images) a second
    seconds_left: float | None = None
    memory_bytes: int | None = None  # on the device

    @property
    def share(self) -> float:
        """Between 0 and 1."""
        return min(1.0, self.done / self.total) if self.total else 0.0


@dataclass(frozen=True)
class Status:
    """A job at one moment, as every page and every process sees it."""

    id: str
    spec: JobSpec
    title: str
    state: State
    turn: int  # the lower, the earlier it runs
    submitted: str  # ISO 8601, UTC
    ahead: int = 0  # jobs that run before it in its lane
    progress: Progress = Progress()
    message: str = ""  # one sentence where it failed or was interrupted
    hint: str = ""  # what to do about it
    resumable: bool = False
    result: dict[str, Any] = field(default_factory=dict)
    skipped_lines: int = 0  # unreadable lines of its log

    @property
    def active(self) -> bool:
        """Whether it waits or works."""
        return self.state in ACTIVE
