"""Cost and gain of a Ray cluster: times to the first epoch, per epoch, and of a sweep of eight.

    python -m benchmarks.cluster [--ray .venv-cluster/bin] [--shared FOLDER] [--rounds 3]

``make test-cluster`` installs Ray. A head with two CPUs runs on this machine, so both sides share
its cores with each other and with other work: the two sides of each comparison alternate within one
run, and only their ratio is meaningful. Jobs and checkpoints lie in ``--shared``, so a folder on
NFS shows what NFS costs. The last line is a JSON object: medians in seconds.
"""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from core.jobs import CLUSTER, JobSpec, LocalRunner
from core.jobs.cluster import ClusterRunner
from core.jobs.cluster.capacity import Demand
from core.jobs.cluster.client import RayClient
from core.jobs.epochs import epoch_rows
from core.jobs.folders.runner import FolderRunner
from core.settings import settings
from core.training.recipes.shipped import recipe_named
from tests.cluster.head import TOKEN, Head

RECIPE, SWEEP = "dae-dense-10", 8
LIMIT_S = 3600  # of one job on a busy machine


def main() -> None:
    """Measure, print, and end with a line of JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--ray", type=Path, default=Path(".venv-cluster/bin"))
    parser.add_argument("--shared", type=Path, help="a new folder in here; a temporary one if not")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--images", type=int, default=12_000, help="per epoch")
    parser.add_argument("--epochs", type=int, default=10, help="of each training")
    args = parser.parse_args()
    values = {"train_count": args.images, "epochs": args.epochs, "judge": None, "rival": None}
    with _shared(args.shared) as home, _head(args.ray.absolute(), home) as head:
        client = RayClient(head.address, TOKEN)
        there = ClusterRunner(home / "jobs", client, Demand())
        here = LocalRunner(home / "local")
        for runner in (here, there):
            runner.start()
        sides: dict[str, Callable[[int], dict[str, float]]] = {
            "local": lambda seed: training(here, "cpu", seed, values),
            "cluster": lambda seed: training(there, CLUSTER, seed, values),
        }
        figures = {
            name: round(value, 3)
            for name, value in {**compare(sides, args.rounds), **sweeps(there, values)}.items()
        }
        for runner in (here, there):
            runner.stop()
    print(json.dumps({**figures, "load": round(os.getloadavg()[0], 1)}))


def compare(sides: dict[str, Callable[[int], dict[str, float]]], rounds: int) -> dict[str, float]:
    """Median seconds of each figure of each side. The sides alternate."""
    times: dict[str, list[float]] = {}
    for seed in range(rounds):
        for side, measure in sides.items():
            for name, seconds in measure(seed).items():
                times.setdefault(f"{side}_{name}", []).append(seconds)
                print(f"{side:<8} {name:<18} {seconds:8.3f} s, load {os.getloadavg()[0]:.1f}")
    return {name: median(values) for name, values in times.items()}


def training(
    runner: FolderRunner, device: str, seed: int, values: dict[str, object]
) -> dict[str, float]:
    """Seconds to the first epoch, per epoch, and per epoch beyond the training itself.

    The last are the writes into the job's folder: state, snapshot, log and heartbeat.
    """
    start = time.perf_counter()
    job = runner.submit(spec(device, seed, values))
    wait(lambda: epoch_rows(runner.events(job)) or not runner.status(job).active)
    first = time.perf_counter() - start
    wait(lambda: not runner.status(job).active)
    rows = epoch_rows(runner.events(job))
    if runner.status(job).state != "done":
        raise SystemExit(runner.status(job).message)
    folder = runner.folder(job).path / "snapshots"
    ends = [(folder / f"{number:05d}.safetensors").stat().st_mtime for number in (1, len(rows))]
    epoch = (ends[1] - ends[0]) / (len(rows) - 1)
    trained = sum(row["seconds"] for row in rows[1:]) / (len(rows) - 1)
    return {"first_epoch": first, "epoch": epoch, "epoch_overhead": epoch - trained}


def sweeps(runner: FolderRunner, values: dict[str, object]) -> dict[str, float]:
    """Seconds of a sweep of eight runs, side by side and one by one, and the ratio of the two."""
    seconds = {}
    for name, at_once in (("side_by_side", SWEEP), ("one_by_one", 1)):
        start = time.perf_counter()
        for first in range(0, SWEEP, at_once):
            jobs = [
                runner.submit(spec(CLUSTER, 100 + first + seed, values, name))
                for seed in range(at_once)
            ]
            wait(lambda jobs=jobs: not any(runner.status(job).active for job in jobs))
            states = {runner.status(job).state for job in jobs}
            if states != {"done"}:
                raise SystemExit(f"A run of the sweep ended as {states}.")
        seconds[name] = time.perf_counter() - start
        print(f"sweep    {name:<18} {seconds[name]:8.1f} s, load {os.getloadavg()[0]:.1f}")
    gain = seconds["one_by_one"] / seconds["side_by_side"]
    return {**{f"sweep_{name}": value for name, value in seconds.items()}, "sweep_gain": gain}


def spec(device: str, seed: int, values: dict[str, object], label: str = "") -> JobSpec:
    """A training job that differs from others by its seed and label."""
    name = f"benchmark-{device}-{seed}-{label}".strip("-").replace("_", "-")
    recipe = recipe_named(RECIPE, **{**values, "name": name, "seed": seed})
    params = {"recipe": recipe.model_dump(mode="json")}
    return JobSpec(kind="train", title=name, device=device, params=params)


def wait(what: Callable[[], object]) -> None:
    """Wait until ``what`` is true."""
    deadline = time.monotonic() + LIMIT_S
    while not what():
        if time.monotonic() > deadline:
            raise SystemExit("The machine is too busy to measure anything.")
        time.sleep(0.01)


@contextmanager
def _shared(parent: Path | None) -> Iterator[Path]:
    """A new folder that is the home of this process and of the cluster, with the real data."""
    with tempfile.TemporaryDirectory(prefix="lab-cluster-", dir=parent) as name:
        home = Path(name).absolute()
        (home / "checkpoints").mkdir()
        (home / "data").symlink_to(settings().data.resolve(), target_is_directory=True)
        os.environ["LATENT_LAB_HOME"] = str(home)
        os.environ["LATENT_LAB_CHECKPOINTS"] = str(home / "checkpoints")
        settings.cache_clear()
        yield home


@contextmanager
def _head(ray: Path, home: Path) -> Iterator[Head]:
    """A Ray head with two CPUs and the home folder ``home``."""
    head = Head(ray, home, priority=False)  # both sides have the same priority
    try:
        head.start()
        yield head
    finally:
        head.close()


if __name__ == "__main__":
    main()
