"""Measuring a claim: its outcome, the models behind it, and what cannot be measured."""

import pytest

from core.checkpoints import Store
from core.errors import RecipeError
from core.literature.claim import Measurement
from core.literature.experiment import Experiment
from core.literature.measuring import measure, measure_all
from core.literature.themes import CLAIMS
from core.training.recipes.shipped import RECIPES, recipe_named
from tests.unit.literature.support import SHIPPED, claim, experiment


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


def test_too_small_data_is_a_claim_not_measured(tmp_path):
    def greedy(on: Experiment) -> float:
        return on.train(recipe_named("clf-logistic", train_count=50_000)).card.seconds

    outcome = measure(claim(greedy), experiment(tmp_path, quick=False))
    assert outcome.note.startswith("not measured: ")
    with pytest.raises(RecipeError) as error:
        greedy(experiment(tmp_path, quick=False))
    assert "50,000" in str(error.value)
    assert outcome.note.endswith(str(error.value))
