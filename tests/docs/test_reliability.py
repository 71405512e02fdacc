"""The table of what was tried: each row names a test that exists."""

import re

import pytest

from core.settings import PROJECT

ROWS = re.findall(
    r"^\| .* \| `([\w/]+\.py)::(\w+)(?:\[[\w-]+\])?` \|$",
    (PROJECT / "docs" / "reliability.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)


@pytest.mark.parametrize(("file", "name"), sorted(set(ROWS)))
def test_a_row_names_its_test(file: str, name: str) -> None:
    tests = PROJECT / "tests"
    path = next(path for path in (tests / "unit" / file, tests / file) if path.exists())

    assert f"def {name}(" in path.read_text(encoding="utf-8")


def test_every_row_names_one() -> None:
    text = (PROJECT / "docs" / "reliability.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    tables = text.count("| --- | --- | --- | --- |")

    assert len(ROWS) == len(lines) - 2 * tables
