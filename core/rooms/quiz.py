"""The question "Which of these did nobody write?": three digits of MNIST and one that is decoded.

The decoded one lies halfway between two test digits in the latent space of an autoencoder.
"""

from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray

from core import data, inference
from core.checkpoints.pool import pool
from core.data import Dataset
from core.errors import RoomError

CHOICES = 4
PAIRS = (("4", "9"), ("3", "8"), ("7", "9"), ("3", "5"), ("5", "6"))  # digits that blend well
WALKERS = ("vae-conv-16", "ae-conv-16", "vae-dense-20")
DATASET = "mnist"


@dataclass(eq=False)
class Quiz:
    """A question to the room, with one vote per phone."""

    number: int
    """Number of the question in its room, from 1"""
    pictures: NDArray[np.uint8]
    """uint8 (4, 28, 28)"""
    answer: int
    """Index of the picture that nobody wrote"""
    between: tuple[str, str]
    """The two classes between which that picture lies"""
    is_revealed: bool = False
    votes: dict[str, int] = field(default_factory=dict)
    """The choice of each phone, 0 to 3"""

    @property
    def counts(self) -> list[int]:
        """Votes per picture."""
        return np.bincount(list(self.votes.values()), minlength=CHOICES).tolist()


def ask(number: int, seed: int) -> Quiz:
    """A new question; the same seed gives the same pictures.

    Raises RoomError if the store has no autoencoder, DataError if there are no digits.
    """
    names = pool().names("reconstruct", data.entry_named(DATASET).shape)
    if not names:
        raise RoomError("The question needs an autoencoder: train one on the Train page.")
    model = pool().module(next((name for name in WALKERS if name in names), names[0]))
    digits = data.load(DATASET).split("test")
    draw = np.random.default_rng(seed)
    pair = PAIRS[int(draw.integers(len(PAIRS)))]
    ends = [_pick(digits, name, draw) for name in pair]
    latents = inference.encode(model, data.to_float(digits.images[ends]))
    average = inference.decode(model, latents.mean(0, keepdim=True))[0, 0]
    others = [_pick(digits, name, draw) for name in (*pair, str(draw.integers(10)))]
    answer = int(draw.integers(CHOICES))
    digit_pictures = list(digits.images[others])
    pictures = [*digit_pictures[:answer], data.to_uint8(average), *digit_pictures[answer:]]
    return Quiz(number, torch.stack(pictures).numpy(), answer, pair)


def _pick(digits: Dataset, name: str, draw: np.random.Generator) -> int:
    """The position of a digit of this class, drawn at random."""
    rows = (digits.labels == digits.classes.index(name)).nonzero().flatten()
    return int(rows[int(draw.integers(len(rows)))])
