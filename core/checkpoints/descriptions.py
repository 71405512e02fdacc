"""Checkpoints in plain words: what each is, what noise it met, how well it does."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core import noise as noises
from core.checkpoints import Card, Entry, architecture
from core.data.catalogue import CATALOGUE
from core.errors import RecipeError
from core.noise import GaussianNoise, MaskNoise, MixtureNoise
from core.text import numbers
from core.text.metrics import key_words
from models import Task

TASKS = {"reconstruct": "Autoencoders", "classify": "Classifiers"}


@dataclass(frozen=True)
class Row:
    """One usable checkpoint as a table of the store shows it."""

    name: str
    title: str
    task: Task
    architecture: str
    parameters: int
    latent: int  # numbers that `encode` gives for one image
    noise: str
    figure: str  # its most telling figure in a few words
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
        task=card.task,
        architecture=architecture.in_short(card.model),
        parameters=card.parameters,
        latent=card.latent_size,
        noise=noise_words(card.recipe),
        figure=key_words(card.metrics),
        source=card.source,
        bytes=size,
        created=datetime.fromisoformat(card.created),
    )


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
        return f"mask, {numbers.percent(noise.zeros)} black, {numbers.percent(noise.ones)} white"
    if isinstance(noise, GaussianNoise):
        return f"Gaussian, sigma {noise.sigma:g}"
    level = getattr(noise, noises.level_control(spec["kind"]).name)
    return f"{noise.title.lower()}, {level:g}"


def sentence(card: Card) -> str:
    """What a checkpoint is and does, for someone who has never heard of it."""
    family, latent, task = card.family, card.latent_size, card.task
    numbers = "1 number" if latent == 1 else f"{latent:,} numbers"
    weights = f"{card.parameters:,} parameters"
    if task == "classify":
        through = (
            f", passing everything through {numbers} (its bottleneck)"
            if card.model.get("bottleneck") is not None
            else ""
        )
        what = f"This classifier says which of ten classes an image shows{through}"
    elif family.variational:
        what = (
            f"This variational autoencoder squeezes each image into {numbers}, kept close to a"
            " round cloud so that new images can be drawn from it, and rebuilds the image from"
            " them"
        )
    elif family.contrastive:
        what = (
            f"This encoder gives each image {numbers} that hardly change when the digit is turned,"
            " shifted or slanted (contrastive learning), and a decoder beside it draws the image"
            " that they stand for"
        )
    else:
        what = (
            f"This autoencoder squeezes each image of 784 pixels into {numbers} and rebuilds the"
            " image from them"
        )
    noise = noise_words(card.recipe)
    met = "" if noise == "none" else f" It met noise in training ({noise})."
    if noise != "none" and task == "reconstruct":
        met = f" It learned to return the clean image for a noisy one (noise: {noise})."
    if (card.recipe.get("augment") or {}).get("target") == "original":
        met += " It saw turned, stretched and shifted images and was asked for the originals."
    images = f"{card.dataset.train_count:,} images"
    return f"{what}. It has {weights} and learned from {images}.{met}"


def class_names(dataset: str, count: int) -> tuple[str, ...]:
    """What the classes of a data set are called; their numbers where it is unknown."""
    known = CATALOGUE.get(dataset)
    if known is not None and len(known.classes) == count:
        return known.classes
    return tuple(str(index) for index in range(count))


def provenance(card: Card) -> list[tuple[str, str]]:
    """Where a checkpoint comes from: pairs of what and its value, as text."""
    data = card.dataset
    known = CATALOGUE.get(data.name)
    sample = ", a sample of the whole" if data.is_sample else ""
    counts = f"{data.train_count:,} to train, {data.test_count:,} to test"
    if data.validation_count:
        counts += f", {data.validation_count:,} held out"
    return [
        ("Source", card.source),
        ("Data set", f"{known.title if known else data.name}{sample}"),
        ("Images", counts),
        ("Seed", str(card.seed)),
        ("Trained on", card.device),
        ("Training time", numbers.duration(card.seconds)),
        ("Finished", f"{datetime.fromisoformat(card.created):%d %B %Y, %H:%M} UTC"),
        ("Versions", ", ".join(f"{name} {version}" for name, version in card.versions.items())),
        ("Fingerprint of the data (SHA-256)", data.fingerprint),
        ("Fingerprint of the weights (SHA-256)", card.sha256),
    ]
