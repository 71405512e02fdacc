"""One fit of a method, whatever it is given."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.neighbors import KNeighborsClassifier

from core.errors import ProjectionError
from core.maps.methods import PCA, TSNE, UMAP, Method, Watch
from core.maps.projections import fitting
from tests.counts import Tried
from tests.unit.maps.small_projections import digits


class _Broken(Method):
    title = "Broken"

    def layout(self, x: NDArray[np.float32], *_: Any, **__: Any) -> NDArray[np.floating[Any]]:
        return np.full((len(x), 2), np.nan)


def test_a_layout_that_is_not_finite_is_a_sentence() -> None:
    with pytest.raises(ProjectionError, match="without a place for every picture"):
        fitting.fit(digits()[0], _Broken(), 0)


@pytest.mark.parametrize("method", [PCA(), TSNE(), UMAP()], ids=lambda method: method.title)
@pytest.mark.parametrize("factor", [1e18, 1e30, 1e35])
def test_numbers_too_large_for_distances_are_one_sentence(method: Method, factor: float) -> None:
    x = digits()[0] * np.float32(factor)
    with pytest.raises(ProjectionError, match=r"too large to compare, up to \de\+\d+: choose"):
        fitting.fit(x, method, 0)


def test_large_numbers_that_can_be_compared_are_laid_out() -> None:
    x = digits()[0]
    large = x * np.float32(fitting.LARGEST / np.abs(x).max())
    assert np.isfinite(fitting.fit(large, PCA(), 0).xy).all()


class Stop(Exception):
    """What a watcher raises."""


def test_a_watcher_can_end_the_work() -> None:
    def stop(*_: object) -> None:
        raise Stop

    for watch in (Watch(stage=stop), Watch(layout=stop)):
        with pytest.raises(Stop):
            fitting.fit(digits()[0], TSNE(), 0, watch)


def test_two_fits_at_once_take_turns(tried: Tried) -> None:
    """Numba's own threads end the process if two fits run at once."""
    at_work: list[int] = []
    met: list[int] = []

    class Slow(Method):
        title = "Slow"

        def layout(self, x: NDArray[np.float32], *_: Any, **__: Any) -> NDArray[np.floating[Any]]:
            at_work.append(1)
            time.sleep(0.05)
            met.append(len(at_work))
            at_work.pop()
            return x[:, :2]

    with ThreadPoolExecutor(4) as threads:
        fits = list(threads.map(lambda _: fitting.fit(digits()[0], Slow(), None), range(4)))

    assert met == [1] * 4
    assert len(fits) == 4
    tried(len(fits))


@pytest.mark.parametrize("method", [PCA(), TSNE(iterations=100), UMAP(epochs=50)], ids=str)
def test_a_map_in_space_has_three_numbers_and_keeps_neighbours(method: Method) -> None:
    x, labels = digits()
    result = fitting.fit(x[:300], method, 0, dimensions=3)

    assert result.xy.shape == (300, 3)
    assert (np.ptp(result.xy, axis=0) > 0).all()
    near = KNeighborsClassifier(5).fit(result.xy[:200], labels[:200])
    assert near.score(result.xy[200:], labels[200:300]) > 0.35


def test_a_map_in_space_of_fewer_numbers_is_flat_in_the_others() -> None:
    x = np.random.default_rng(0).normal(size=(50, 2)).astype(np.float32)
    assert fitting.fit(x, PCA(), None, dimensions=3).xy[:, 2] == pytest.approx(0, abs=1e-5)
