"""The data of a job: its spec, its progress, and its status at one moment."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

State = Literal[
    "queued", "running", "stopping", "done", "failed", "cancelled", "interrupted", "damaged"
]
ENDED: tuple[State, ...] = ("done", "failed", "cancelled", "interrupted", "damaged")
ACTIVE: tuple[State, ...] = ("queued", "running", "stopping")

Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]
CLUSTER = "cluster"
"""Device of jobs that run on the cluster, which gives each of them CPUs and perhaps a GPU."""

LAST_SHARE = 0.99
"""The largest share of a job that is not done; a screen rounds it to 99 %."""


class JobSpec(BaseModel):
    """A job as submitted. It never changes afterwards, except for its title."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Annotated[str, Field(max_length=40)]
    """Key in `core.jobs.kinds.KINDS`: which function does the work."""
    title: Annotated[str, Field(min_length=1, max_length=200)]
    device: Annotated[str, Field(max_length=40)] = "cpu"
    """Device name as in PyTorch, such as ``cpu`` or ``cuda:0``, or `CLUSTER`."""
    params: dict[str, Any] = {}
    """JSON values for the function."""
    group: Annotated[str, Field(max_length=80)] | None = None
    """Id that all jobs of one sweep share."""
    label: Annotated[str, Field(max_length=120)] = ""
    """What distinguishes this job within its group, such as ``learning rate 0.01``."""
    halve: bool = False
    """Whether the job is stopped early if it trails in its sweep: see `core.jobs.halving`."""

    @property
    def checkpoints(self) -> frozenset[str]:
        """Names of the checkpoints that the job reads."""
        return frozenset(_named_checkpoints(self.params))

    @field_validator("device")
    @classmethod
    def _without_lane(cls, device: str) -> str:
        # Job folders of earlier versions name the lane too: "cpu, clusters".
        return device.partition(",")[0]


CHECKPOINT_FIELDS = ("checkpoint", "initial", "judge", "rival")  # of recipes, studies and maps


def _named_checkpoints(params: Mapping[str, Any]) -> Iterator[str]:
    for name, value in params.items():
        if isinstance(value, Mapping):
            yield from _named_checkpoints(value)
        elif name in CHECKPOINT_FIELDS and isinstance(value, str):
            yield value


@dataclass(frozen=True)
class Progress:
    """Progress of a running job."""

    done: Amount = 0.0
    total: Amount = 0.0  # in the unit of `done`; 0 if unknown
    unit: str = ""  # such as epochs
    doing: str = ""  # the current step, in words
    rate: Amount | None = None  # images per second
    seconds_left: Amount | None = None
    memory_bytes: int | None = None  # on the device

    @property
    def share(self) -> float:
        """Completed share of the work, in [0, 1]."""
        return min(1.0, self.done / self.total) if self.total else 0.0


@dataclass(frozen=True)
class Status:
    """A job at one moment, the same for every page and process."""

    id: str
    spec: JobSpec
    title: str
    state: State
    turn: int  # position in the order of jobs; the lowest starts first
    submitted: str  # ISO 8601, UTC
    owner: str = ""  # id of the visitor who started it; empty if unknown
    machine: str = ""  # of the cluster that the job last ran on; empty on this machine
    ahead: int = 0  # jobs that run before it in its lane
    progress: Progress = Progress()
    message: str = ""  # one sentence if it failed or was interrupted
    hint: str = ""  # the remedy
    resumable: bool = False
    result: dict[str, Any] = field(default_factory=dict)
    skipped_lines: int = 0  # unreadable lines of its log

    @property
    def share(self) -> float:
        """Completed share in [0, 1]; 1 only once the job is done and its result measured."""
        return 1.0 if self.state == "done" else min(LAST_SHARE, self.progress.share)

    @property
    def active(self) -> bool:
        """Whether the job is queued, running or stopping."""
        return self.state in ACTIVE
