"""What a hand asks in a latent space: where digits lie in it, and what is at a place."""

import math
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from core import latent
from core.api.routes.asks import Asks, DatasetName, ModelName, module_for
from core.api.server.answer import ARRAYS, JSON, PNG, Answer
from core.api.server.endpoint import POLLING, Endpoint, Refusal
from core.checkpoints.pool import pool
from core.errors import DataError
from core.inference import queue
from core.inference.progress import OnProgress
from core.latent.space import Floats, Space
from core.latent.stops import MAX_LENGTH

T = TypeVar("T")

MAX_BESIDE = 4  # models on one walk
MAX_DIRECTIONS = 64

Token = Annotated[
    str,
    Field(
        min_length=1,
        max_length=MAX_LENGTH,
        description="A digit: row-60000, class-3 (the mean of a class), mean (of all), or "
        "drawn-… (28×28 pixels in 16 greys, two in a byte, in base64url).",
    ),
]
WalkSeed = Annotated[int, Field(ge=0, lt=2**31, description="The same seed gives the same draw.")]
Number = Annotated[float, Field(allow_inf_nan=False, ge=-1e6, le=1e6)]


class AsksSpaces(Asks):
    """Autoencoders, beside each other on the same walk."""

    models: Annotated[list[ModelName], Field(min_length=1, max_length=MAX_BESIDE)]
    dataset: DatasetName = "mnist"

    @model_validator(mode="after")
    def _distinct(self) -> "AsksSpaces":
        if len(set(self.models)) < len(self.models):
            raise ValueError("models: name each only once")
        return self


class AsksPlaces(AsksSpaces):
    """A place for each autoencoder."""

    places: Annotated[list[list[Number]], Field(min_length=1, max_length=MAX_BESIDE)] = Field(
        description="One for each model: as many numbers as it keeps of a digit."
    )


class AsksDirections(AsksSpaces):
    """From where, and how many of the principal directions."""

    start: Token = "mean"
    count: int = Field(8, ge=1, le=MAX_DIRECTIONS)


class AsksAlong(AsksSpaces):
    """Steps along the principal directions."""

    start: Token = "mean"
    steps: Annotated[list[Number], Field(max_length=MAX_DIRECTIONS)] = Field(
        description="How far along each, the first first, in standard deviations."
    )


class AsksDraw(AsksDirections):
    """Steps drawn by chance."""

    seed: WalkSeed = 0


def with_spaces(asked: AsksSpaces, answer: Callable[[list[Space]], T]) -> T:
    """What ``answer`` makes of the models' latent spaces; NotReady until they are measured."""
    for name in asked.models:
        module_for(name, "reconstruct")

    def measure(on_progress: OnProgress) -> list[Space]:
        return [latent.measure_space(name, asked.dataset, on_progress) for name in asked.models]

    key = " ".join(latent.space_key(name, asked.dataset) for name in asked.models)
    return answer(queue.result(key, "Placing the test digits", measure))


def place_of(token: str, space: Space, dataset: str) -> Floats:
    """Where the digit that a text names is in a latent space; `Refusal` for an unknown row."""
    try:
        return latent.locate(latent.parse_stop(token), space, dataset)
    except DataError as error:
        raise Refusal(404, str(error)) from error


def measured(asked: AsksSpaces) -> Answer:
    """Size, ranges and kind of latent spaces."""

    def answer(spaces: list[Space]) -> Answer:
        return Answer({}, {"spaces": [_told(space) for space in spaces]})

    return with_spaces(asked, answer)


def _told(space: Space) -> dict[str, Any]:
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


def at(asked: AsksPlaces) -> Answer:
    """The digit at a place of each space."""
    if len(asked.places) != len(asked.models):
        raise Refusal(
            422, f"places: {len(asked.models)} models need as many, not {len(asked.places)}."
        )

    def answer(spaces: list[Space]) -> Answer:
        places = []
        for space, given in zip(spaces, asked.places, strict=True):
            if len(given) != space.size:
                raise Refusal(
                    422, f"places: {space.checkpoint} has {space.size} numbers, not {len(given)}."
                )
            places.append(np.array([given], np.float32))
        return drawn(spaces, places)

    return with_spaces(asked, answer)


def directions(asked: AsksDirections) -> Answer:
    """How far the test digits reach along the principal directions."""

    def answer(spaces: list[Space]) -> Answer:
        low, high, explained = _ranges(asked, spaces)
        return Answer({"low": low, "high": high, "explained": explained}, {"models": asked.models})

    return with_spaces(asked, answer)


