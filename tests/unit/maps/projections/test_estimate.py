"""The estimated time of a projection."""

from pathlib import Path

import pytest

from core.data import load
from core.maps.projections import estimate, store
from core.maps.projections.inputs import load_inputs
from core.maps.projections.request import Request
from tests.unit.maps.small_projections import SMALL


def test_the_estimate_learns_from_this_machine(home: Path) -> None:
    before = estimate.seconds(SMALL, 300)
    inputs = load_inputs(SMALL)
    store.save(
        "0" * 64, SMALL, inputs, inputs.vectors[:, :2].copy(), checkpoint_digest="",
        fingerprint=load().fingerprint, seconds=3 * before, notes=[],
    )  # fmt: skip

    assert estimate.seconds(SMALL, 300) == pytest.approx(3 * before)
    umap = Request(count=300, method={"kind": "umap"})
    assert estimate.seconds(umap, 300) == pytest.approx(estimate._rule(umap, 300))
