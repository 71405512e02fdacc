"""Histories in comparable curves."""

import pytest

from core.evaluation import (
    histories,
)
from tests.unit.checkpoints.attacks import forge


def test_only_losses_of_one_kind_share_a_chart() -> None:
    cards = [
        forge.card(loss, forge.module(0, {"family": "dense", "latent": 2, "pixel_loss": loss}))
        for loss in ("mse", "bce")
    ]

    assert [len(alike) for alike in histories.comparable("Loss", cards).values()] == [1, 1]
    assert histories.comparable("Learning rate", cards) == {"": cards}


def test_histories_become_errors_that_can_be_compared() -> None:
    module = forge.module(0, {"family": "dense", "latent": 8, "pixel_loss": "mse"})
    history = ({"epoch": 1, "loss": 0.5, "validation_loss": 0.25}, {"epoch": 2, "loss": 0.1})
    card = forge.card("one", module, history=history)

    assert histories.error_curves(card) == [
        ("training images", [(1, 392.0), (2, pytest.approx(78.4))]),
        ("images held out", [(1, 196.0)]),
    ]
    crossed = forge.module(0, {"family": "dense", "latent": 8, "pixel_loss": "bce"})
    assert histories.error_curves(forge.card("two", crossed, history=history)) == []
    varied = forge.module(0, {"family": "vae-dense", "latent": 2, "pixel_loss": "sse"})
    parts = ({"epoch": 1, "loss": 9.0, "reconstruction": 7.0, "kl": 2.0},)
    both = forge.card("four", varied, history=parts)
    assert histories.error_curves(both) == [("training images", [(1, 7.0)])]
    assert len({histories.loss_name(one) for one in (card, both)}) == 2
    reader = forge.module(0, {"family": "clf-dense"})
    read = forge.card("three", reader, history=({"loss": 1.0, "accuracy": 0.75},))
    assert histories.error_curves(read) == [("training images", [(1, 0.25)])]
    assert histories.group_keys([card, read]) == {
        "Loss": ("loss", "validation_loss"),
        "Accuracy": ("accuracy",),
    }
