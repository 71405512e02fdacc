"""Long work in the background: queued, watched, stopped, resumed, and kept across restarts.

>>> from core.jobs import JobSpec, runner
>>> recipe = {"name": "mine", "title": "Mine", "model": {"family": "dense"}}
>>> job = runner().submit(JobSpec(kind="train", title="My model", params={"recipe": recipe}))
>>> runner().status(job).state  # "running" once `runner().start()` has been called
'queued'

Five names to know:

- `Runner` is the interface to all jobs; `runner` returns the one of this process.
- `PermittedRunner` makes the changes to jobs that a visitor may make.
- A job is a `JobFolder` of `folders`. Its files are its whole state, so every browser tab, process
  and restart sees the same.
- `kinds` lists the kinds of work and explains how to add one.
- `context.Context` is a running job as its function sees it.

On this machine `local` schedules the jobs, each in a process of its own (`worker`). Those whose
device is `CLUSTER` go to a Ray cluster (`cluster`), if the settings name one. `plan` checks a
training and estimates its time before it starts; `epochs` reads what it logs; `halving` stops
the trailing runs of a sweep.
"""

from functools import cache

from core.jobs.cluster.capacity import Demand
from core.jobs.cluster.client import RayClient
from core.jobs.dashboard import DashboardRunner
from core.jobs.local import LocalRunner
from core.jobs.permissions import PermittedRunner
from core.jobs.runner import Runner
from core.jobs.spec import ACTIVE, CLUSTER, ENDED, JobSpec, Progress, State, Status
from core.settings import settings

__all__ = [
    "ACTIVE",
    "CLUSTER",
    "ENDED",
    "DashboardRunner",
    "JobSpec",
    "LocalRunner",
    "PermittedRunner",
    "Progress",
    "Runner",
    "State",
    "Status",
    "runner",
]


@cache
def runner() -> DashboardRunner:
    """The runner of this process, for the jobs folder and the cluster in the settings."""
    own = settings()
    client = None
    if own.cluster_address:
        client = RayClient(own.cluster_address, own.cluster_token.get_secret_value())
    return DashboardRunner(own.jobs, client, Demand(own.cluster_cpus, own.cluster_gpus))
