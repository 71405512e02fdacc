"""Training jobs on a real GPU; the whole file is skipped where there is none."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from torch import Tensor

from core.checkpoints import Store
from core.data import load
from core.jobs import JobSpec, LocalRunner, plan
from core.recipes import Recipe, recipe_from
from core.settings import settings
from core.training import Trainer

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="needs an NVIDIA GPU"),
]
PATIENCE_S = 120  # a worker imports PyTorch and starts the GPU
MODELS = {
    "convolutions": {
        "model": {"family": "conv", "channels": [16, 32], "strides": [2, 2], "norm": True},
        "noise": {"kind": "gaussian", "sigma": 0.3},
    },
    "a posterior that is drawn from": {
        "model": {"family": "vae-conv", "latent": 2},
        "kl_warmup_epochs": 4,
    },
    "dropout": {
        "model": {"family": "clf-conv", "channels": [8], "strides": [4], "dropout": 0.4},
        "augment": {},
    },
}


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """An empty store, which the workers of the test use too."""
    monkeypatch.setenv("LATENT_LAB_CHECKPOINTS", str(tmp_path / "checkpoints"))
    settings.cache_clear()
    yield Store(tmp_path / "checkpoints")
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture
def runner(tmp_path: Path, store: Store) -> Iterator[LocalRunner]:
    """A runner that minds its queue."""
    runner = LocalRunner(tmp_path / "jobs")
    runner.start()
    yield runner
    runner.stop()


def recipe(**changes: object) -> Recipe:
    values = {"name": "small", "title": "A small model", "model": {"family": "dense"}, "epochs": 8}
    return recipe_from({**values, "schedule": "one-cycle", **changes})


def submit(runner: LocalRunner, made: Recipe) -> str:
    params = {"recipe": made.model_dump(mode="json")}
    return runner.submit(JobSpec(kind="train", title=made.title, device="cuda:0", params=params))


def until(what: Callable[[], object]) -> None:
    """Wait until ``what`` is true, or fail."""
    deadline = time.monotonic() + PATIENCE_S
    while not what():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def epochs_logged(runner: LocalRunner, job: str) -> list[int]:
    return [int(row["epoch"]) for row in runner.events(job) if row["event"] == "epoch"]


def undisturbed(made: Recipe) -> dict[str, Tensor]:
    """The weights of a run on the GPU that no job has had anything to do with."""
    trainer = Trainer(made, load(made.dataset), "cuda:0")
    for _ in trainer.epochs():
        pass
    assert trainer.trouble == ""
    return {name: value.cpu() for name, value in trainer.module.state_dict().items()}


def test_a_gpu_is_listed_before_the_cpu_with_its_name_and_free_memory():
    first, *_, last = plan.devices()
    assert (first.name, last.name) == ("cuda:0", "cpu")
    assert first.title.startswith(torch.cuda.get_device_name(0))
    assert first.title.endswith(" GiB free")


@pytest.mark.parametrize("changes", MODELS.values(), ids=MODELS.keys())
def test_a_killed_worker_goes_on_to_the_very_same_weights(
    runner: LocalRunner, store: Store, changes: dict[str, object]
) -> None:
    made = recipe(**changes)
    job = submit(runner, made)
    until(lambda: len(epochs_logged(runner, job)) >= 2)
    pid = json.loads((runner.results(job) / "worker.json").read_text())["pid"]
    os.kill(pid, signal.SIGKILL)
    until(lambda: runner.status(job).state != "running")
    assert runner.status(job).resumable

    runner.resume(job)
    until(lambda: runner.status(job).state not in ("queued", "running"))

    assert runner.status(job).state == "done", runner.status(job).message
    assert epochs_logged(runner, job) == list(range(1, 9))
    assert [row for row in runner.events(job) if row["event"] == "slower"] == []
    module, card = store.load("small")
    assert card.device == torch.cuda.get_device_name(0)
    weights, expected = module.state_dict(), undisturbed(made)
    assert weights.keys() == expected.keys()
    assert all(torch.equal(weights[name], expected[name]) for name in weights)


def test_a_job_says_how_much_of_the_gpu_it_holds(runner: LocalRunner, store: Store) -> None:
    job = submit(runner, recipe(epochs=2))
    until(lambda: runner.status(job).state == "done")

    held = runner.status(job).progress.memory_bytes
    assert held is not None
    assert 60_000 * 28 * 28 < held < torch.cuda.get_device_properties(0).total_memory
