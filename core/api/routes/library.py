"""What there is to work with: the models of the store and the digits of the data sets."""

from typing import Literal

from pydantic import Field

from core import data
from core.api.routes.asks import Asks, DatasetName, Nothing, RowId
from core.api.server.answer import ARRAYS, JSON, PNG, Answer
from core.api.server.endpoint import Endpoint, Refusal
from core.checkpoints import Card
from core.checkpoints.pool import pool
from core.data import lookup
from core.errors import DataError


class AsksModels(Asks):
    """Which models."""

    task: Literal["reconstruct", "classify"] | None = Field(
        None, description="Only autoencoders, or only classifiers."
    )


class AsksDigit(Asks):
    """Which digit, and how large."""

    dataset: DatasetName
    row: RowId
    scale: int = Field(1, ge=1, le=32, description="Side of a pixel in the PNG.")


def models(asked: AsksModels) -> Answer:
    """The usable checkpoints."""
    cards = [pool().card(name) for name in pool().names(asked.task)]
    return Answer({}, {"models": [_summary(card) for card in cards]})


def _summary(card: Card) -> dict[str, object]:
    return {
        "name": card.name,
        "title": card.title,
        "task": card.task,
        "model": card.model,
        "parameters": card.parameters,
        "noise": card.recipe.get("noise"),
        "sha256": card.sha256,
    }


def datasets(_: Nothing) -> Answer:
    """The data sets that the dashboard knows."""
    return Answer({}, {"datasets": list(data.NAMES)})


def digit(asked: AsksDigit) -> Answer:
    """One image and its label."""
    loaded = data.load(asked.dataset)
    try:
        place = lookup.position(loaded, asked.row)
    except DataError as error:
        raise Refusal(404, str(error)) from error
    image = loaded.images[place].numpy()
    label = int(loaded.labels[place])
    values = {"row": asked.row, "label": label, "class": loaded.classes[label]}
    return Answer({"image": image}, values, lambda: image, scale=asked.scale, max_age_s=3600)


ENDPOINTS = [
    Endpoint(
        "/api/models",
        "The checkpoints in the store",
        "Gives each usable checkpoint's name, title, task, architecture and parameter count.",
        AsksModels,
        models,
        method="GET",
        example={"task": "reconstruct"},
    ),
    Endpoint(
        "/api/datasets",
        "The data sets",
        "Gives the names of the data sets that calls may ask for rows of.",
        Nothing,
        datasets,
        method="GET",
    ),
    Endpoint(
        "/api/digits/{dataset}/{row}",
        "One digit of a data set",
        "Gives the picture as PNG, or the 28 rows of 28 pixels from 0 to 255 and the label.",
        AsksDigit,
        digit,
        method="GET",
        media=(PNG, JSON, ARRAYS),
        example={"dataset": "mnist", "row": 60000, "scale": 8},
    ),
]
