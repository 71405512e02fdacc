"""The estimated time of a training on the CPU."""

from typing import Any

import pytest
import torch

from core.jobs.plan import estimate
from core.training.recipes.recipe import Recipe, recipe_from


def recipe(**changes: Any) -> Recipe:
    fields = {"name": "small", "title": "A small model", "model": {"family": "dense", "latent": 4}}
    return recipe_from({**fields, "noise": {"kind": "gaussian", "sigma": 0.3}, **changes})


def test_the_estimate_is_images_over_the_measured_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(estimate, "_images_per_second", lambda *_: 1000.0)

    result = recipe(epochs=3, train_count=5000, validation_share=0.2)

    assert estimate.cpu_seconds(result) == 3 * 4000 / 1000
    more = recipe(epochs=3, train_count=5000, written_count=1000)
    assert estimate.cpu_seconds(more) == 3 * 6000 / 1000


@pytest.mark.parametrize("family", ["dense", "vae-dense", "conv", "clf-conv"])
def test_the_estimate_runs_the_network_itself(family: str) -> None:
    state = torch.get_rng_state()

    seconds = estimate.cpu_seconds(recipe(model={"family": family}, epochs=1, train_count=1000))

    assert 0 < seconds < 600
    assert torch.equal(torch.get_rng_state(), state)  # it draws nothing from the global generator
