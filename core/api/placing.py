"""Where a new digit lands on a map: drawn, uploaded, or a row of a data set."""

from typing import Literal

import numpy as np
from pydantic import Field

from core.api.answer import ARRAYS, JSON, Answer
from core.api.asks import AsksImages
from core.api.endpoint import Endpoint
from core.projection import placing


class AsksPlace(AsksImages):
    """Images, and the map to put them on."""

    map: str = Field(min_length=3, max_length=200, description="A map's id, see /api/maps.")
    split: Literal["test", "train", "all"] = Field(
        "test", description="Which of its digits the nearest are looked for among."
    )


def place(asked: AsksPlace) -> Answer:
    """Places and nearest rows."""
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
        "it is the weighted mean of the nearest digits in the space that the map was made from. "
        "The first call for a map takes longer.",
        AsksPlace,
        place,
        media=(JSON, ARRAYS),
        raw="images",
        example={"map": "bottleneck:ae-conv-2", "rows": [60000, 60001]},
    )
]
