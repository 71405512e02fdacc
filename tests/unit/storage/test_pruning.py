"""A cache on disk stays below its bound, and what was used last stays."""

import os
from pathlib import Path

import numpy as np

from core.storage.arrays import SUFFIX
from core.storage.cache import ResultCache
from core.storage.pruning import KEPT_SHARE, prune
from tests.counts import Tried

MIB = 2**20


def write(folder: Path, name: str, size: int, age: int) -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(bytes(size))
    os.utime(path, (1_000_000 - age, 1_000_000 - age))
    return path


def test_the_files_used_longest_ago_go(tmp_path: Path) -> None:
    files = [write(tmp_path, f"{age}{SUFFIX}", 100, age) for age in range(10)]
    other = write(tmp_path, "checkpoint.other", 10_000, 99)

    assert prune(tmp_path, SUFFIX, 500) == 6

    assert [path for path in files if path.exists()] == files[:4]
    assert other.exists()
    assert KEPT_SHARE * 500 >= 4 * 100


def test_a_folder_below_its_bound_and_one_that_is_not_there_stay_as_they_are(
    tmp_path: Path,
) -> None:
    file = write(tmp_path, f"a{SUFFIX}", 100, 0)

    assert prune(tmp_path, SUFFIX, 100) == 0
    assert prune(tmp_path / "none", SUFFIX, 0) == 0
    assert file.exists()


def test_a_new_result_in_every_call_does_not_fill_the_disk(tmp_path: Path, tried: Tried) -> None:
    cache = ResultCache(tmp_path, memory_bytes=1, disk_bytes=4 * MIB)
    favourite = np.arange(10)
    cache.result("favourite", lambda: {"a": favourite})

    for seed in range(40):
        cache.result(f"{seed}", lambda: {"a": np.zeros(MIB // 4, np.uint8)})
        past = 1_000_000 + seed
        os.utime(tmp_path / f"{seed}{SUFFIX}", (past, past))
        cache.result("favourite", lambda: {"a": np.zeros(1)})  # in use

    total = sum(file.stat().st_size for file in tmp_path.iterdir())
    assert total <= 4 * MIB + MIB
    np.testing.assert_array_equal(
        cache.result("favourite", lambda: {"a": np.zeros(1)})["a"], favourite
    )
    tried(seed + 1)
