"""The route that finds, cleans and classifies the digits in a drawing, scan or photo."""

import base64
import binascii
from dataclasses import asdict
from typing import Annotated, Any, Self

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from core import data, images
from core.api.bounds.costs import HALF_MS, PASS_MS, QUICK_MS, Cost
from core.api.refusal import Refusal
from core.api.routes.placing import require_ground
from core.api.routes.requests import (
    MAX_MODELS,
    DatasetName,
    MapId,
    ModelName,
    NoiseSpec,
    Part,
    RouteRequest,
    Seed,
    open_module,
    require_distinct,
)
from core.api.server.answer import ARRAYS, JSON, PNG, Answer, Picture
from core.api.server.endpoint import POLLING, Endpoint
from core.data import lookup
from core.images.digits.centring import SIDE
from core.images.digits.finding import MAX_DIGITS
from core.images.nondigits import doubt
from core.images.reading import MAX_PIXELS
from core.inference import denoising
from core.maps import placing

DRAWING_PIXELS_PER_MS = 10_000  # that are searched
FILE_MS = 60.0  # per picture file, whatever its size
FILE_BYTES_PER_MS = 10_000  # that are read
FILE_DIGITS = 10
STEP_SIDE = 140  # pixels; pictures of steps with a longer side are sent as thumbnails

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


