"""The commands of `python -m core.literature`."""

from core.literature.__main__ import main
from core.literature.results.outcomes import read_outcomes


def test_the_command_lists_and_refuses(capsys):
    assert main(["--list", "--only", "clf-mlp-1*"]) == 0
    assert capsys.readouterr().out.split()[:2] == ["Classifiers", "clf-mlp-1-accuracy"]
    assert main(["--only", "nothing"]) == 1
    assert "No claim matches 'nothing'" in capsys.readouterr().err


def test_the_command_runs_quickly_into_a_folder(tmp_path, capsys):
    options = ["--quick", "--only", "clf-logistic*", "--out", str(tmp_path), "--device", "cpu"]
    assert main(options) == 0
    assert "Measured 1 of 1 claims." in capsys.readouterr().out
    (outcome,) = read_outcomes(tmp_path / "results.json")
    assert outcome.id == "clf-logistic-accuracy"
