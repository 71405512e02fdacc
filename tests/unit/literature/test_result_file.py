"""The files of a run: written, read, and what is said if they are missing or damaged."""

from pathlib import Path

import pytest
import torch

from core.errors import ResultsError
from core.literature.run_record import read_run, record_run, write_run


def test_a_record_of_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    run = record_run(torch.device("cpu"), seed=3, seconds=12.5, dataset="10,000 of MNIST")

    write_run(run, tmp_path / "run.json")

    assert read_run(tmp_path / "run.json") == run
    assert (run.seed, run.seconds, run.threads) == (3, 12.5, torch.get_num_threads())
    assert set(run.versions) == {"python", "torch", "numpy", "scikit-learn"}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"date": 1}'])
def test_a_damaged_file_is_named_with_the_remedy(tmp_path: Path, text: str) -> None:
    file = tmp_path / "run.json"
    file.write_text(text)

    with pytest.raises(ResultsError, match=r"run\.json is damaged .*make reproduce"):
        read_run(file)


def test_a_missing_file_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match=r"run\.json cannot be read .*make reproduce"):
        read_run(tmp_path / "run.json")
