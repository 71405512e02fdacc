"""Routes that list checkpoints and data sets, and return one digit."""

from typing import Any, Literal

from numpy.typing import NDArray
from pydantic import Field

from core import data, inference
from core.api.bounds.costs import HALF_MS, PASS_MS, PIXEL_MS, QUICK_MS, Cost, size_of
from core.api.refusal import Refusal
from core.api.routes.requests import (
    DatasetName,
    EmptyRequest,
    ModelName,
    RouteRequest,
    RowId,
    open_module,
)
from core.api.server.answer import ARRAYS, JSON, PNG, Answer
from core.api.server.endpoint import Endpoint
from core.checkpoints import Card
from core.checkpoints.pool import pool
from core.data import Dataset, lookup
from core.errors import DataError


class ModelsRequest(RouteRequest):
    """Which checkpoints to list."""

    task: Literal["reconstruct", "classify", "encode"] | None = Field(
        None, description="Only autoencoders, only classifiers, or only encoders without a decoder."
    )


class DigitRequest(RouteRequest):
    """One digit and its size in the PNG."""

    dataset: DatasetName
    row: RowId
    scale: int = Field(1, ge=1, le=32, description="Side of an image pixel in the PNG.")


class CardRequest(RouteRequest):
    """One digit, the autoencoder to reconstruct it and the classifier to read it."""

    row: RowId
    dataset: DatasetName = "mnist"
    autoencoder: ModelName | None = None
    classifier: ModelName | None = None


def _cost_of_digit(request: DigitRequest) -> Cost:
    numbers = size_of(request.dataset).numbers
    return Cost(QUICK_MS + numbers * request.scale**2 * PIXEL_MS, numbers)


def _cost_of_card(request: CardRequest) -> Cost:
    size = size_of(request.dataset)
    return Cost(QUICK_MS + (PASS_MS + HALF_MS) * size.share, 2 * size.numbers)


def list_models(request: ModelsRequest) -> Answer:
    """The usable checkpoints."""
    cards = [pool().card(name) for name in pool().names(request.task)]
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


def list_datasets(_: EmptyRequest) -> Answer:
    """Names of the data sets."""
    return Answer({}, {"datasets": data.names()})


def get_digit(request: DigitRequest) -> Answer:
    """One image and its label."""
    dataset = data.load(request.dataset)
    place = _position(dataset, request.row)
    image = dataset.images[place].numpy()
    label = int(dataset.labels[place])
    values: dict[str, Any] = {"row": request.row} | _class_of(dataset, label)
    # A person's own set can be deleted and added anew under the same name.
    max_age_s = 0 if data.entry_named(request.dataset).addition else 3600
    return Answer(
        {"image": image}, values, lambda: image[None], scale=request.scale, max_age_s=max_age_s
    )


def get_card(request: CardRequest) -> Answer:
    """One digit with its reconstruction and its predicted class."""
    dataset = data.load(request.dataset)
    place = _position(dataset, request.row)
    image = dataset.images[place : place + 1]
    x = data.to_float(image)
    label = int(dataset.labels[place])
    arrays: dict[str, NDArray[Any]] = {"digit": image[0].numpy()}
    values: dict[str, Any] = {"row": request.row} | _class_of(dataset, label)
    if request.autoencoder:
        module = open_module(request.autoencoder, "reconstruct", request.dataset)
        reconstruction = inference.reconstruct(module, x)
        arrays["reconstruction"] = data.to_uint8(data.as_pictures(reconstruction)[0]).numpy()
        values["squared_error"] = float(inference.squared_errors(x, reconstruction)[0])
    if request.classifier:
        classifier = open_module(request.classifier, "classify", request.dataset)
        probabilities = inference.classify(classifier, x)[0]
        best = int(probabilities.argmax())
        values |= {
            "predicted": dataset.class_name(best),
            "probability": float(probabilities[best]),
        }
    return Answer(arrays, values)


def _class_of(dataset: Dataset, label: int) -> dict[str, Any]:
    """The label and its name; empty for images without labels."""
    return {"label": label, "class": dataset.classes[label]} if dataset.classes else {}


def _position(dataset: Dataset, row: int) -> int:
    try:
        return lookup.position(dataset, row)
    except DataError as error:
        raise Refusal(404, str(error)) from error


ENDPOINTS = [
    Endpoint(
        "/api/models",
        "The checkpoints in the store",
        "Returns name, title, task, architecture and parameter count of each usable checkpoint.",
        ModelsRequest,
        list_models,
        method="GET",
        example={"task": "reconstruct"},
    ),
    Endpoint(
        "/api/datasets",
        "The data sets",
        "Returns the names of the data sets.",
        EmptyRequest,
        list_datasets,
        method="GET",
    ),
    Endpoint(
        "/api/digits/{dataset}/{row}",
        "One image of a data set",
        "Returns the image as PNG, or its rows of pixels from 0 to 255 and its label.",
        DigitRequest,
        get_digit,
        cost=_cost_of_digit,
        method="GET",
        media=(PNG, JSON, ARRAYS),
        example={"dataset": "mnist", "row": 60000, "scale": 8},
    ),
    Endpoint(
        "/api/maps/card",
        "One image with its reconstruction and prediction",
        "Returns the image, its reconstruction by an autoencoder and its class according to a "
        "classifier.",
        CardRequest,
        get_card,
        cost=_cost_of_card,
        method="GET",
        media=(ARRAYS, JSON),
        example={"row": 60000, "autoencoder": "ae-conv-2", "classifier": "clf-mlp-3"},
    ),
]
