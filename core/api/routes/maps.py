"""What the map in the browser asks: points, values for colours, a card, a selection, the plane."""

from typing import Annotated, Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import BeforeValidator, Field, WithJsonSchema
from starlette.responses import Response

from core import data, inference, maps
from core.api.routes.asks import (
    Asks,
    DatasetName,
    MapId,
    ModelName,
    Nothing,
    Part,
    RowId,
    module_for,
)
from core.api.server.answer import ARRAYS, JSON, PNG, Answer, png
from core.api.server.endpoint import POLLING, Endpoint, Refusal
from core.checkpoints.pool import pool
from core.data import lookup
from core.errors import DataError
from core.inference import encodings, queue
from core.inference.progress import OnProgress
from core.latent import plane
from core.maps import colouring, selection

MAX_PICTURES = 1000
YEAR_S = 31_536_000
CSV = "text/csv"


def _row_ids(value: Any) -> Any:
    """Row ids from a raw body of little-endian uint32, or from a list."""
    if isinstance(value, bytes):
        if len(value) % 4:
            raise ValueError("expected four bytes for each row id")
        return np.frombuffer(value, "<u4").astype(np.int64)
    if isinstance(value, list) and all(type(item) is int and 0 <= item < 2**31 for item in value):
        return np.asarray(value, np.int64)
    raise ValueError("expected row ids")


RowIds = Annotated[
    Any,
    BeforeValidator(_row_ids),
    WithJsonSchema({"type": "array", "items": {"type": "integer"}, "description": "Row ids."}),
]


class AsksPoints(Asks):
    """Which map, of which digits."""

    map: MapId
    dataset: DatasetName = "mnist"
    split: Part = "test"
    key: str | None = Field(
        None, max_length=64, description="The map's content key, for browsers that keep answers."
    )


class AsksValues(Asks):
    """What a model says about each digit of a split."""

    what: Literal["errors", "predictions"]
    model: ModelName
    dataset: DatasetName = "mnist"
    split: Part = "test"


class AsksClusters(AsksPoints):
    """Which map, of which digits, and how many clusters of them."""

    k: int = Field(10, ge=2, le=colouring.MAX_CLUSTERS, description="Number of clusters.")
    seed: Annotated[int, Field(0, ge=0, lt=2**32, description="Where k-means starts.")]


class AsksCard(Asks):
    """One digit, and who reconstructs and who reads it."""

    row: RowId
    dataset: DatasetName = "mnist"
    autoencoder: ModelName | None = None
    classifier: ModelName | None = None


class AsksRows(Asks):
    """Digits by row id."""

    rows: RowIds
    dataset: DatasetName = "mnist"


class AsksTable(AsksRows):
    """Digits of a map by row id, and whose words about them to add."""

    map: MapId
    split: Part = "test"
    autoencoder: ModelName | None = None
    classifier: ModelName | None = None


class AsksPlane(Asks):
    """A rectangle of a latent plane, and how many digits across and down."""

    model: ModelName
    left: float = Field(allow_inf_nan=False)
    right: float = Field(allow_inf_nan=False)
    bottom: float = Field(allow_inf_nan=False)
    top: float = Field(allow_inf_nan=False)
    columns: int = Field(20, ge=1, le=plane.MAX_SIDE)
    rows: int = Field(20, ge=1, le=plane.MAX_SIDE)
    dark: bool = Field(False, description="White ink instead of black.")


def list_maps(_: Nothing) -> Answer:
    """Every map that can be drawn."""
    return Answer({}, {"maps": [vars(info) | {"decodes": info.decodes} for info in maps.infos()]})


def points(asked: AsksPoints) -> Answer:
    """The points of a map, once they are computed."""
    key = maps.key(asked.map, asked.dataset, asked.split)
    made = queue.result(
        f"points {key}", "Placing the digits", lambda on_progress: _layout(asked, on_progress)
    )
    arrays: dict[str, NDArray[Any]] = {
        "x": made.xy[:, 0],
        "y": made.xy[:, 1],
        "labels": made.labels,
    }
    first = int(made.rows[0]) if len(made) else 0
    values: dict[str, Any] = {"key": key, "count": len(made), "first_row": first}
    if not np.array_equal(made.rows, np.arange(first, first + len(made))):
        arrays["rows"] = made.rows.astype(np.uint32)
    return Answer(arrays, values, max_age_s=YEAR_S if asked.key == key else 0)


def values(asked: AsksValues) -> Answer:
    """Reconstruction errors, or predicted classes, of a whole split."""
    digest = module_key(asked.model)
    key = f"{asked.what} {digest} {data.load(asked.dataset).fingerprint} {asked.split}"

    def compute(on_progress: OnProgress) -> dict[str, NDArray[Any]]:
        if asked.what == "errors":
            found = encodings.reconstruction_errors(
                asked.model, asked.dataset, asked.split, on_progress
            )
            return {"errors": found}
        predicted, probability = encodings.predictions(
            asked.model, asked.dataset, asked.split, on_progress
        )
        return {"predicted": predicted, "probability": probability}

    what = "Reconstructing" if asked.what == "errors" else "Reading"
    made = queue.result(key, f"{what} the digits", compute)
    return Answer(made, {"model": asked.model, "split": asked.split})


