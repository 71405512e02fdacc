"""Checkpoints in plain words: what each is, what noise it met, how well it does."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core import architecture
from core import noise as noises
from core.checkpoints import Card, Entry
from core.errors import RecipeError
from core.metric_names import key_metric, metric_name, metric_value
from core.noise import GaussianNoise, MaskNoise, MixtureNoise
from core.pool import task_of

TASKS = {"reconstruct": "Autoencoders", "classify": "Classifiers"}


@dataclass(frozen=True)
class Row:
    """One usable checkpoint as a table of the store shows it."""

    name: str
    title: str
    task: str  # "reconstruct" or "classify"
    architecture: str
    parameters: int
    latent: int  # numbers that `encode` gives for one image
    noise: str
    figure: str  # its most telling figure, with its name
    source: str
    bytes: int
    created: datetime


def overview(entries: Iterable[Entry]) -> list[Row]:
    """A row for each usable checkpoint, in the order of the entries; the others are left out."""
    return [_row(entry.card, entry.bytes) for entry in entries if entry.card is not None]


def _row(card: Card, size: int) -> Row:
    return Row(
        name=card.name,
        title=card.title,
        task=task_of(card),
        architecture=architecture.in_short(card.model),
        parameters=card.parameters,
        latent=architecture.summary(card.model).latent,
        noise=noise_words(card.recipe),
        figure=figure_words(card),
        source=card.source,
        bytes=size,
        created=datetime.fromisoformat(card.created),
    )


def figure_words(card: Card) -> str:
    """The most telling figure of a checkpoint, such as ``97.90 % read correctly (accuracy)``."""
    key = key_metric(card.metrics)
    if key is None:
        return ""
    title = metric_name(key).title
    return f"{metric_value(key, card.metrics[key])} {title[:1].lower()}{title[1:]}"


def noise_words(recipe: Mapping[str, Any]) -> str:
    """The noise of a recipe as its card has it, which may come from anywhere: ``none``, or words.

    A noise that this version does not know is called ``unknown``.
    """
    spec = recipe.get("noise")
    if spec is None:
        return "none"
    try:
        noise = noises.from_spec(spec)
    except (RecipeError, TypeError, ValueError, AttributeError):
        return "unknown"
    if isinstance(noise, MixtureNoise):
        kinds = {kind for kind, _ in noise.limits}
        return f"mixture of {len(kinds)} kinds"
    if isinstance(noise, MaskNoise):
        return f"mask, {noise.zeros:.0%} black, {noise.ones:.0%} white"
    if isinstance(noise, GaussianNoise):
        return f"Gaussian, sigma {noise.sigma:g}"
    level = getattr(noise, noises.level_field(spec["kind"]))
    return f"{noise.title.lower()}, {level:g}"


def sentence(card: Card) -> str:
    """What a checkpoint is and does, for someone who has never heard of it."""
    whole = architecture.summary(card.model)
    numbers = "1 number" if whole.latent == 1 else f"{whole.latent:,} numbers"
    weights = f"{card.parameters:,} parameters"
    if whole.task == "classify":
        through = (
            f", passing everything through {numbers} (its bottleneck)"
            if card.model.get("bottleneck") is not None
            else ""
        )
        what = f"This classifier says which of ten classes an image shows{through}"
    elif str(card.model["family"]).startswith("vae"):
        what = (
            f"This variational autoencoder squeezes each image into {numbers}, kept close to a"
            " round cloud so that new images can be drawn from it, and rebuilds the image from"
            " them"
        )
    else:
        what = (
            f"This autoencoder squeezes each image of 784 pixels into {numbers} and rebuilds the"
            " image from them"
        )
    noise = noise_words(card.recipe)
    met = "" if noise == "none" else f" It met noise in training ({noise})."
    if noise != "none" and whole.task == "reconstruct":
        met = f" It learned to return the clean image for a noisy one (noise: {noise})."
    images = f"{card.dataset.train_count:,} images"
    return f"{what}. It has {weights} and learned from {images}.{met}"
