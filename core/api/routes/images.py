"""What is in a picture that somebody drew, uploaded or photographed."""

import base64
import binascii
from typing import Annotated, Any, Self

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from core import data, images
from core.api.routes.asks import (
    MAX_MODELS,
    Asks,
    DatasetName,
    MapId,
    ModelName,
    NoiseSpec,
    Part,
    Seed,
    module_for,
)
from core.api.routes.placing import prepare as prepare_map
from core.api.server.answer import ARRAYS, JSON, PNG, Answer, Picture
from core.api.server.endpoint import POLLING, Endpoint, Refusal
from core.data import lookup
from core.images.reading import MAX_PIXELS
from core.inference import denoising
from core.maps import placing

STEP_SIDE = 140  # pixels of the longer side up to which a step's picture is sent


def _bytes(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    if not isinstance(value, str):
        raise ValueError("expected base64 text")
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("expected base64 text") from error


class AsksPicture(Asks):
    """A picture, and what to do with the digits in it."""

    picture: Annotated[
        Any,
        BeforeValidator(_bytes),
        WithJsonSchema(
            {
                "type": "string",
                "contentEncoding": "base64",
                "description": "A PNG, JPEG, WebP, BMP, GIF or HEIC file, or with a width the "
                "pixels of a drawing.",
            }
        ),
    ]
    width: int | None = Field(
        None,
        ge=1,
        le=MAX_PIXELS,
        description="Pixels in a row of a drawing, one byte each, row by row: 255 is ink and 0 is "
        "none. Leave it out for a picture file.",
    )
    digit: int = Field(0, ge=0, description="Whose steps to tell, where there are several digits.")
    models: Annotated[list[ModelName], Field(max_length=MAX_MODELS)] = Field(
        [], description="Autoencoders that clean the digits."
    )
    classifier: ModelName | None = Field(None, description="Who reads the digits, if anybody.")
    map: MapId | None = Field(None, description="On which map to place the digits, if any.")
    split: Part = Field("test", description="Of the map, as in /api/maps/place.")
    dataset: DatasetName = Field("mnist", description="Whose digits are on the map.")
    noise: NoiseSpec = None
    seed: Seed = 0

    @model_validator(mode="after")
    def _together(self) -> Self:
        if len(set(self.models)) < len(self.models):
            raise ValueError("models: name each only once")
        return self

    def prepared(self) -> images.Prepared:
        """The digits in it."""
        if self.width is None:
            return images.prepare_file(self.picture)
        if not self.picture or len(self.picture) % self.width:
            raise Refusal(
                422,
                f"picture: expected a multiple of {self.width:,} bytes, a row of the drawing each, "
                f"not {len(self.picture):,}.",
            )
        pixels = np.frombuffer(self.picture, dtype=np.uint8).reshape(-1, self.width)
        return images.prepare_drawing(pixels)


def prepare(asked: AsksPicture) -> Answer:
    """The digits in a picture, how they were prepared, cleaned and read, and where they land."""
    denoisers = {name: module_for(name, "reconstruct") for name in asked.models}
    classifier = module_for(asked.classifier, "classify") if asked.classifier else None
    if asked.map:
        prepare_map(asked.map, asked.dataset, asked.split)
    found = asked.prepared()
    if asked.digit >= len(found.digits):
        raise Refusal(
            422, f"digit: the picture holds {len(found.digits)}, counted from 0, not {asked.digit}."
        )
    pixels = found.images
    x = torch.from_numpy(pixels[:, None].astype(np.float32) / 255)
    done = denoising.clean(x, denoisers, noise=asked.noise, seed=asked.seed, classifier=classifier)
    arrays: dict[str, NDArray[Any]] = {
        "images": pixels,
        "noisy": done.noisy.numpy(),
        "cleaned": done.cleaned.numpy(),
        "boxes": np.array([digit.box for digit in found.digits], dtype=np.float32),
    }
    if done.probabilities is not None:
        arrays["probabilities"] = done.probabilities.numpy()
    if asked.map:
        arrays |= _placed(asked.map, asked.dataset, asked.split, x)
    return Answer(
        arrays,
        {
            "count": len(found.digits),
            "digit": asked.digit,
            "steps": [_told(step) for step in found.digits[asked.digit].steps],
            "notices": list(found.notices),
            "models": asked.models,
        },
        done.strip,
    )


def _placed(map_id: str, dataset: str, split: Part, x: torch.Tensor) -> dict[str, NDArray[Any]]:
    found = placing.place(map_id, dataset, split, x)
    digits = data.load(dataset)
    at = lookup.positions(digits, found.nearest)
    return {
        "places": found.xy,
        "neighbours": digits.images.numpy()[at],
        "neighbour_rows": found.nearest.astype(np.uint32),
        "neighbour_labels": digits.labels.numpy()[at].astype(np.uint8),
    }


def _told(step: images.Step) -> dict[str, Any]:
    height, width = step.picture.shape
    every = -(-max(height, width) // STEP_SIDE)  # a thumbnail of those too large to show beside
    small = step.picture
    if every > 1:
        small = np.asarray(Image.fromarray(small).reduce(every))
    return {
        "name": step.name,
        "caption": step.caption,
        "width": width,
        "height": height,
        "png": Picture(small),
    }


def _example() -> str:
    """A drawing of a "1" on 14×14 pixels, in base64."""
    drawn = np.zeros((14, 14), dtype=np.uint8)
    drawn[2:12, 6:8] = 255
    return base64.b64encode(drawn.tobytes()).decode("ascii")


ENDPOINTS = [
    Endpoint(
        "/api/prepare",
        "Find, clean and read the digits in a picture",
        "Takes a drawing, a scan or a photo and gives each digit in it as the models know them: "
        "28×28 uint8 pixels, light ink on black, boxed and centred as MNIST's are; its place in "
        "the picture (left, top, right, bottom, from 0 to 1); the steps of its preparation, each "
        "as a PNG in a data URL, for which raw bytes have the name of an array of uint8 pixels; "
        "what the autoencoders make of it, with noise added first if you like; the classifier's "
        "probabilities for the digit as it is, with noise and cleaned; and its place on a map, "
        "with the pictures, rows and classes of the five digits nearest to it. "
        "As PNG: one strip, for each digit the prepared, the noisy and the cleaned image."
        + POLLING,
        AsksPicture,
        prepare,
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
