"""Positions of new images on a map."""

import numpy as np
import pytest
import torch
from sklearn.neighbors import KNeighborsClassifier

from core import maps
from core.checkpoints.pool import pool
from core.data import load, to_float
from core.errors import ProjectionError
from core.maps import placing
from core.maps.base import Anchors
from core.storage.cache import if_kept
from tests.unit.maps.small_projections import SMALL, finished

pytestmark = pytest.mark.usefixtures("home")


def test_a_known_digit_lands_near_itself_and_is_its_own_nearest() -> None:
    name = finished(SMALL)
    layout = maps.layout(name, "mnist", "test")
    images = to_float(load().images[layout.rows[:20]])

    result = placing.place(name, "mnist", "test", images)

    assert result.nearest.shape == (20, 5)
    np.testing.assert_array_equal(result.nearest[:, 0], layout.rows[:20])
    away = np.linalg.norm(result.xy - layout.xy[:20], axis=1)
    assert np.median(away) < np.ptp(layout.xy) / 20


def test_new_digits_land_among_their_own_class() -> None:
    new_request = SMALL.model_copy(update={"count": 1000})
    name = finished(new_request)
    layout = maps.layout(name, "mnist", "test")
    train = load().split("train")
    result = placing.place(name, "mnist", "test", to_float(train.images[:200]))

    near = KNeighborsClassifier(5).fit(layout.xy, layout.labels)
    assert near.score(result.xy, train.labels[:200].numpy()) > 0.75


def test_on_a_bottleneck_the_place_is_what_the_encoder_says() -> None:
    name = "bottleneck:clf-bottleneck-2"
    layout = maps.layout(name, "mnist", "test")
    images = to_float(load().split("test").images[7:9])

    result = placing.place(name, "mnist", "test", images)

    np.testing.assert_allclose(result.xy, layout.xy[7:9], atol=1e-3)
    np.testing.assert_array_equal(result.nearest[:, 0], layout.rows[7:9])


def test_other_weights_are_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    new_request = SMALL.model_copy(update={"checkpoint": "ae-dense-32", "method": {"kind": "pca"}})
    name = finished(new_request)
    monkeypatch.setattr(type(pool().store), "digest", lambda *_: "other weights")

    with pytest.raises(ProjectionError, match="has been trained again since"):
        placing.place(name, "mnist", "test", to_float(load().images[:1]))


def test_an_index_is_built_once() -> None:
    name = "bottleneck:clf-bottleneck-2"
    assert if_kept(lambda: placing.load_index(name, "mnist", "test")) is None
    index = placing.load_index(name, "mnist", "test")

    assert if_kept(lambda: placing.load_index(name, "mnist", "test")) is index


def test_an_index_that_fills_the_memory_stays_alone() -> None:
    placing.load_index("bottleneck:clf-bottleneck-2", "mnist", "test")
    vectors = torch.zeros(1).expand(1, placing.MEMORY_BYTES)  # counts four times as much
    nowhere = np.zeros((1, 2), np.float32)
    placing._indexes["large"] = placing.Index(vectors, vectors[:, 0], nowhere, np.arange(1))

    assert list(placing._indexes) == ["large"]


def test_without_finite_numbers_there_is_no_position() -> None:
    nowhere = np.full((3, 2), np.nan, np.float32)
    with pytest.raises(ProjectionError, match="No picture on this map has a finite"):
        placing.build_index(Anchors(nowhere, nowhere, np.arange(3)))
    plane = np.eye(3, 2, dtype=np.float32)
    index = placing.build_index(Anchors(plane, plane, np.arange(3)))
    with pytest.raises(ProjectionError, match="is not finite, so it cannot be placed"):
        placing.interpolate(index, nowhere)
