"""What every runner of jobs does, on this machine and on a cluster."""

import shutil
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest
import torch

from core.checkpoints import Store
from core.data import load
from core.errors import JobError
from core.jobs import JobSpec
from core.jobs.epochs import epoch_rows
from core.jobs.folders import room
from core.jobs.folders.runner import FolderRunner
from core.settings import settings
from core.training.loop import Trainer
from core.training.recipes.recipe import Recipe
from tests.cluster.recipes import recipe
from tests.unit.jobs.local.waiting import LONG_S, has, until, until_state
from tests.unit.jobs.work import spec


def test_jobs_pass_every_state_in_the_order_of_their_turns(
    runner: FolderRunner, device: str
) -> None:
    first = runner.submit(spec(device=device, to=5))
    second = runner.submit(spec("refuse", device))
    runner.rename(first, "  my \n favourite ")
    assert [status.id for status in runner.jobs()] == [first, second]

    until_state(runner, first, "done")
    until_state(runner, second, "failed")

    status = runner.status(first)
    assert (status.title, status.result, status.share) == ("my favourite", {"counted": 5}, 1)
    assert runner.status(second).message == "There is nothing to do."
    assert runner.read(first, "count.txt") == b"5"
    assert "count.txt" in runner.files(first)
    assert [row["number"] for row in runner.events(first) if row["event"] == "step"] == [
        1, 2, 3, 4, 5,
    ]  # fmt: skip
    assert runner.trouble == ""
    runner.delete(first)
    assert [status.id for status in runner.jobs()] == [second]
    with pytest.raises(JobError, match="There is no job"):
        runner.status(first)


def test_an_unprepared_failure_is_in_the_log(runner: FolderRunner, device: str) -> None:
    job = runner.submit(spec("crash", device))

    until_state(runner, job, "failed")

    assert runner.status(job).message == "The job failed with an unexpected error: 1 / 0"
    assert "ZeroDivisionError" in runner.log(job)


def test_a_submission_that_is_repeated_is_one_job(runner: FolderRunner, device: str) -> None:
    with ThreadPoolExecutor(8) as threads:
        jobs = set(threads.map(lambda _: runner.submit(spec(device=device, to=9)), range(30)))

    (job,) = jobs
    until_state(runner, job, "done")
    assert [row["event"] for row in runner.events(job)].count("started") == 1
    assert [row["number"] for row in runner.events(job) if row["event"] == "step"] == list(
        range(1, 10)
    )


def test_a_job_stops_while_it_waits_and_while_it_runs(runner: FolderRunner, device: str) -> None:
    blocking = [runner.submit(spec("wait", device, label=f"{n}")) for n in range(2)]
    waiting = [runner.submit(spec("wait", device, label=f"later {n}")) for n in range(3)]
    until(lambda: has(runner, blocking[0], "waiting"))

    for job in reversed(waiting):
        runner.cancel(job)
        assert runner.status(job).state == "cancelled"  # at once
    with pytest.raises(JobError, match="A running job cannot be deleted; stop it first"):
        runner.delete(blocking[0])

    runner.cancel(blocking[0])
    began = time.monotonic()
    until_state(runner, blocking[0], "cancelled")
    assert time.monotonic() - began < 10  # two seconds, and more where others work too
    runner.cancel(blocking[0])
    names = [row["event"] for row in runner.events(blocking[0])]
    assert names.count("cancelled") == 1
    for job in waiting:
        assert not has(runner, job, "started")
        runner.delete(job)


def test_a_worker_that_does_not_listen_is_ended(runner: FolderRunner, device: str) -> None:
    job = runner.submit(spec("deaf", device))
    until(lambda: has(runner, job, "waiting"))

    runner.cancel(job)

    until_state(runner, job, "cancelled")
    until(lambda: not workers(job))


