"""Reading of drawings: the networks prepare, clean and classify each and place it on the map."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from core import data, images, inference
from core.checkpoints.pool import pool, require_task
from core.data import lookup
from core.errors import ImageError, RoomError
from core.images.nondigits import doubt
from core.inference import denoising
from core.maps import infos, placing
from core.rooms.ground import DATASET, SPLIT, Ground, ground

Pixels = NDArray[np.uint8]

SIDE = 140  # pixels of a drawing's side: seven to each of the 20 that a digit gets

# In the order of preference. Dense networks first, because a room sends forty drawings at once.
CLEANERS = ("dae-dense-128", "dae-conv-32")
CLASSIFIERS = ("clf-conv", "clf-mlp-3")
MAPS = ("clf-bottleneck-2", "clf-conv-bottleneck-2", "ae-conv-2", "vae-conv-2")


@dataclass(frozen=True)
class Reader:
    """The networks and the map of a room, by name."""

    cleaner: str
    classifier: str
    map: str


@dataclass(frozen=True, eq=False)
class Reading:
    """One drawing as the networks see it."""

    seen: Pixels
    """uint8 (28, 28), prepared like MNIST's digits"""
    cleaned: Pixels
    """uint8 (28, 28), what the denoising autoencoder makes of it"""
    digit: int
    """the likeliest class"""
    text: str
    """the verdict, such as "7", "7 or 1?" or "not a digit, closest is 7\""""
    is_digit: bool
    error: float
    """squared error of an autoencoder, summed over the pixels; high if it is unlike MNIST"""
    place: tuple[float, float]
    """on the map, from 0 (left, top) to 1 (right, bottom)"""
    neighbours: Pixels
    """uint8 (K, 28, 28), the nearest known digits, the nearest first"""
    neighbour_digits: tuple[int, ...]
    """their K classes"""


def choose() -> Reader:
    """The networks for a new room, loaded and ready, with their map.

    Raises RoomError if the store lacks one of them.
    """
    shape = data.entry_named(DATASET).shape
    cleaner = _first(pool().names("reconstruct", shape), CLEANERS, "an autoencoder")
    classifier = _first(pool().names("classify", shape), CLASSIFIERS, "a classifier")
    known = [info.id for info in infos(DATASET) if info.checkpoint]
    map_id = _first(known, [f"bottleneck:{name}" for name in MAPS], "a network of two numbers")
    reader = Reader(cleaner, classifier, map_id)
    blank = np.zeros((SIDE, SIDE), np.uint8)
    blank[40:100, 65:75] = 255
    read(reader, [blank])
    return reader


def _first(names: Sequence[str], preference: Sequence[str], what: str) -> str:
    if not names:
        raise RoomError(f"A room needs {what}: train one on the Train page and come back.")
    return next((name for name in preference if name in names), names[0])


def read(reader: Reader, drawings: Sequence[Pixels]) -> list[Reading | ImageError]:
    """The reading of each drawing, uint8 (H, W) with 255 for ink, or why there is none.

    Each network gets all drawings in one batch.
    """
    pictures = [_prepare(drawing) for drawing in drawings]
    good = [image for image in pictures if not isinstance(image, ImageError)]
    readings = iter(_read(reader, np.stack(good)) if good else [])
    return [one if isinstance(one, ImageError) else next(readings) for one in pictures]


def _prepare(drawing: Pixels) -> Pixels | ImageError:
    try:
        return images.prepare_drawing(drawing).images[0]
    except ImageError as error:
        return error


@dataclass(frozen=True)
class _Verdict:
    digit: int
    text: str
    is_digit: bool
    error: float


def _read(reader: Reader, seen: Pixels) -> list[Reading]:
    x = torch.from_numpy(seen[:, None].astype(np.float32) / 255)
    require_task(pool().card(reader.cleaner), "reconstruct")
    result = denoising.denoise(x, {reader.cleaner: pool().module(reader.cleaner)})
    cleaned = data.to_uint8(result.outputs[0]).numpy()
    verdicts = _verdicts(reader, seen, x, result.squared_errors[1].tolist())
    square: Ground = ground(reader.map)
    positions = placing.place(reader.map, DATASET, SPLIT, x)
    places = square.frame.places(positions.xy).clip(0, 1).tolist()
    digits = data.load(DATASET)
    at = lookup.positions(digits, positions.nearest)
    neighbours = digits.images.numpy()[at]
    labels = digits.labels.numpy()[at].tolist()
    return [
        Reading(
            seen[row],
            cleaned[row],
            verdict.digit,
            verdict.text,
            verdict.is_digit,
            verdict.error,
            (places[row][0], places[row][1]),
            neighbours[row],
            tuple(labels[row]),
        )
        for row, verdict in enumerate(verdicts)
    ]


def _verdicts(
    reader: Reader, seen: Pixels, x: torch.Tensor, errors: Sequence[float]
) -> list[_Verdict]:
    """Verdicts as on Draw: by the detector, or by the classifier if the store has no detector."""
    detector = doubt.detector()
    if detector is not None:
        return [
            _Verdict(one.digit, one.text, one.verdict != "none", one.error)
            for one in detector.opinions(seen)
        ]
    require_task(pool().card(reader.classifier), "classify")
    digits = inference.classify(pool().module(reader.classifier), x).argmax(1).tolist()
    return [
        _Verdict(digit, str(digit), True, error)
        for digit, error in zip(digits, errors, strict=True)
    ]
