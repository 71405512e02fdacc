"""Every row of the table in docs/data.md names a test that exists."""

import re

import pytest

from core.settings import PROJECT

TABLE = (PROJECT / "docs" / "data.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\|.*\| (test_\w+): (test_\w+) \|$", TABLE, re.MULTILINE)


def test_every_row_names_a_test() -> None:
    rows = [line for line in TABLE.splitlines() if line.startswith("|")]
    assert len(ROWS) == len(rows) - 2  # without the heading and its line


@pytest.mark.parametrize(("file", "name"), ROWS, ids=lambda value: value)
def test_the_test_exists(file: str, name: str) -> None:
    imports = PROJECT / "tests" / "unit" / "data" / "imports"
    (path,) = imports.rglob(f"{file}.py")
    assert f"def {name}(" in path.read_text(encoding="utf-8")
