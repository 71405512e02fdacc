"""A count in docs/reliability.md that is no longer true fails, or is written."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests import counts
from tests.counts import TESTS, TRIED, Counts

TABLE = """| what was tried | how often | what happens | test |
| --- | --- | --- | --- |
| all | 40 | refused | `unit/test_a.py::test_all` |
| one of two | 1 | refused | `unit/test_a.py::test_two[b]` |
| fuzzed | 9,000 | refused | `unit/test_kills.py::test_k[c]` |
"""


@pytest.fixture(autouse=True)
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "reliability.md"
    path.write_text(TABLE)
    monkeypatch.setattr(counts, "TABLE", path)
    return path


def item(name: str, parameters: str = "", tried: int | None = None, file: str = "test_a") -> Any:
    stash = pytest.Stash()
    if tried is not None:
        stash[TRIED] = tried
    call = SimpleNamespace(id=parameters) if parameters else None
    path = TESTS / "unit" / f"{file}.py"
    return SimpleNamespace(path=path, name=name, originalname=name, callspec=call, stash=stash)


def run(*items: Any, write: bool = False) -> None:
    seen = Counts(write=write)
    seen.collect(items)
    for each in items:
        seen.passed(each)
    seen.save()


def test_a_true_count_passes() -> None:
    run(item("test_all", tried=40))
    run(item("test_all", "x", 15), item("test_all", "y", 25))
    run(item("test_two", "a", 7), item("test_two", "b"))


@pytest.mark.parametrize("tried", [1, 41])
def test_a_stale_count_fails(tried: int) -> None:
    with pytest.raises(AssertionError, match=f"says 40 .* tried {tried}"):
        run(item("test_all", tried=tried))


def test_it_is_compared_once_all_parameters_have_passed() -> None:
    one, other = item("test_all", "x", 15), item("test_all", "y", 15)
    seen = Counts(write=False)
    seen.collect([one, other])
    seen.passed(one)
    seen.passed(one)  # again, as after a failure

    with pytest.raises(AssertionError, match="tried 30"):
        seen.passed(other)


def test_a_row_without_its_parameters_fails() -> None:
    with pytest.raises(AssertionError, match="no case b"):
        run(item("test_two", "a"))


def test_tests_without_a_row_and_tools_count_nothing() -> None:
    run(item("test_other", tried=5), item("test_k", "c", file="test_kills"))


def test_counts_are_written(table: Path) -> None:
    run(item("test_all", tried=1234), item("test_two", "b", 2), write=True)

    assert table.read_text() == TABLE.replace("| 40 |", "| 1,234 |").replace("| 1 |", "| 2 |")
