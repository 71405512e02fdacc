"""Routes for a selection of digits: its classes and mean, its images, one sheet, a table."""

from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, WithJsonSchema
from starlette.responses import Response

from core import data, maps
from core.api.bounds.costs import PIXEL_MS, QUICK_MS, Cost, size_of
from core.api.refusal import Refusal
from core.api.routes.maps import WHOLE_SET_MS, PointsRequest, load_layout
from core.api.routes.requests import DatasetName, MapId, ModelName, Part, RouteRequest
from core.api.server.answer import ARRAYS, JSON, PNG, Answer, png
from core.api.server.endpoint import POLLING, Endpoint
from core.checkpoints.pool import pool
from core.data import lookup
from core.exports.tables import list_table, write_csv
from core.inference import encodings, queue
from core.inference.progress import OnProgress
from core.maps import selection

MAX_PICTURES = 1000
COPY_MS, LINE_MS = 0.003, 0.01  # per image: to copy it, and to write its line of text
CSV = "text/csv"
_NO_STORE = {"Cache-Control": "no-store"}


def _parse_row_ids(value: Any) -> Any:
    """Row ids from a raw body of little-endian uint32, or from a list."""
    if isinstance(value, bytes):
        if len(value) % 4:
            raise ValueError("expected four bytes per row id")
        return np.frombuffer(value, "<u4").astype(np.int64)
    if isinstance(value, list) and all(type(item) is int and 0 <= item < 2**31 for item in value):
        return np.asarray(value, np.int64)
    raise ValueError("expected row ids")


RowIds = Annotated[
    Any,
    BeforeValidator(_parse_row_ids),
    WithJsonSchema({"type": "array", "items": {"type": "integer"}, "description": "Row ids."}),
]


class SelectionRequest(RouteRequest):
    """Digits by row id."""

    rows: RowIds
    dataset: DatasetName = "mnist"


class TableRequest(SelectionRequest):
    """Digits of a map by row id, and the models whose errors and predictions to add."""

    map: MapId
    split: Part = "test"
    autoencoder: ModelName | None = None
    classifier: ModelName | None = None


def _cost_of_pictures(request: SelectionRequest) -> Cost:
    count = len(request.rows)
    return Cost(QUICK_MS + count * COPY_MS, count * size_of(request.dataset).numbers)


def _cost_of_summary(request: SelectionRequest) -> Cost:
    numbers = size_of(request.dataset).numbers
    return Cost(QUICK_MS + len(request.rows) * COPY_MS, numbers)


def _cost_of_sheet(request: SelectionRequest) -> Cost:
    each = COPY_MS + size_of(request.dataset).numbers * PIXEL_MS
    return Cost(QUICK_MS + len(request.rows) * each)


def _cost_of_table(request: TableRequest) -> Cost:
    return Cost(WHOLE_SET_MS + len(request.rows) * LINE_MS)


def summarise_selection(request: SelectionRequest) -> Answer:
    """Number of selected digits per class, and their mean."""
    summary = selection.summarise(data.load(request.dataset), request.rows)
    values = {"count": summary.count, "per_class": list(summary.per_class)}
    return Answer({"mean": summary.mean}, values)


def get_pictures(request: SelectionRequest) -> Answer:
    """The selected digits in the order of the request."""
    count = len(request.rows)
    if count > MAX_PICTURES:
        raise Refusal(422, f"Ask for at most {MAX_PICTURES:,} pictures, not {count:,}.")
    dataset = data.load(request.dataset)
    selection.positions(dataset, request.rows)  # refuses unknown rows
    return Answer({"digits": dataset.images.numpy()[lookup.positions(dataset, request.rows)]})


def draw_sheet(request: SelectionRequest) -> Response:
    """All selected digits on one sheet, as a PNG."""
    image = selection.sheet(data.load(request.dataset), request.rows)
    return Response(png(image), media_type=PNG, headers=_NO_STORE)


