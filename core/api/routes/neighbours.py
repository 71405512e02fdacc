"""The route that finds the images nearest to others, in a latent space or in pixels."""

import numpy as np
from pydantic import Field

from core import data
from core.api.bounds.costs import HALF_MS, QUICK_MS, Cost, size_of
from core.api.routes.requests import ImagesRequest, ModelName, Part
from core.api.server.answer import ARRAYS, JSON, Answer
from core.api.server.endpoint import POLLING, Endpoint
from core.checkpoints.pool import pool
from core.data.dataset import Split
from core.evaluation.neighbours import Space, neighbours, open_space
from core.inference import queue

MAX_NEIGHBOURS = 100
READ_MS = 2e-6
"""Cost of one number of a vector that is searched."""
PAIR_MS = 4e-5
"""Cost of comparing one image with one vector."""
LATENTS = 200
"""Numbers per vector of the largest shipped latent space."""


class NeighboursRequest(ImagesRequest):
    """Images, and where to search for their neighbours."""

    model: ModelName | None = Field(
        None, description="Encoder whose latent space is searched; without one, pixels are."
    )
    split: Part = Field("test", description="Split whose images are searched.")
    k: int = Field(12, ge=1, le=MAX_NEIGHBOURS, description="Number of neighbours per image.")


def _cost(request: NeighboursRequest) -> Cost:
    entry = data.entry_named(request.dataset)
    sizes = {"train": entry.train, "test": entry.test, "all": entry.total}
    vectors, size = sizes[request.split], size_of(request.dataset)
    width = size.numbers
    if request.model:
        width = min(width, LATENTS)
    each = vectors * PAIR_MS + HALF_MS * size.share
    return Cost(
        QUICK_MS + vectors * width * READ_MS + request.count * each,
        3 * request.count * request.k,
    )


def find_neighbours(request: NeighboursRequest) -> Answer:
    """Rows, distances and classes of the nearest images."""
    nearest = neighbours(_space(request), request.x(), request.k, request.rows)
    return Answer(
        {
            "rows": nearest.rows.astype(np.uint32),
            "distances": nearest.distances,
            "labels": nearest.labels,
        },
        {"model": request.model, "searched": nearest.searched},
    )


def _space(request: NeighboursRequest) -> Space:
    """The space to search; NotReady while its latents are computed."""
    name, dataset = request.model, request.dataset
    split: Split = request.split
    digest = pool().store.digest(name) if name else ""
    key = f"space {name} {digest} {data.load(dataset).fingerprint} {split}"
    return queue.result(
        key,
        "Encoding the pictures",
        lambda on_progress: open_space(dataset, split, name, on_progress),
    )


ENDPOINTS = [
    Endpoint(
        "/api/maps/neighbours",
        "The images nearest to others",
        "Returns the row ids of the nearest images of the split, their Euclidean distances and "
        "their classes, the nearest first, each (images, k). The distances are in the latent "
        "space of an encoder, or of pixels from 0 to 1. An image given by its row is not its own "
        "neighbour." + POLLING,
        NeighboursRequest,
        find_neighbours,
        cost=_cost,
        media=(JSON, ARRAYS),
        raw="images",
        example={"rows": [60000], "model": "ae-conv-16", "k": 5},
    )
]
