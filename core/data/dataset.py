"""A data set in memory, and pure functions on it."""

import math
from dataclasses import dataclass, replace
from typing import Literal

import torch
from torch import Tensor

from core.errors import DataError
from core.text.numbers import quantity

SIDES = range(8, 65)  # pixels
CHANNELS = (1, 3)  # grey, colour

Shape = tuple[int, int, int]
"""Channels, height and width of an image."""
Split = Literal["train", "test", "all"]
_PARTS: dict[Split, str] = {"train": "training ", "test": "test ", "all": ""}


def split_nouns(split: Split, noun: str = "picture") -> str:
    """Plural noun for the images of a split: "test pictures", or "garments" for all images."""
    return f"{_PARTS[split]}{noun}s"


@dataclass(frozen=True, eq=False)
class Dataset:
    """Small images of one shape as one tensor, with or without labels.

    Do not change the tensors in place: all visitors share them.
    """

    name: str
    """One of `core.data.names()`."""
    title: str
    """Name on screens."""
    images: Tensor
    """uint8 in [0, 255]: grey (N, H, W), in MNIST from 0 (background) to 255 (full stroke), or
    colour (N, 3, H, W)."""
    labels: Tensor
    """int64 (N,), index into `classes`; all 0 without classes."""
    rows: Tensor
    """int64 (N,), row id of each image: its number in the whole set, the same in every split."""
    train: int
    """The first `train` images are the training split, the others the test split."""
    total: int
    """Number of images in the complete set; a sample has fewer."""
    source: str
    """Where the images came from."""
    fingerprint: str
    """SHA-256 (hex) of the images and labels of the whole set, the same in every split.

    For a person's own set it also covers shape, split and classes, because the same bytes can be
    added again in another way.
    """
    is_sample: bool
    """Whether this is only a part of the complete set."""
    notice: str | None
    """Notice for the screen, such as "5,000 of 70,000: offline sample"."""
    classes: tuple[str, ...]
    """Name of each label; empty for images without labels."""

    @property
    def shape(self) -> Shape:
        """Channels, height and width of each image, such as (1, 28, 28)."""
        return shape_of(self.images)

    @property
    def pixels(self) -> int:
        """Numbers per image, such as 784; three per pixel of a colour image."""
        return math.prod(self.shape)

    @property
    def numbers(self) -> str:
        """`pixels` with its unit, for screens: ``784 pixels`` or ``3,072 colour values``."""
        return f"{self.pixels:,} {'pixels' if self.shape[0] == 1 else 'colour values'}"

    def class_name(self, index: int) -> str:
        """Name of a class; ``class 12`` for one that only a classifier knows, not the data set."""
        return self.classes[index] if index < len(self.classes) else f"class {index}"

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


def shape_of(images: Tensor) -> Shape:
    """Channels, height and width of images (N, H, W) or (N, 3, H, W)."""
    *colours, height, width = images.shape[1:]
    return (colours[0] if colours else 1, height, width)


def shape_text(shape: Shape) -> str:
    """A shape for screens, width first: ``28×28 grey`` or ``48×64 colour``."""
    channels, height, width = shape
    return f"{width}×{height} {'grey' if channels == 1 else 'colour'}"


def is_small_image(shape: Shape) -> bool:
    """Whether the models take images of this shape: 1 or 3 channels, 8 to 64 pixels a side."""
    return shape[0] in CHANNELS and all(side in SIDES for side in shape[1:])


def to_float(images: Tensor) -> Tensor:
    """Convert uint8 (N, H, W) or (N, 3, H, W) to the input of the models.

    That is float32 (N, C, H, W) in [0, 1], on the device of the images. Raises ValueError for any
    other type or shape.
    """
    if images.dtype != torch.uint8 or images.ndim not in (3, 4):
        raise ValueError(
            f"images must be uint8 (N, H, W) or (N, 3, H, W), not {images.dtype} "
            f"{tuple(images.shape)}"
        )
    return (images.unsqueeze(1) if images.ndim == 3 else images).float().div_(255)


def as_pictures(x: Tensor) -> Tensor:
    """Remove the channel axis of grey images from the output of the models.

    (…, 1, H, W) becomes (…, H, W), and (…, 3, H, W) stays as it is; nothing is copied.
    """
    return x.squeeze(-3)


def to_uint8(images: Tensor) -> Tensor:
    """Convert float images in [0, 1] to uint8 of the same shape; values outside are clipped."""
    return images.clamp(0, 1).mul(255).round().to(torch.uint8)


def balanced_subset(dataset: Dataset, count: int, seed: int) -> Tensor:
    """Positions of `count` images, drawn at random and balanced by class: int64 (count,).

    Images are drawn without replacement. The classes take turns in a seeded order, so every prefix
    is balanced to within one image, and a smaller `count` with the same seed gives a prefix of a
    larger one. The first 4,000 of 5,000 and the other 1,000 are both balanced and disjoint.

    A data set without classes counts as one class. Raises DataError if a class has too few images,
    ValueError for a negative count.
    """
    if count < 0:
        raise ValueError(f"the number of images must not be negative, got {count}")
    generator = torch.Generator().manual_seed(seed)
    classes = dataset.classes or (dataset.title,)
    number = len(classes)
    turns, remainder = divmod(count, number)
    order = torch.randperm(number, generator=generator)
    rounds = torch.full((turns + 1, number), -1, dtype=torch.int64)
    place = torch.empty(number, dtype=torch.int64)
    place[order] = torch.arange(number)
    for label, name in enumerate(classes):
        members = (dataset.labels == label).nonzero().flatten()
        column = int(place[label])
        counts = turns + (column < remainder)
        if len(members) < counts:
            raise DataError(
                f'{dataset.title} has {quantity(len(members), "image")} of class "{name}", and '
                f"{count:,} images balanced by class need {counts:,}: choose fewer images."
            )
        sample = members[torch.randperm(len(members), generator=generator)[:counts]]
        rounds[:counts, column] = sample
    return rounds.flatten()[:count]
