"""The dashboard's own kinds of jobs on this machine and on a cluster: all but downloads."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from core import maps
from core.checkpoints import Store
from core.checkpoints.pool import pool
from core.clustering import ElbowStudy, KMeansSettings, Study, fit
from core.jobs import CLUSTER, JobSpec
from core.jobs.folders.runner import FolderRunner
from core.jobs.kinds import clustering, projection, training
from core.maps.projections import store as map_store
from core.maps.projections.request import Request
from core.settings import settings
from core.storage.cache import if_kept
from tests.cluster.head import CPUS
from tests.cluster.recipes import recipe
from tests.unit.jobs.local.waiting import LONG_S, until, until_state
from tests.unit.maps.small_projections import SMALL, forget

# More iterations than a test has time for.
LONG = SMALL.model_copy(update={"method": {"kind": "tsne", "iterations": 3000}, "count": 3000})
EIGHT = Study(settings=KMeansSettings(clusters=8, starts=1))
ELBOW = ElbowStudy(study=EIGHT, lowest=2, highest=13, step=1)


@pytest.fixture(autouse=True)
def own_home(home: Path, store: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make the shared home of the test this process's too, as on the machine of a dashboard."""
    monkeypatch.setenv("LATENT_LAB_HOME", str(home))
    _forget()
    yield
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    settings.cache_clear()
    pool.cache_clear()
    forget()


def map_job(wanted: Request, device: str) -> JobSpec:
    params = wanted.model_dump(mode="json")
    return JobSpec(kind="project", title="a map", device=device, params=params)


def train_job(
    device: str,
    label: str = "",
    group: str | None = None,
    *,
    halve: bool = False,
    **changes: object,
) -> JobSpec:
    values = {"recipe": recipe(**changes).model_dump(mode="json")}
    return JobSpec(
        kind="train", title=f"a run {label}", device=device, params=values, group=group,
        label=label, halve=halve,
    )  # fmt: skip


def test_a_map_of_a_checkpoint_is_made_and_listed(runner: FolderRunner, device: str) -> None:
    name = f"mapped-{device}"
    trained = runner.submit(train_job(device, name=name, epochs=2))
    until_state(runner, trained, "done", "failed")
    assert runner.status(trained).result == {"checkpoint": name, "epoch": 2}
    assert training.snapshot_epochs(runner, trained) == [1, 2]

    job = runner.submit(map_job(SMALL.model_copy(update={"checkpoint": name}), device))
    until_state(runner, job, "done", "failed")

    status = runner.status(job)
    assert status.state == "done", status.message
    assert maps.info(status.result["map"]) in maps.infos()
    assert np.isfinite(maps.layout(status.result["map"], "mnist", "test").xy).all()
    iterations = projection.frames(runner, job)
    frame = projection.frame(runner, job, iterations[-1])
    assert frame is not None
    assert len(frame.xy) == 300


def test_a_map_that_is_stopped_leaves_none(runner: FolderRunner, device: str) -> None:
    job = runner.submit(map_job(LONG, device))
    until(lambda: projection.frames(runner, job))

    runner.cancel(job)
    until_state(runner, job, "cancelled")

    assert map_store.entries() == []


def test_groups_are_computed_where_the_screen_finds_them(runner: FolderRunner, device: str) -> None:
    job = runner.submit(clustering.spec_of(EIGHT).model_copy(update={"device": device}))
    until_state(runner, job, "done", "failed")

    status = runner.status(job)
    groups = if_kept(lambda: fit(EIGHT))
    assert groups is not None, status.message
    assert status.result == {"test_error": groups.test_error}


def test_an_elbow_that_is_stopped_goes_on_from_its_points(
    runner: FolderRunner, device: str
) -> None:
    job = runner.submit(clustering.spec_of(ELBOW).model_copy(update={"device": device}))
    until(lambda: len(ELBOW.cached_points()) >= 3)
    runner.cancel(job)
    until_state(runner, job, "cancelled")
    before = ELBOW.cached_points()
    assert len(before) < len(ELBOW.ks)

    runner.resume(job)
    until_state(runner, job, "done", "failed")
    assert runner.status(job).result == {"points": len(ELBOW.ks)}
    assert ELBOW.cached_points()[: len(before)] == before


def test_a_sweep_runs_side_by_side(cluster: FolderRunner) -> None:
    long = {"epochs": 40, "train_count": 3000}
    jobs = [
        cluster.submit(train_job(CLUSTER, f"seed {seed}", "sweep", seed=seed, **long))
        for seed in range(4)
    ]
    most = 0

    def all_have_ended() -> bool:
        nonlocal most
        states = [cluster.status(job).state for job in jobs]
        most = max(most, states.count("running"))
        return not {"queued", "running", "stopping"} & set(states)

    until(all_have_ended, LONG_S)

    assert most == CPUS
    results = [cluster.status(job).result.get("checkpoint") for job in jobs]
    assert len(set(results)) == 4, [cluster.status(job).message for job in jobs]
    seeds = [Store(settings().checkpoints).card(str(name)).recipe["seed"] for name in results]
    assert seeds == list(range(4))


def test_a_run_that_trails_is_stopped_and_says_why(cluster: FolderRunner) -> None:
    good = cluster.submit(train_job(CLUSTER, "good", "halved", halve=True, epochs=64))
    until_state(cluster, good, "done", "failed")
    # Ten times as many pictures, so that it still trains when the scheduler looks at it.
    values = {"epochs": 64, "train_count": 6000, "optimiser": {"learning_rate": 1e-9}}
    bad = cluster.submit(train_job(CLUSTER, "bad", "halved", halve=True, **values))

    until_state(cluster, bad, "cancelled", "done", "failed")

    assert cluster.status(bad).state == "cancelled"
    assert "of 64 its validation loss" in cluster.status(bad).message
    assert cluster.status(bad).message.startswith("Stopped early: after epoch ")
    assert cluster.status(good).state == "done"
