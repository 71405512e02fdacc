"""Figures of a training, one record per epoch, and the rule for early stopping."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise

from core.training.recipes.recipe import Stopping


@dataclass(frozen=True)
class Epoch:
    """Figures of one pass over the training images."""

    epoch: int  # 1 for the first
    loss: float  # mean over the training images
    validation_loss: float  # mean over the held-out images; if none, test images
    learning_rate: float  # at the end of the epoch
    seconds: float  # training and evaluation
    images_per_second: float  # training alone
    parts: dict[str, float] = field(default_factory=dict)  # such as kl, accuracy; training images
    balanced_error: float | None = None  # 1 - balanced accuracy, if the recipe stops on it

    def row(self) -> dict[str, float]:
        """The epoch as one flat row of numbers, the form in which a card stores it."""
        values = {key: value for key, value in asdict(self).items() if key != "parts"}
        return {key: float(value) for key, value in values.items() if value is not None} | {
            key: float(value) for key, value in self.parts.items()
        }


def has_settled(history: Sequence[Epoch], rule: Stopping | None) -> bool:
    """Whether the monitored figure changed by too little in each of the last epochs."""
    if rule is None or len(history) <= rule.epochs:
        return False
    values = [getattr(epoch, rule.monitor) for epoch in history[-rule.epochs - 1 :]]
    return all(abs(new - old) <= rule.change * abs(old) for old, new in pairwise(values))