def clustered(asked: AsksClusters) -> Answer:
    """The cluster of each point of a map."""
    where = (asked.map, asked.dataset, asked.split)
    key = maps.key(*where)

    def compute(on_progress: OnProgress) -> colouring.Clusters:
        made = _layout(asked, on_progress)
        return colouring.cluster(
            made, lambda: maps.vectors(*where, on_progress), asked.k, asked.seed
        )

    made = queue.result(
        f"clusters {colouring.key(key, asked.k, asked.seed)}", "Finding clusters", compute
    )
    of = maps.vectors_title(asked.map, asked.dataset)
    return Answer(
        {"clusters": made.labels}, {"of": of, "classes": made.classes, "shares": made.shares}
    )


def card(asked: AsksCard) -> Answer:
    """All that the card beside the pointer shows."""
    loaded = data.load(asked.dataset)
    try:
        place = lookup.position(loaded, asked.row)
    except DataError as error:
        raise Refusal(404, str(error)) from error
    image = loaded.images[place : place + 1]
    x = data.to_float(image)
    label = int(loaded.labels[place])
    arrays: dict[str, NDArray[Any]] = {"digit": image[0].numpy()}
    said: dict[str, Any] = {"row": asked.row, "label": label, "class": loaded.classes[label]}
    if asked.autoencoder:
        drawn = inference.reconstruct(module_for(asked.autoencoder, "reconstruct"), x)
        arrays["reconstruction"] = (drawn[0, 0] * 255).round().to(torch.uint8).numpy()
        said["squared_error"] = float(inference.squared_errors(x, drawn)[0])
    if asked.classifier:
        probabilities = inference.classify(module_for(asked.classifier, "classify"), x)[0]
        best = int(probabilities.argmax())
        said |= {"predicted": loaded.classes[best], "probability": float(probabilities[best])}
    return Answer(arrays, said)


def summary(asked: AsksRows) -> Answer:
    """How many digits of each class are selected, and their mean."""
    found = selection.summarise(data.load(asked.dataset), asked.rows)
    return Answer({"mean": found.mean}, {"count": found.count, "per_class": list(found.per_class)})


def pictures(asked: AsksRows) -> Answer:
    """The digits themselves, in the order asked for."""
    if len(asked.rows) > MAX_PICTURES:
        raise Refusal(422, f"Ask for at most {MAX_PICTURES:,} pictures, not {len(asked.rows):,}.")
    loaded = data.load(asked.dataset)
    return Answer({"digits": loaded.images.numpy()[lookup.positions(loaded, asked.rows)]})


def sheet(asked: AsksRows) -> Response:
    """All selected digits on one sheet."""
    image = selection.sheet(data.load(asked.dataset), asked.rows)
    return Response(png(image), media_type=PNG, headers={"Cache-Control": "no-store"})


def table(asked: AsksTable) -> Response:
    """The selected digits as CSV."""
    whole = AsksPoints(map=asked.map, dataset=asked.dataset, split=asked.split)
    layout, errors, read = points_and_words(whole, asked.autoencoder, asked.classifier)
    loaded = data.load(asked.dataset)
    wanted = selection.positions(loaded, asked.rows)
    chosen = np.flatnonzero(np.isin(layout.rows, asked.rows))
    if len(chosen) != len(wanted):
        raise Refusal(422, "Some of these rows are not on this map: select them on it.")
    columns: dict[str, Any] = {
        "row": layout.rows[chosen],
        "class": [loaded.classes[label] for label in layout.labels[chosen]],
        "x": layout.xy[chosen, 0],
        "y": layout.xy[chosen, 1],
    }
    if errors is not None:
        columns["squared_error"] = errors[chosen]
    if read is not None:
        columns["predicted"] = [loaded.classes[label] for label in read[0][chosen]]
        columns["probability"] = read[1][chosen]
    return Response(selection.table(columns), media_type=CSV, headers={"Cache-Control": "no-store"})


def points_and_words(
    asked: AsksPoints, autoencoder: str | None, classifier: str | None
) -> tuple[maps.Layout, Any, Any]:
    """A map, and in its order the errors and the predictions of the models named, if any."""

    def compute(on_progress: OnProgress) -> tuple[maps.Layout, Any, Any]:
        layout = _layout(asked, on_progress)
        loaded = data.load(asked.dataset)
        places = np.searchsorted(loaded.split(asked.split).rows.numpy(), layout.rows)
        errors = read = None
        if autoencoder:
            errors = encodings.reconstruction_errors(
                autoencoder, asked.dataset, asked.split, on_progress
            )[places]
        if classifier:
            found = encodings.predictions(classifier, asked.dataset, asked.split, on_progress)
            read = (found[0][places], found[1][places])
        return layout, errors, read

    names = [module_key(name) if name else "" for name in (autoencoder, classifier)]
    key = f"table {maps.key(asked.map, asked.dataset, asked.split)} {names}"
    return queue.result(key, "Preparing the table", compute)


