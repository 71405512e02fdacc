"""Schedules of the learning rate."""

from tests.unit.training.runs import DENSE, recipe, trained


def test_the_one_cycle_rate_rises_and_ends_near_nothing():
    trainer = trained(recipe(model=DENSE, schedule="one-cycle", epochs=6))
    rates = [item.learning_rate for item in trainer.history]
    assert max(rates) <= 1e-3
    assert max(rates) > 0.9e-3
    assert rates[0] < max(rates)
    assert rates[-1] < 1e-5
    constant = trained(recipe(), epochs=1)
    assert constant.history[0].learning_rate == 1e-3
