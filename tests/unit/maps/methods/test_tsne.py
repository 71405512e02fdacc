"""t-SNE of real digits."""

import pytest

from core.data import load
from core.maps.methods import TSNE, Watch
from core.maps.projections import fitting
from core.maps.projections.inputs import load_inputs
from core.maps.projections.request import Request
from tests.unit.maps.small_projections import accuracy, digits


def test_every_25th_layout_is_shown() -> None:
    iterations: list[int] = []
    watch = Watch(layout=lambda xy, iteration: iterations.append(iteration))
    TSNE(iterations=100).layout(digits()[0][:200], 0, watch, 1)

    assert iterations == list(range(25, 351, 25))


def test_the_share_grows_with_the_iterations() -> None:
    shares: list[float] = []
    TSNE(iterations=100).layout(digits()[0][:200], 0, Watch(lambda _, s: shares.append(s)), 1)

    assert shares == sorted(shares)
    assert shares[0] < 0.1
    assert shares[-1] == 1
    assert len(set(shares)) > 50


@pytest.mark.slow
def test_t_sne_separates_ten_thousand_digits() -> None:
    test = load().split("test")
    inputs = load_inputs(Request())
    xy = fitting.fit(
        inputs.vectors, TSNE(iterations=100), 0, jobs=2
    ).xy  # the islands are there by then

    least = 0.94 if len(test) == 10_000 else 0.85  # the offline sample has a tenth of them
    assert accuracy(xy, inputs.labels) >= least
