"""Routes for pointer-driven walks: ranges of latent spaces, and the digits at their places."""

import math
from typing import Annotated, Any, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from core import latent
from core.api.bounds.costs import HALF_MS, QUICK_MS, Cost, size_of
from core.api.refusal import Refusal
from core.api.routes.requests import (
    DatasetName,
    ModelName,
    RouteRequest,
    open_module,
    require_distinct,
)
from core.api.server.answer import ARRAYS, JSON, PNG, Answer
from core.api.server.endpoint import POLLING, Endpoint
from core.checkpoints.pool import pool
from core.errors import DataError
from core.inference import queue
from core.inference.progress import OnProgress
from core.latent.space import Floats, Space
from core.latent.stops import MAX_LENGTH

MAX_SPACES = 4  # models on one walk
MAX_DIRECTIONS = 64

Token = Annotated[
    str,
    Field(
        min_length=1,
        max_length=MAX_LENGTH,
        description="An image: row-60000, class-3 (the mean of a class), mean (of all), or "
        "drawn-… (its pixels in 16 greys, two per byte, in base64url).",
    ),
]
WalkSeed = Annotated[int, Field(ge=0, lt=2**31, description="The same seed gives the same draw.")]
Number = Annotated[float, Field(allow_inf_nan=False, ge=-1e6, le=1e6)]


class SpacesRequest(RouteRequest):
    """Autoencoders side by side on the same walk."""

    models: Annotated[list[ModelName], Field(min_length=1, max_length=MAX_SPACES)]
    dataset: DatasetName = "mnist"

    @model_validator(mode="after")
    def _require_distinct(self) -> Self:
        require_distinct(self.models)
        return self


class PlacesRequest(SpacesRequest):
    """A place in the latent space of each autoencoder."""

    places: Annotated[list[list[Number]], Field(min_length=1, max_length=MAX_SPACES)] = Field(
        description="One per model: as many numbers as its latent size."
    )


class DirectionsRequest(SpacesRequest):
    """The start, and the number of principal directions."""

    start: Token = "mean"
    count: int = Field(8, ge=1, le=MAX_DIRECTIONS)


class StepsRequest(SpacesRequest):
    """Steps along the principal directions."""

    start: Token = "mean"
    steps: Annotated[list[Number], Field(max_length=MAX_DIRECTIONS)] = Field(
        description="Step along each direction in standard deviations, the first direction first."
    )


class DrawRequest(DirectionsRequest):
    """The seed of random steps."""

    seed: WalkSeed = 0


def cost_of_decoding(request: SpacesRequest, count: int) -> Cost:
    """Cost of ``count`` images from each model of a request."""
    every, size = len(request.models) * count, size_of(request.dataset)
    return Cost(QUICK_MS + HALF_MS * size.share * every, size.numbers * every)


def _cost_of_one(request: SpacesRequest) -> Cost:
    return cost_of_decoding(request, 1)


def open_spaces(request: SpacesRequest) -> list[Space]:
    """The models' latent spaces; NotReady until they are measured."""
    for name in request.models:
        open_module(name, "reconstruct", request.dataset)

    def measure(on_progress: OnProgress) -> list[Space]:
        return [latent.measure_space(name, request.dataset, on_progress) for name in request.models]

    key = " ".join(latent.space_key(name, request.dataset) for name in request.models)
    return queue.result(key, "Placing the test digits", measure)


def place_of(token: str, space: Space, dataset: str) -> Floats:
    """Place of a digit, given as a token, in a latent space; `Refusal` for an unknown row."""
    try:
        return latent.locate(latent.parse_stop(token), space, dataset)
    except DataError as error:
        raise Refusal(404, str(error)) from error


def measure_spaces(request: SpacesRequest) -> Answer:
    """Size, ranges and kind of latent spaces."""
    spaces = open_spaces(request)
    return Answer({}, {"spaces": [_describe(space) for space in spaces]})


def _describe(space: Space) -> dict[str, Any]:
    return {
        "model": space.checkpoint,
        "title": pool().card(space.checkpoint).title,
        "size": space.size,
        "digits": space.count,
        "variational": space.variational,
        "reach": [bound if math.isfinite(bound) else None for bound in space.reach],
        "linear_output": space.linear_output,
        "mean": space.mean.tolist(),
        "low": space.low.tolist(),
        "high": space.high.tolist(),
    }


def decode_places(request: PlacesRequest) -> Answer:
    """The digit at a place of each space."""
    if len(request.places) != len(request.models):
        raise Refusal(
            422, f"places: give {len(request.models)}, one per model, not {len(request.places)}."
        )

    spaces = open_spaces(request)
    places = []
    for space, numbers in zip(spaces, request.places, strict=True):
        if len(numbers) != space.size:
            raise Refusal(
                422, f"places: {space.checkpoint} has {space.size} numbers, not {len(numbers)}."
            )
        places.append(np.array([numbers], np.float32))
    return decode(spaces, places)