def decoded(asked: AsksPlane) -> Response:
    """A part of the plane as a grid of decoded digits."""
    content = plane.decoded_grid(
        asked.model,
        asked.left,
        asked.right,
        asked.bottom,
        asked.top,
        asked.columns,
        asked.rows,
        asked.dark,
    )
    return Response(content, media_type=PNG, headers={"Cache-Control": "no-store"})


def module_key(name: str) -> str:
    """The digest of a checkpoint's weights; CheckpointError where there is none."""
    return pool().store.digest(name)


def _layout(asked: AsksPoints, on_progress: OnProgress) -> maps.Layout:
    return maps.layout(asked.map, asked.dataset, asked.split, on_progress)


ENDPOINTS = [
    Endpoint(
        "/api/maps",
        "The maps that can be drawn",
        "Gives each map's id, title, what its two numbers are, and the checkpoint behind it.",
        Nothing,
        list_maps,
        method="GET",
    ),
    Endpoint(
        "/api/maps/points",
        "Every digit at its two numbers",
        "Gives x, y and label of every digit of the split, in row order: nine bytes a digit. Row "
        "ids count up from first_row, or come as a fourth array." + POLLING,
        AsksPoints,
        points,
        method="GET",
        media=(ARRAYS, JSON),
        example={"map": "bottleneck:ae-conv-2", "split": "test"},
    ),
    Endpoint(
        "/api/maps/values",
        "What a model says about every digit",
        "Gives the squared error of each reconstruction, or each predicted class with its "
        "probability, in row order." + POLLING,
        AsksValues,
        values,
        method="GET",
        media=(ARRAYS, JSON),
        example={"what": "predictions", "model": "clf-mlp-3", "split": "test"},
    ),
    Endpoint(
        "/api/maps/clusters",
        "Clusters of a map's points",
        "Gives the number of each point's k-means cluster in row order, 255 for a point that has "
        "no place, and of each cluster the most common class and its share. They are found in "
        "what the map was made of: its own two numbers, latent vectors, or pixels." + POLLING,
        AsksClusters,
        clustered,
        method="GET",
        media=(ARRAYS, JSON),
        example={"map": "bottleneck:ae-conv-2", "k": 10, "seed": 0},
    ),
    Endpoint(
        "/api/maps/card",
        "One digit with its reconstruction and prediction",
        "Gives the digit, what an autoencoder makes of it and what a classifier reads.",
        AsksCard,
        card,
        method="GET",
        media=(ARRAYS, JSON),
        example={"row": 60000, "autoencoder": "ae-conv-2", "classifier": "clf-mlp-3"},
    ),
    Endpoint(
        "/api/maps/selection",
        "What a selection of digits holds",
        "Gives how many digits of each class there are and their mean picture. A raw body holds "
        "row ids as uint32.",
        AsksRows,
        summary,
        media=(ARRAYS, JSON),
        example={"rows": [60000, 60001]},
        raw="rows",
    ),
    Endpoint(
        "/api/maps/pictures",
        "Many digits at once",
        f"Gives up to {MAX_PICTURES:,} pictures in the order of their row ids. A raw body holds "
        "row ids as uint32.",
        AsksRows,
        pictures,
        media=(ARRAYS, JSON),
        example={"rows": [60000, 60001]},
        raw="rows",
    ),
    Endpoint(
        "/api/maps/sheet",
        "A selection of digits on one sheet",
        "Gives a PNG of all of them in row order. A raw body holds row ids as uint32.",
        AsksRows,
        sheet,
        media=(PNG,),
        example={"rows": [60000, 60001]},
        raw="rows",
    ),
    Endpoint(
        "/api/maps/table",
        "A selection of digits as CSV",
        "Gives row, class and place on the map, with error and prediction where models are named. "
        "A raw body holds row ids as uint32." + POLLING,
        AsksTable,
        table,
        media=(CSV,),
        example={"map": "bottleneck:ae-conv-2", "rows": [60000, 60001]},
        raw="rows",
    ),
    Endpoint(
        "/api/maps/plane",
        "A part of a latent plane, decoded",
        "Gives a PNG of the digits that the decoder draws at the middle of each cell of a grid, "
        "with transparent ground.",
        AsksPlane,
        decoded,
        method="GET",
        media=(PNG,),
        example={"model": "ae-conv-2", "left": -4, "right": 4, "bottom": -4, "top": 4},
    ),
]