def _decode_base64(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    if not isinstance(value, str):
        raise ValueError("expected base64 text")
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("expected base64 text") from error


class PrepareRequest(RouteRequest):
    """A picture and what to do with the digits in it."""

    picture: Annotated[
        Any,
        BeforeValidator(_decode_base64),
        WithJsonSchema(
            {
                "type": "string",
                "contentEncoding": "base64",
                "description": "A PNG, JPEG, WebP, BMP, GIF or HEIC file, or, with a width, the "
                "pixels of a drawing.",
            }
        ),
    ]
    width: int | None = Field(
        None,
        ge=1,
        le=MAX_PIXELS,
        description="Pixels per row of a drawing, one byte each, row by row: 255 is ink and 0 is "
        "none. Omit it for a picture file.",
    )
    turns: int | None = Field(
        None,
        ge=0,
        le=3,
        description="Quarters by which to turn a picture file counter-clockwise. If given, the "
        "picture is turned no further, and places are those in the turned picture.",
    )
    boxes: Annotated[list[Share], Field(max_length=4 * MAX_DIGITS)] = Field(
        [],
        description="Left, top, right and bottom of each digit in a picture file, from 0 to 1, "
        "four numbers per digit. Without any, the digits are found.",
    )
    digit: int = Field(0, ge=0, description="Index of the digit whose steps to return.")
    models: Annotated[list[ModelName], Field(max_length=MAX_MODELS)] = Field(
        [], description="Autoencoders that denoise the digits."
    )
    classifier: ModelName | None = Field(None, description="Classifies the digits, if given.")
    verdicts: bool = Field(
        True,
        description="Whether to judge each digit. The answer comes sooner without, for a stroke "
        "that still grows.",
    )
    map: MapId | None = Field(None, description="Map to place the digits on, if given.")
    split: Part = Field("test", description="Split of the map, as in /api/maps/place.")
    dataset: DatasetName = Field("mnist", description="Data set on the map.")
    noise: NoiseSpec = None
    seed: Seed = 0

    @model_validator(mode="after")
    def _check(self) -> Self:
        require_distinct(self.models)
        if len(self.boxes) % 4 or any(
            low >= high for box in self.places for low, high in (box[::2], box[1::2])
        ):
            raise ValueError("boxes: expected left, top, right and bottom of each, in this order")
        return self

    @property
    def places(self) -> list[images.Place]:
        """The boxes, each left, top, right and bottom."""
        sides = iter(self.boxes)
        return list(zip(sides, sides, sides, sides, strict=False))

    def find_digits(self, judge: images.Judge | None) -> images.PreparedPicture:
        """The digits in the picture; ``judge`` rates how surely something is a digit."""
        if self.width is None and (self.turns is not None or self.boxes):
            return images.prepare_corrected(self.picture, self.turns or 0, self.places, judge)
        if self.width is None:
            return images.prepare_file(self.picture, judge)
        if not self.picture or len(self.picture) % self.width:
            raise Refusal(
                422,
                f"picture: expected a multiple of {self.width:,} bytes, one row each, "
                f"not {len(self.picture):,}.",
            )
        pixels = np.frombuffer(self.picture, dtype=np.uint8).reshape(-1, self.width)
        return images.prepare_drawing(pixels)


def _cost(request: PrepareRequest) -> Cost:
    """Cost with one digit in a drawing and `FILE_DIGITS` in a file, since no count is known yet."""
    is_drawing = request.width is not None
    size = len(request.picture)
    digits = 1 if is_drawing else FILE_DIGITS
    rows = 2 + len(request.models)
    per_digit = PASS_MS * len(request.models) + (HALF_MS * rows if request.classifier else 0)
    finding = size / DRAWING_PIXELS_PER_MS if is_drawing else FILE_MS + size / FILE_BYTES_PER_MS
    return Cost(QUICK_MS + finding + digits * per_digit, digits * rows * SIDE**2)


def prepare(request: PrepareRequest) -> Answer:
    """The digits in a picture, prepared, denoised, classified and placed on a map."""
    denoisers = {name: open_module(name, "reconstruct") for name in request.models}
    classifier = open_module(request.classifier, "classify") if request.classifier else None
    if request.map:
        require_ground(request.map, request.dataset, request.split)
    detector = doubt.detector()
    prepared_picture = request.find_digits(detector.confidences if detector else None)
    count = len(prepared_picture.digits)
    if request.digit >= count:
        raise Refusal(
            422,
            f"digit: the picture has {count}, numbered from 0, and no digit {request.digit}.",
        )
    pixels = prepared_picture.images
    x = torch.from_numpy(pixels[:, None].astype(np.float32) / 255)
    result = denoising.denoise(
        x,
        denoisers,
        noise=request.noise,
        seed=request.seed,
        growing=request.width is not None,
        classifier=classifier,
    )
    arrays: dict[str, NDArray[Any]] = {
        "images": pixels,
        "noisy": result.noisy.numpy(),
        "cleaned": result.outputs.numpy(),
        "boxes": np.array([digit.box for digit in prepared_picture.digits], dtype=np.float32),
    }
    if result.probabilities is not None:
        arrays["probabilities"] = result.probabilities.numpy()
    if request.map:
        arrays |= _place(request.map, request.dataset, request.split, x)
    opinions: list[doubt.Opinion] = []
    if detector and request.verdicts:
        opinions = detector.opinions(pixels, prepared_picture.confidences)
    return Answer(
        arrays,
        {
            "count": count,
            "digit": request.digit,
            "steps": [_describe(step) for step in prepared_picture.digits[request.digit].steps],
            "notices": list(prepared_picture.notices),
            "turns": prepared_picture.turns,
            "verdicts": [_verdict(one) for one in opinions],
            "models": request.models,
        },
        result.strip,
    )


def _place(map_id: str, dataset: str, split: Part, x: torch.Tensor) -> dict[str, NDArray[Any]]:
    place = placing.place(map_id, dataset, split, x)
    digits = data.load(dataset)
    at = lookup.positions(digits, place.nearest)
    return {
        "places": place.xy,
        "neighbours": digits.images.numpy()[at],
        "neighbour_rows": place.nearest.astype(np.uint32),
        "neighbour_labels": digits.labels.numpy()[at].astype(np.uint8),
    }


def _verdict(opinion: doubt.Opinion) -> dict[str, Any]:
    return {**asdict(opinion), "text": opinion.text, "reasons": list(opinion.reasons)}


def _describe(step: images.Step) -> dict[str, Any]:
    height, width = step.picture.shape
    factor = -(-max(height, width) // STEP_SIDE)
    small = step.picture
    if factor > 1:
        small = np.asarray(Image.fromarray(small).reduce(factor))
    return {
        "name": step.name,
        "caption": step.caption,
        "width": width,
        "height": height,
        "png": Picture(small),
    }


def _example() -> str:
    """A drawing of a "1" on 14×14 pixels, in base64."""
    drawing = np.zeros((14, 14), dtype=np.uint8)
    drawing[2:12, 6:8] = 255
    return base64.b64encode(drawing.tobytes()).decode("ascii")


ENDPOINTS = [
    Endpoint(
        "/api/prepare",
        "Find, denoise and classify the digits in a picture",
        "Takes a drawing, a scan or a photo. Returns each digit in it as the models know "
        "digits: 28×28 uint8 pixels, light ink on black, in a box and centred as in MNIST; its "
        "place in the picture (left, top, right, bottom, from 0 to 1); the steps of its "
        "preparation, each as a PNG in a data URL, or in raw bytes as the name of an array of "
        "uint8 pixels; unless turned off, a verdict on each, 'digit', 'doubt' or 'none', with the "
        "text to show, such as '7', '7 or 1?' or 'not a digit, closest is 7', and the reasons; the "
        "quarters by which the picture was turned to the left to read it; its reconstruction by "
        "the autoencoders, after noise if requested; the classifier's probabilities for the digit "
        "as it is, with noise and denoised; and its place on a map, with the images, rows and "
        "classes of the five nearest digits. As PNG: one strip, with the prepared, the noisy "
        "and the denoised image of each digit in turn." + POLLING,
        PrepareRequest,
        prepare,
        cost=_cost,
        media=(JSON, ARRAYS, PNG),
        raw="picture",
        max_bytes=images.MAX_BYTES,
        example={
            "picture": _example(),
            "width": 14,
            "models": ["dae-dense-128"],
            "classifier": "clf-mlp-3",
            "map": "bottleneck:ae-conv-2",
        },
    ),
]