def find_directions(request: DirectionsRequest) -> Answer:
    """Range of the test digits along the principal directions."""
    spaces = open_spaces(request)
    low, high, variance_share = _ranges(request, spaces)
    return Answer(
        {"low": low, "high": high, "explained": variance_share}, {"models": request.models}
    )


def decode_steps(request: StepsRequest) -> Answer:
    """The digits after steps along the principal directions."""
    spaces = open_spaces(request)
    steps = np.array(request.steps, np.float32)
    places = [
        space.along(place_of(request.start, space, request.dataset), steps)[None]
        for space in spaces
    ]
    return decode(spaces, places)


def draw_steps(request: DrawRequest) -> Answer:
    """Random steps within the range of the digits."""
    spaces = open_spaces(request)
    low, high, _ = _ranges(request, spaces)
    steps = latent.unit_steps(low.min(axis=0), high.max(axis=0), request.seed)
    return Answer({"steps": steps}, {"seed": request.seed})


def _ranges(
    request: DirectionsRequest, spaces: list[Space]
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Lowest and highest step from the start, and share of the variance: three (M, k).

    k is the requested number, at most the size of the largest space; missing directions are 0.
    """
    most = min(request.count, max(space.size for space in spaces))
    low, high, variance_share = np.zeros((3, len(spaces), most), np.float32)
    for at, space in enumerate(spaces):
        own = min(most, space.size)
        start = space.scores(place_of(request.start, space, request.dataset)[None])[0, :own]
        # A digit at the edge of the data can be outside the range, but its slider starts at 0.
        low[at, :own] = np.minimum(space.scores_low[:own] - start, 0)
        high[at, :own] = np.maximum(space.scores_high[:own] - start, 0)
        variance_share[at, :own] = space.variance_share[:own]
    return low, high, variance_share


def decode(spaces: list[Space], places: list[Floats]) -> Answer:
    """The digits at places (n, d) of each of M spaces: uint8 (M, n, H, W)."""
    images = [latent.decode(space, z) for space, z in zip(spaces, places, strict=True)]
    digits = np.stack([item.digits for item in images])
    values = {"models": [space.checkpoint for space in spaces]}
    return Answer(
        {"digits": digits},
        {**values, "clipped": [item.clipped for item in images]},
        lambda: latent.strip(digits),
    )


_ARRAY_MEDIA = (JSON, ARRAYS)
_TWO_MODELS = ["ae-conv-2", "vae-conv-2"]

ENDPOINTS = [
    Endpoint(
        "/api/walk/spaces",
        "Ranges of the test images in latent spaces",
        "Returns each autoencoder's latent size; the mean and the range of the middle 98 % of the "
        "test images; the smallest and the largest value that its encoder can output (null if "
        "unbounded); and whether it is variational." + POLLING,
        SpacesRequest,
        measure_spaces,
        method="GET",
        media=_ARRAY_MEDIA,
        example={"models": "ae-conv-2"},
    ),
    Endpoint(
        "/api/walk/at",
        "The image at a place",
        "Returns the image that each decoder makes of a place in its latent space, with pixels "
        "from 0 to 255. Numbers that the encoder cannot output are clipped to its range; clipped "
        "counts them." + POLLING,
        PlacesRequest,
        decode_places,
        cost=_cost_of_one,
        media=(JSON, ARRAYS, PNG),
        example={"models": _TWO_MODELS, "places": [[0.0, 1.0], [0.5, -0.5]]},
    ),
    Endpoint(
        "/api/walk/directions",
        "The principal directions of a latent space",
        "Returns each direction's share of the variance, and the steps from a start to the ends of "
        "the middle 98 % of the test images, in standard deviations." + POLLING,
        DirectionsRequest,
        find_directions,
        method="GET",
        media=_ARRAY_MEDIA,
        example={"models": "ae-conv-16", "start": "class-3", "count": 4},
    ),
    Endpoint(
        "/api/walk/along",
        "The image after steps along the principal directions",
        "Returns the image that each decoder makes so many standard deviations from a start along "
        "each of its principal directions. Steps for directions that a space lacks are ignored."
        + POLLING,
        StepsRequest,
        decode_steps,
        cost=_cost_of_one,
        media=(JSON, ARRAYS, PNG),
        example={"models": ["ae-conv-16"], "start": "row-60000", "steps": [1.5, 0.0, -2.0]},
    ),
    Endpoint(
        "/api/walk/draw",
        "Random steps along the principal directions",
        "Returns a step per direction from a standard normal distribution, within the range of the "
        "test images." + POLLING,
        DrawRequest,
        draw_steps,
        method="GET",
        media=_ARRAY_MEDIA,
        example={"models": "ae-conv-16", "seed": 1},
    ),
]
