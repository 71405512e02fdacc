"""The files of a run: written, read, and what is said if they are missing or damaged."""

from pathlib import Path

import pytest

from core.errors import ResultsError
from core.literature.results.run_record import read_run


@pytest.mark.parametrize("text", ["", "{", "[]", '{"date": 1}'])
def test_a_damaged_file_is_named_with_the_remedy(tmp_path: Path, text: str) -> None:
    file = tmp_path / "run.json"
    file.write_text(text)

    with pytest.raises(ResultsError, match=r"run\.json is damaged .*make reproduce"):
        read_run(file)


def test_a_missing_file_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match=r"run\.json cannot be read .*make reproduce"):
        read_run(tmp_path / "run.json")
