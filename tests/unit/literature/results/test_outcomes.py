"""Outcomes on disk."""

import json

import pytest

from core.errors import ResultsError
from core.literature.results import series as series_files
from core.literature.results.outcomes import merge, read_outcomes, write_outcomes
from core.literature.results.series import LatentSizes
from tests.unit.literature.support import an_outcome


def test_outcomes_survive_the_round_trip(tmp_path):
    lost = an_outcome(id="b", ours=None, met=False, margin=None, bound=(1.0, 2.0))
    outcomes = [an_outcome(), lost]
    path = tmp_path / "results.json"
    write_outcomes(outcomes, path)
    assert read_outcomes(path) == outcomes
    plain = json.loads(path.read_text())
    assert [set(one) >= {"id", "claim", "source", "ours", "met"} for one in plain] == [True, True]


@pytest.mark.parametrize("text", ["", "{}", '[{"id": 3}]', "[1, 2"])
def test_damaged_results_are_a_sentence(tmp_path, text):
    path = tmp_path / "results.json"
    with pytest.raises(ResultsError, match="'make reproduce' writes it"):
        read_outcomes(path)
    path.write_text(text)
    with pytest.raises(ResultsError, match="is damaged"):
        read_outcomes(path)
    (tmp_path / "latent_sizes.json").write_text(text)
    with pytest.raises(ResultsError, match=r"latent_sizes\.json is damaged"):
        series_files.read(LatentSizes, tmp_path)


def test_a_partial_run_keeps_the_other_outcomes():
    old = [an_outcome(id="a", ours=0.1), an_outcome(id="gone"), an_outcome(id="b", ours=0.2)]
    new = [an_outcome(id="b", ours=0.9)]
    merged = merge(old, new, ["b", "a", "never"])
    assert [(one.id, one.ours) for one in merged] == [("b", 0.9), ("a", 0.1)]
