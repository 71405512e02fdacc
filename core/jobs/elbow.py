"""The kind of job that runs k-means over many numbers of clusters.

It leaves nothing in its folder: each point goes into the cache of clusterings as soon as it is
done, where every page finds it, and where a resumed job goes on.
"""

import time
from typing import Any

from pydantic import ValidationError

from core import data
from core.clustering import ElbowPoint, ElbowStudy
from core.errors import JobError
from core.jobs.kinds import Context
from core.jobs.spec import JobSpec, Progress

LANE = "cpu, clusters"
"""A queue of its own: it takes minutes at most and need not wait for a training to end."""


def spec_of(elbow: ElbowStudy) -> JobSpec:
    """The job that computes an elbow."""
    return JobSpec(
        kind="elbow",
        title=f"Elbow of {elbow.study.source.title}, k from {elbow.lowest} to {elbow.highest}",
        device=LANE,
        params=elbow.model_dump(mode="json"),
    )


def run(context: Context) -> dict[str, Any]:
    """Compute the points that are missing; the result says how many there are."""
    try:
        elbow = ElbowStudy.model_validate(context.spec.params)
    except ValidationError as error:
        raise JobError(f"This elbow cannot be computed: {error.errors()[0]['msg']}.") from error
    context.progress(Progress(doing="reading the data"), now=True)
    notice = data.load(elbow.study.dataset).notice
    if notice:
        context.event("note", text=notice)
    # The work of a point grows with its number of clusters.
    work = [0]
    for k in elbow.ks:
        work.append(work[-1] + k + _FIXED)
    had = len(elbow.kept())
    start = time.monotonic()

    def on_report(done: int, total: int) -> None:
        context.check()
        context.progress(Progress(done, total, "digits", "encoding the digits"))

    def on_point(done: int, point: ElbowPoint) -> None:
        context.check()
        before = work[min(had, done)]
        spent = time.monotonic() - start
        rate = (work[done] - before) / spent if spent else 0.0
        left = (work[-1] - work[done]) / rate if rate else None
        doing = f"k = {point.k} is done, {done} of {len(elbow.ks)}"
        context.progress(Progress(work[done], work[-1], "", doing, None, left), now=True)

    points = elbow.run(on_point, on_report)
    return {"points": len(points)}


_FIXED = 20  # what a point costs whatever its number of clusters, in clusters
