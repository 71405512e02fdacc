"""The record of a run is read as it was written."""

from pathlib import Path

import torch

from core.literature.results.run_record import read_run, record_run, write_run


def test_a_record_of_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    run = record_run(torch.device("cpu"), seed=3, seconds=12.5, dataset="10,000 of MNIST")

    write_run(run, tmp_path / "run.json")

    assert read_run(tmp_path / "run.json") == run
    assert (run.seed, run.seconds, run.threads) == (3, 12.5, torch.get_num_threads())
    assert set(run.versions) == {"python", "torch", "numpy", "scikit-learn"}
