"""How far to trust a map."""

import numpy as np
import pytest
from numpy.typing import NDArray

from core.data import load
from core.errors import ProjectionError
from core.maps import trust
from core.maps.projections.inputs import load_inputs
from tests.unit.maps.small_projections import SMALL, digits, finished, layout_of, saved

pytestmark = pytest.mark.usefixtures("home")


def judged(xy: NDArray[np.float32]) -> trust.Measures:
    vectors, labels = digits()
    return trust.judge(vectors, xy, labels, seed=0)


def test_a_good_map_is_told_from_one_of_chance() -> None:
    good = judged(layout_of("tsne"))
    chance = judged(np.random.default_rng(0).normal(size=(600, 2)).astype(np.float32))

    assert good.trustworthiness > 0.9
    assert good.continuity > 0.9
    assert 0.4 < chance.trustworthiness < 0.6
    assert 0.4 < chance.continuity < 0.6
    assert good.map_agreement > 0.7 > 0.25 > chance.map_agreement
    assert good.chance_agreement < 0.25
    assert good.source_agreement == chance.source_agreement > 0.7


def test_the_same_points_are_perfect() -> None:
    x, labels = digits()
    result = trust.judge(x[:, :2], x[:, :2], labels, seed=0)
    assert (result.trustworthiness, result.continuity) == (1, 1)
    assert result.map_agreement == result.source_agreement


def test_a_sample_is_drawn_by_its_seed_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "bottleneck:clf-bottleneck-2"
    result = trust.measure(name, "mnist", "test")
    assert (result.sample, result.digits) == (trust.SAMPLE, len(load().split("test")))
    assert result.measures.map_agreement > 0.9  # a classifier's two numbers
    other = trust.measure(name, "mnist", "test", seed=1)
    assert other.measures != result.measures
    monkeypatch.setattr(trust, "judge", None)  # kept from here on
    assert trust.measure(name, "mnist", "test") == result


def test_a_handful_of_digits_cannot_be_judged() -> None:
    name = finished(SMALL.model_copy(update={"count": 10}))
    with pytest.raises(ProjectionError, match="needs at least 21 pictures"):
        trust.measure(name, "mnist", "test")


def test_two_seeds_are_compared_as_pictures() -> None:
    inputs = load_inputs(SMALL)
    xy = inputs.vectors[:, :2].copy()
    turned = 3 * xy @ np.array([[0, 1], [-1, 0]], np.float32) + 5
    chance = np.random.default_rng(0).normal(size=xy.shape).astype(np.float32)
    result = []
    for seed, places in enumerate((xy, turned, chance)):
        new_request = SMALL.model_copy(update={"seed": seed})
        result.append(saved(new_request, places))

    assert trust.stability(result[0], result[1]) == pytest.approx(1)
    assert trust.stability(result[0], result[2]) < 0.2
    assert {other.key for other in trust.other_seeds(result[0])} == {
        result[1].key, result[2].key,
    }  # fmt: skip
    assert trust.next_seed(result[0]) == result[1].record.request
