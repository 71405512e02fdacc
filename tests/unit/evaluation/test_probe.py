"""Whether a model computes numbers at all."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from core.checkpoints import Store
from core.data import Dataset, load
from core.evaluation.probe import COUNT, is_finite
from tests.unit.checkpoints.attacks import forge

SPECS = {
    "autoencoder": {"family": "dense", "latent": 2},
    "classifier": {"family": "clf-dense", "widths": [8]},
}


@pytest.fixture
def few() -> Dataset:
    test = load("mnist").split("test")
    return replace(
        test,
        images=test.images[:COUNT],
        labels=test.labels[:COUNT],
        rows=test.rows[:COUNT],
    )


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
@pytest.mark.parametrize(
    ("value", "finite"), [(0.1, True), (float("nan"), False), (float("inf"), False)]
)
def test_outputs_are_looked_at(
    store: Path, few: Dataset, spec: dict[str, object], value: float, finite: bool
) -> None:
    module = forge.module(0, spec)
    with torch.no_grad():
        for weights in module.parameters():
            weights.fill_(value)
    Store(store).save(module, forge.card("one", module))

    assert is_finite("one", few) is finite
