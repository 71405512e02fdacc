"""Figures of a card, and the notes on them."""

from typing import Any

import pytest

from core.checkpoints import Store
from core.training.cards import make_card
from tests.unit.digits import small_set
from tests.unit.training.runs import RUNS, recipe, trained


def test_a_contrastive_card_tells_how_well_its_clusters_read(tmp_path):
    chosen = recipe(**RUNS["contrastive with two views"], epochs=1)
    values: dict[str, Any] = make_card(trained(chosen, small_set(300, 60)), Store(tmp_path)).metrics
    assert 0 < values["cluster_error"] < 1
    few = make_card(trained(chosen, small_set(100, 60)), Store(tmp_path)).metrics
    assert "cluster_error" not in few


def test_a_card_compares_a_model_with_its_rival(tmp_path):
    store = Store(tmp_path)
    rival = trained(recipe(name="first"), epochs=1)
    store.save(rival.module, make_card(rival, store))
    chosen = recipe(name="second", rival="first")
    card = make_card(trained(chosen, epochs=2), store)
    theirs = store.card("first").metrics["squared_error"]
    assert card.metrics["rival_squared_error"] == theirs
    assert f"first has squared_error {theirs:.4g}, this one " in card.notes[-1]


@pytest.mark.parametrize("state", ["no folder", "empty", "broken"])
def test_a_model_is_not_lost_for_want_of_its_judge_or_rival(tmp_path, state):
    folder = tmp_path / "store"
    if state != "no folder":
        folder.mkdir()
    if state == "broken":
        for name in ("judge", "rival"):
            (folder / f"{name}.safetensors").write_bytes(b"not a checkpoint")
    store = Store(folder)
    card = make_card(trained(recipe(judge="judge", rival="rival"), epochs=1), store)
    assert not any(key.startswith(("judge", "rival")) for key in card.metrics)
    assert card.notes == ("judge is not available, so its accuracy on the output is not measured.",)


def test_figures_are_measured_at_the_full_kl_weight(tmp_path):
    chosen = recipe(**{**RUNS["KL warm-up"], "kl_warmup_epochs": 100})
    trainer = trained(chosen, epochs=1)
    metrics: dict[str, Any] = make_card(trainer, Store(tmp_path)).metrics
    assert metrics["test_loss"] == pytest.approx(
        metrics["test_reconstruction"] + metrics["test_kl"], rel=1e-5
    )
