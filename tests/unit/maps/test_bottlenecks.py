"""Maps of the checkpoints with two latent numbers."""

from collections.abc import Iterator

import numpy as np
import pytest

from core import data, inference, maps
from core.checkpoints.pool import pool
from core.errors import ProjectionError
from core.maps import placing
from core.storage import cache
from core.storage.cache import if_kept
from tests.unit.maps.planes import CHANGING, PLANE, READER, SPECS, WIDE, save, store_of_planes


@pytest.fixture(scope="module", autouse=True)
def planes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with store_of_planes(tmp_path_factory.mktemp("maps")):
        yield


def test_only_two_numbers_make_a_map_and_autoencoders_come_first() -> None:
    names = [CHANGING, PLANE, READER]
    assert [info.id for info in maps.infos()] == [f"bottleneck:{name}" for name in names]
    assert [info.decodes for info in maps.infos()] == [True, True, False]
    with pytest.raises(ProjectionError, match="4 numbers per picture and a map needs two"):
        maps.layout(f"bottleneck:{WIDE}", "mnist", "test")


def test_each_digit_is_at_its_own_two_numbers() -> None:
    result = maps.layout(f"bottleneck:{PLANE}", "mnist", "test")
    test = data.load().split("test")
    module = pool().module(PLANE)

    assert len(result) == len(test)
    assert result.xy.dtype == np.float32
    for place in (0, 1, 1999, 2000, 2001, len(test) - 1):  # around the edge of a chunk too
        x = data.to_float(test.images[place : place + 1])
        np.testing.assert_allclose(result.xy[place], inference.encode(module, x)[0], atol=1e-5)
        assert result.rows[place] == int(test.rows[place])
        assert result.labels[place] == int(test.labels[place])


def test_the_key_changes_with_the_weights_the_split_and_the_map() -> None:
    before = {maps.key(f"bottleneck:{name}", "mnist", "test") for name in (CHANGING, READER)}
    before.add(maps.key(f"bottleneck:{CHANGING}", "mnist", "train"))
    assert len(before) == 3

    save(pool().store, CHANGING, seed=99)

    assert maps.key(f"bottleneck:{CHANGING}", "mnist", "test") not in before
    assert if_kept(lambda: maps.layout(f"bottleneck:{CHANGING}", "mnist", "test")) is None


def test_new_weights_give_new_places() -> None:
    before = maps.layout(f"bottleneck:{CHANGING}", "mnist", "test")
    save(pool().store, CHANGING, seed=100)
    after = maps.layout(f"bottleneck:{CHANGING}", "mnist", "test")

    assert not np.allclose(before.xy, after.xy)


def test_a_map_is_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = maps.layout(f"bottleneck:{PLANE}", "mnist", "test")
    cache._cache_at.cache_clear()  # as after a restart: only the files are left

    def never(*_: object) -> None:
        raise AssertionError("it was computed again")

    monkeypatch.setattr(inference, "encode", never)
    again = if_kept(lambda: maps.layout(f"bottleneck:{PLANE}", "mnist", "test"))
    assert again is not None
    np.testing.assert_array_equal(first.xy, again.xy)


def test_three_numbers_make_a_map_in_space_that_is_no_flat_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(SPECS, "space", {"family": "dense", "widths": [8], "latent": 3})
    save(pool().store, "space", seed=5)

    info = maps.info("bottleneck:space")
    assert info in maps.infos("mnist")
    assert info not in maps.infos("mnist", flat=True)
    assert (len(info.axes), info.is_flat, info.decodes) == (3, False, False)
    assert maps.layout(info.id, "mnist", "test").xy.shape == (10_000, 3)
    images = data.to_float(data.load().split("test").images[:2])
    placed = placing.place(info.id, "mnist", "test", images)
    assert placed.xy.shape == (2, 3)
    assert placed.nearest[:, 0].tolist() == data.load().split("test").rows[:2].tolist()
    pool().store.delete("space")