def test_a_killed_worker_is_noticed_and_the_job_goes_on(runner: FolderRunner, device: str) -> None:
    job = runner.submit(spec(device=device, to=200, pause=0.05))
    until(lambda: has(runner, job, "step"))

    for worker in workers(job):
        worker.send_signal(signal.SIGKILL)
    until_state(runner, job, "failed", "interrupted")
    assert runner.status(job).message
    assert "Resume continues" in runner.status(job).hint
    counted = int(runner.read(job, "count.txt"))
    runner.resume(job)
    until_state(runner, job, "done")

    numbers = [row["number"] for row in runner.events(job) if row["event"] == "step"]
    assert runner.status(job).result == {"counted": 200}
    assert counted >= 1
    assert len(numbers) <= 201  # it went on, and did not begin again


def test_a_job_whose_folder_is_deleted_ends_itself(runner: FolderRunner, device: str) -> None:
    job = runner.submit(spec("deaf" if device == "cluster" else "wait", device))
    until(lambda: has(runner, job, "waiting"))

    shutil.rmtree(runner.folder(job).path, ignore_errors=True)

    until(lambda: not workers(job))
    assert runner.jobs() == []
    assert runner.trouble == ""


def test_a_full_queue_refuses_in_a_sentence(
    runner: FolderRunner, device: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bounds = settings().model_copy(update={"jobs_waiting": 4})
    monkeypatch.setattr(room, "settings", lambda: bounds)
    jobs = [runner.submit(spec("wait", device, label=f"{n}")) for n in range(4)]

    with pytest.raises(JobError, match="accepts at most 4 jobs at a time"):
        runner.submit(spec("wait", device, label="one more"))
    runner.cancel(jobs[-1])
    until_state(runner, jobs[-1], "cancelled")
    runner.submit(spec("wait", device, label="one more"))


def test_twenty_jobs_at_once_are_all_done(runner: FolderRunner, device: str) -> None:
    with ThreadPoolExecutor(20) as threads:
        jobs = list(
            threads.map(lambda n: runner.submit(spec(device=device, label=f"{n}")), range(20))
        )
    assert len(set(jobs)) == 20

    until(lambda: not any(status.active for status in runner.jobs()), LONG_S)

    assert {status.state for status in runner.jobs()} == {"done"}
    for job in jobs:
        assert [row["event"] for row in runner.events(job)].count("started") == 1


def test_a_stopped_and_a_killed_training_ends_bit_for_bit_like_an_undisturbed_one(
    runner: FolderRunner, device: str
) -> None:
    torch.set_num_threads(1)
    wanted = recipe(name=f"contract-{device}", epochs=80, train_count=2000)
    values = {"recipe": wanted.model_dump(mode="json")}
    job = runner.submit(JobSpec(kind="train", title="Contract", device=device, params=values))
    until(lambda: has(runner, job, "epoch"))
    runner.cancel(job)
    until_state(runner, job, "cancelled")
    before = epochs(runner, job)
    runner.resume(job)
    until(lambda: epochs(runner, job) > before)
    for worker in workers(job):
        worker.send_signal(signal.SIGKILL)
    until_state(runner, job, "failed", "interrupted")
    assert before < epochs(runner, job) < wanted.epochs
    runner.resume(job)
    until_state(runner, job, "done", "failed")

    status = runner.status(job)
    assert status.result == {"checkpoint": wanted.name, "epoch": wanted.epochs}, status.message
    module, card = Store(settings().checkpoints).load(wanted.name)
    assert len(card.history) == wanted.epochs
    assert same(module.state_dict(), undisturbed(wanted))


def epochs(runner: FolderRunner, job: str) -> int:
    """Epochs that a training has logged."""
    return len(epoch_rows(runner.events(job)))


def undisturbed(recipe: Recipe) -> dict[str, torch.Tensor]:
    """The weights of a training that no job has had anything to do with."""
    trainer = Trainer(recipe, load(recipe.dataset), "cpu")
    for _ in trainer.epochs():
        pass
    return dict(trainer.module.state_dict())


def same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return one.keys() == other.keys() and all(torch.equal(one[key], other[key]) for key in one)


def workers(job: str) -> list[psutil.Process]:
    """The processes that do a job."""
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if job in " ".join(process.info["cmdline"] or [])
        and "worker" in " ".join(process.info["cmdline"] or [])
    ]
