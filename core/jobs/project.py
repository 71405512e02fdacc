"""The kind of job that lays digits out on a plane: a request in, a map at the end.

In the job's folder it keeps the layouts on the way, where the method shows any: `frames` reads
them. The result goes into `core.maps.store` under its content key, where `core.maps` finds
it. A search that cannot look whether to stop is ended by the runner; nothing is half written.
"""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from core.checkpoints.pool import pool
from core.data import load
from core.jobs.kinds import Context, worker_threads
from core.jobs.spec import Progress
from core.maps import fitting, methods, store
from core.maps.projected import map_id
from core.maps.request import Request, key, parsed
from core.maps.vectors import Vectors, load_vectors

PREPARING = 0.1  # share of the progress bar
SHOWN = 5000  # digits of a layout on the way: enough to see it, and quickly drawn


@dataclass(frozen=True, eq=False)
class Frame:
    """A layout on the way."""

    iteration: int
    xy: NDArray[np.float32]
    """float32 (n, 2), of `SHOWN` digits at most, spread evenly over the rows."""
    labels: NDArray[np.uint8]
    """uint8 (n,)."""
    digits: int
    """How many digits the layout has in all."""


def run(context: Context) -> dict[str, Any]:
    """Make a map, unless it is there already; the result names it."""
    request = parsed(context.spec.params)
    started = time.monotonic()
    torch.set_num_threads(worker_threads("cpu"))
    context.progress(Progress(doing="reading the digits", unit="%", total=100))
    data = load(request.dataset)
    name = key(request)
    there = store.find(name)
    if there is None:
        digest = pool().store.digest(request.checkpoint) if request.checkpoint else ""
        vectors = load_vectors(
            request, on_progress=lambda done, total: _encoded(context, done, total)
        )
        fitted = _fitted(request, vectors, context, started)
        context.progress(_at(1, "keeping the map", started))
        there = store.keep(
            name, request, vectors, fitted.xy,
            checkpoint_digest=digest,
            fingerprint=data.fingerprint,
            seconds=time.monotonic() - started,
            notes=[*([data.notice] if data.notice else []), *fitted.notes],
        )  # fmt: skip
    return {"map": map_id(there.key), "seconds": there.record.seconds}


def _encoded(context: Context, done: int, total: int) -> None:
    context.check()
    context.progress(Progress(PREPARING * 100 * done / total, 100, "%", "encoding the digits"))


def _fitted(request: Request, vectors: Vectors, context: Context, started: float) -> fitting.Fit:
    folder = context.folder / "layouts"
    folder.mkdir(exist_ok=True)
    chosen = np.linspace(0, len(vectors.rows) - 1, min(SHOWN, len(vectors.rows))).astype(np.int64)
    usable = np.flatnonzero(np.isfinite(vectors.x).all(axis=1))
    chosen = np.intersect1d(chosen, usable)
    inside = np.searchsorted(usable, chosen)  # a method is given the usable rows only

    def stage(doing: str, share: float) -> None:
        context.check()
        context.progress(_at(PREPARING + (1 - PREPARING) * share, doing, started))

    def show(xy: methods.Points, iteration: int) -> None:
        arrays: dict[str, NDArray[Any]] = {
            "xy": np.ascontiguousarray(xy[inside], np.float32),
            "labels": vectors.labels[chosen],
        }
        path = folder / f"{iteration:06d}.safetensors"
        temporary = path.with_suffix(".tmp")
        save_file(arrays, temporary, {"digits": str(len(vectors.rows))})
        temporary.replace(path)

    watch = methods.Watch(stage, show)
    return fitting.fit(vectors.x, request.how, request.seed, watch, worker_threads("cpu"))


def _at(share: float, doing: str, started: float) -> Progress:
    """How far it is; the time left is told from the time taken once that means something."""
    taken = time.monotonic() - started
    left = taken / share * (1 - share) if share > 0.3 else None
    return Progress(100 * share, 100, "%", doing, seconds_left=left)


def frames(results: Path) -> list[int]:
    """Iterations of which a job shows the layout, in order."""
    return sorted(int(path.stem) for path in (results / "layouts").glob("*.safetensors"))


def frame(results: Path, iteration: int) -> Frame | None:
    """The layout at that iteration; None where it is gone or cannot be read."""
    path = results / "layouts" / f"{iteration:06d}.safetensors"
    try:
        with safe_open(path, framework="np") as file:
            digits = int((file.metadata() or {})["digits"])
            return Frame(iteration, file.get_tensor("xy"), file.get_tensor("labels"), digits)
    except (OSError, SafetensorError, KeyError, ValueError):
        return None
