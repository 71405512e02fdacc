"""Recipes for short trainings, and what the tests compare of them."""

from typing import Any

import torch

from core.training.history import Epoch
from core.training.loop import Trainer
from core.training.recipes.recipe import recipe_from
from tests.unit.digits import small_set

DENSE = {"family": "dense", "widths": [32], "latent": 8}
CONV = {"channels": [4, 8], "strides": [2, 2]}
AUGMENT = {"rotation": 10, "scale": 0.1, "shear": 0.1, "shift": 1.0}
RUNS: dict[str, dict[str, Any]] = {
    "dense with noise": {"model": DENSE, "noise": {"kind": "gaussian", "sigma": 0.3}},
    "conv with dropout and deformations": {
        "model": {"family": "clf-conv", **CONV, "dropout": 0.3},
        "augment": AUGMENT,
        "optimiser": {"kind": "adamw", "weight_decay": 0.01},
    },
    "conv with batch norm and a mixture": {
        "model": {"family": "conv", **CONV, "latent": 4, "norm": True},
        "noise": {"kind": "mixture", "limits": [["mask", 0.5], ["block", 9]]},
    },
    "contrastive with two views": {
        "model": {"family": "contrastive", **CONV, "latent": 4, "decoder_widths": [20]},
        "augment": {**AUGMENT, "target": "other"},
        "noise": {"kind": "gaussian", "sigma": 0.1},
    },
    "variational": {"model": {"family": "vae-dense", "widths": [32], "latent": 3}},
    "one-cycle": {"model": DENSE, "schedule": "one-cycle"},
    "cosine": {"model": DENSE, "schedule": "cosine"},
    "running mean of the gradient": {
        "model": {"family": "clf-dense", "widths": [20]},
        "optimiser": {"kind": "sgd", "learning_rate": 0.05, "momentum": 0.9, "dampening": 0.9},
    },
    "KL warm-up": {
        "model": {"family": "vae-conv", **CONV, "latent": 2},
        "kl_warmup_epochs": 3,
    },
}


def recipe(**changes):
    values = {"name": "test", "title": "Test", "model": DENSE, "batch_size": 64, "epochs": 4}
    return recipe_from({**values, **changes})


def trained(chosen, dataset=None, epochs=None):
    trainer = Trainer(chosen, dataset or small_set())
    for _ in range(epochs or chosen.epochs):
        trainer.run_epoch()
    return trainer


def same(one, two):
    """Whether two modules hold bitwise the same numbers."""
    first, second = one.state_dict(), two.state_dict()
    assert first.keys() == second.keys()
    return all(torch.equal(first[key], second[key]) for key in first)


def curve(trainer):
    return [(epoch.loss, epoch.validation_loss, epoch.learning_rate) for epoch in trainer.history]


def epoch(number, loss, **changes):
    values: dict[str, Any] = {
        "epoch": number,
        "loss": loss,
        "validation_loss": loss,
        "learning_rate": 0.1,
        "seconds": 1.0,
        "images_per_second": 1.0,
    }
    return Epoch(**{**values, **changes})
