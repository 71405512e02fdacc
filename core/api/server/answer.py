"""Answers of routes: named arrays and values, as JSON, raw bytes or a picture."""

import base64
import io
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray
from PIL import Image
from safetensors.numpy import save
from starlette.responses import Response

JSON = "application/json"
ARRAYS = "application/octet-stream"
PNG = "image/png"

# Keeps the server from compressing a few kilobytes for every move of a pointer.
_UNCOMPRESSED = {"Content-Encoding": "identity", "Vary": "Accept"}


@dataclass(frozen=True)
class Picture:
    """A picture among the values: in JSON a PNG data URL, in raw bytes the name of an array."""

    pixels: NDArray[np.uint8]
    """uint8 (H, W), or (3, H, W) in colour"""


@dataclass(frozen=True)
class Answer:
    """Named arrays and JSON values; the values can contain pictures.

    In JSON the arrays are nested lists beside the values. As raw bytes the arrays are in the
    safetensors layout (length of the header in eight bytes, a JSON header, the numbers, all
    little-endian), which ``safetensors.numpy.load`` reads in Python and ``client.js`` in a browser.
    The values are in the header's metadata under ``values``, and the pixels of their pictures are
    arrays named ``picture_0`` and so on.
    """

    arrays: Mapping[str, NDArray[Any]]
    values: Mapping[str, Any] = field(default_factory=dict)
    picture: Callable[[], NDArray[Any]] | None = None
    """Pixels of the PNG, as `png` takes them."""
    scale: int = 1
    """Side of an image pixel in the PNG, in PNG pixels."""
    max_age_s: int = 0
    """Seconds for which a browser may cache the answer; 0 for not at all."""


def render(answer: Answer, media: str) -> Response:
    """The response in a media type: `JSON`, `ARRAYS` or `PNG`."""
    cache = f"private, max-age={answer.max_age_s}" if answer.max_age_s else "no-store"
    headers = {**_UNCOMPRESSED, "Cache-Control": cache}
    if media == PNG:
        if answer.picture is None:
            raise ValueError("this answer has no picture")
        return Response(png(answer.picture(), answer.scale), media_type=PNG, headers=headers)
    if media == ARRAYS:
        return Response(_raw(answer), media_type=ARRAYS, headers=headers)
    # orjson writes arrays from their memory, a hundred times faster than lists of Python numbers,
    # during which no other thread could run.
    arrays = {name: np.ascontiguousarray(array) for name, array in answer.arrays.items()}
    values = {**_plain(answer.values, _data_url), **arrays}
    content = orjson.dumps(values, option=orjson.OPT_SERIALIZE_NUMPY)
    return Response(content, media_type=JSON, headers=headers)


def _raw(answer: Answer) -> bytes:
    arrays = dict(answer.arrays)

    def add(picture: Picture) -> str:
        # Encoding and decoding a PNG takes longer than sending its pixels.
        name = f"picture_{len(arrays) - len(answer.arrays)}"
        arrays[name] = picture.pixels
        return name

    values = json.dumps(_plain(answer.values, add))
    # The layout cannot express strides.
    contiguous = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    return save(contiguous, metadata={"values": values})


def _data_url(picture: Picture) -> str:
    return f"data:image/png;base64,{base64.b64encode(png(picture.pixels)).decode('ascii')}"


def png(image: NDArray[Any], scale: int = 1) -> bytes:
    """A PNG of uint8 or float [0, 1] pixels (H, W), or of N images in a row (N, H, W).

    In colour it is always a row of images, (N, 3, H, W). Each pixel becomes ``scale`` by ``scale``
    pixels.
    """
    pixels = image if image.dtype == np.uint8 else np.rint(image * 255).astype(np.uint8)
    if pixels.ndim == 4:
        pixels = pixels.transpose(0, 2, 3, 1)  # Pillow expects the channels last
    if pixels.ndim > 2:
        pixels = np.concatenate(list(pixels), axis=1)
    pixels = pixels.repeat(scale, axis=0).repeat(scale, axis=1)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def choose_media(accept: str, offers: Sequence[str]) -> str | None:
    """The best of ``offers`` for an Accept header (RFC 9110, 12.5.1); None if none is accepted."""
    weights: dict[str, float] = {}
    for part in accept.split(","):
        name, *parameters = (piece.strip() for piece in part.lower().split(";"))
        weights[name or "*/*"] = _quality(parameters)

    def weight(media: str) -> float:
        for pattern in (media, media.partition("/")[0] + "/*", "*/*"):
            if pattern in weights:
                return weights[pattern]
        return 0.0

    best = max(offers, key=weight)
    return best if weight(best) > 0 else None


def _quality(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return float(parameter[2:])
            except ValueError:
                return 0.0
    return 1.0


def _plain(value: Any, text_of: Callable[[Picture], str]) -> Any:
    """The value in JSON types: null for infinity and NaN, ``text_of`` for each picture."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Picture):
        return text_of(value)
    if isinstance(value, Mapping):
        return {key: _plain(item, text_of) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item, text_of) for item in value]
    return value
