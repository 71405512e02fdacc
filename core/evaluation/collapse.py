"""Whether a training has taught its network anything, and what to change if not.

A network has *collapsed* if it answers every picture alike. An autoencoder is then no better than
the average picture, and a classifier no better than guessing.
"""

from collections.abc import Sequence

from cachetools import LRUCache, cached

from core.checkpoints import Card
from core.data import Dataset, to_float
from core.text.numbers import alike, number, percent

MARGIN = 0.05  # share by which a network must beat an answer that never changes
SLOW = 1e-4  # learning rates below this are too low rather than too high
FALLING = 0.95  # ratio of the last loss to that halfway below which more epochs would help


def collapse(card: Card, test: Dataset) -> str:
    """What a collapsed network does, and the remedy, in two sentences; empty if it has learned.

    ``card`` has the figures that were measured after the training, on the images of ``test``.
    """
    problem = _problem(card, test)
    return f"It has learned nothing: {problem} {_remedy(card)}" if problem else ""


def _problem(card: Card, test: Dataset) -> str:
    figures, classes = card.metrics, len(test.classes)
    error, accuracy = figures.get("squared_error"), figures.get("balanced_accuracy")
    if card.task == "reconstruct" and isinstance(error, float):
        average = _error_of_average(test)
        if error >= average * (1 - MARGIN):
            own, same = alike([error, average])
            return (
                f"its outputs differ from the test pictures by {own}, and the average picture in "
                f"place of every one would differ by {same}."
            )
    if card.task == "classify" and isinstance(accuracy, float) and classes > 1:
        guess = 1 / classes
        if accuracy <= guess * (1 + MARGIN):
            return (
                f"it reads {percent(accuracy, 1)} of the test pictures correctly, and a guess "
                f"{percent(guess, 1)} (classes weighted equally)."
            )
    return ""


@cached(LRUCache(16), key=lambda test: (test.fingerprint, len(test)))
def _error_of_average(test: Dataset) -> float:
    """Squared error per image of the average picture: the variance, summed over the pixels."""
    return float(to_float(test.images).var(0, correction=0).sum())


def _remedy(card: Card) -> str:
    weight = card.model.get("kl_weight")
    if isinstance(weight, (int, float)) and weight > 1:
        return (
            f"Train it again with a lower KL weight than {number(weight)}, which presses all codes "
            "to one place."
        )
    optimiser = card.recipe.get("optimiser")
    rate = optimiser.get("learning_rate") if isinstance(optimiser, dict) else None
    if isinstance(rate, (int, float)) and rate < SLOW:
        return f"Train it again with a higher learning rate than {rate:g}, or for more epochs."
    if _is_falling([row["loss"] for row in card.history if "loss" in row]):
        return "Its loss was still falling: train it again for more epochs."
    such = f", such as {rate / 10:g} instead of {rate:g}" if isinstance(rate, (int, float)) else ""
    return f"Train it again with a lower learning rate{such}."


def _is_falling(losses: Sequence[float]) -> bool:
    """Whether the second half of the epochs has lowered the loss; true for a single epoch."""
    if len(losses) < 2:
        return len(losses) == 1
    return losses[-1] < FALLING * losses[(len(losses) - 1) // 2]
