"""Optimisers without PyTorch's compiler: the steps are PyTorch's own."""

from typing import Any

import pytest
import torch

from core.training.optimisation import eager

KINDS: dict[str, dict[str, Any]] = {
    "Adam": {"lr": 0.1, "weight_decay": 0.01},
    "AdamW": {"lr": 0.1, "weight_decay": 0.1},
    "SGD": {"lr": 0.1, "momentum": 0.9, "dampening": 0.9},
}


def after_steps(optimisers: Any, kind: str, *, resumed: bool) -> tuple[torch.Tensor, list[float]]:
    """Weights and learning rates of a few steps, the last of them by a restored optimiser."""
    generator = torch.Generator().manual_seed(0)
    weights = torch.nn.Parameter(torch.rand(3, 5, generator=generator))
    inputs = torch.rand(5, 4, generator=generator)

    def made() -> Any:
        return getattr(optimisers, kind)([weights], fused=True, **KINDS[kind])

    optimiser = made()
    schedule = torch.optim.lr_scheduler.StepLR(optimiser, 2, 0.5)
    rates = []
    for step in range(5):
        if resumed and step == 4:
            state = optimiser.state_dict()
            optimiser = made()
            optimiser.load_state_dict(state)
        optimiser.zero_grad()
        (weights @ inputs).square().sum().backward()
        optimiser.step()
        rates.append(optimiser.param_groups[0]["lr"])
        schedule.step()
    return weights.detach(), rates


@pytest.mark.parametrize("resumed", [False, True], ids=["at a stretch", "resumed"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_steps_are_those_of_pytorch(kind: str, resumed: bool) -> None:
    ours, our_rates = after_steps(eager, kind, resumed=resumed)
    theirs, their_rates = after_steps(torch.optim, kind, resumed=resumed)

    assert torch.equal(ours, theirs)
    assert our_rates == their_rates
    assert len(set(our_rates)) > 1
