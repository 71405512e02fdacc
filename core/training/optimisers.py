"""Optimisers and learning rates: how the weights move in each step."""

import torch
from torch import Tensor

from core.training import eager
from core.training.recipe import Recipe
from models import Network


def make_optimiser(recipe: Recipe, module: Network, device: torch.device) -> torch.optim.Optimizer:
    """The recipe's optimiser of the module's weights, fused where the device can."""
    chosen = recipe.optimiser
    fused, recorded = device.type in ("cpu", "cuda"), device.type == "cuda"
    rate: float | Tensor = chosen.learning_rate
    if recorded:  # a number would be recorded with the step, and no schedule could change it
        rate = torch.tensor(rate, device=device)
    decay = chosen.weight_decay
    if chosen.kind == "sgd":
        return eager.SGD(
            module.parameters(), rate, chosen.momentum, chosen.dampening, decay, fused=fused
        )
    adam = eager.AdamW if chosen.kind == "adamw" else eager.Adam
    return adam(module.parameters(), rate, weight_decay=decay, fused=fused, capturable=recorded)


def place_state(optimiser: torch.optim.Optimizer, device: torch.device) -> None:
    """Put a state that comes from a file where the optimiser's step expects it.

    The learning rate, where it is a tensor, on the device. The moments in memory as their weights
    are: a fused step walks both side by side as they lie, and a file knows nothing of
    `channels_last`, so that a resumed convolution would be stepped by another's moments.
    """
    for group in optimiser.param_groups:
        if isinstance(group["lr"], Tensor):
            group["lr"] = group["lr"].to(device)
    for parameter, moments in optimiser.state.items():
        for name, value in moments.items():
            if isinstance(value, Tensor) and value.shape == parameter.shape:
                moments[name] = torch.empty_like(parameter).copy_(value)


def make_schedule(
    recipe: Recipe, optimiser: torch.optim.Optimizer, steps_per_epoch: int
) -> torch.optim.lr_scheduler.LRScheduler | None:
    """How the learning rate goes, step by step over all epochs; None where it stays."""
    steps = recipe.epochs * steps_per_epoch
    if recipe.schedule == "one-cycle":
        # Smith and Topin, "Super-Convergence" (2018).
        return torch.optim.lr_scheduler.OneCycleLR(
            optimiser, recipe.optimiser.learning_rate, total_steps=steps + 1, cycle_momentum=False
        )
    if recipe.schedule == "cosine":
        return torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    return None
