"""Time of projections, of a new digit on a map, and of a map of 70,000 digits in Chromium.

    python -m benchmarks.maps [--digits 60000] [--rival 5000] [--no-browser]

Compares the app's t-SNE (openTSNE) with scikit-learn's in the same run, with the same number of
iterations. scikit-learn needs too long for 60,000 digits, so its time at ``--rival`` digits is
extrapolated in proportion to N log N, the best case of its Barnes-Hut method.

Fits run on one thread. Their times are seconds of processor time, which other work on the machine
affects least, with wall-clock seconds beside them. The last line is a JSON object; a value that
cannot be measured is null.
"""

import argparse
import json
import math
import os
import platform
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.neighbors import KNeighborsClassifier
from threadpoolctl import threadpool_limits

from benchmarks.latency import percentile
from benchmarks.map_page import in_browser
from core.data import load, to_float
from core.maps import placing
from core.maps.base import Anchors
from core.maps.methods import TSNE, UMAP
from core.maps.methods.tsne import EARLY_ITERATIONS
from core.maps.projections import fitting, request, store
from core.maps.projections.inputs import load_inputs
from core.maps.projections.request import Request
from core.settings import settings

Floats = NDArray[np.float32]


def with_times(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """The result of ``work``, its seconds of processor time and its wall-clock seconds."""
    cpu, clock = time.process_time(), time.perf_counter()
    result = work()
    return result, time.process_time() - cpu, time.perf_counter() - clock


def report(what: str, cpu: float, clock: float) -> None:
    """Print one line of times."""
    print(f"{what}: {cpu:.1f} s of processor time, {clock:.1f} s wall clock", flush=True)


def projections(count: int, rival: int) -> dict[str, float]:
    """Seconds of our t-SNE and UMAP at ``count`` digits, and of scikit-learn's at ``rival``."""
    from sklearn.manifold import TSNE as Rival

    inputs = load_inputs(Request(split="train"))
    x, labels = inputs.vectors[:count], inputs.labels[:count]
    iterations = EARLY_ITERATIONS + TSNE().iterations
    fitting.fit(x[:1000], UMAP(), 0)  # compiles UMAP's code, which must not count
    figures: dict[str, float] = {}

    def agreement(xy: Floats) -> float:
        half = len(xy) // 2
        near = KNeighborsClassifier(10).fit(xy[:half], labels[:half])
        return float(near.score(xy[half:], labels[half : len(xy)]))

    for name, method in (("umap", UMAP()), ("tsne", TSNE())):
        fit, cpu, clock = with_times(lambda method=method: fitting.fit(x, method, 0))
        report(f"{method.title}, {len(x):,} digits", cpu, clock)
        print(f"  class of the ten nearest on the map: {agreement(fit.xy):.2%} right", flush=True)
        figures |= {f"{name}_s": cpu, f"{name}_clock_s": clock}
    small = x[:rival]
    solver = Rival(max_iter=iterations, random_state=0, n_jobs=1)
    _, cpu, clock = with_times(lambda: solver.fit_transform(small))
    report(f"scikit-learn's t-SNE, {len(small):,} digits", cpu, clock)
    _, ours, clock = with_times(lambda: fitting.fit(small, TSNE(), 0))
    report(f"our t-SNE, {len(small):,} digits", ours, clock)
    growth = len(x) * math.log(len(x)) / (len(small) * math.log(len(small)))
    print(f"scikit-learn's at {len(x):,}, in proportion to N log N: {cpu * growth:.0f} s")
    return figures | {
        "tsne_speedup": cpu * growth / figures["tsne_s"],
        "tsne_speedup_same_size": cpu / ours,
    }


def ways_to_place(count: int = 3000, new: int = 500) -> dict[str, float]:
    """Quality and milliseconds of placing by the libraries' ``transform`` and by neighbours.

    The maps have ``count`` digits. A new digit is placed well if its ten nearest on the map have
    its class, and if it is as close to them as the map's own digits are to their neighbours.
    """
    import openTSNE
    import umap

    inputs = load_inputs(Request(count=count + new))
    shuffled = np.random.default_rng(0).permutation(count + new)
    x, labels = inputs.vectors[shuffled], inputs.labels[shuffled]
    first, fresh = np.ascontiguousarray(x[:count]), np.ascontiguousarray(x[count:])
    figures: dict[str, float] = {}
    for name, solver in (
        ("tsne", openTSNE.TSNE(n_jobs=1, random_state=0, negative_gradient_method="fft")),
        ("umap", umap.UMAP(n_jobs=1, random_state=0)),
    ):
        fitted = solver.fit(first)
        xy = np.asarray(fitted if name == "tsne" else fitted.embedding_, np.float32)
        index = placing.build_index(Anchors(first, xy, np.arange(count)))
        near = KNeighborsClassifier(10).fit(xy, labels[:count])
        apart = near.kneighbors(xy, 6)[0][:, 1:].mean()

        def transform(new: Floats, fitted: Any = fitted) -> Floats:
            return np.asarray(fitted.transform(new), np.float32)

        def neighbours(new: Floats, index: placing.Index = index) -> Floats:
            return placing.interpolate(index, new).xy

        for way, place in (("transform", transform), ("neighbours", neighbours)):
            places = place(fresh)
            place(fresh[:1])
            one = [
                with_times(lambda i=i, place=place: place(fresh[i : i + 1]))[1] for i in range(10)
            ]
            right = float(near.score(places, labels[count:]))
            distance = float(near.kneighbors(places, 5)[0].mean() / apart)
            milliseconds = 1000 * float(np.median(one))
            print(
                f"placing on {name} by {way}: {right:.1%} beside their class, {distance:.2f} times "
                f"the map's own distance, {milliseconds:.1f} ms per digit",
                flush=True,
            )
            figures |= {f"{name}_{way}_right": right, f"{name}_{way}_ms": milliseconds}
    return figures


def place_ms(map_id: str, digits: int = 50) -> list[float]:
    """Milliseconds of processor time per digit placed on a map of 70,000, after the first."""
    images = to_float(load().split("test").images[: digits + 1])
    times = []
    for image in images:
        times.append(
            1000
            * with_times(lambda image=image: placing.place(map_id, "mnist", "all", image[None]))[1]
        )
    print(f"the first digit on the map of 70,000: {times[0]:.0f} ms, the others {times[1:4]} … ms")
    return times[1:]


def map_of_all() -> str:
    """Save a map of all digits and return its id."""
    wanted = Request(split="all", method={"kind": "pca"})
    inputs = load_inputs(wanted)
    xy = fitting.fit(inputs.vectors, wanted.algorithm, 0).xy
    key = request.key(wanted)
    store.save(
        key, wanted, inputs, xy, checkpoint_digest="", fingerprint=load().fingerprint,
        seconds=1, notes=[],
    )  # fmt: skip
    return f"projection:{key[:16]}"


@contextmanager
def own_home() -> Iterator[None]:
    """A home folder with the real data and empty caches and jobs."""
    data = settings().data.resolve()
    with tempfile.TemporaryDirectory(prefix="latent-lab-benchmark-") as folder:
        (Path(folder) / "data").symlink_to(data, target_is_directory=True)
        os.environ["LATENT_LAB_HOME"] = folder
        settings.cache_clear()
        yield


def main() -> None:
    """Measure, print, and end with a line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--digits", type=int, default=60_000)
    parser.add_argument("--rival", type=int, default=5000)
    parser.add_argument("--no-browser", action="store_true")
    args = parser.parse_args()
    names = ("openTSNE", "umap-learn", "scikit-learn", "numpy", "torch")
    print(platform.platform(), ", ".join(f"{name} {version(name)}" for name in names))
    print(f"load before: {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores")
    with own_home():
        name = map_of_all()
        torch.set_num_threads(1)  # as in the routes' own threads
        place = place_ms(name)
        browser: dict[str, float | None] = {} if args.no_browser else in_browser(name)
        with threadpool_limits(1):
            ways = ways_to_place()
            projecting = projections(args.digits, args.rival)
    print(json.dumps({name: round(value, 2) for name, value in ways.items()}))
    result = {
        "tsne_speedup": round(projecting["tsne_speedup"], 1),
        "tsne_speedup_same_size": round(projecting["tsne_speedup_same_size"], 1),
        "tsne_60k_s": round(projecting["tsne_s"], 1),
        "umap_60k_s": round(projecting["umap_s"], 1),
        "map_70k_first_points_s": None,
        "bytes_per_point": None,
        "place_point_ms": percentile(place, 50),
        **browser,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
