"""The kinds of work that a job can do.

To add a kind, add it to `KINDS`. Its function takes one `core.jobs.context.Context`, runs in a
process of its own, and

- reads its parameters from ``context.spec.params`` and writes its results into ``context.folder``;
- calls ``context.progress`` as often as it likes and ``context.event`` at each milestone;
- calls ``context.check()`` several times per second, which raises `CancelledError` if it must stop;
- finds in its folder what it saved before, if the job is resumed;
- returns a JSON object, the job's result, or raises: pages show a `LatentLabError` as it is.
"""

from dataclasses import dataclass

from core.errors import JobError
from core.jobs.spec import JobSpec
from core.visitors import Action


@dataclass(frozen=True)
class Kind:
    """One kind of work."""

    function: str
    """``module:function``. A name, so that only a worker imports the module."""
    lane: str
    """Name of the queue that its jobs wait in on the CPU."""
    action: Action
    """Action that a visitor needs permission for to start one."""
    niceness: int = 5
    """Unix niceness of its workers, so that the dashboard comes first."""


KINDS: dict[str, Kind] = {
    "train": Kind("core.jobs.kinds.training:run", "trainings", Action.TRAIN, niceness=10),
    "project": Kind("core.jobs.kinds.projection:run", "maps", Action.MAKE_MAP),
    "fetch": Kind("core.jobs.kinds.fetching:run", "downloads", Action.FETCH),
    "clusters": Kind("core.jobs.kinds.clustering:run", "clusters", Action.GROUP),
    "elbow": Kind("core.jobs.kinds.clustering:run_elbow", "clusters", Action.GROUP),
}


def require_kind(kind: str) -> None:
    """Raise `JobError` if the kind is unknown."""
    if kind not in KINDS:
        raise JobError(f"There is no kind of job {kind!r}, only {', '.join(KINDS)}.")


def lane(spec: JobSpec) -> str:
    """Name of the queue that a job waits in: jobs of one lane run one after the other.

    A GPU is one lane, because its memory is what runs out. The CPU has a lane per kind of work, so
    that a map, which takes minutes, does not wait for a training, which may take hours.
    """
    if spec.device != "cpu" or spec.kind not in KINDS:
        return spec.device
    return f"cpu, {KINDS[spec.kind].lane}"
