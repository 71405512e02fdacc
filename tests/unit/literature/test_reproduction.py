"""``make reproduce``, on a few digits, and the results that are committed."""

import shutil

import pytest

from core.literature.reproduction import reproduce
from core.literature.results import pictures
from core.literature.results.outcomes import read_outcomes
from core.literature.themes import CLAIMS, THEMES, select
from core.settings import PROJECT
from tests.unit.literature.support import SHIPPED, experiment

RESULTS = PROJECT / "docs" / "results.json"


@pytest.fixture(scope="module")
def quick_run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reproduce")
    return folder, reproduce(list(CLAIMS.values()), experiment(folder), folder, with_pictures=False)


def test_a_quick_run_measures_every_claim(quick_run):
    folder, outcomes = quick_run
    assert [outcome.id for outcome in outcomes] == list(CLAIMS)
    shipped = [entry.name for entry in SHIPPED.entries()]
    lost = [outcome.id for outcome in outcomes if outcome.ours is None]
    assert lost == [] if "simclr-conv-64" in shipped else ["kmeans-best"]
    assert read_outcomes(folder / "results.json") == outcomes
    text = (folder / "results.md").read_text()
    for theme in THEMES:
        assert f"## {theme}" in text
    assert all(f"`{one.id}`" in text for one in outcomes if one.note and one.ours is not None)


def test_a_quick_run_writes_the_series_of_every_picture(quick_run):
    folder, _ = quick_run
    drawn = {name for theme in THEMES for name in pictures.figures_of(theme, folder / "results")}
    assert drawn == {name for theme in pictures.PICTURES.values() for name in theme}
    text = (folder / "results.md").read_text()
    assert all(f"](results/{name}.svg)" in text for name in drawn)
    assert pictures.figures_of("Latent size", folder) == {}  # no series there


def test_a_further_run_of_one_claim_keeps_the_rest(quick_run, tmp_path):
    folder, outcomes = quick_run
    one = select(["clf-logistic-accuracy"])
    new = reproduce(one, experiment(tmp_path), folder, with_pictures=False)
    now = read_outcomes(folder / "results.json")
    assert [outcome.id for outcome in now] == list(CLAIMS)
    assert now[1:] == outcomes[1:]
    assert now[0] == new[0]


def test_the_committed_results_are_of_the_current_claims():
    outcomes = read_outcomes(RESULTS)
    assert [outcome.id for outcome in outcomes] == list(CLAIMS)
    for outcome, one in zip(outcomes, CLAIMS.values(), strict=True):
        assert (outcome.claim, outcome.source) == (one.statement, one.source)
        assert outcome.reported == one.reported_text
        assert (outcome.sense, outcome.bound, outcome.unit) == (one.sense, one.bound, one.unit)
        assert outcome.ours is not None, f"{outcome.id} was not measured"
        assert outcome.met is one.is_met(outcome.ours)
        assert outcome.device
        assert outcome.date


def test_the_committed_page_and_pictures_are_of_the_committed_results(tmp_path):
    shutil.copytree(RESULTS.parent / "results", tmp_path / "results")
    shutil.copy(RESULTS, tmp_path)

    reproduce([], experiment(tmp_path), tmp_path, with_pictures=False)

    assert (tmp_path / "results.md").read_text() == (RESULTS.parent / "results.md").read_text()
    drawn = {name for theme in THEMES for name in pictures.figures_of(theme, tmp_path / "results")}
    assert drawn == {name for theme in pictures.PICTURES.values() for name in theme}
    assert {path.stem for path in (tmp_path / "results").glob("*.svg")} == drawn


@pytest.mark.parametrize("name", ["clf-logistic", "clf-mlp-1", "clf-mlp-3"])
def test_the_committed_results_are_of_the_shipped_models(name):
    (outcome,) = (one for one in read_outcomes(RESULTS) if one.id == f"{name}-accuracy")
    assert outcome.ours == pytest.approx(SHIPPED.card(name).metrics["accuracy"], abs=5e-4)
