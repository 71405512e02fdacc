"""``make reproduce``: claims and their bounds, measuring, and the files that it writes."""

import json
import math
import shutil
from dataclasses import replace
from typing import Any

import pytest
import torch

from core.checkpoints import Store
from core.data import load
from core.errors import CheckpointError, RecipeError, ResultsError
from core.literature import pictures
from core.literature import series as series_files
from core.literature.__main__ import main
from core.literature.claim import Claim, Measurement
from core.literature.claims import classes, pretraining
from core.literature.claims.cards import CARD_CLAIMS
from core.literature.experiment import Experiment, quick_subset
from core.literature.markdown import results_page
from core.literature.measuring import measure, measure_all
from core.literature.model_cache import load_or_train
from core.literature.outcomes import Outcome, merge, read_outcomes, write_outcomes
from core.literature.reproduction import reproduce
from core.literature.run_record import RunRecord
from core.literature.series import ClassErrors, LatentSizes
from core.literature.themes import CLAIMS, SERIES, THEMES, select, theme_of
from core.settings import PROJECT
from core.training.recipes import RECIPES, recipe_named

SHIPPED = Store(PROJECT / "checkpoints")
RESULTS = PROJECT / "docs" / "results.json"


def experiment(tmp_path, store: Store = SHIPPED, **changes) -> Experiment:
    cache = tmp_path / "models"
    cache.mkdir(exist_ok=True)
    values: dict[str, Any] = {
        "dataset": quick_subset(load("mnist")),
        "device": torch.device("cpu"),
        "quick": True,
    }
    return Experiment(**{**values, **changes}, store=store, model_cache=Store(cache))


def claim(measure=lambda experiment: 0.5, sense: Any = "at least", bound=0.4, **changes) -> Claim:
    values: dict[str, Any] = {
        "id": "it-works",
        "statement": "It works",
        "source": "a book",
        "reported": "40 %",
    }
    return Claim(**{**values, **changes}, measure=measure, sense=sense, bound=bound)


@pytest.mark.parametrize(
    ("sense", "bound", "value", "met", "margin"),
    [
        ("at least", 0.92, 0.93, True, 0.01),
        ("at least", 0.92, 0.92, True, 0.0),
        ("at least", 0.92, 0.9199, False, -0.0001),
        ("at most", 13.4, 13.2, True, 0.2),
        ("at most", 13.4, 13.5, False, -0.1),
        ("within", (5, 9), 7.2, True, 1.8),
        ("within", (5, 9), 9.5, False, -0.5),
        ("within", (5, 9), 4.0, False, -1.0),
        ("at least", 0.0, math.nan, False, math.nan),
    ],
)
def test_met_and_by_how_much(sense, bound, value, met, margin):
    one = claim(sense=sense, bound=bound)
    assert one.is_met(value) is met
    assert one.margin(value) == pytest.approx(margin, nan_ok=True)


@pytest.mark.parametrize(
    ("reported", "unit", "text"),
    [
        (None, "share", ""),
        ("about [−7, 7]", "number", "about [−7, 7]"),
        (0.083, "share", "8.3 %"),
        (0.92, "share", "92 %"),
        (6.1, "error", "6.1"),
    ],
)
def test_what_the_source_reports_in_words(reported, unit, text):
    assert claim(reported=reported, unit=unit).reported_text == text


def test_a_range_has_two_ends_and_nothing_else_has():
    with pytest.raises(ValueError, match="it-works: the sense 'within' takes a bound of two ends"):
        claim(sense="within", bound=5.0)
    with pytest.raises(ValueError, match="two ends"):
        claim(sense="at least", bound=(1.0, 2.0))


@pytest.mark.parametrize(
    ("unit", "sense", "bound", "value", "texts"),
    [
        ("share", "at least", 0.9, 0.93, ("93.00 %", "at least 90.00 %", "better by 3.00 points")),
        ("share", "at most", 0.03, 0.0309, ("3.09 %", "at most 3.00 %", "worse by 0.09 points")),
        ("points", "at most", 0, 0.01,
         ("1.00 points", "at most 0.00 points", "worse by 1.00 points")),
        ("error", "at most", 11.6, 11.5961, ("11.60", "at most 11.60", "better by 0.004")),
        ("ratio", "at least", 2.5, 2.5, ("2.500 ×", "at least 2.500 ×", "equal")),
        ("number", "within", (16474, 16474), 16474, ("16,474", "exactly 16,474", "as required")),
        ("number", "within", (5, 9), 9.25, ("9.250", "from 5 to 9", "outside by 0.250")),
    ],
)  # fmt: skip
def test_an_outcome_as_text(tmp_path, unit, sense, bound, value, texts):
    one = claim(lambda on: value, sense=sense, bound=bound, unit=unit)
    outcome = measure(one, experiment(tmp_path))
    assert (outcome.ours_text, outcome.bound_text, outcome.verdict) == texts


