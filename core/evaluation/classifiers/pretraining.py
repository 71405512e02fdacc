"""Two cases of pretraining: classifiers that start from a plain or a denoising autoencoder."""

from dataclasses import dataclass

from core.checkpoints import Card
from core.checkpoints.pool import pool
from core.errors import CheckpointError


@dataclass(frozen=True)
class Case:
    """A classifier whose training started from an autoencoder's encoder."""

    number: int
    """1: the autoencoder was trained without noise, or is unknown; 2: with noise."""
    card: Card
    autoencoder: str
    """Name of the autoencoder, which may no longer be in the store."""


def cases() -> list[Case]:
    """The store's classifiers that started from an autoencoder, case 1 first, then by name."""
    cards = map(pool().card, pool().names("classify"))
    starts = [
        Case(2 if _denoises(initial) else 1, card, initial)
        for card in cards
        if (initial := str(card.recipe.get("initial") or "")) and not _classifies(initial)
    ]
    return sorted(starts, key=lambda case: (case.number, case.card.name))


def _classifies(name: str) -> bool:
    """Whether a checkpoint is itself a classifier; False if it is not in the store."""
    try:
        return pool().card(name).family.task == "classify"
    except CheckpointError:
        return False


def _denoises(autoencoder: str) -> bool:
    try:
        return pool().card(autoencoder).recipe.get("noise") is not None
    except CheckpointError:
        return False
