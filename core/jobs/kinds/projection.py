"""Jobs that compute the map of a request and save it in `core.maps.projections.store`.

If the method reports layouts while it runs, the job's folder holds them in ``layouts/``; `frames`
and `frame` read them. A method that cannot be interrupted is killed by the runner, which leaves no
partial map.
"""

import time
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save

from core.checkpoints.pool import pool
from core.data import load
from core.errors import JobError
from core.jobs.context import Context
from core.jobs.runner import Runner
from core.jobs.spec import Progress
from core.maps import methods
from core.maps.projections import fitting, store
from core.maps.projections.inputs import Inputs, load_inputs
from core.maps.projections.maps import map_id
from core.maps.projections.request import Request, key, parse
from core.storage.files import replace_file

ENCODING_SHARE = 0.1  # of the progress bar
FRAME_POINTS = 5000  # points of an intermediate layout: enough to see it, and fast to draw
LAYOUTS = "layouts"


@dataclass(frozen=True, eq=False)
class Frame:
    """An intermediate layout."""

    iteration: int
    xy: NDArray[np.float32]
    """float32 (n, 2), at most `FRAME_POINTS` points, evenly spread over the rows; without depth."""
    labels: NDArray[np.uint8]
    """uint8 (n,)."""
    digits: int
    """Number of points in the whole layout."""


def run(context: Context) -> dict[str, Any]:
    """Compute a map, unless it exists; the result has its id and the seconds it took."""
    request = parse(context.spec.params)
    start = time.monotonic()
    torch.set_num_threads(context.threads())
    context.progress(Progress(doing="reading the pictures", unit="%", total=100))
    data = load(request.dataset)
    name = key(request)
    entry = store.find(name)
    if entry is None:
        digest = pool().store.digest(request.checkpoint) if request.checkpoint else ""
        inputs = load_inputs(
            request, on_progress=lambda done, total: _report_encoding(context, done, total)
        )
        fit = _fit(request, inputs, context, start)
        context.progress(_progress(1, "saving the map", start))
        entry = store.save(
            name, request, inputs, fit.xy,
            checkpoint_digest=digest,
            fingerprint=data.fingerprint,
            seconds=time.monotonic() - start,
            notes=[*([data.notice] if data.notice else []), *fit.notes],
        )  # fmt: skip
    return {"map": map_id(entry.key), "seconds": entry.record.seconds}


def _report_encoding(context: Context, done: int, total: int) -> None:
    context.check()
    share = ENCODING_SHARE * done / total
    context.progress(Progress(100 * share, 100, "%", "encoding the pictures"))


def _fit(request: Request, inputs: Inputs, context: Context, start: float) -> fitting.Fit:
    folder = context.folder / LAYOUTS
    folder.mkdir(exist_ok=True)
    count = len(inputs.rows)
    sample = np.linspace(0, count - 1, min(FRAME_POINTS, count)).astype(np.int64)
    usable = np.flatnonzero(np.isfinite(inputs.vectors).all(axis=1))
    sample = np.intersect1d(sample, usable)
    places = np.searchsorted(usable, sample)  # a method gets the usable rows only

    def stage(doing: str, share: float) -> None:
        context.check()
        context.progress(_progress(ENCODING_SHARE + (1 - ENCODING_SHARE) * share, doing, start))

    def show(xy: methods.Points, iteration: int) -> None:
        arrays: dict[str, NDArray[Any]] = {
            "xy": np.ascontiguousarray(xy[places, :2], np.float32),
            "labels": inputs.labels[sample],
            "digits": np.array([count], np.int64),
        }
        replace_file(folder / _file_name(iteration), save(arrays), durable=False)

    watch = methods.Watch(stage, show)
    return fitting.fit(
        inputs.vectors,
        request.algorithm,
        request.seed,
        watch,
        context.threads(),
        request.dimensions,
    )


def _progress(share: float, doing: str, start: float) -> Progress:
    """Progress at ``share`` of the work; the time left is extrapolated after 30 %."""
    elapsed = time.monotonic() - start
    left = elapsed / share * (1 - share) if share > 0.3 else None
    return Progress(100 * share, 100, "%", doing, seconds_left=left)


def _file_name(iteration: int) -> str:
    return f"{iteration:06d}.safetensors"


def frames(runner: Runner, job: str) -> list[int]:
    """Iterations whose layouts a job has saved, in order."""
    names = (PurePath(name) for name in runner.files(job, LAYOUTS))
    return sorted(int(name.stem) for name in names if name.suffix == ".safetensors")


def frame(runner: Runner, job: str, iteration: int) -> Frame | None:
    """The layout at one iteration; None if it is missing or cannot be read."""
    try:
        arrays = load_arrays(runner.read(job, f"{LAYOUTS}/{_file_name(iteration)}"))
        digits = int(arrays["digits"][0])
        return Frame(iteration, arrays["xy"], arrays["labels"], digits)
    except (JobError, SafetensorError, LookupError, ValueError):
        return None
