"""Descriptions of checkpoints in plain words, for screens."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import models
from core import noise as noises
from core.checkpoints import Card, Entry, architecture
from core.data import find_entry
from core.errors import RecipeError
from core.noise import GaussianNoise, MaskNoise, MixtureNoise
from core.text import numbers
from core.text.metrics import key_words
from core.text.numbers import quantity
from models import Task

TASKS = {
    "reconstruct": "Autoencoders",
    "classify": "Classifiers",
    "encode": "Encoders",
}


@dataclass(frozen=True)
class Row:
    """One usable checkpoint as a row of a table."""

    name: str
    title: str
    task: Task
    architecture: str
    parameters: int
    latent: int  # numbers per image from `encode`
    noise: str
    figure: str  # its most important figure in a few words
    source: str
    bytes: int
    created: datetime


def overview(entries: Iterable[Entry]) -> list[Row]:
    """Rows of the usable checkpoints, in the order of the entries; others are omitted."""
    return [_row(entry.card, entry.bytes) for entry in entries if entry.card is not None]


def _row(card: Card, size: int) -> Row:
    return Row(
        name=card.name,
        title=card.title,
        task=card.task,
        architecture=architecture.one_line(card.model),
        parameters=card.parameters,
        latent=card.latent_size,
        noise=describe_noise(card.recipe),
        figure=key_words(card.metrics),
        source=card.source,
        bytes=size,
        created=datetime.fromisoformat(card.created),
    )


def describe_noise(recipe: Mapping[str, Any]) -> str:
    """Describe the noise in a card's recipe, such as ``Gaussian, sigma 0.5``, or ``none``.

    The card may come from elsewhere; a noise that this version does not know is ``unknown``.
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


def deformation_target(recipe: Mapping[str, Any]) -> str:
    """What the network should return for a deformed image: ``same``, ``other`` or ``original``.

    The default is ``same``, the deformed image itself, if the recipe of a foreign card has none.
    """
    augment = recipe.get("augment")
    target = augment.get("target") if isinstance(augment, Mapping) else None
    return target if isinstance(target, str) else "same"


def describe(card: Card) -> str:
    """Describe in a few sentences what a checkpoint is and does, without technical terms."""
    if card.is_table:
        return _of_table(card)
    family, latent, task = card.family, card.latent_size, card.task
    numbers = quantity(latent, "number")
    weights = f"{card.parameters:,} parameters"
    if task == "classify":
        through = (
            f", passing everything through {numbers} (its bottleneck)"
            if card.model.get("bottleneck") is not None
            else ""
        )
        classes = card.model.get("classes", 10)
        count = "ten" if classes == 10 else f"{classes:,}"
        what = f"This classifier tells which of {count} classes an image shows{through}"
    elif task == "encode":
        what = (
            f"This encoder gives each image {numbers}; it has no decoder to draw images from them"
        )
    elif family.variational:
        what = (
            f"This variational autoencoder squeezes each image into {numbers}, kept close to a"
            " round cloud so that new images can be drawn from it, and rebuilds the image from"
            " them"
        )
    elif family.contrastive:
        what = (
            f"This encoder gives each image {numbers} that hardly change if it is turned,"
            " shifted or slanted (contrastive learning), and a decoder beside it draws the image"
            " that they stand for"
        )
    else:
        values = models.parse_spec(card.model).values
        unit = "pixels" if card.shape[0] == 1 else "colour values"
        what = (
            f"This autoencoder squeezes each image of {values:,} {unit} into {numbers} and rebuilds"
            " the image from them"
        )
    noise = describe_noise(card.recipe)
    training = "" if noise == "none" else f" It saw noise in training ({noise})."
    if noise != "none" and task == "reconstruct":
        training = f" It learned to return the clean image for a noisy one (noise: {noise})."
    if deformation_target(card.recipe) == "original":
        training += (
            " It saw turned, stretched and shifted images and learned to return the originals."
        )
    if card.is_imported:
        data_set = f" on {card.dataset.name}" if card.dataset.name else ""
        return f"{what}. It has {weights}. It was trained elsewhere{data_set}, and added as a file."
    images = f"{card.dataset.train_count:,} images"
    return f"{what}. It has {weights} and learned from {images}.{training}"


def _of_table(card: Card) -> str:
    pictures = card.dataset
    entry = find_entry(pictures.name)
    title = entry.title if entry else pictures.name
    count = pictures.train_count + pictures.test_count
    noun = "pictures" if pictures.train_count else "test pictures"
    noun = noun if pictures.test_count else "training pictures"
    return (
        f"{'This is' if card.latent_size == 1 else 'These are'} "
        f"{quantity(card.latent_size, 'number')} for each of {count:,} {noun} of {title}, computed "
        "elsewhere and added as a file. There is no network behind them: other pictures have no "
        "place among them, and no picture can be drawn from them, so Denoise, Draw and Walk do not "
        "offer them."
    )


def class_names(dataset: str, count: int) -> tuple[str, ...]:
    """Names of ``count`` classes of a data set; numbers from 0 if the data set is unknown."""
    entry = find_entry(dataset)
    if entry is not None and len(entry.classes) == count:
        return entry.classes
    return tuple(str(index) for index in range(count))


def provenance(card: Card) -> list[tuple[str, str]]:
    """Origin of a checkpoint: pairs of a label and its value, as text."""
    data = card.dataset
    if card.is_imported:
        return [
            ("Source", card.source),
            ("Pictures" if card.is_table else "Trained on", data.name or "not known"),
            ("Added", f"{datetime.fromisoformat(card.created):%d %B %Y, %H:%M} UTC"),
            ("Versions", ", ".join(f"{name} {version}" for name, version in card.versions.items())),
            ("Fingerprint of the weights (SHA-256)", card.sha256),
        ]
    entry = find_entry(data.name)
    sample = ", a sample of the whole" if data.is_sample else ""
    counts = f"{data.train_count:,} to train, {data.test_count:,} to test"
    if data.validation_count:
        counts += f", {data.validation_count:,} held out"
    return [
        ("Source", card.source),
        ("Data set", f"{entry.title if entry else data.name}{sample}"),
        ("Images", counts),
        ("Seed", str(card.seed)),
        ("Trained on", card.device),
        ("Training time", numbers.duration(card.seconds)),
        ("Finished", f"{datetime.fromisoformat(card.created):%d %B %Y, %H:%M} UTC"),
        ("Versions", ", ".join(f"{name} {version}" for name, version in card.versions.items())),
        ("Fingerprint of the data (SHA-256)", data.fingerprint),
        ("Fingerprint of the weights (SHA-256)", card.sha256),
    ]
