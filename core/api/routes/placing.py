"""Routes that place new digits on a map."""

import numpy as np
from pydantic import Field

from core.api.bounds.costs import QUICK_MS, Cost
from core.api.routes.requests import ImagesRequest, MapId, Part
from core.api.server.answer import ARRAYS, JSON, Answer
from core.api.server.endpoint import POLLING, Endpoint
from core.inference import queue
from core.maps import placing

PLACE_MS = 3.0
"""Cost of placing one image: encoding it and finding the nearest of 70,000 images."""


class PlaceRequest(ImagesRequest):
    """Images and the map to place them on."""

    map: MapId
    split: Part = Field(
        "test",
        description="Split in which to find the nearest images on the map of a bottleneck; a "
        "projection has its own images.",
    )


def require_ground(map_id: str, dataset: str, split: Part) -> None:
    """Prepare a map for new digits; NotReady while that takes longer than a request."""
    queue.result(
        f"ground {map_id} {dataset} {split}",
        "Gathering the digits of the map",
        lambda on_progress: placing.load_index(map_id, dataset, split, on_progress),
    )


def _cost(request: PlaceRequest) -> Cost:
    return Cost(QUICK_MS + request.count * PLACE_MS)


def place_images(request: PlaceRequest) -> Answer:
    """Places and nearest rows of new digits."""
    require_ground(request.map, request.dataset, request.split)
    places = placing.place(request.map, request.dataset, request.split, request.x())
    return Answer(
        {
            "x": places.xy[:, 0],
            "y": places.xy[:, 1],
            **({"z": places.xy[:, 2]} if places.xy.shape[1] == 3 else {}),
            "nearest": places.nearest.astype(np.uint32),
        },
        {"map": request.map},
    )


ENDPOINTS = [
    Endpoint(
        "/api/maps/place",
        "Place new images on a map",
        "Returns the place of each image, x and y (and z on a map of three numbers), and the row "
        "ids of the five nearest images, the nearest first. On the map of a bottleneck, the place "
        "is the output of the encoder; on a projection, the weighted median of the nearest images "
        "in the space that was projected." + POLLING,
        PlaceRequest,
        place_images,
        cost=_cost,
        media=(JSON, ARRAYS),
        raw="images",
        example={"map": "bottleneck:ae-conv-2", "rows": [60000, 60001]},
    )
]
