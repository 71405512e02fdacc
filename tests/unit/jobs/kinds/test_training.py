"""Training as a job: stopped, killed, resumed, it ends with the weights of an undisturbed run."""

import errno
import json
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from core.checkpoints import Store
from core.checkpoints.pool import ModelPool
from core.data import load
from core.errors import TrainingError
from core.inference import reconstruct
from core.jobs import JobSpec, LocalRunner, Status, context, worker
from core.jobs.context import Context
from core.jobs.folders.folder import JobFolder
from core.jobs.kinds import KINDS, Kind, training
from core.jobs.local.process import kill_worker
from core.jobs.spec import Progress
from core.training import snapshots
from core.training.loop import Trainer
from core.training.recipes.recipe import Recipe, recipe_from
from core.training.state import load_state, save_state
from core.training.transfer import initial_weights
from core.visitors import Action
from tests.stores import store_at

PATIENCE_S = 300
SMALL: dict[str, Any] = {
    "name": "small",
    "title": "A small model",
    "model": {"family": "dense", "widths": [32], "latent": 4},
    "noise": {"kind": "gaussian", "sigma": 0.3},
    "schedule": "one-cycle",
    "batch_size": 50,
    "epochs": 4,
    "train_count": 300,
    "test_count": 100,
    "validation_share": 0.1,
}
MODELS: dict[str, dict[str, Any]] = {
    "dense": {},
    "vae": {"model": {"family": "vae-dense", "widths": [32], "latent": 2}, "kl_warmup_epochs": 3},
    "conv": {
        "model": {"family": "conv", "channels": [4, 6], "strides": [2, 2], "norm": True},
        "optimiser": {"kind": "adamw", "weight_decay": 0.01},
        "schedule": "cosine",
    },
    "classifier": {
        "model": {"family": "clf-conv", "channels": [4], "strides": [4], "dropout": 0.4},
        "augment": {},
        "optimiser": {"kind": "sgd", "momentum": 0.9, "learning_rate": 0.01},
    },
}


