"""What a cluster does to its jobs: it dies, it is away, it refuses, it cannot write."""

import logging
import time
from pathlib import Path

import pytest

from core.errors import JobError
from core.jobs.cluster import pulse
from core.jobs.cluster import scheduler as scheduling
from core.jobs.cluster.capacity import Demand
from core.jobs.cluster.client import RayClient
from core.jobs.cluster.scheduler import Scheduler
from core.jobs.dashboard import DashboardRunner
from core.jobs.folders.runner import FolderRunner
from tests.cluster.conftest import ENTRYPOINT, end_all
from tests.cluster.head import CPUS, TOKEN, Head, Network
from tests.cluster.worker import READ_ONLY
from tests.unit.jobs.local.waiting import has, until, until_state
from tests.unit.jobs.work import spec

CLUSTER = "cluster"


def test_the_capacity_is_that_of_the_cluster(cluster: FolderRunner, scheduler: Scheduler) -> None:
    jobs = [cluster.submit(spec("wait", CLUSTER, label=f"{n}")) for n in range(3)]
    until(lambda: all(has(cluster, job, "waiting") for job in jobs[:CPUS]))

    def is_full() -> bool:
        seen = scheduler.capacity
        return seen is not None and seen.free_cpus == 0

    until(is_full)
    seen = scheduler.capacity
    assert seen is not None
    assert (seen.machines, seen.cpus, seen.gpus, seen.places) == (1, CPUS, 0, CPUS)
    assert [cluster.status(job).state for job in jobs] == ["running", "running", "queued"]
    assert [cluster.status(job).ahead for job in jobs] == [0, 0, 0]
    assert all(cluster.status(job).machine for job in jobs[:CPUS])


def test_a_network_away_for_ten_seconds_costs_no_job(
    head: Head, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    network = Network(head.port)
    runner = FolderRunner(
        home / "jobs",
        Scheduler(home / "jobs", RayClient(network.address, TOKEN), Demand(), ENTRYPOINT),
    )
    runner.start()
    try:
        before = runner.submit(spec(device=CLUSTER, to=60, pause=0.2))
        until(lambda: has(runner, before, "step"))
        network.away = True
        meanwhile = runner.submit(spec(device=CLUSTER))
        until(lambda: "cannot be reached" in runner.trouble)
        assert "Jobs on this machine run as before" in runner.trouble
        time.sleep(10)
        assert runner.status(before).state == "running"
        assert runner.status(meanwhile).state == "queued"
        network.away = False
        until_state(runner, before, "done")
        until_state(runner, meanwhile, "done")
        until(lambda: runner.trouble == "")
        for job in (before, meanwhile):
            assert [row["event"] for row in runner.events(job)].count("started") == 1
    finally:
        network.away = False
        end_all(runner)
        network.close()
    assert TOKEN not in caplog.text


def test_a_head_that_is_killed_and_started_again_loses_no_job(
    head: Head, cluster: FolderRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (pulse, scheduling):
        monkeypatch.setattr(module, "LOST_S", 30.0)  # what a dashboard waits
    running = cluster.submit(spec(device=CLUSTER, to=150, pause=0.1))
    others = [cluster.submit(spec(device=CLUSTER, label=f"{n}", to=30)) for n in range(3)]
    until(lambda: has(cluster, running, "step"))

    head.kill()
    until(lambda: "cannot be reached" in cluster.trouble)
    head.start()

    until_state(cluster, running, "interrupted", "done")
    if cluster.status(running).state == "interrupted":
        assert "no longer responds" in cluster.status(running).message
        cluster.resume(running)
    for job in (running, *others):
        until_state(cluster, job, "done", "interrupted")
        if cluster.status(job).state == "interrupted":
            cluster.resume(job)
            until_state(cluster, job, "done")
    numbers = [row["number"] for row in cluster.events(running) if row["event"] == "step"]
    assert sorted(set(numbers)) == list(range(1, 151))


def test_a_read_only_folder_is_a_sentence(cluster: FolderRunner, home: Path) -> None:
    (home / READ_ONLY).touch()
    job = cluster.submit(spec(device=CLUSTER))

    until_state(cluster, job, "failed")

    status = cluster.status(job)
    assert "could not start the job: Read-only file system on" in status.message
    assert status.resumable
    (home / READ_ONLY).unlink()
    cluster.resume(job)
    until_state(cluster, job, "done")


def test_a_folder_that_the_cluster_does_not_share_is_a_sentence(head: Head, tmp_path: Path) -> None:
    client = RayClient(head.address, TOKEN)
    runner = FolderRunner(tmp_path, Scheduler(tmp_path, client, Demand(), ENTRYPOINT))
    runner.start()
    try:
        job = runner.submit(spec(device=CLUSTER))
        until_state(runner, job, "failed")
        assert "The shared folder of jobs does not have this one" in runner.status(job).message
    finally:
        end_all(runner)


def test_a_wrong_token_is_a_sentence_and_local_jobs_run(
    head: Head, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = "a-token-that-is-wrong"
    runner = DashboardRunner(home / "jobs", RayClient(head.address, wrong), Demand())
    runner.start()
    try:
        there = runner.submit(spec(device=CLUSTER))
        here = runner.submit(spec())
        until_state(runner, here, "done")
        until(lambda: "refuses the token" in runner.trouble)
        assert "LATENT_LAB_CLUSTER_TOKEN" in runner.trouble
        assert runner.status(there).state == "queued"
        assert wrong not in caplog.text + runner.trouble
    finally:
        end_all(runner)


def test_a_cluster_without_a_token_is_refused(ray: Path, homes: Path) -> None:
    open_head = Head(ray, homes, token="")
    try:
        open_head.start()
        with pytest.raises(JobError, match="RAY_AUTH_MODE=token"):
            RayClient(open_head.address, TOKEN).require_protection()
    finally:
        open_head.close()


def test_a_job_that_no_machine_has_room_for_is_a_sentence(head: Head, home: Path) -> None:
    client = RayClient(head.address, TOKEN)
    runner = FolderRunner(
        home / "jobs", Scheduler(home / "jobs", client, Demand(cpus=64, gpus=2), ENTRYPOINT)
    )
    runner.start()
    try:
        job = runner.submit(spec(device=CLUSTER))
        until(lambda: "No machine of the cluster has 64 CPUs and 2 GPUs" in runner.trouble)
        runner.cancel(job)
        assert runner.status(job).state == "cancelled"  # at once, though Ray keeps it for a while
    finally:
        end_all(runner)
