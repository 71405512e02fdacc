"""Epochs and the rule for early stopping."""

import pytest

from core.training.loop import Trainer
from tests.unit.digits import small_set
from tests.unit.training.runs import epoch, recipe


@pytest.mark.parametrize(
    ("losses", "stops"),
    [
        ([100, 99.5, 99], False),  # two changes are not three
        ([100, 99.5, 99, 98.5], True),  # 0.5 % three times
        ([100, 98, 97.5, 97], False),  # the first of the three is 2 %
        ([200, 100, 99.5, 99, 98.5], True),  # only the last three count
        ([100, 99.5, 97.5, 97], False),  # one large step in the middle
        ([100, 101, 102, 103], True),  # a loss that rises by 1 % or less changes little as well
        ([100, 102, 100, 102], False),
        ([0, 0, 0, 0], True),
    ],
)
def test_early_stopping_as_worked_by_hand(losses, stops):
    rule = {"monitor": "loss", "epochs": 3, "change": 0.01}
    trainer = Trainer(recipe(epochs=100, stopping=rule), small_set())
    trainer.history = [epoch(number, loss) for number, loss in enumerate(losses, start=1)]
    assert trainer.stopped_early is stops
    assert trainer.is_finished is stops


@pytest.mark.parametrize("monitor", ["loss", "validation_loss", "balanced_error"])
def test_each_rule_watches_its_own_figure(monitor):
    chosen = recipe(
        epochs=100,
        stopping={"monitor": monitor, "epochs": 2, "change": 0.01},
        model={"family": "clf-dense"},
        validation_share=0.1,
    )
    trainer = Trainer(chosen, small_set())
    moving = {"loss": 10.0, "validation_loss": 20.0, "balanced_error": 30.0}
    for still in moving:
        trainer.history = [
            epoch(
                n, **{key: value * (1 if key == still else 2**n) for key, value in moving.items()}
            )
            for n in range(1, 4)
        ]
        assert trainer.stopped_early is (still == monitor)


def test_a_run_stops_early_once_it_has_settled():
    rule = {"monitor": "balanced_error", "epochs": 2, "change": 0.5}
    trainer = Trainer(recipe(model={"family": "clf-dense"}, epochs=60, stopping=rule), small_set())
    epochs = [*trainer.epochs()]
    assert 2 < len(epochs) < 60
    errors = [item.balanced_error for item in epochs if item.balanced_error is not None]
    assert len(errors) == len(epochs)
    assert abs(errors[-1] - errors[-2]) <= 0.5 * errors[-2]
    assert trainer.stopped_early
