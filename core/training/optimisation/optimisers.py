"""Optimisers and learning-rate schedules of recipes."""

import torch
from torch import Tensor

from core.training.optimisation import eager
from core.training.recipes.recipe import Recipe
from models import Network


def make_optimiser(recipe: Recipe, module: Network, device: torch.device) -> torch.optim.Optimizer:
    """Build the recipe's optimiser for the module, fused if the device supports it."""
    values = recipe.optimiser
    fused, capturable = device.type in ("cpu", "cuda"), device.type == "cuda"
    rate: float | Tensor = values.learning_rate
    if capturable:  # a CUDA graph would record a number, and no schedule could change it
        rate = torch.tensor(rate, device=device)
    decay = values.weight_decay
    if values.kind == "sgd":
        return eager.SGD(
            module.parameters(), rate, values.momentum, values.dampening, decay, fused=fused
        )
    adam = eager.AdamW if values.kind == "adamw" else eager.Adam
    return adam(module.parameters(), rate, weight_decay=decay, fused=fused, capturable=capturable)


def place_state(optimiser: torch.optim.Optimizer, device: torch.device) -> None:
    """Move a state from a file to the device and memory layout that the optimiser's step expects.

    A learning rate that is a tensor moves to the device. Moments take the memory layout of their
    weights: a fused step reads both in memory order, and a file does not record `channels_last`,
    so without this a resumed convolution would use the moments of other weights.
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
    """Build the schedule of the learning rate over all steps; None if it is constant."""
    steps = recipe.epochs * steps_per_epoch
    if recipe.schedule == "one-cycle":
        # Smith and Topin, "Super-Convergence" (2018).
        return torch.optim.lr_scheduler.OneCycleLR(
            optimiser, recipe.optimiser.learning_rate, total_steps=steps + 1, cycle_momentum=False
        )
    if recipe.schedule == "cosine":
        return torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    return None
