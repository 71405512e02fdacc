"""Pictures from latent spaces: walks between digits, arithmetic, samples and the manifold."""

from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from starlette.responses import Response

from core import latent
from core.api.routes.walk import AsksSpaces, Token, WalkSeed, drawn, place_of, with_spaces
from core.api.server.answer import ARRAYS, JSON, PNG, Answer, png
from core.api.server.endpoint import POLLING, Endpoint, Refusal
from core.errors import DataError
from core.latent.film import MAX_SCALE
from core.latent.grid import MAX_SIDE
from core.latent.space import Space

MAX_STOPS = 8
MAX_STEPS = 30
MAX_SAMPLES = 100
GIF = "image/gif"


class AsksFilm(AsksSpaces):
    """Which digits to go through, and how."""

    stops: Annotated[list[Token], Field(min_length=2, max_length=MAX_STOPS)] = Field(
        description="Digits in order: row-60000, class-3 (the mean of a class), mean or drawn-…."
    )
    path: latent.Path = "straight"
    steps: int = Field(10, ge=1, le=MAX_STEPS, description="From each digit to the next.")


class AsksStrip(AsksFilm):
    """A walk, and how large its picture is."""

    scale: int = Field(4, ge=1, le=MAX_SCALE, description="Side of a pixel.")


class AsksGif(AsksStrip):
    """A walk, and how large and how fast its film is."""

    milliseconds: int = Field(80, ge=20, le=1000, description="A frame; digits stay ten times.")


class AsksSum(AsksSpaces):
    """Three digits for a - b + c."""

    a: Token
    b: Token
    c: Token


class AsksSamples(AsksSpaces):
    """How many places to draw, and with which dice."""

    count: int = Field(40, ge=1, le=MAX_SAMPLES)
    seed: WalkSeed = 0


class AsksManifold(AsksSpaces):
    """Planes, and how many digits across and down."""

    side: int = Field(20, ge=2, le=MAX_SIDE)


def film(asked: AsksFilm) -> Answer:
    """The frames of a walk."""

    def answer(spaces: list[Space]) -> Answer:
        films, clipped = _films(asked, spaces)
        shown = [
            image if image is not None else films[0, at * asked.steps]
            for at, image in enumerate(_pictures(asked.stops, asked.dataset))
        ]
        return Answer(
            {"frames": films, "stops": np.stack(shown)},
            {"models": asked.models, "stops_at": _stops_at(asked), "clipped": clipped},
        )

    return with_spaces(asked, answer)


def strip(asked: AsksStrip) -> Response:
    """All frames of a walk beside each other."""

    def answer(spaces: list[Space]) -> Response:
        picture = png(latent.strip(_films(asked, spaces)[0]), asked.scale)
        return _file(picture, PNG, "walk.png")

    return with_spaces(asked, answer)


def play(asked: AsksGif) -> Response:
    """A walk as a film."""

    def answer(spaces: list[Space]) -> Response:
        made = latent.gif(
            latent.side_by_side(_films(asked, spaces)[0]),
            scale=asked.scale,
            milliseconds=asked.milliseconds,
            rests=_stops_at(asked),
        )
        return _file(made, GIF, "walk.gif")

    return with_spaces(asked, answer)


def _file(content: bytes, media: str, name: str) -> Response:
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'inline; filename="{name}"',
    }
    return Response(content, media_type=media, headers=headers)


def _films(asked: AsksFilm, spaces: list[Space]) -> tuple[NDArray[np.uint8], list[int]]:
    """Frames (M, N, 28, 28) of a walk through M spaces, and how many numbers were clipped."""
    made = []
    for space in spaces:
        stops = np.stack([place_of(token, space, asked.dataset) for token in asked.stops])
        places = latent.walk(stops, asked.steps, asked.path, space.centre)
        made.append(latent.decode(space, places))
    return np.stack([one.digits for one in made]), [one.clipped for one in made]


def _stops_at(asked: AsksFilm) -> list[int]:
    return [at * asked.steps for at in range(len(asked.stops))]


def _pictures(tokens: list[str], dataset: str) -> list[NDArray[np.uint8] | None]:
    try:
        return [latent.picture(latent.parse_stop(token), dataset) for token in tokens]
    except DataError as error:
        raise Refusal(404, str(error)) from error


