"""Jobs that run k-means: once, or over many numbers of clusters (an elbow).

They leave no files in their folders. Each result goes into the cache of clusterings as soon as it
is computed. Every page finds it there, and a resumed elbow continues from it.
"""

import time
from typing import Any

from core import data
from core.clustering import ElbowPoint, ElbowStudy, Study, fit, study_from
from core.errors import JobError, validate
from core.jobs.context import Context
from core.jobs.permissions import PermittedRunner
from core.jobs.places import default_device
from core.jobs.runner import Runner
from core.jobs.spec import JobSpec, Progress, Status

SETUP = 20  # fixed cost of a point of an elbow, as a number of clusters


def spec_of(study: Study | ElbowStudy) -> JobSpec:
    """The job that computes a clustering or an elbow."""
    params = study.model_dump(mode="json")
    if isinstance(study, Study):
        return JobSpec(
            kind="clusters", title=study.title, device=default_device("clusters"), params=params
        )
    source = study.study.source.title
    title = f"Elbow of {source}, k from {study.lowest} to {study.highest}"
    return JobSpec(kind="elbow", title=title, device=default_device("elbow"), params=params)


def newest(runner: Runner, study: Study | ElbowStudy) -> Status | None:
    """Status of the newest job for this study; None if there is none."""
    return runner.newest(spec_of(study))


def start(runner: Runner | PermittedRunner, study: Study | ElbowStudy) -> str:
    """Queue the computation, unless it is queued or running; returns the job's id."""
    return runner.submit(spec_of(study))


def run(context: Context) -> dict[str, Any]:
    """Compute one clustering; the result has its error on the test digits if they have classes."""
    study = study_from(context.spec.params)
    _begin(context, study)

    def on_progress(done: int, total: int) -> None:
        context.check()
        # `fit` counts digits while it encodes and starts while it clusters; starts are few.
        if total <= study.settings.starts:
            doing = f"k-means, run {min(done + 1, total)} of {total}"
        else:
            doing = "encoding the pictures"
        context.progress(Progress(done, total, doing=doing), now=True)

    result = fit(study, on_progress)
    return {"test_error": result.test_error} if result.dataset.classes else {}


def run_elbow(context: Context) -> dict[str, Any]:
    """Compute the missing points of an elbow; the result has the number of all points."""
    elbow = validate(ElbowStudy, context.spec.params, JobError, "This elbow cannot be computed")
    _begin(context, elbow.study)
    work = [0]  # cumulative cost of the points; it grows with the number of clusters
    for k in elbow.ks:
        work.append(work[-1] + k + SETUP)
    point_count = len(elbow.cached_points())
    began = time.monotonic()

    def on_progress(done: int, total: int) -> None:
        context.check()
        context.progress(Progress(done, total, doing="encoding the pictures"))

    def on_point(done: int, point: ElbowPoint) -> None:
        context.check()
        seconds = time.monotonic() - began
        rate = (work[done] - work[min(point_count, done)]) / seconds if seconds else 0.0
        left = (work[-1] - work[done]) / rate if rate else None
        doing = f"k = {point.k} is done, {done} of {len(elbow.ks)}"
        context.progress(Progress(work[done], work[-1], doing=doing, seconds_left=left))

    return {"points": len(elbow.run(on_point, on_progress))}


def _begin(context: Context, study: Study) -> None:
    context.progress(Progress(doing="reading the data"))
    notice = data.load(study.dataset).notice
    if notice:
        context.event("note", text=notice)
