"""A data set in memory, and pure functions on it."""

from dataclasses import dataclass, replace
from typing import Literal

import torch
from torch import Tensor

from core.errors import DataError

SIDE = 28  # pixels

Split = Literal["train", "test", "all"]


@dataclass(frozen=True, eq=False)
class Dataset:
    """Labelled 28×28 grey images as one tensor.

    Do not change the tensors in place: all visitors share them.
    """

    name: str
    """Key in `core.data.NAMES`."""
    title: str
    """Name on screens."""
    images: Tensor
    """uint8 (N, 28, 28), 0 background to 255 full stroke."""
    labels: Tensor
    """int64 (N,), index into `classes`."""
    rows: Tensor
    """int64 (N,), number of each image in the whole set, the same in every split."""
    train: int
    """The first `train` images are the training split, the others the test split."""
    total: int
    """Number of images in the complete set; a sample has fewer."""
    source: str
    """Where the images came from."""
    fingerprint: str
    """SHA-256 (hex) of the images and labels of the whole set, the same in every split."""
    is_sample: bool
    """Whether this is only a part of the complete set."""
    notice: str | None
    """Notice for the screen, such as "5,000 of 70,000: offline sample"."""
    classes: tuple[str, ...]
    """Name of each label."""

    def __len__(self) -> int:
        """Number of images."""
        return len(self.images)

    def split(self, which: Split) -> "Dataset":
        """Training images, test images, or all of them, without a copy.

        Raises ValueError for any other `which`.
        """
        if which == "all":
            return self
        if which == "train":
            part, train = slice(None, self.train), self.train
        elif which == "test":
            part, train = slice(self.train, None), 0
        else:
            raise ValueError(f'the split must be "train", "test" or "all", not {which!r}')
        return replace(
            self,
            images=self.images[part],
            labels=self.labels[part],
            rows=self.rows[part],
            train=train,
        )


def to_float(images: Tensor) -> Tensor:
    """Convert uint8 (N, 28, 28) to the input of the models, float32 (N, 1, 28, 28) in [0, 1].

    The result is on the device of the images. Raises ValueError for any other type or shape.
    """
    if images.dtype != torch.uint8 or images.shape[1:] != (SIDE, SIDE):
        raise ValueError(
            f"images must be uint8 (N, {SIDE}, {SIDE}), not {images.dtype} {tuple(images.shape)}"
        )
    return images.unsqueeze(1).float().div_(255)


def to_uint8(images: Tensor) -> Tensor:
    """Convert float images in [0, 1] to uint8 of the same shape; what lies outside is clipped."""
    return images.clamp(0, 1).mul(255).round().to(torch.uint8)


def balanced_subset(dataset: Dataset, count: int, seed: int) -> Tensor:
    """Positions of `count` images, drawn at random and balanced by class: int64 (count,).

    Images are drawn without replacement. The classes take turns in a seeded order, so every prefix
    is balanced to within one image, and a smaller `count` with the same seed gives a prefix of a
    larger one. The first 4,000 of 5,000 and the other 1,000 are both balanced and disjoint.

    Raises DataError if a class has too few images, ValueError for a negative count.
    """
    if count < 0:
        raise ValueError(f"the number of images must not be negative, got {count}")
    generator = torch.Generator().manual_seed(seed)
    number = len(dataset.classes)
    turns, remainder = divmod(count, number)
    order = torch.randperm(number, generator=generator)
    rounds = torch.full((turns + 1, number), -1, dtype=torch.int64)
    place = torch.empty(number, dtype=torch.int64)
    place[order] = torch.arange(number)
    for label, name in enumerate(dataset.classes):
        members = (dataset.labels == label).nonzero().flatten()
        column = int(place[label])
        needed = turns + (column < remainder)
        if len(members) < needed:
            raise DataError(
                f'{dataset.title} has {len(members):,} images of class "{name}", and {count:,} '
                f"images balanced by class need {needed:,}: choose fewer images."
            )
        sample = members[torch.randperm(len(members), generator=generator)[:needed]]
        rounds[:needed, column] = sample
    return rounds.flatten()[:count]
