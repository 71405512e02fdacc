"""Where a new digit lands on a map: drawn, uploaded, or a row of a data set."""

import numpy as np
from pydantic import Field

from core.api.routes.asks import AsksImages, MapId, Part
from core.api.server.answer import ARRAYS, JSON, Answer
from core.api.server.endpoint import POLLING, Endpoint
from core.inference import queue
from core.maps import placing


class AsksPlace(AsksImages):
    """Images, and the map to put them on."""

    map: MapId
    split: Part = Field(
        "test",
        description="On a bottleneck's map, which digits the nearest are looked for among; a "
        "projection has its own.",
    )


def prepare(map_id: str, dataset: str, split: Part) -> None:
    """Make a map ready to place digits on; NotReady while that takes longer than a request."""
    queue.result(
        f"ground {map_id} {dataset} {split}",
        "Gathering the digits of the map",
        lambda on_progress: placing.load_index(map_id, dataset, split, on_progress),
    )


def place(asked: AsksPlace) -> Answer:
    """Places and nearest rows."""
    prepare(asked.map, asked.dataset, asked.split)
    found = placing.place(asked.map, asked.dataset, asked.split, asked.x())
    return Answer(
        {"x": found.xy[:, 0], "y": found.xy[:, 1], "nearest": found.nearest.astype(np.uint32)},
        {"map": asked.map},
    )


ENDPOINTS = [
    Endpoint(
        "/api/maps/place",
        "Where a new digit lands on a map",
        "Gives the place of each image, x and y, and the row ids of the nearest five digits, the "
        "nearest first. On a bottleneck's map the place is what the encoder says; on a projection "
        "it is the weighted median of the nearest digits in the space that the map was made from."
        + POLLING,
        AsksPlace,
        place,
        media=(JSON, ARRAYS),
        raw="images",
        example={"map": "bottleneck:ae-conv-2", "rows": [60000, 60001]},
    )
]
