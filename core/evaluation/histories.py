"""The histories of several trainings, brought to figures that can be compared."""

from collections.abc import Mapping, Sequence

from core.checkpoints import Card
from models.layers import PIXELS

Line = list[tuple[float, float]]  # (epoch, value)
History = Sequence[Mapping[str, float]]

LOSSES = ("loss", "validation_loss")
GROUPS: dict[str, tuple[str, ...]] = {
    "Loss": LOSSES,
    "Parts of the loss": ("reconstruction", "kl", "agreement"),
    "Accuracy": ("accuracy", "balanced_error"),
    "Learning rate": ("learning_rate",),
}


def curve_groups(history: History) -> dict[str, tuple[str, ...]]:
    """What can be drawn of a history: a title for each group of figures of one scale."""
    known = set().union(*history) if history else set()
    found = {title: tuple(k for k in keys if k in known) for title, keys in GROUPS.items()}
    return {title: keys for title, keys in found.items() if keys}


def keys_of(cards: Sequence[Card]) -> dict[str, tuple[str, ...]]:
    """Titles of the groups of figures that at least one card has, with the keys of each."""
    found: dict[str, tuple[str, ...]] = {}
    for card in cards:
        for title, keys in curve_groups(card.history).items():
            found[title] = tuple(dict.fromkeys((*found.get(title, ()), *keys)))
    return found


def loss_name(card: Card) -> str:
    """What a model's loss is: only losses of one name may be compared."""
    if card.task == "classify":
        return "cross-entropy of the ten classes, nats"
    pixels = {
        "mse": "mean squared error of a pixel",
        "sse": "squared error, summed over the pixels",
        "bce": "mean cross-entropy of a pixel, nats",
        "bce_sum": "cross-entropy, summed over the pixels, nats",
    }.get(str(card.model.get("pixel_loss")), "of the pixels")
    if card.family.contrastive:
        return f"{pixels}, plus disagreement of two views"
    return f"{pixels}, plus divergence" if _has_parts(card) else pixels


def comparable(group: str, cards: Sequence[Card]) -> dict[str, list[Card]]:
    """The cards whose curves of a group (see `GROUPS`) may share a chart, by the unit of the loss.

    The key is empty for groups that all cards measure alike.
    """
    found: dict[str, list[Card]] = {}
    for card in cards:
        unit = loss_name(card) if group in ("Loss", "Parts of the loss") else ""
        found.setdefault(unit, []).append(card)
    return found


def _has_parts(card: Card) -> bool:
    """Whether the loss is more than what the pixels cost."""
    return card.family.variational or card.family.contrastive


def curve(card: Card, key: str) -> Line:
    """A figure over the epochs; empty where the card has none of it."""
    return [
        (row.get("epoch", float(at)), row[key])
        for at, row in enumerate(card.history, start=1)
        if key in row
    ]


def error_of_epochs(card: Card) -> list[tuple[str, Line]]:
    """Names and lines of the error over the epochs, of training images and of those held out.

    Autoencoders: squared error per image, summed over its pixels, for those trained on it.
    Classifiers: the share misread, in [0, 1]. Empty where the card has neither.
    """
    if card.task == "classify":
        lines = [
            ("training images", [(epoch, 1 - share) for epoch, share in curve(card, "accuracy")]),
            ("classes weighted equally", curve(card, "balanced_error")),
        ]
    else:
        factor = {"mse": float(PIXELS), "sse": 1.0}.get(str(card.model.get("pixel_loss")))
        if factor is None:
            return []
        noisy = card.recipe.get("noise") is not None
        of = "cleaned training images" if noisy else "training images"
        keys = {"loss": of, "validation_loss": "images held out"}
        if _has_parts(card):
            keys = {"reconstruction": of}
        lines = [
            (words, [(epoch, factor * loss) for epoch, loss in curve(card, key)])
            for key, words in keys.items()
        ]
    return [(f"{card.name}: {name}", line) for name, line in lines if line]
