"""The counts in docs/reliability.md, which the tests write.

Each row names its test. A test tries one case per set of parameters, or as many as it passes to the
fixture ``tried``. Every run of the tests compares the rows whose tests ran whole, and fails if a
count is no longer true; ``python -m tests.counts`` runs them and writes the counts. Those of
fuzzing and of killing are written by ``make fuzz``, which takes longer.
"""

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import pytest

from core.settings import PROJECT
from core.storage.files import write_atomic

TABLE = PROJECT / "docs" / "reliability.md"
TESTS = PROJECT / "tests"
BY_TOOLS = ("unit/test_fuzz_corpus.py", "unit/test_kills.py")
ROW = re.compile(r"^\| (.+) \| (.+) \| (.+) \| `([\w/]+\.py)::(\w+)(?:\[([^]`]+)\])?` \|$")
TRIED = pytest.StashKey[int]()
Tried = Callable[[int], None]
"""What the fixture ``tried`` is: it takes the number of cases that a test has tried."""


@dataclass(frozen=True)
class Row:
    """One row of the table."""

    what: str
    times: str
    result: str
    file: str
    """Below ``tests``."""
    function: str
    parameters: str
    """Id of one set of parameters; empty if the row counts all of them."""

    @property
    def test(self) -> str:
        """The test as pytest names it, below ``tests``."""
        return f"{self.file}::{self.function}" + f"[{self.parameters}]" * bool(self.parameters)


def rows() -> list[Row]:
    """All rows of the table, in order."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return [
        Row(*(part or "" for part in found.groups())) for found in map(ROW.match, lines) if found
    ]


def write_count(test: str, what: str, times: int, result: str) -> None:
    """Replace the row that names ``test``; ValueError if there is none."""
    text = TABLE.read_text(encoding="utf-8")
    row = f"| {what} | {times:,} | {result} | `{test}` |"
    changed, count = re.subn(
        rf"^\| .* \| `{re.escape(test)}` \|$", lambda _: row, text, count=1, flags=re.MULTILINE
    )
    if count != 1:
        raise ValueError(f"docs/reliability.md has no row for {test}")
    write_atomic(TABLE, changed.encode())


@dataclass
class Counts:
    """What the tests of one process have tried, beside what the table says."""

    write: bool
    rows: dict[tuple[str, str], list[Row]] = field(default_factory=dict)
    """By file and function."""
    collected: Counter[tuple[str, str]] = field(default_factory=Counter)
    tried: dict[tuple[str, str], dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    """By file and function, then by the id of the parameters."""
    new: list[tuple[Row, int]] = field(default_factory=list)
    """What is to be written, after the tests: some of them make the disk fail."""

    def collect(self, items: Iterable[pytest.Item]) -> None:
        """Note how many sets of parameters each test of a row has."""
        for row in rows():
            if row.file not in BY_TOOLS:
                self.rows.setdefault((row.file, row.function), []).append(row)
        self.collected.update(key for item in items if (key := _key(item)) in self.rows)

    def passed(self, item: pytest.Item) -> None:
        """Count a test that has passed; AssertionError if its row has another count."""
        key = _key(item)
        if key not in self.rows:
            return
        tried = self.tried[key]
        tried[_parameters(item)] = item.stash.get(TRIED, 1)
        if len(tried) < self.collected[key]:
            return
        for row in self.rows[key]:
            assert row.parameters in {"", *tried}, f"{row.test}: there is no case {row.parameters}"
            times = tried[row.parameters] if row.parameters else sum(tried.values())
            if self.write:
                self.new.append((row, times))
            else:
                assert row.times == f"{times:,}", (
                    f"docs/reliability.md says {row.times} for {row.test}, and it tried {times:,}: "
                    f"python -m tests.counts {row.file}"
                )

    def save(self) -> None:
        """Write the counts, if that is what the tests are run for."""
        for row, times in self.new:
            write_count(row.test, row.what, times, row.result)


def _key(item: pytest.Item) -> tuple[str, str]:
    return item.path.relative_to(TESTS).as_posix(), getattr(item, "originalname", item.name)


def _parameters(item: pytest.Item) -> str:
    call = getattr(item, "callspec", None)
    return call.id if call is not None else ""


def main(arguments: list[str]) -> int:
    """Run the tests that rows name, or those in the files ``arguments``, and write their counts."""
    named = {row.file: None for row in rows() if row.file not in BY_TOOLS}
    files = arguments or list(named)
    tests = {f"tests/{row.file}::{row.function}" for row in rows() if row.file in files}
    order = sorted(tests, key=lambda test: files.index(test[6:].partition("::")[0]))
    return pytest.main(["-q", "-n", "0", "--write-counts", *order])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
