"""A network that answers every picture alike is called useless, with a remedy; others are not."""

from pathlib import Path
from typing import Any

import pytest

from core.checkpoints import Card, Store
from core.data import load
from core.evaluation.collapse import collapse
from core.settings import PROJECT
from core.training.cards import make_card
from core.training.loop import Trainer
from core.training.recipes.recipe import recipe_from
from tests.unit.digits import small_set

BASE: dict[str, Any] = {
    "name": "small",
    "title": "Small",
    "model": {"family": "dense", "widths": [32], "latent": 4},
    "batch_size": 50,
    "epochs": 2,
}
CLASSIFIER = {"model": {"family": "clf-dense", "widths": [32]}}
HEAVY_KL = {"family": "vae-dense", "widths": [32], "latent": 2, "kl_weight": 1000.0}


def trained(folder: Path, **changes: Any) -> Card:
    trainer = Trainer(recipe_from({**BASE, **changes}), small_set(600, 200))
    while not trainer.is_finished:
        trainer.run_epoch(lambda done, total: False)
    return make_card(trainer, Store(folder))


@pytest.mark.parametrize(
    ("changes", "remedy"),
    [
        (
            {"optimiser": {"kind": "adam", "learning_rate": 1.0}, "epochs": 6},
            "such as 0.1 instead of 1.",
        ),
        ({"optimiser": {"kind": "adam", "learning_rate": 1e-7}}, "a higher learning rate"),
        ({"epochs": 1}, "still falling: train it again for more epochs"),
        ({"model": HEAVY_KL}, "a lower KL weight than 1,000"),
    ],
)
def test_an_autoencoder_no_better_than_the_average_picture(
    tmp_path: Path, changes: dict[str, Any], remedy: str
) -> None:
    sentence = collapse(trained(tmp_path, **changes), small_set(600, 200).split("test"))

    assert sentence.startswith(
        "It has learned nothing: its outputs differ from the test pictures by"
    )
    assert remedy in sentence


@pytest.mark.parametrize(
    ("accuracy", "learned"), [(0.1, False), (0.05, False), (0.2, True), (0.97, True)]
)
def test_a_classifier_no_better_than_a_guess(
    tmp_path: Path, accuracy: float, learned: bool
) -> None:
    card = trained(tmp_path, **CLASSIFIER)
    card = card.model_copy(update={"metrics": {**card.metrics, "balanced_accuracy": accuracy}})

    sentence = collapse(card, small_set(600, 200).split("test"))

    assert (sentence == "") is learned
    assert learned or "and a guess 10.0" in sentence


@pytest.mark.parametrize(
    "changes", [{"batch_size": 10, "epochs": 8}, CLASSIFIER], ids=["autoencoder", "classifier"]
)
def test_a_short_training_that_works_is_not_called_useless(
    tmp_path: Path, changes: dict[str, Any]
) -> None:
    assert collapse(trained(tmp_path, **changes), small_set(600, 200).split("test")) == ""


def test_no_shipped_network_is_called_useless() -> None:
    cards = [entry.card for entry in Store(PROJECT / "checkpoints").entries()]
    of_mnist = [card for card in cards if card and card.dataset.name == "mnist"]

    assert len(of_mnist) > 10
    assert not any(collapse(card, load("mnist").split("test")) for card in of_mnist)