def along(asked: AsksAlong) -> Answer:
    """The digits that steps along the principal directions lead to."""

    def answer(spaces: list[Space]) -> Answer:
        steps = np.array(asked.steps, np.float32)
        places = [
            space.along(place_of(asked.start, space, asked.dataset), steps)[None]
            for space in spaces
        ]
        return drawn(spaces, places)

    return with_spaces(asked, answer)


def draw(asked: AsksDraw) -> Answer:
    """Steps by chance, within what the digits do."""

    def answer(spaces: list[Space]) -> Answer:
        low, high, _ = _ranges(asked, spaces)
        steps = latent.unit_steps(low.min(axis=0), high.max(axis=0), asked.seed)
        return Answer({"steps": steps}, {"seed": asked.seed})

    return with_spaces(asked, answer)


def _ranges(
    asked: AsksDirections, spaces: list[Space]
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Lowest and highest step from the start, and share of the variance: three (M, k).

    k is the number asked for, or that of the largest space; what a space lacks is 0.
    """
    most = min(asked.count, max(space.size for space in spaces))
    low, high, explained = np.zeros((3, len(spaces), most), np.float32)
    for at, space in enumerate(spaces):
        own = min(most, space.size)
        start = space.scores(place_of(asked.start, space, asked.dataset)[None])[0, :own]
        # A digit from the edge of the data can be outside the range; the slider starts at 0.
        low[at, :own] = np.minimum(space.scores_low[:own] - start, 0)
        high[at, :own] = np.maximum(space.scores_high[:own] - start, 0)
        explained[at, :own] = space.explained[:own]
    return low, high, explained


def drawn(spaces: list[Space], places: list[Floats]) -> Answer:
    """The digits at places (n, d) of each of M spaces: uint8 (M, n, 28, 28)."""
    made = [latent.decode(space, z) for space, z in zip(spaces, places, strict=True)]
    digits = np.stack([one.digits for one in made])
    values = {"models": [space.checkpoint for space in spaces]}
    return Answer(
        {"digits": digits},
        {**values, "clipped": [one.clipped for one in made]},
        lambda: latent.strip(digits),
    )


_BOTH = (JSON, ARRAYS)
_TWO = ["ae-conv-2", "vae-conv-2"]

ENDPOINTS = [
    Endpoint(
        "/api/walk/spaces",
        "Where the test digits lie in latent spaces",
        "Gives how many numbers each autoencoder keeps of a digit, their mean and the range of the "
        "middle 98 % of the test digits, the least and largest value that its encoder can give "
        "(null where there is none), and whether it is variational." + POLLING,
        AsksSpaces,
        measured,
        method="GET",
        media=_BOTH,
        example={"models": "ae-conv-2"},
    ),
    Endpoint(
        "/api/walk/at",
        "The digit at a place",
        "Gives what each decoder draws at a place of its latent space, with pixels from 0 to 255. "
        "Numbers that the encoder can never give are moved to its edge; clipped says how many."
        + POLLING,
        AsksPlaces,
        at,
        media=(JSON, ARRAYS, PNG),
        example={"models": _TWO, "places": [[0.0, 1.0], [0.5, -0.5]]},
    ),
    Endpoint(
        "/api/walk/directions",
        "The principal directions of a latent space",
        "Gives each direction's share of the variance, and from a start the steps to the ends of "
        "the middle 98 % of the test digits, in standard deviations." + POLLING,
        AsksDirections,
        directions,
        method="GET",
        media=_BOTH,
        example={"models": "ae-conv-16", "start": "class-3", "count": 4},
    ),
    Endpoint(
        "/api/walk/along",
        "The digit some steps along the principal directions",
        "Gives what each decoder draws so many standard deviations along each of its principal "
        "directions from a start. Steps that a space has no direction for are left out." + POLLING,
        AsksAlong,
        along,
        media=(JSON, ARRAYS, PNG),
        example={"models": ["ae-conv-16"], "start": "row-60000", "steps": [1.5, 0.0, -2.0]},
    ),
    Endpoint(
        "/api/walk/draw",
        "Steps along the principal directions by chance",
        "Gives a step for each direction from a standard normal, kept within the range of the "
        "test digits." + POLLING,
        AsksDraw,
        draw,
        method="GET",
        media=_BOTH,
        example={"models": "ae-conv-16", "seed": 1},
    ),
]
