"""Routes for whole maps: their points, values to colour them by, clusters, the decoded plane."""

from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from starlette.responses import Response

from core import data, maps
from core.api.bounds.costs import HALF_MS, PIXEL_MS, Cost, size_for
from core.api.routes.requests import DatasetName, EmptyRequest, MapId, ModelName, Part, RouteRequest
from core.api.server.answer import ARRAYS, JSON, PNG, Answer
from core.api.server.endpoint import POLLING, Endpoint
from core.checkpoints.pool import pool
from core.inference import encodings, queue
from core.inference.progress import OnProgress
from core.latent import plane
from core.maps import colouring

WHOLE_SET_MS, WHOLE_SET_NUMBERS = 30.0, 210_000  # three numbers for each of 70,000 images
YEAR_S = 31_536_000


class PointsRequest(RouteRequest):
    """A map and the split to show on it."""

    map: MapId
    dataset: DatasetName = "mnist"
    split: Part = "test"
    key: str | None = Field(
        None, max_length=64, description="Content key of the map; with it, browsers cache answers."
    )


class ValuesRequest(RouteRequest):
    """A model and what to compute with it for every digit of a split."""

    what: Literal["errors", "predictions"]
    model: ModelName
    dataset: DatasetName = "mnist"
    split: Part = "test"


class ClustersRequest(PointsRequest):
    """A map and the number of clusters."""

    k: int = Field(10, ge=2, le=colouring.MAX_CLUSTERS, description="Number of clusters.")
    seed: Annotated[int, Field(0, ge=0, lt=2**32, description="Seed of k-means.")]


class PlaneRequest(RouteRequest):
    """A rectangle of a latent plane and the size of the grid on it."""

    model: ModelName
    left: float = Field(allow_inf_nan=False)
    right: float = Field(allow_inf_nan=False)
    bottom: float = Field(allow_inf_nan=False)
    top: float = Field(allow_inf_nan=False)
    columns: int = Field(20, ge=1, le=plane.MAX_SIDE)
    rows: int = Field(20, ge=1, le=plane.MAX_SIDE)
    dark: bool = Field(False, description="White ink instead of black.")


def cost_of_all(_: PointsRequest | ValuesRequest) -> Cost:
    """Cost of an answer about every image of a data set."""
    return Cost(WHOLE_SET_MS, WHOLE_SET_NUMBERS)


def _cost_of_plane(request: PlaneRequest) -> Cost:
    count, size = request.columns * request.rows, size_for(request.model)
    return Cost(count * (HALF_MS * size.share + size.numbers * PIXEL_MS))


def list_maps(_: EmptyRequest) -> Answer:
    """All available maps."""
    return Answer({}, {"maps": [vars(info) | {"decodes": info.decodes} for info in maps.infos()]})


def get_points(request: PointsRequest) -> Answer:
    """The points of a map."""
    key = maps.key(request.map, request.dataset, request.split)
    layout = queue.result(
        f"points {key}", "Placing the digits", lambda on_progress: load_layout(request, on_progress)
    )
    arrays: dict[str, NDArray[Any]] = {
        "x": layout.xy[:, 0],
        "y": layout.xy[:, 1],
        **({} if layout.info.is_flat else {"z": layout.xy[:, 2]}),
        "labels": layout.labels,
    }
    first = int(layout.rows[0]) if len(layout) else 0
    values: dict[str, Any] = {"key": key, "count": len(layout), "first_row": first}
    if not np.array_equal(layout.rows, np.arange(first, first + len(layout))):
        arrays["rows"] = layout.rows.astype(np.uint32)
    return Answer(arrays, values, max_age_s=YEAR_S if request.key == key else 0)