def recipe(**changes: Any) -> Recipe:
    return recipe_from({**SMALL, **changes})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store, which the workers of the test use too."""
    torch.set_num_threads(1)
    with store_at(tmp_path / "checkpoints"):
        yield Store(tmp_path / "checkpoints")


@pytest.fixture
def runner(tmp_path: Path, store: Store) -> Iterator[LocalRunner]:
    """A runner that is not started: tests work its jobs in their own process, or start it."""
    runner = LocalRunner(tmp_path / "jobs")
    yield runner
    runner.stop()
    for note in (tmp_path / "jobs").glob("*/worker.json"):
        if json.loads(note.read_text())["pid"] != os.getpid():  # as after `work`
            kill_worker(JobFolder(note.parent))


def submit(runner: LocalRunner, plan: Recipe, **params: Any) -> str:
    values = {"recipe": plan.model_dump(mode="json"), **params}
    return runner.submit(JobSpec(kind="train", title=plan.title, params=values))


def work(runner: LocalRunner, job: str) -> Status:
    """Do the job here and now, as its worker would."""
    home = runner.folder(job)
    home.append("started")
    assert worker.main(home.path, KINDS["train"].function) == 0
    return runner.status(job)


def undisturbed(plan: Recipe, device: str = "cpu") -> dict[str, Tensor]:
    """The weights of a run that no job has had anything to do with."""
    trainer = Trainer(plan, load(plan.dataset), device)
    for _ in trainer.epochs():
        pass
    assert trainer.trouble == ""
    return {name: value.cpu() for name, value in trainer.module.state_dict().items()}


def same(one: dict[str, Tensor], other: dict[str, Tensor]) -> bool:
    return one.keys() == other.keys() and all(torch.equal(one[key], other[key]) for key in one)


def epochs_logged(runner: LocalRunner, job: str) -> list[int]:
    return [int(row["epoch"]) for row in runner.events(job) if row["event"] == "epoch"]


@pytest.mark.parametrize("changes", MODELS.values(), ids=MODELS.keys())
def test_a_run_stopped_in_every_epoch_ends_like_an_undisturbed_one(
    runner: LocalRunner, store: Store, monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any]
) -> None:
    result = recipe(**changes)
    job = submit(runner, result)
    looks = 0

    def stop_now(context: Context) -> bool:
        nonlocal looks
        looks += 1
        return looks % 9 == 0  # six batches an epoch: in the first, mid-epoch and at the last batch

    with monkeypatch.context() as patch:
        patch.setattr(Context, "stop_requested", stop_now)
        stops = 0
        while work(runner, job).state == "cancelled":
            stops += 1
            assert stops < 20
            runner.resume(job)

    assert stops >= 3
    assert runner.status(job).result == {"checkpoint": "small", "epoch": 4}
    assert epochs_logged(runner, job) == [1, 2, 3, 4]
    module, card = store.load("small")
    assert same(module.state_dict(), undisturbed(result))
    assert len(card.history) == 4


def test_the_checkpoint_says_how_it_came_to_be(runner: LocalRunner, store: Store) -> None:
    result = recipe()
    job = submit(runner, result)

    assert work(runner, job).state == "done"

    card = store.card("small")
    assert card.recipe == result.model_dump(mode="json")
    assert [row["loss"] for row in card.history] == [
        row["loss"] for row in runner.events(job) if row["event"] == "epoch"
    ]
    assert card.history[-1]["validation_loss"] < card.history[0]["validation_loss"]


def test_every_epoch_has_a_snapshot_of_the_same_digits(runner: LocalRunner, store: Store) -> None:
    job = submit(runner, recipe())
    work(runner, job)

    epochs = training.snapshot_epochs(runner, job)
    assert epochs == [1, 2, 3, 4]
    fixed = training.shared_images(runner, job)
    test = load("mnist").split("test")
    assert fixed.digit_labels.tolist() == list(range(10))
    assert torch.equal(test.labels[fixed.map_rows - test.rows[0]], fixed.map_labels)
    assert torch.bincount(fixed.map_labels).unique().tolist() == [200]
    errors = []
    for epoch in epochs:
        shot = training.snapshot(runner, job, epoch)
        assert shot.points.shape == (2000, 2)
        assert shot.points.isfinite().all()
        errors.append(float((shot.output.float() - fixed.digits.float()).square().mean()))
    assert errors[-1] < errors[0]


def test_a_latent_of_two_numbers_is_shown_as_it_is(runner: LocalRunner, store: Store) -> None:
    job = submit(runner, recipe(model={"family": "dense", "latent": 2}, noise=None, epochs=1))
    work(runner, job)
    test = load("mnist").split("test")
    rows = training.shared_images(runner, job).map_rows - test.rows[0]

    z = store.load("small")[0].encode(test.images[rows].unsqueeze(1).float() / 255)

    torch.testing.assert_close(training.snapshot(runner, job, 1).points, z)


def test_the_pictures_and_the_time_left_are_known_before_the_first_epoch_ends(
    runner: LocalRunner, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = submit(runner, recipe(epochs=1))
    monkeypatch.setattr(training, "FIRST_ESTIMATE_S", 0.0)
    seconds: list[float | None] = []
    write = Context.progress

    def progress(context: Context, progress: Progress, now: bool = False) -> None:
        if progress.doing == "training":
            assert training.has_shared_images(runner, job)
            assert len(training.shared_images(runner, job).digits) == 10
            seconds.append(progress.seconds_left)
        write(context, progress, now)

    monkeypatch.setattr(Context, "progress", progress)
    assert work(runner, job).state == "done"

    assert seconds
    assert all(left is not None and left >= 0 for left in seconds)


def test_the_best_weights_are_kept_apart_from_the_last(runner: LocalRunner, store: Store) -> None:
    # So fast a walk that the validation loss goes up and down.
    rough = {"kind": "adam", "learning_rate": 0.5}
    product = recipe(optimiser=rough, schedule="constant", epochs=6)
    last, best = submit(runner, product), submit(runner, product, keep="best")
    work(runner, last)
    result = work(runner, best).result

    losses = [row["validation_loss"] for row in store.card("small").history]
    assert result["epoch"] == losses.index(min(losses)) + 1 < 6
    module, card = store.load("small-2")
    kept = load_state(runner.folder(best).path / "best.safetensors")
    assert result["checkpoint"] == "small-2"
    assert same(module.state_dict(), kept["module"])
    assert same(load_state(runner.folder(best).path / "state.safetensors")["module"],
                store.load("small")[0].state_dict())  # fmt: skip
    assert f"The weights are those of epoch {result['epoch']}" in card.notes[-1]


def test_a_loss_that_is_no_number_fails_with_a_hint(runner: LocalRunner, store: Store) -> None:
    wild = {"kind": "sgd", "learning_rate": 10.0}
    model = {"family": "dense", "widths": [64, 64], "latent": 4, "output": "linear",
             "pixel_loss": "sse"}  # fmt: skip
    job = submit(runner, recipe(optimiser=wild, schedule="constant", model=model, noise=None))

    status = work(runner, job)

    assert status.state == "failed"
    assert "smaller learning rate" in status.message
    assert "No epoch was finished before" in status.message
    assert not status.resumable
    assert store.entries() == []


def test_what_was_learned_before_the_loss_went_wrong_is_a_checkpoint(
    runner: LocalRunner, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Trainer.run_epoch

    def fails_in_the_third(self: Trainer, *rest: Any) -> Any:
        if len(self.history) == 2:
            raise TrainingError("The loss stopped being a number in epoch 3.")
        return whole(self, *rest)

    monkeypatch.setattr(Trainer, "run_epoch", fails_in_the_third)
    status = work(runner, submit(runner, recipe()))

    assert status.state == "failed"
    assert status.message == (
        "The loss stopped being a number in epoch 3. The weights after epoch 2 are the checkpoint "
        "'small'."
    )
    card = store.card("small")
    assert len(card.history) == 2
    assert "failed in epoch 3 of" in card.notes[-1]


@pytest.mark.parametrize("count", [1, 2, 49, 50, 51])
def test_any_number_of_images_can_be_trained_on(
    runner: LocalRunner, store: Store, count: int
) -> None:
    result = recipe(train_count=count, validation_share=0, epochs=2, model=MODELS["conv"]["model"])
    status = work(runner, submit(runner, result))

    assert status.state == "done"
    assert store.card("small").dataset.train_count == count


def test_more_images_than_there_are_is_a_sentence(runner: LocalRunner, store: Store) -> None:
    status = work(runner, submit(runner, recipe(train_count=60_001)))

    assert status.state == "failed"
    assert "needs 60,001 training images, MNIST has 60,000" in status.message


def test_a_disk_that_fills_up_keeps_the_last_epoch(
    runner: LocalRunner, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = recipe()
    job = submit(runner, result)
    whole = os.fsync
    writes = 0

    def full(number: int) -> None:
        nonlocal writes
        writes += 1
        # The file layer has no room from the third epoch on, save for the last line of the log.
        if writes > 12 and os.fstat(number).st_size > 4096:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        whole(number)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        status = work(runner, job)
    assert status.state == "failed"
    assert "the disk is full" in status.message
    assert "make room" in status.message
    assert status.resumable
    kept = load_state(runner.folder(job).path / "state.safetensors")
    assert 0 < len(kept["history"]) < 4
    assert not list(runner.folder(job).path.rglob(".saving-*"))

    runner.resume(job)
    assert work(runner, job).state == "done"
    assert same(store.load("small")[0].state_dict(), undisturbed(result))


def test_a_stop_while_the_state_is_written_keeps_that_epoch(
    runner: LocalRunner, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = recipe()
    job = submit(runner, result)

    def save_and_stop(path: Path, state: dict[str, Any]) -> None:
        if path.name == "state.safetensors" and len(state["history"]) == 2:
            runner.folder(job).request_stop()
        save_state(path, state)

    with monkeypatch.context() as patch:
        patch.setattr(training, "save_state", save_and_stop)
        patch.setattr(context, "CHECK_S", 0.0)
        status = work(runner, job)
    assert (status.state, epochs_logged(runner, job)) == ("cancelled", [1, 2])

    runner.resume(job)
    assert work(runner, job).state == "done"
    assert same(store.load("small")[0].state_dict(), undisturbed(result))


def test_a_store_deleted_under_a_training_is_made_anew(
    runner: LocalRunner, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = submit(runner, recipe(epochs=1))
    take = snapshots.take

    def take_and_delete(trainer: Trainer, folder: Path) -> None:
        take(trainer, folder)
        shutil.rmtree(store.folder)

    monkeypatch.setattr(snapshots, "take", take_and_delete)

    assert work(runner, job).result == {"checkpoint": "small", "epoch": 1}
    assert [entry.name for entry in store.entries()] == ["small"]


def test_a_training_does_not_go_on_with_other_data(
    runner: LocalRunner, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = recipe()
    job = submit(runner, result)
    whole = load("mnist")
    with monkeypatch.context() as patch:
        patch.setattr(Context, "stop_requested", lambda context: bool(context.events("epoch")))
        assert work(runner, job).state == "cancelled"
    kept = (runner.folder(job).path / "state.safetensors").read_bytes()

    runner.resume(job)
    with monkeypatch.context() as patch:  # its files are gone, and a sample takes their place
        patch.setattr(training, "load", lambda name: replace(whole, fingerprint="another"))
        status = work(runner, job)
    assert (status.state, status.resumable) == ("failed", True)
    assert "has changed since this training began; put the files back" in status.message
    assert (runner.folder(job).path / "state.safetensors").read_bytes() == kept

    runner.resume(job)
    assert work(runner, job).state == "done"
    assert same(store.load("small")[0].state_dict(), undisturbed(result))


def test_a_model_gives_the_same_results_while_another_is_trained_from_it(
    runner: LocalRunner, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    work(runner, submit(runner, recipe(epochs=1)))
    shown = ModelPool(store, 2**30).module("small")  # as every visitor has it
    x = load("mnist").split("test").images[:20].unsqueeze(1).float() / 255
    before = reconstruct(shown, x)
    progress, looks = Context.progress, []

    def look(context: Context, *arguments: Any, **more: Any) -> None:
        looks.append(torch.equal(reconstruct(shown, x), before))
        progress(context, *arguments, **more)

    monkeypatch.setattr(Context, "progress", look)
    result = recipe(name="child", initial="small", epochs=2)
    job = submit(runner, result)

    assert work(runner, job).state == "done"
    assert len(looks) > 10
    assert all(looks)
    child = store.load("child")[0]
    assert not torch.equal(reconstruct(child, x), before)  # it has learned something since
    trainer = Trainer(result, load("mnist"), "cpu", initial_weights(result, store))
    for _ in trainer.epochs():
        pass
    assert same(child.state_dict(), trainer.module.state_dict())  # and was not disturbed either


def test_a_worker_killed_before_it_told_of_its_checkpoint_saves_no_second_one(
    runner: LocalRunner, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = submit(runner, recipe())
    assert work(runner, job).state == "done"
    log = runner.folder(job).path / "events.jsonl"
    log.write_text("".join(log.read_text().splitlines(keepends=True)[:-1]))

    assert work(runner, job).result["checkpoint"] == "small"

    assert [entry.name for entry in store.entries()] == ["small"]


def test_a_judge_that_is_not_there_costs_its_figures_only(
    runner: LocalRunner, store: Store
) -> None:
    job = submit(runner, recipe(judge="clf-mlp-3", epochs=1))

    assert work(runner, job).state == "done"

    notes = [row["text"] for row in runner.events(job) if row["event"] == "note"]
    assert notes == ["The classifier clf-mlp-3 is not in the store, so its error is not measured."]


def _until_ended(runner: LocalRunner, job: str) -> Status:
    deadline = time.monotonic() + PATIENCE_S
    while (status := runner.status(job)).active:
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
    return status


@pytest.mark.slow
def test_a_worker_killed_mid_epoch_and_mid_write_ends_like_an_undisturbed_one(
    runner: LocalRunner, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        KINDS, "train", Kind("tests.unit.jobs.work:train_and_die", "trainings", Action.TRAIN)
    )
    result = recipe()
    job = submit(runner, result)
    folder = runner.folder(job).path
    runner.start()

    status = _until_ended(runner, job)  # killed in the third epoch
    assert (status.state, status.resumable) == ("failed", True)
    assert "killed from outside (SIGKILL)" in status.message
    assert epochs_logged(runner, job) == [1, 2]

    runner.resume(job)
    assert _until_ended(runner, job).state == "failed"  # killed while it wrote the third's state
    half = list(folder.glob(".saving-*"))
    assert len(half) == 1
    assert 0 < half[0].stat().st_size < (folder / "state.safetensors").stat().st_size
    assert len(load_state(folder / "state.safetensors")["history"]) == 2
    assert (folder / "snapshots" / "00003.safetensors").exists()

    runner.resume(job)
    assert _until_ended(runner, job).state == "done"
    assert not list(folder.glob(".saving-*"))
    assert epochs_logged(runner, job) == [1, 2, 3, 4]
    assert same(store.load("small")[0].state_dict(), undisturbed(result))
