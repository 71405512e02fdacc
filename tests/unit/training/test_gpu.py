"""Training jobs on a real GPU; the whole file is skipped where there is none."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from core.checkpoints import Store
from core.jobs import JobSpec, LocalRunner, plan
from core.training.recipes.recipe import Recipe, recipe_from
from tests.stores import store_at
from tests.unit.jobs.kinds.test_training import epochs_logged, same, undisturbed
from tests.unit.jobs.local.test_processes import kill_from_outside, until

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="needs an NVIDIA GPU"),
]
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
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store, which the workers of the test use too."""
    with store_at(tmp_path / "checkpoints"):
        yield Store(tmp_path / "checkpoints")


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


def submit(runner: LocalRunner, choice: Recipe) -> str:
    params = {"recipe": choice.model_dump(mode="json")}
    return runner.submit(JobSpec(kind="train", title=choice.title, device="cuda:0", params=params))


def test_a_gpu_is_listed_before_the_cpu_with_its_name_and_free_memory():
    first, *_, last = plan.devices()
    assert (first.name, last.name) == ("cuda:0", "cpu")
    assert first.title.startswith(torch.cuda.get_device_name(0))
    assert first.title.endswith(" GiB free")


@pytest.mark.parametrize("changes", MODELS.values(), ids=MODELS.keys())
def test_a_killed_worker_goes_on_to_the_very_same_weights(
    runner: LocalRunner, store: Store, changes: dict[str, object]
) -> None:
    result = recipe(**changes)
    job = submit(runner, result)
    until(lambda: len(epochs_logged(runner, job)) >= 2)
    kill_from_outside(runner, job)
    until(lambda: runner.status(job).state != "running")
    assert runner.status(job).resumable

    runner.resume(job)
    until(lambda: runner.status(job).state not in ("queued", "running"))

    assert runner.status(job).state == "done", runner.status(job).message
    assert epochs_logged(runner, job) == list(range(1, 9))
    assert [row for row in runner.events(job) if row["event"] == "slower"] == []
    module, card = store.load("small")
    assert card.device == torch.cuda.get_device_name(0)
    assert same(module.state_dict(), undisturbed(result, "cuda:0"))


def test_a_job_says_how_much_of_the_gpu_it_holds(runner: LocalRunner, store: Store) -> None:
    job = submit(runner, recipe(epochs=2))
    until(lambda: runner.status(job).state == "done")

    held = runner.status(job).progress.memory_bytes
    assert held is not None
    assert 60_000 * 28 * 28 < held < torch.cuda.get_device_properties(0).total_memory
