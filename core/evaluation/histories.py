"""Training histories of several models, in comparable curves."""

from collections.abc import Mapping, Sequence

import models
from core.checkpoints import Card

Curve = list[tuple[float, float]]  # (epoch, value)
History = Sequence[Mapping[str, float]]

LOSSES = ("loss", "validation_loss")
GROUPS: dict[str, tuple[str, ...]] = {
    "Loss": LOSSES,
    "Parts of the loss": ("reconstruction", "kl", "agreement"),
    "Accuracy": ("accuracy", "balanced_error"),
    "Learning rate": ("learning_rate",),
}


def curve_groups(history: History) -> dict[str, tuple[str, ...]]:
    """Keys of a history that can share a chart, by the title of the chart."""
    available = set().union(*history) if history else set()
    groups = {title: tuple(k for k in keys if k in available) for title, keys in GROUPS.items()}
    return {title: keys for title, keys in groups.items() if keys}


def group_keys(cards: Sequence[Card]) -> dict[str, tuple[str, ...]]:
    """The `curve_groups` of several cards together."""
    groups: dict[str, tuple[str, ...]] = {}
    for card in cards:
        for title, keys in curve_groups(card.history).items():
            groups[title] = tuple(dict.fromkeys((*groups.get(title, ()), *keys)))
    return groups


def loss_name(card: Card) -> str:
    """Name and unit of a model's loss; only losses of one name are comparable."""
    if card.task == "classify":
        return "cross-entropy of the classes, nats"
    pixels = {
        "mse": "mean squared error per pixel",
        "sse": "squared error, summed over the pixels",
        "bce": "mean cross-entropy per pixel, nats",
        "bce_sum": "cross-entropy, summed over the pixels, nats",
    }.get(str(card.model.get("pixel_loss")), "of the pixels")
    if card.family.contrastive:
        return f"{pixels}, plus disagreement of two views"
    return f"{pixels}, plus divergence" if _has_parts(card) else pixels


def comparable(group: str, cards: Sequence[Card]) -> dict[str, list[Card]]:
    """Cards whose curves of a group of `GROUPS` may share a chart, by the name of the loss.

    The name is empty for groups that all cards measure in the same way.
    """
    charts: dict[str, list[Card]] = {}
    for card in cards:
        unit = loss_name(card) if group in ("Loss", "Parts of the loss") else ""
        charts.setdefault(unit, []).append(card)
    return charts


def _has_parts(card: Card) -> bool:
    """Whether the loss has parts besides that of the pixels."""
    return card.family.variational or card.family.contrastive


def curve(card: Card, key: str) -> Curve:
    """A value over the epochs; empty if the card does not have it."""
    return [
        (row.get("epoch", float(at)), row[key])
        for at, row in enumerate(card.history, start=1)
        if key in row
    ]


def error_curves(card: Card) -> list[tuple[str, Curve]]:
    """Labels and curves of the error over the epochs, on training and on validation images.

    Autoencoders trained on the squared error: that error per image, summed over the pixels.
    Classifiers: share of wrong predictions, in [0, 1]. Empty for other models.
    """
    if card.task == "classify":
        lines = [
            ("training images", [(epoch, 1 - share) for epoch, share in curve(card, "accuracy")]),
            ("classes weighted equally", curve(card, "balanced_error")),
        ]
    else:
        values = float(models.parse_spec(card.model).values)
        factor = {"mse": values, "sse": 1.0}.get(str(card.model.get("pixel_loss")))
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
    return [(label, line) for label, line in lines if line]
