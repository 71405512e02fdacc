"""Real digits for the tests: small, always the same, from the data set that the app shows."""

from dataclasses import replace
from functools import cache

import torch
from torch import Tensor

from core.data import Dataset, load, to_float


@cache
def digits(count: int = 64, split: str = "test") -> tuple[Tensor, Tensor]:
    """The first images of a split, float32 (count, 1, 28, 28), and labels; not to be changed."""
    part = load("mnist").split("test" if split == "test" else "train")
    return to_float(part.images[:count]), part.labels[:count]


@cache
def small_set(train: int = 300, test: int = 100) -> Dataset:
    """A data set of the first training and the first test images."""
    whole = load("mnist")
    rows = torch.cat([torch.arange(train), torch.arange(whole.train, whole.train + test)])
    return replace(
        whole,
        images=whole.images[rows],
        labels=whole.labels[rows],
        rows=whole.rows[rows],
        train=train,
    )
