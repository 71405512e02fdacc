"""Why a recipe cannot be trained."""

from pathlib import Path
from typing import Any

import pytest

from core.checkpoints import Store
from core.jobs.plan import checks, problem
from core.training.recipes.recipe import Recipe, recipe_from


def recipe(**changes: Any) -> Recipe:
    fields = {"name": "small", "title": "A small model", "model": {"family": "dense", "latent": 4}}
    return recipe_from({**fields, "noise": {"kind": "gaussian", "sigma": 0.3}, **changes})


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "checkpoints")


def test_a_recipe_that_can_be_trained_has_no_problem(store: Store) -> None:
    assert problem(recipe(), store) is None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"dataset": "letters"}, 'There is no data set "letters": choose one of mnist'),
        ({"train_count": 60_001}, "MNIST has 60,000 training images, not 60,001"),
        ({"initial": "absent"}, "the encoder of absent, which is not in the store: train that one"),
    ],
)
def test_a_problem_is_one_sentence(store: Store, changes: dict[str, Any], sentence: str) -> None:
    assert sentence in (problem(recipe(**changes), store) or "")


def test_a_data_set_that_is_not_here_names_the_command_that_fetches_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "is_local", lambda name: False)
    assert problem(recipe(dataset="kmnist"), store) == (
        "Kuzushiji-MNIST is not on this machine: fetch it with 'python -m core.data kmnist', or "
        "choose another data set."
    )


def test_a_training_has_a_size(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    bound = checks.settings().model_copy(update={"job_images": 100_000})
    monkeypatch.setattr(checks, "settings", lambda: bound)

    sentence = problem(recipe(epochs=2, validation_share=0.0), store)

    assert sentence is not None
    assert sentence.startswith("This training would see 120,000 images, and 100,000 are allowed")
    assert problem(recipe(epochs=1, validation_share=0.0), store) is None
