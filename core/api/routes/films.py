"""Routes for pictures from latent spaces: films, arithmetic, samples and the manifold."""

from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from starlette.responses import Response

from core import latent
from core.api.bounds.costs import PIXEL_MS, Cost, size_of
from core.api.refusal import Refusal
from core.api.routes.walk import (
    SpacesRequest,
    Token,
    WalkSeed,
    cost_of_decoding,
    decode,
    open_spaces,
    place_of,
)
from core.api.server.answer import ARRAYS, JSON, PNG, Answer, png
from core.api.server.endpoint import POLLING, Endpoint
from core.errors import DataError
from core.latent.film import MAX_SCALE
from core.latent.grid import MAX_SIDE
from core.latent.space import Space

MAX_STOPS = 8
MAX_STEPS = 30
MAX_SAMPLES = 100
GIF = "image/gif"


class FilmRequest(SpacesRequest):
    """The stops of a walk and the path between them."""

    stops: Annotated[list[Token], Field(min_length=2, max_length=MAX_STOPS)] = Field(
        description="Images in order: row-60000, class-3 (the mean of a class), mean or drawn-…."
    )
    path: latent.Path = "straight"
    steps: int = Field(10, ge=1, le=MAX_STEPS, description="Steps from each image to the next.")


class StripRequest(FilmRequest):
    """A walk and the size of its picture."""

    scale: int = Field(4, ge=1, le=MAX_SCALE, description="Side of an image pixel.")


class GifRequest(StripRequest):
    """A walk and the size and speed of its film."""

    milliseconds: int = Field(
        80, ge=20, le=1000, description="Duration of a frame; a stop lasts ten times as long."
    )


class SumRequest(SpacesRequest):
    """Three digits for a - b + c."""

    a: Token
    b: Token
    c: Token


class SamplesRequest(SpacesRequest):
    """The number of random places and their seed."""

    count: int = Field(40, ge=1, le=MAX_SAMPLES)
    seed: WalkSeed = 0


class ManifoldRequest(SpacesRequest):
    """Latent planes and the number of digits per side."""

    side: int = Field(20, ge=2, le=MAX_SIDE)


def _frames(request: FilmRequest) -> int:
    return (len(request.stops) - 1) * request.steps + 1


def _cost_of_film(request: FilmRequest) -> Cost:
    return cost_of_decoding(request, _frames(request))


def _cost_of_picture(request: StripRequest) -> Cost:
    pixels = _frames(request) * len(request.models) * request.scale**2
    pixels *= size_of(request.dataset).numbers
    return Cost(_cost_of_film(request).ms + pixels * PIXEL_MS)


def _cost_of_gif(request: GifRequest) -> Cost:
    film = _cost_of_film(request).ms
    return Cost(film + 3 * (_cost_of_picture(request).ms - film))


def _cost_of_sum(request: SumRequest) -> Cost:
    return cost_of_decoding(request, 7)  # three of them may have to be encoded


def _cost_of_samples(request: SamplesRequest) -> Cost:
    return cost_of_decoding(request, 2 * request.count)


def _cost_of_manifold(request: ManifoldRequest) -> Cost:
    return cost_of_decoding(request, request.side**2)


def make_film(request: FilmRequest) -> Answer:
    """The frames of a walk, uint8 (M, N, H, W) for M models, and the images at its stops."""
    spaces = open_spaces(request)
    frames, clipped = _decode_walk(request, spaces)
    stops = [
        frames[0, at * request.steps] if image is None else image
        for at, image in enumerate(_images(request.stops, request.dataset))
    ]
    return Answer(
        {"frames": frames, "stops": np.stack(stops)},
        {"models": request.models, "stops_at": _stops_at(request), "clipped": clipped},
    )


def make_strip(request: StripRequest) -> Response:
    """All frames of a walk side by side."""
    spaces = open_spaces(request)
    frames, _ = _decode_walk(request, spaces)
    return _file(png(latent.strip(frames), request.scale), PNG, "walk.png")


def make_gif(request: GifRequest) -> Response:
    """A walk as an animated GIF."""
    spaces = open_spaces(request)
    frames, _ = _decode_walk(request, spaces)
    content = latent.gif(
        latent.side_by_side(frames),
        scale=request.scale,
        milliseconds=request.milliseconds,
        rests=_stops_at(request),
    )
    return _file(content, GIF, "walk.gif")


def _file(content: bytes, media: str, name: str) -> Response:
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'inline; filename="{name}"',
    }
    return Response(content, media_type=media, headers=headers)


def _decode_walk(request: FilmRequest, spaces: list[Space]) -> tuple[NDArray[np.uint8], list[int]]:
    """Frames (M, N, H, W) of a walk through M spaces; the number of clipped values in each."""
    pictures = []
    for space in spaces:
        stops = np.stack([place_of(token, space, request.dataset) for token in request.stops])
        places = latent.walk(stops, request.steps, request.path, space.centre)
        pictures.append(latent.decode(space, places))
    return np.stack([item.digits for item in pictures]), [item.clipped for item in pictures]


def _stops_at(request: FilmRequest) -> list[int]:
    return [at * request.steps for at in range(len(request.stops))]