def export_table(request: TableRequest) -> Response:
    """The selected digits as CSV."""
    points = PointsRequest(map=request.map, dataset=request.dataset, split=request.split)
    models = (request.autoencoder, request.classifier)
    digests = [pool().store.digest(name) if name else "" for name in models]
    key = f"table {maps.key(request.map, request.dataset, request.split)} {digests}"

    def compute(on_progress: OnProgress) -> tuple[maps.Layout, dict[str, NDArray[Any]]]:
        layout = load_layout(points, on_progress)
        return layout, _model_columns(request, layout, on_progress)

    layout, by_models = queue.result(key, "Preparing the table", compute)
    dataset = data.load(request.dataset)
    positions = selection.positions(dataset, request.rows)
    places = np.flatnonzero(np.isin(layout.rows, request.rows))
    if len(places) != len(positions):
        raise Refusal(422, "Some of these rows are not on this map: select them on it.")
    columns: dict[str, Any] = {"row": layout.rows[places]}
    if dataset.classes:
        columns["class"] = [dataset.classes[label] for label in layout.labels[places]]
    columns |= dict(zip("xyz", layout.xy[places].T, strict=False))  # z on a map of three numbers
    for name, column in by_models.items():
        values = column[places]
        # Predictions are class numbers until here.
        is_class = name == "predicted"
        columns[name] = [dataset.class_name(at) for at in values] if is_class else values
    return Response(write_csv(list_table(columns)), media_type=CSV, headers=_NO_STORE)


def _model_columns(
    request: TableRequest, layout: maps.Layout, on_progress: OnProgress
) -> dict[str, NDArray[Any]]:
    """Errors and predictions of the models in the request, in the order of the layout."""
    dataset, split = request.dataset, request.split
    rows = data.load(dataset).split(split).rows.numpy()
    places = np.searchsorted(rows, layout.rows)
    columns: dict[str, NDArray[Any]] = {}
    if request.autoencoder:
        errors = encodings.reconstruction_errors(request.autoencoder, dataset, split, on_progress)
        columns["squared_error"] = errors[places]
    if request.classifier:
        predicted, probability = encodings.predictions(
            request.classifier, dataset, split, on_progress
        )
        columns |= {"predicted": predicted[places], "probability": probability[places]}
    return columns


_EXAMPLE = {"rows": [60000, 60001]}

ENDPOINTS = [
    Endpoint(
        "/api/maps/selection",
        "Summary of a selection of images",
        "Returns the number of images per class and their mean image. A raw body is row ids as "
        "uint32.",
        SelectionRequest,
        summarise_selection,
        cost=_cost_of_summary,
        media=(ARRAYS, JSON),
        example=_EXAMPLE,
        raw="rows",
    ),
    Endpoint(
        "/api/maps/pictures",
        "Images of a selection",
        f"Returns up to {MAX_PICTURES:,} images in the order of the row ids. A raw body is row ids "
        "as uint32.",
        SelectionRequest,
        get_pictures,
        cost=_cost_of_pictures,
        media=(ARRAYS, JSON),
        example=_EXAMPLE,
        raw="rows",
    ),
    Endpoint(
        "/api/maps/sheet",
        "A selection of images on one sheet",
        "Returns a PNG of all of them in row order. A raw body is row ids as uint32.",
        SelectionRequest,
        draw_sheet,
        cost=_cost_of_sheet,
        media=(PNG,),
        example=_EXAMPLE,
        raw="rows",
    ),
    Endpoint(
        "/api/maps/table",
        "A selection of images as CSV",
        "Returns row, class and place on the map, with the error and the prediction of the models "
        "in the request. A raw body is row ids as uint32." + POLLING,
        TableRequest,
        export_table,
        cost=_cost_of_table,
        media=(CSV,),
        example={"map": "bottleneck:ae-conv-2", **_EXAMPLE},
        raw="rows",
    ),
]