def get_values(request: ValuesRequest) -> Answer:
    """Reconstruction errors, or predicted classes, of a whole split."""
    model, dataset, split = request.model, request.dataset, request.split
    digest = pool().store.digest(model)
    key = f"{request.what} {digest} {data.load(dataset).fingerprint} {split}"

    def compute(on_progress: OnProgress) -> dict[str, NDArray[Any]]:
        if request.what == "errors":
            errors = encodings.reconstruction_errors(model, dataset, split, on_progress)
            return {"errors": errors}
        predicted, probability = encodings.predictions(model, dataset, split, on_progress)
        return {"predicted": predicted, "probability": probability}

    verb = "Reconstructing" if request.what == "errors" else "Classifying"
    arrays = queue.result(key, f"{verb} the digits", compute)
    return Answer(arrays, {"model": model, "split": split})


def find_clusters(request: ClustersRequest) -> Answer:
    """The cluster of each point of a map."""
    where = (request.map, request.dataset, request.split)
    key = maps.key(*where)

    def compute(on_progress: OnProgress) -> colouring.Clusters:
        layout = load_layout(request, on_progress)
        return colouring.cluster(
            layout, lambda: maps.vectors(*where, on_progress), request.k, request.seed
        )

    clusters = queue.result(
        f"clusters {colouring.key(key, request.k, request.seed)}", "Finding clusters", compute
    )
    return Answer(
        {"clusters": clusters.labels},
        {
            "of": maps.vectors_title(request.map, request.dataset),
            "classes": clusters.classes,
            "shares": clusters.shares,
        },
    )


def decode_plane(request: PlaneRequest) -> Response:
    """A part of a latent plane as a grid of decoded digits."""
    content = plane.decoded_grid(
        request.model,
        request.left,
        request.right,
        request.bottom,
        request.top,
        request.columns,
        request.rows,
        request.dark,
    )
    return Response(content, media_type=PNG, headers={"Cache-Control": "no-store"})


def load_layout(request: PointsRequest, on_progress: OnProgress) -> maps.Layout:
    """The points of a map, computed if necessary."""
    return maps.layout(request.map, request.dataset, request.split, on_progress)


_MAP = "bottleneck:ae-conv-2"

ENDPOINTS = [
    Endpoint(
        "/api/maps",
        "The available maps",
        "Returns id, title and explanation of each map, its axes and splits, the checkpoint whose "
        "latent plane it is, if any, and whether that can be decoded.",
        EmptyRequest,
        list_maps,
        method="GET",
    ),
    Endpoint(
        "/api/maps/points",
        "The points of a map",
        "Returns x, y and label of every image of the split in row order, nine bytes per image, "
        "and z on a map of three numbers. Row ids count up from first_row, or are an array of "
        "their own." + POLLING,
        PointsRequest,
        get_points,
        cost=cost_of_all,
        method="GET",
        media=(ARRAYS, JSON),
        example={"map": _MAP, "split": "test"},
    ),
    Endpoint(
        "/api/maps/values",
        "Errors or predictions of a model for every image",
        "Returns the squared error of each reconstruction, or each predicted class with its "
        "probability, in row order." + POLLING,
        ValuesRequest,
        get_values,
        cost=cost_of_all,
        method="GET",
        media=(ARRAYS, JSON),
        example={"what": "predictions", "model": "clf-mlp-3", "split": "test"},
    ),
    Endpoint(
        "/api/maps/clusters",
        "Clusters of the points of a map",
        "Returns the k-means cluster of each point in row order, 255 for a point without a place, "
        "and the most common class of each cluster with its share. The clusters are found in what "
        "the map was computed from: its own two numbers, latent vectors, or pixels." + POLLING,
        ClustersRequest,
        find_clusters,
        cost=cost_of_all,
        method="GET",
        media=(ARRAYS, JSON),
        example={"map": _MAP, "k": 10, "seed": 0},
    ),
    Endpoint(
        "/api/maps/plane",
        "A decoded part of a latent plane",
        "Returns a PNG of the images decoded at the centre of each cell of a grid, on a "
        "transparent background.",
        PlaneRequest,
        decode_plane,
        cost=_cost_of_plane,
        method="GET",
        media=(PNG,),
        example={"model": "ae-conv-2", "left": -4, "right": 4, "bottom": -4, "top": 4},
    ),
]