def _images(tokens: list[str], dataset: str) -> list[NDArray[np.uint8] | None]:
    try:
        return [latent.picture(latent.parse_stop(token), dataset) for token in tokens]
    except DataError as error:
        raise Refusal(404, str(error)) from error


def add_digits(request: SumRequest) -> Answer:
    """Digits a, b, c and a - b + c."""
    spaces = open_spaces(request)
    tokens = [request.a, request.b, request.c]
    places = []
    for space in spaces:
        a, b, c = (place_of(token, space, request.dataset) for token in tokens)
        places.append(np.stack([a, b, c, a - b + c]))
    answer = decode(spaces, places)
    digits = answer.arrays["digits"]
    images = _images(tokens, request.dataset)
    stops = [digits[0, at] if image is None else image for at, image in enumerate(images)]
    return Answer({**answer.arrays, "stops": np.stack(stops)}, answer.values, answer.picture)


def draw_samples(request: SamplesRequest) -> Answer:
    """Digits at places drawn from the prior and from a Gaussian fitted to the test digits."""
    spaces = open_spaces(request)
    arrays: dict[str, NDArray[Any]] = {}
    values: dict[str, Any] = {"models": request.models, "seed": request.seed}
    for name, places in (("prior", latent.sample_prior), ("fitted", latent.sample_gaussian)):
        answer = decode(spaces, [places(space, request.count, request.seed) for space in spaces])
        arrays[name] = answer.arrays["digits"]
        values[f"{name}_clipped"] = answer.values["clipped"]
    return Answer(arrays, values, lambda: np.concatenate([*map(latent.strip, arrays.values())]))


def draw_manifold(request: ManifoldRequest) -> Answer:
    """Grids of digits that cover latent planes."""
    spaces = open_spaces(request)
    grids = [latent.manifold_grid(space, request.side) for space in spaces]
    pictures = [
        latent.decode(space, grid.points) for space, grid in zip(spaces, grids, strict=True)
    ]
    digits = np.stack([item.digits for item in pictures])
    sheets = digits.reshape(len(pictures), request.side, request.side, *digits.shape[2:])
    return Answer(
        {
            "digits": sheets,
            "x": np.stack([grid.x for grid in grids]),
            "y": np.stack([grid.y for grid in grids]),
        },
        {
            "models": request.models,
            "spacing": [grid.spacing for grid in grids],
            "clipped": [item.clipped for item in pictures],
        },
        lambda: np.concatenate([latent.strip(sheet) for sheet in sheets], axis=1),
    )


_ARRAY_MEDIA = (ARRAYS, JSON)
_WALK = {"models": "ae-conv-16", "stops": "row-60000,class-3,row-60001", "path": "spherical"}

ENDPOINTS = [
    Endpoint(
        "/api/walk/film",
        "A walk between images",
        "Returns the frames that each decoder makes between the images, with pixels from 0 to 255, "
        "and the images themselves. A spherical path turns about the origin if codes are "
        "variational or never negative, else about the mean of the test images." + POLLING,
        FilmRequest,
        make_film,
        cost=_cost_of_film,
        method="GET",
        media=_ARRAY_MEDIA,
        example=_WALK,
    ),
    Endpoint(
        "/api/walk/strip",
        "A walk between images on one strip",
        "Returns a PNG with all frames side by side, one line per model." + POLLING,
        StripRequest,
        make_strip,
        cost=_cost_of_picture,
        method="GET",
        media=(PNG,),
        example=_WALK,
    ),
    Endpoint(
        "/api/walk/gif",
        "A walk between images as a film",
        "Returns an endless GIF with the models side by side." + POLLING,
        GifRequest,
        make_gif,
        cost=_cost_of_gif,
        method="GET",
        media=(GIF,),
        example=_WALK,
    ),
    Endpoint(
        "/api/walk/sum",
        "Arithmetic with images",
        "Returns the images that each decoder makes of a, b, c and a - b + c, and the images "
        "themselves." + POLLING,
        SumRequest,
        add_digits,
        cost=_cost_of_sum,
        method="GET",
        media=(ARRAYS, JSON, PNG),
        example={"models": "vae-conv-16", "a": "row-60000", "b": "class-7", "c": "class-2"},
    ),
    Endpoint(
        "/api/walk/samples",
        "Random images",
        "Returns the images that each decoder makes of places from a standard normal distribution "
        "(the prior of variational autoencoders) and from a Gaussian with the mean and covariance "
        "of the test images." + POLLING,
        SamplesRequest,
        draw_samples,
        cost=_cost_of_samples,
        method="GET",
        media=(ARRAYS, JSON, PNG),
        example={"models": "vae-conv-16", "count": 10, "seed": 1},
    ),
    Endpoint(
        "/api/walk/manifold",
        "The manifold of a latent plane",
        "Returns a grid of decoded images on each plane, with its coordinates: at equal shares of "
        "the prior for a variational autoencoder, else at equal distances over the middle 98 % of "
        "the test images." + POLLING,
        ManifoldRequest,
        draw_manifold,
        cost=_cost_of_manifold,
        method="GET",
        media=(PNG, ARRAYS, JSON),
        example={"models": "vae-conv-2", "side": 20},
    ),
]
