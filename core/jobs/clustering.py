"""The kinds of job that run k-means: once, and over many numbers of clusters.

They leave nothing in their folders: each result goes into the cache of clusterings as soon as it
is done, where every page finds it, and where a resumed elbow goes on.
"""

import hashlib
import time
from typing import Any

from pydantic import ValidationError

from core import data
from core.clustering import ElbowPoint, ElbowStudy, Study, fit, study_from
from core.errors import JobError, first_problem
from core.jobs.kinds import Context
from core.jobs.runner import Runner
from core.jobs.spec import JobSpec, Progress, Status

LANE = "cpu, clusters"
"""A queue of its own: it takes minutes at most and need not wait for a training to end."""
SETUP = 20  # what a point of an elbow costs whatever its number of clusters, in clusters


def spec_of(asked: Study | ElbowStudy) -> JobSpec:
    """The job that computes a clustering or an elbow."""
    elbow = isinstance(asked, ElbowStudy)
    title = (
        f"Elbow of {asked.study.source.title}, k from {asked.lowest} to {asked.highest}"
        if isinstance(asked, ElbowStudy)
        else asked.title
    )
    return JobSpec(
        kind="elbow" if elbow else "clusters",
        title=title,
        device=LANE,
        params=asked.model_dump(mode="json"),
    )


def newest(runner: Runner, asked: Study | ElbowStudy) -> Status | None:
    """The last job that was to compute this, None where there was none."""
    wanted = spec_of(asked)
    found = [
        status
        for status in runner.jobs()
        if status.spec.kind == wanted.kind and status.spec.params == wanted.params
    ]
    return found[-1] if found else None


def start(runner: Runner, asked: Study | ElbowStudy) -> str:
    """Queue the computation unless it is queued or at work already; returns the job's id."""
    wanted = spec_of(asked)
    same = [status for status in runner.jobs() if status.spec.params == wanted.params]
    for status in same:
        if status.active and status.spec.kind == wanted.kind:
            return status.id
    # The count is part of the key: two tabs that press at once get one job, a later press another.
    mark = hashlib.sha256(wanted.model_dump_json().encode()).hexdigest()
    return runner.submit(wanted, f"{wanted.kind} {mark} {len(same)}")


def run(context: Context) -> dict[str, Any]:
    """Compute one clustering; the result says how often it is wrong on the test digits."""
    study = study_from(context.spec.params)
    _begin(context, study)

    def on_progress(done: int, total: int) -> None:
        context.check()
        # Runs of k-means are few, digits many.
        if total <= study.settings.starts:
            which = min(done + 1, total)
            doing = f"k-means, run {which} of {total}"
        else:
            doing = "encoding the digits"
        context.progress(Progress(done, total, doing=doing), now=True)

    found = fit(study, on_progress)
    return {"test_error": found.test_error}


def run_elbow(context: Context) -> dict[str, Any]:
    """Compute the points that are missing; the result says how many there are."""
    try:
        elbow = ElbowStudy.model_validate(context.spec.params)
    except ValidationError as error:
        raise JobError(f"This elbow cannot be computed: {first_problem(error)}.") from error
    _begin(context, elbow.study)
    work = [0]  # after each point; it grows with the number of clusters
    for k in elbow.ks:
        work.append(work[-1] + k + SETUP)
    had = len(elbow.kept())
    began = time.monotonic()

    def on_report(done: int, total: int) -> None:
        context.check()
        context.progress(Progress(done, total, doing="encoding the digits"))

    def on_point(done: int, point: ElbowPoint) -> None:
        context.check()
        spent = time.monotonic() - began
        rate = (work[done] - work[min(had, done)]) / spent if spent else 0.0
        left = (work[-1] - work[done]) / rate if rate else None
        doing = f"k = {point.k} is done, {done} of {len(elbow.ks)}"
        context.progress(Progress(work[done], work[-1], doing=doing, seconds_left=left))

    return {"points": len(elbow.run(on_point, on_report))}


def _begin(context: Context, study: Study) -> None:
    context.progress(Progress(doing="reading the data"))
    notice = data.load(study.dataset).notice
    if notice:
        context.event("note", text=notice)
