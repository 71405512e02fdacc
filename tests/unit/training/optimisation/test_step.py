"""The recorded step: it must do what the step itself does, whatever changes around it.

A CPU has no graphs, so here a stand-in plays the recording: it carries out the same work on the
very tensors that were recorded, as a graph would. What only a GPU can show is skipped without one.
"""

from typing import Any

import pytest
import torch

from core.training.loop import Trainer
from core.training.optimisation import eager
from core.training.optimisation.step import WARM_UP, CapturedStep, record_cuda
from core.training.state import load_state, save_state
from tests.unit.digits import small_set
from tests.unit.training.runs import recipe

MODELS: dict[str, dict[str, Any]] = {
    "dense": {"noise": {"kind": "gaussian", "sigma": 0.5}, "schedule": "one-cycle"},
    "warming up": {"model": {"family": "vae-dense", "widths": [9]}, "kl_warmup_epochs": 2},
    "normalised": {
        "model": {"family": "conv", "channels": [3, 4], "strides": [2, 2], "norm": True},
        "optimiser": {"kind": "adamw"}, "schedule": "cosine",
    },
    "dropping": {
        "model": {"family": "clf-conv", "channels": [4], "strides": [4], "dropout": 0.4},
        "optimiser": {"kind": "sgd", "momentum": 0.9},
    },
}  # fmt: skip


class Recorder:
    """Stands in for the GPU: counts recordings, and whose turn a step was."""

    def __init__(self, fails: bool = False) -> None:
        self.fails = fails
        self.recorded = self.replayed = 0

    def __call__(self, work: Any, inputs: Any, generator: Any) -> Any:
        if self.fails:
            raise RuntimeError("operation not permitted when stream is capturing\nand more")
        self.recorded += 1

        def replay() -> Any:
            self.replayed += 1
            return work(*inputs)

        return replay


def recorded(trainer: Trainer, recorder: Recorder) -> Trainer:
    trainer._learn = CapturedStep(trainer._learn_now, trainer.generator, recorder)
    return trainer


def same(one: Trainer, other: Trainer) -> bool:
    own, others = one.module.state_dict(), other.module.state_dict()
    return all(torch.equal(own[name], others[name]) for name in own)


@pytest.mark.parametrize("changes", MODELS.values(), ids=MODELS.keys())
def test_replayed_steps_are_the_steps_themselves(changes):
    chosen = recipe(epochs=4, batch_size=32, **changes)  # 300 images: nine batches and a rest
    plain, recorder = Trainer(chosen, small_set()), Recorder()
    expected = [plain.run_epoch() for _ in range(4)]  # dropout draws from what both share
    replayed = recorded(Trainer(chosen, small_set()), recorder)

    replay = [replayed.run_epoch() for _ in range(4)]

    for one, other in zip(expected, replay, strict=True):
        assert (one.loss, one.parts) == (other.loss, other.parts)
    assert same(plain, replayed)
    anew = 2 if chosen.kl_warmup_epochs else 1  # for each KL weight
    assert recorder.recorded == anew
    assert recorder.replayed == 4 * 9 - anew * WARM_UP


def test_a_restored_run_is_recorded_anew():
    chosen = recipe(epochs=3, batch_size=32)
    plain, recorder = Trainer(chosen, small_set()), Recorder()
    replayed = recorded(Trainer(chosen, small_set()), recorder)
    for _ in range(3):
        plain.run_epoch()
    replayed.run_epoch()
    state = replayed.state()
    replayed.run_epoch()

    replayed.restore(state)
    for _ in range(2):
        replayed.run_epoch()

    assert recorder.recorded == 2
    assert same(plain, replayed)


def test_a_step_that_cannot_be_recorded_is_carried_out_and_told():
    chosen = recipe(epochs=2, batch_size=32)
    plain = Trainer(chosen, small_set())
    slower = recorded(Trainer(chosen, small_set()), Recorder(fails=True))
    for _ in range(2):
        plain.run_epoch()
        slower.run_epoch()

    assert same(plain, slower)
    assert plain.trouble == ""
    assert slower.trouble.endswith("be: operation not permitted when stream is capturing")


@pytest.mark.parametrize("schedule", ["constant", "one-cycle", "cosine"])
@pytest.mark.parametrize("kind", ["adam", "adamw", "sgd"])
def test_a_learning_rate_on_the_device_goes_like_a_number(tmp_path, monkeypatch, schedule, kind):
    """On a GPU the rate is a tensor, which schedules change in place and files must carry over."""
    chosen = recipe(epochs=4, batch_size=64, schedule=schedule, optimiser={"kind": kind})
    numbers = Trainer(chosen, small_set())
    monkeypatch.setattr("core.training.loop.make_optimiser", on_device)
    tensors = Trainer(chosen, small_set())
    for _ in range(2):
        numbers.run_epoch()
        tensors.run_epoch()
    place = tensors.optimiser.param_groups[0]["lr"]
    assert isinstance(place, torch.Tensor)
    save_state(tmp_path / "state", tensors.state())

    resumed = Trainer(chosen, small_set())
    resumed.restore(load_state(tmp_path / "state"))
    for trainer in (numbers, tensors, resumed):
        for _ in range(2):
            trainer.run_epoch()

    assert tensors.optimiser.param_groups[0]["lr"] is place
    assert same(tensors, resumed)
    rates = [[epoch.learning_rate for epoch in result.history] for result in (numbers, tensors)]
    assert rates[1] == pytest.approx(rates[0], rel=1e-4, abs=1e-9)


def on_device(recipe: Any, module: Any, device: Any) -> torch.optim.Optimizer:
    rate = torch.tensor(recipe.optimiser.learning_rate)
    kinds = {"adam": eager.Adam, "adamw": eager.AdamW, "sgd": eager.SGD}
    return kinds[recipe.optimiser.kind](module.parameters(), lr=rate, fused=True)


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs an NVIDIA GPU")
@pytest.mark.parametrize("changes", MODELS.values(), ids=MODELS.keys())
def test_a_gpu_replays_what_it_would_have_done(changes):
    chosen = recipe(epochs=3, batch_size=32, **changes)
    plain = Trainer(chosen, small_set(), "cuda")
    plain._learn = plain._learn_now
    expected = [plain.run_epoch().loss for _ in range(3)]  # dropout draws from what both share
    replayed = Trainer(chosen, small_set(), "cuda")

    losses = [replayed.run_epoch().loss for _ in range(3)]

    assert losses == pytest.approx(expected, rel=1e-3)

    assert replayed.trouble == ""
    assert replayed._learn._record is record_cuda  # pyrefly: ignore[missing-attribute]
    assert replayed._learn._replay is not None  # pyrefly: ignore[missing-attribute]
    resumed = Trainer(chosen, small_set(), "cuda")
    state = replayed.state()
    resumed.restore(state)
    assert same(replayed, resumed)
