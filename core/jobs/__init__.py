"""Long work in the background: queued, watched, stopped and resumed, and never lost.

    job = runner().submit(JobSpec(kind="train", title="My model", params={...}))
    runner().status(job).state      # "queued", "running", "done", ...

A job is a folder, and everything about it is read from there, so that every tab, every process and
every restart sees the same. `kinds` says how to add a kind of work.
"""

from functools import cache

from core.jobs.local import LocalRunner
from core.jobs.runner import Runner
from core.jobs.spec import ACTIVE, ENDED, JobSpec, Progress, State, Status
from core.settings import settings

__all__ = [
    "ACTIVE",
    "ENDED",
    "JobSpec",
    "LocalRunner",
    "Progress",
    "Runner",
    "State",
    "Status",
    "runner",
]


@cache
def runner() -> LocalRunner:
    """The runner of this process, over the jobs folder that the settings name."""
    return LocalRunner(settings().jobs)