def test_an_outcome_names_the_models_behind_it(tmp_path):
    def logistic(on: Experiment) -> Measurement:
        return Measurement(on.metrics("clf-logistic")["accuracy"], "of ten classes", {"k": [1, 2]})

    steps: list[str] = []
    on = experiment(tmp_path, on_status=steps.append)
    first, second = measure_all([claim(logistic, bound=0.8), claim(lambda on: 1, id="other")], on)
    assert (first.id, first.met, first.note) == ("it-works", True, "of ten classes")
    assert first.values == {"k": [1, 2]}
    assert first.seeds == (RECIPES["clf-logistic"].seed,)
    card = SHIPPED.card("clf-logistic")
    assert first.training_seconds == card.seconds
    assert first.training_devices == (card.device,)
    assert first.device == "cpu"
    assert first.seconds > 0
    assert (second.training_seconds, second.training_devices) == (0, ())
    assert steps == ["it-works", "other"]


def test_a_missing_checkpoint_is_a_claim_not_measured(tmp_path):
    (tmp_path / "store").mkdir()
    on = experiment(tmp_path, Store(tmp_path / "store"))
    outcome = measure(CLAIMS["clf-logistic-accuracy"], on)
    assert outcome.ours is None
    assert not outcome.met
    assert outcome.margin is None
    assert outcome.note.startswith("not measured: There is no checkpoint 'clf-logistic'")
    assert outcome.verdict == "not measured"


def test_a_fault_of_the_program_is_raised(tmp_path):
    def broken(on: Experiment) -> float:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        measure(claim(broken), experiment(tmp_path))


def test_every_claim_about_a_card_is_in_the_catalogue():
    assert len(CARD_CLAIMS) == 12
    for metric, one in CARD_CLAIMS.items():
        assert CLAIMS[one.id] is one
        assert metric.model in RECIPES


@pytest.mark.parametrize("one", CLAIMS.values(), ids=CLAIMS)
def test_a_claim_has_a_statement_of_its_own_and_a_source(one):
    assert one.statement
    assert one.source
    assert [other.id for other in CLAIMS.values() if other.statement == one.statement] == [one.id]
    assert theme_of(one) in THEMES


def test_every_series_has_its_theme():
    assert set(SERIES) <= set(THEMES)


def test_claims_are_selected_by_id_pattern_and_theme():
    assert select([]) == list(CLAIMS.values())
    assert {one.id for one in select(["clf-mlp-*"])} == {
        "clf-mlp-1-accuracy",
        "clf-mlp-3-accuracy",
    }
    assert select(["latent size"]) == list(THEMES["Latent size"])
    assert [theme_of(one) for one in select(["tiny-kl-error"])] == ["Latent range"]
    with pytest.raises(ResultsError, match="No claim matches 'nothing'.*Classifiers"):
        select(["clf-*", "nothing"])


# The models that are trained on the way.


@pytest.fixture(scope="module")
def two_epochs():
    return recipe_named("clf-logistic", epochs=2, train_count=400, seed=5)


def train(recipe, tmp_path, data=None, **changes):
    cache = Store(tmp_path)
    values: dict[str, Any] = {"store": SHIPPED, "cache": cache, "device": torch.device("cpu")}
    return load_or_train(recipe, data or quick_subset(load("mnist")), **{**values, **changes})


def test_a_model_is_trained_once_and_then_read(tmp_path, two_epochs):
    epochs: list[tuple[int, int]] = []
    first = train(two_epochs, tmp_path, on_epoch=lambda *step: epochs.append(step))
    assert epochs == [(1, 2), (2, 2)]
    again = train(two_epochs, tmp_path, on_epoch=lambda *step: epochs.append(step))
    assert len(epochs) == 2
    assert again.card == first.card
    assert first.card.seed == 5
    assert len(first.card.history) == 2


def test_whatever_decides_the_weights_is_part_of_the_key(tmp_path, two_epochs):
    names = {train(two_epochs, tmp_path).card.name}
    changed = [{"seed": 6}, {"epochs": 1}, {"batch_size": 64}]
    names |= {train(two_epochs.model_copy(update=change), tmp_path).card.name for change in changed}
    data = quick_subset(load("mnist"))
    fewer = replace(data, images=data.images[:-9], labels=data.labels[:-9], rows=data.rows[:-9])
    names.add(train(two_epochs, tmp_path, fewer).card.name)
    assert len(names) == 5
    renamed = two_epochs.model_copy(update={"title": "Another", "notes": ("a note",)})
    assert train(renamed, tmp_path).card.name in names


def test_the_shipped_model_is_used_if_recipe_and_data_agree(tmp_path):
    data = load("mnist")
    if data.is_sample:
        pytest.skip("the shipped models are of all of MNIST")
    found = train(recipe_named("ae-dense-200"), tmp_path, data)
    assert found.card.sha256 == SHIPPED.digest("ae-dense-200")
    assert not list(tmp_path.iterdir())


