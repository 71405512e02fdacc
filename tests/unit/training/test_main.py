"""``python -m core.training``: a recipe in, a checkpoint in the store out, errors as sentences."""

import json
import subprocess
import sys

import pytest

from core.checkpoints import Store
from core.training.__main__ import main
from core.training.recipes.shipped import RECIPES


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """One epoch of logistic regression on all of MNIST, as the shell runs it."""
    folder = tmp_path_factory.mktemp("command") / "new"
    command = [sys.executable, "-X", "importtime", "-m", "core.training"]
    command += ["clf-logistic", "--epochs", "1"]
    options = ["--seed", "3", "--out", str(folder), "--threads", "1", "--device", "cpu"]
    return folder, subprocess.run(
        command + options, capture_output=True, text=True, timeout=280, check=False
    )


def test_it_trains_and_saves_a_checkpoint_with_its_card(finished):
    folder, done = finished
    assert done.returncode == 0, done.stderr
    assert [path.name for path in folder.iterdir()] == ["clf-logistic.safetensors"]
    module, card = Store(folder).load("clf-logistic")
    assert card.parameters == 7_850
    assert card.seed == 3
    assert len(card.history) == 1
    expected = RECIPES["clf-logistic"].model_copy(update={"epochs": 1, "seed": 3})
    assert card.recipe == expected.model_dump(mode="json")
    assert card.dataset.name == "mnist"
    accuracy = card.metrics["accuracy"]
    assert isinstance(accuracy, float)
    assert accuracy > 0.85
    assert module.task == "classify"


def test_it_says_what_it_did_and_shows_its_progress(finished):
    folder, done = finished
    assert f"clf-logistic: 1 epoch, saved as {folder / 'clf-logistic.safetensors'}" in done.stdout
    assert "accuracy" in done.stdout
    assert "clf-logistic: 100%" in done.stderr
    assert "images/s" in done.stderr
    assert "Traceback" not in done.stderr


def test_it_imports_nothing_that_takes_seconds_and_is_not_needed(finished):
    _, done = finished
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "torch" in imported
    assert not imported & {"torch._dynamo", "sklearn", "pandas", "streamlit"}


def test_a_stored_checkpoint_is_measured_again_to_the_same_card(finished, capsys):
    folder, _ = finished
    before = Store(folder).card("clf-logistic")
    assert main(["clf-logistic", "--measure", "--out", str(folder)]) == 0
    after = Store(folder).card("clf-logistic")
    assert after.sha256 == before.sha256
    assert after.history == before.history
    assert after.metrics["accuracy"] == pytest.approx(before.metrics["accuracy"], abs=2e-4)
    assert "measured again" in capsys.readouterr().out


def test_the_file_of_a_recipe_is_trained_like_a_named_one(tmp_path, capsys):
    recipe = RECIPES["clf-logistic"].model_copy(update={"name": "mine", "train_count": 100})
    path = tmp_path / "recipe.json"
    path.write_text(json.dumps(recipe.model_dump(mode="json")))

    assert main([str(path), "--epochs", "1", "--out", str(tmp_path), "--device", "cpu"]) == 0

    assert f"mine: 1 epoch, saved as {tmp_path / 'mine.safetensors'}" in capsys.readouterr().out
    assert Store(tmp_path).card("mine").recipe["train_count"] == 100


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "'recipe.json' cannot be read as a recipe"),
        ("{", "'recipe.json' cannot be read as a recipe"),
        ("[" * 100_000, "'recipe.json' cannot be read as a recipe"),
        ("[]", "'recipe.json' has no recipe; download one from the Train page"),
        ('{"name": "x", "title": "X"}', "The recipe is not valid: model: it is missing"),
    ],
)
def test_a_file_without_a_recipe_is_one_sentence(tmp_path, capsys, text, sentence):
    path = tmp_path / "recipe.json"
    if text is not None:
        path.write_text(text)

    assert main([str(path), "--out", str(tmp_path / "store")]) == 1

    error = capsys.readouterr().err
    assert sentence in error
    assert len(error.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["clf-logstic"], "There is no recipe 'clf-logstic'. Did you mean 'clf-logistic'?"),
        (["clf-mlp-1", "--epochs", "0"], "The recipe is not valid: epochs: "),
        (["clf-mlp-1", "--seed", "-1"], "The recipe is not valid: seed: "),
        (["clf-mlp-1", "--device", "abacus"], "This machine has no device 'abacus'"),
        (["clf-mlp-1", "--measure"], "There is no checkpoint 'clf-mlp-1'"),
        (["clf-dense-200-ae"], "There is no checkpoint 'ae-dense-200'"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_exit_code_1(arguments, sentence, tmp_path, capsys):
    assert main([*arguments, "--out", str(tmp_path)]) == 1
    error = capsys.readouterr().err
    assert sentence in error
    assert len(error.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []
