"""UMAP and its exact nearest neighbours."""

import numpy as np
import pytest

from core.maps.methods import UMAP, Watch
from core.maps.methods.umap import nearest
from core.maps.projections.inputs import load_inputs
from core.maps.projections.request import Request
from tests.unit.maps.small_projections import digits


def test_nearest_are_the_nearest() -> None:
    x = load_inputs(Request(count=2300, components=10)).vectors  # more than are looked up at a time
    shares: list[float] = []

    rows, distances = nearest(x, 15, 1, shares.append)

    apart = np.sqrt(((x[:, None] - x[None, :]) ** 2).sum(2))
    np.testing.assert_allclose(distances, np.sort(apart, axis=1)[:, :15], atol=1e-3)
    np.testing.assert_allclose(np.take_along_axis(apart, rows, 1), distances, atol=1e-3)
    assert (rows[:, 0] == np.arange(len(x))).all()
    assert shares == pytest.approx([1000 / 2300, 2000 / 2300, 1])


def test_the_progress_bar_of_the_library_is_reported() -> None:
    reports: list[tuple[str, float]] = []
    watch = Watch(lambda words, share: reports.append((words, share)))
    UMAP().layout(digits()[0][:200], 0, watch, 1)

    steps = [words for words, _ in reports]
    assert list(dict.fromkeys(steps))[1:] == [
        "finding each picture's neighbours", "joining neighbours", "settling the pictures",
    ]  # fmt: skip
    assert reports[-1][1] > 0.9