def test_a_model_starts_from_the_cached_one_that_it_names(tmp_path):
    small = {"epochs": 1, "train_count": 200, "test_count": 50}
    start = train(recipe_named("ae-dense-200", seed=7, **small), tmp_path)
    changes = {"initial": start.card.name, "rival": None, "seed": 7, **small}
    recipe = recipe_named("clf-dense-200-ae", **changes)
    still = recipe.model_copy(
        update={"optimiser": recipe.optimiser.model_copy(update={"learning_rate": 1e-9})}
    )
    got = train(still, tmp_path).module.state_dict()
    assert torch.allclose(got["encoder.0.weight"], start.module.state_dict()["encoder.0.weight"])
    lost = recipe.model_copy(update={"initial": "nobody"})
    with pytest.raises(CheckpointError, match="There is no checkpoint 'nobody'"):
        train(lost, tmp_path)


def test_a_damaged_model_is_trained_again(tmp_path, two_epochs):
    card = train(two_epochs, tmp_path).card
    path = tmp_path / f"{card.name}.safetensors"
    path.write_bytes(path.read_bytes()[:-100])
    assert train(two_epochs, tmp_path).card.sha256 == card.sha256


def test_too_small_data_is_a_claim_not_measured(tmp_path):
    def greedy(on: Experiment) -> float:
        return on.train(recipe_named("clf-logistic", train_count=50_000)).card.seconds

    outcome = measure(claim(greedy), experiment(tmp_path, quick=False))
    assert outcome.note.startswith("not measured: ")
    with pytest.raises(RecipeError) as error:
        greedy(experiment(tmp_path, quick=False))
    assert "50,000" in str(error.value)
    assert outcome.note.endswith(str(error.value))


# Hand-worked figures of the themes.


def test_the_order_of_the_classes(tmp_path, monkeypatch):
    def errors(*ours: float):
        data = ClassErrors(
            device="cpu", date="", images=10, classes=tuple("0123456789"), ours=ours, source=ours
        )
        monkeypatch.setattr(Experiment, "series", lambda on, compute: data)
        return classes.classes_in_order(experiment(tmp_path))

    assert errors(14, 6, 17, 14, 13, 15, 14.5, 12, 16, 11).value == 3
    swapped = errors(18, 6, 17, 14, 13, 15, 14.5, 12, 16, 11)  # the 0 is hardest, the 8 third
    assert swapped.value == 2
    assert swapped.values["order"] == [1, 9, 7, 4, 3, 6, 5, 8, 2, 0]


def test_the_difference_of_two_cases():
    difference = pretraining._difference((0.90, 0.92, 0.94), (0.93, 0.92, 0.96))
    assert difference.value == pytest.approx(0.05 / 3)
    assert "+1.67 ± 1.53 points, from +0.00 to +3.00, case 2 better in 2" in difference.note


# What is written.


def an_outcome(**changes) -> Outcome:
    values: dict[str, Any] = {
        "id": "a", "claim": "A | b", "source": "book", "ours": 0.5, "met": True, "reported": "",
        "sense": "at least", "bound": 0.25, "unit": "share", "margin": 0.25, "note": "so",
        "values": {"x": [1.5, 2]}, "seeds": (0, 1, 2, 3, 4), "device": "cpu",
        "training_devices": ("cpu", "Big GPU"), "seconds": 0.2, "training_seconds": 90.4,
        "date": "2026-01-31T12:00:00+00:00",
    }  # fmt: skip
    return Outcome(**{**values, **changes})


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


def test_the_page_says_first_what_is_worse():
    run = RunRecord(
        date="2026-01-31T12:00:00+00:00", device="cpu", processor="x86_64, 2 cores", threads=1,
        seed=0, seconds=150, versions={"torch": "2.14.1"}, dataset="10,000 MNIST",
    )  # fmt: skip
    worse = an_outcome(id="w", claim="Worse one", ours=0.2, met=False, margin=-0.05)
    lost = an_outcome(
        id="l", claim="Lost one", ours=None, met=False, margin=None, note="not measured: gone"
    )
    text = results_page({"First": [an_outcome(), worse], "Second": [lost], "None": []}, {}, run)
    head, _, tables = text.partition("## First")
    assert "1 of 3 claims are met." in head
    assert "2.5 min on cpu (x86_64, 2 cores, 1 thread) with torch 2.14.1, seed 0" in head
    assert "- Worse one: 20.00 %, required at least 25.00 %: worse by 5.00 points." in head
    assert "- Lost one: not measured: gone" in head
    first = next(line for line in tables.splitlines() if line.startswith("| A"))
    assert first == (
        "| A \\| b | book | – | at least 25.00 % | 50.00 % | better by 25.00 points | 0–4 "
        "| cpu (trained on Big GPU) | under 1 s; training 90 s |"
    )
    assert "**worse by 5.00 points**" in tables
    assert "## None" not in text


# The whole of it, on a few digits.


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


# What is committed.


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