def add(asked: AsksSum) -> Answer:
    """Digits a, b, c and a - b + c."""

    def answer(spaces: list[Space]) -> Answer:
        places = []
        for space in spaces:
            a, b, c = (
                place_of(token, space, asked.dataset) for token in (asked.a, asked.b, asked.c)
            )
            places.append(np.stack([a, b, c, a - b + c]))
        made = drawn(spaces, places)
        digits = made.arrays["digits"]
        given = _pictures([asked.a, asked.b, asked.c], asked.dataset)
        shown = [digits[0, at] if image is None else image for at, image in enumerate(given)]
        return Answer({**made.arrays, "stops": np.stack(shown)}, made.values, made.picture)

    return with_spaces(asked, answer)


def samples(asked: AsksSamples) -> Answer:
    """Digits at places drawn from the prior and from a Gaussian fitted to the test digits."""

    def answer(spaces: list[Space]) -> Answer:
        arrays: dict[str, NDArray[Any]] = {}
        values: dict[str, Any] = {"models": asked.models, "seed": asked.seed}
        for name, places in (("prior", latent.sample_prior), ("fitted", latent.sample_gaussian)):
            made = drawn(spaces, [places(space, asked.count, asked.seed) for space in spaces])
            arrays[name] = made.arrays["digits"]
            values[f"{name}_clipped"] = made.values["clipped"]
        return Answer(arrays, values, lambda: np.concatenate([*map(latent.strip, arrays.values())]))

    return with_spaces(asked, answer)


def manifold(asked: AsksManifold) -> Answer:
    """Grids of digits that cover latent planes."""

    def answer(spaces: list[Space]) -> Answer:
        grids = [latent.manifold_grid(space, asked.side) for space in spaces]
        made = [
            latent.decode(space, grid.points) for space, grid in zip(spaces, grids, strict=True)
        ]
        digits = np.stack([one.digits for one in made])
        sheets = digits.reshape(len(made), asked.side, asked.side, *digits.shape[2:])
        return Answer(
            {
                "digits": sheets,
                "x": np.stack([grid.x for grid in grids]),
                "y": np.stack([grid.y for grid in grids]),
            },
            {
                "models": asked.models,
                "spacing": [grid.spacing for grid in grids],
                "clipped": [one.clipped for one in made],
            },
            lambda: np.concatenate([latent.strip(sheet) for sheet in sheets], axis=1),
        )

    return with_spaces(asked, answer)


_BOTH = (ARRAYS, JSON)
_WALK = {"models": "ae-conv-16", "stops": "row-60000,class-3,row-60001", "path": "spherical"}

ENDPOINTS = [
    Endpoint(
        "/api/walk/film",
        "A walk between digits",
        "Gives the frames that each decoder draws on the way from digit to digit, with pixels from "
        "0 to 255, and the digits themselves. A spherical path turns about the origin where codes "
        "are variational or never negative, else about the mean of the test digits." + POLLING,
        AsksFilm,
        film,
        method="GET",
        media=_BOTH,
        example=_WALK,
    ),
    Endpoint(
        "/api/walk/strip",
        "A walk between digits on one strip",
        "Gives a PNG with all frames beside each other, a line for each model." + POLLING,
        AsksStrip,
        strip,
        method="GET",
        media=(PNG,),
        example=_WALK,
    ),
    Endpoint(
        "/api/walk/gif",
        "A walk between digits as a film",
        "Gives an endless GIF, the models beside each other." + POLLING,
        AsksGif,
        play,
        method="GET",
        media=(GIF,),
        example=_WALK,
    ),
    Endpoint(
        "/api/walk/sum",
        "Arithmetic with digits",
        "Gives what each decoder draws at a, b, c and a - b + c, and the digits themselves."
        + POLLING,
        AsksSum,
        add,
        method="GET",
        media=(ARRAYS, JSON, PNG),
        example={"models": "vae-conv-16", "a": "row-60000", "b": "class-7", "c": "class-2"},
    ),
    Endpoint(
        "/api/walk/samples",
        "Digits that nobody wrote",
        "Gives what each decoder draws at places from a standard normal (the prior of variational "
        "autoencoders) and from a Gaussian with the mean and covariance of the test digits."
        + POLLING,
        AsksSamples,
        samples,
        method="GET",
        media=(ARRAYS, JSON, PNG),
        example={"models": "vae-conv-16", "count": 10, "seed": 1},
    ),
    Endpoint(
        "/api/walk/manifold",
        "The manifold of a latent plane",
        "Gives a grid of decoded digits over each plane and its coordinates: at equal shares of "
        "the prior for a variational autoencoder, at equal distances over the middle 98 % of the "
        "test digits for another." + POLLING,
        AsksManifold,
        manifold,
        method="GET",
        media=(PNG, ARRAYS, JSON),
        example={"models": "vae-conv-2", "side": 20},
    ),
]
