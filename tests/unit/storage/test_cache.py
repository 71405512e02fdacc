"""Results by content key: computed once, and never where only kept ones may be used."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from core.settings import settings
from core.storage import cache
from core.storage.arrays import ArrayFolder, Arrays
from core.storage.cache import ResultCache, begin_computation, cached, content_key, if_kept


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LATENT_LAB_HOME", str(tmp_path))
    monkeypatch.setattr(cache, "SHIPPED", tmp_path / "shipped")
    settings.cache_clear()
    return tmp_path


@pytest.fixture(autouse=True)
def _settings_again():
    yield
    settings.cache_clear()


def counted(size: int = 3) -> tuple[Callable[[], Arrays], list[int]]:
    """A computation, and a list with an entry for each time that it ran."""
    runs: list[int] = []

    def compute() -> Arrays:
        runs.append(1)
        return {"a": np.arange(size)}

    return compute, runs


def test_content_keys_tell_every_input_apart() -> None:
    keys = [
        content_key(a=1, b="2"),
        content_key(a=2, b="2"),
        content_key(a=1, b="1"),
        content_key(a=1),
    ]
    assert len(set(keys)) == 4
    assert content_key(a=1, b="2") == content_key(b="2", a=1)


def test_a_result_is_computed_once_and_outlives_the_process(home: Path) -> None:
    compute, runs = counted()

    first = cached("key", compute)
    again = cached("key", compute)
    cache._cache_at.cache_clear()  # as after a restart: only the files are left
    later = cached("key", compute)

    assert len(runs) == 1
    for arrays in (first, again, later):
        np.testing.assert_array_equal(arrays["a"], [0, 1, 2])
        with pytest.raises(ValueError, match="read-only"):
            arrays["a"][0] = 9


def test_a_damaged_file_is_computed_again(home: Path) -> None:
    compute, runs = counted()
    cached("key", compute)
    (file,) = (home / "cache" / "results").glob("*.safetensors")
    file.write_bytes(file.read_bytes()[:-3])
    cache._cache_at.cache_clear()

    np.testing.assert_array_equal(cached("key", compute)["a"], [0, 1, 2])
    assert len(runs) == 2


def test_a_computation_that_fails_keeps_nothing(home: Path) -> None:
    def fail() -> Arrays:
        raise ValueError("no digits")

    with pytest.raises(ValueError, match="no digits"):
        cached("key", fail)
    compute, runs = counted()
    cached("key", compute)
    assert len(runs) == 1


def test_kept_results_only_are_taken_on_request(home: Path) -> None:
    compute, runs = counted()

    def both() -> list[Arrays]:
        return [cached("one", compute), cached("two", compute)]

    assert if_kept(both) is None
    cached("one", compute)
    assert if_kept(both) is None
    assert len(runs) == 1
    cached("two", compute)
    assert if_kept(both) is not None
    assert len(runs) == 2


def test_after_a_miss_computing_is_allowed_again(home: Path) -> None:
    compute, runs = counted()

    assert (
        if_kept(lambda: if_kept(lambda: cached("key", compute)) or cached("key", compute)) is None
    )
    cached("key", compute)

    assert len(runs) == 1


def test_an_error_is_not_taken_for_a_miss(home: Path) -> None:
    def fail() -> None:
        raise ValueError("no such checkpoint")

    with pytest.raises(ValueError, match="no such checkpoint"):
        if_kept(fail)


def test_slow_work_that_is_not_cached_ends_there_too(home: Path) -> None:
    begin_computation()  # does nothing here

    assert if_kept(begin_computation) is None
    assert if_kept(lambda: "quick") == "quick"


def test_a_folder_that_cannot_be_written_costs_only_the_next_start(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("not a folder")
    results = ResultCache(tmp_path / "file")
    compute, runs = counted()

    results.result("key", compute)
    results.result("key", compute)

    assert len(runs) == 1
    assert "not kept on disk" in caplog.text


def test_a_shipped_file_is_found_and_never_written(tmp_path: Path) -> None:
    shipped, own = tmp_path / "shipped", tmp_path / "own"
    ArrayFolder(shipped).write("key", {"a": np.arange(9)})
    (file,) = shipped.iterdir()
    before = file.read_bytes()
    compute, runs = counted()

    results = ResultCache(own, shipped_folder=shipped)
    result = results.result("key", compute)
    results.result("other", compute)

    np.testing.assert_array_equal(result["a"], np.arange(9))
    assert len(runs) == 1
    assert (list(shipped.iterdir()), file.read_bytes()) == ([file], before)
    file.write_bytes(before[:-1])
    ResultCache(tmp_path / "fresh", shipped_folder=shipped).result("key", compute)
    assert len(runs) == 2


def test_memory_is_bounded_in_bytes_and_the_oldest_goes_first(tmp_path: Path) -> None:
    results = ResultCache(tmp_path, memory_bytes=2 * 800)
    for name in "aba":
        results.result(name, counted(100)[0])
    results.result("c", counted(100)[0])  # b was used before a
    for file in tmp_path.iterdir():
        file.unlink()

    runs = {name: counted(100) for name in "abc"}
    for name in "acb":
        results.result(name, runs[name][0])

    assert {name: len(ran) for name, (_, ran) in runs.items()} == {"a": 0, "b": 1, "c": 0}


def test_a_result_larger_than_the_memory_comes_from_its_file(tmp_path: Path) -> None:
    results = ResultCache(tmp_path, memory_bytes=100)
    compute, runs = counted(1000)

    assert len(results.result("key", compute)["a"]) == 1000
    assert len(results.result("key", compute)["a"]) == 1000
    assert len(runs) == 1


def test_results_of_earlier_versions_move_to_the_one_folder(home: Path) -> None:
    for former in cache.FORMER_FOLDERS:
        ArrayFolder(home / "cache" / former).write(former, {"a": np.arange(5)})
    compute, runs = counted()

    for former in cache.FORMER_FOLDERS:
        np.testing.assert_array_equal(cached(former, compute)["a"], np.arange(5))

    assert runs == []
    assert [path.name for path in (home / "cache").iterdir()] == [cache.FOLDER]
