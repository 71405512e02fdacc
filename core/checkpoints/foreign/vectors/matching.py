"""Match vectors with pictures, and check whether neighbours have the same class."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from core import data
from core.checkpoints.foreign.vectors.table import Table
from core.data import Dataset, own
from core.data.dataset import Split, split_nouns
from core.errors import CheckpointError
from core.text.numbers import quantity

QUERIES, SEARCH_SIZE = 500, 5_000  # pictures


@dataclass(frozen=True, eq=False)
class Match:
    """The rows of a file in the order of a data set."""

    split: Split
    order: NDArray[np.int64]
    """int64 (N,): row of the file for each picture of the split."""
    about: str
    """How the rows were matched, in one sentence."""


def fitting_splits(count: int, dataset: Dataset) -> list[Split]:
    """The splits that have ``count`` pictures, the largest first."""
    sizes: dict[Split, int] = {
        "all": len(dataset),
        "train": dataset.train,
        "test": len(dataset) - dataset.train,
    }
    return [split for split, size in sizes.items() if size == count]


def fitting_datasets(count: int) -> list[str]:
    """Names of the data sets on this machine with ``count`` pictures in total or in one split."""
    entries = [data.entry_named(name) for name in data.names() if data.is_local(name)]
    return [one.name for one in entries if count in (one.total, one.train, one.test)]


def match(name: str, table: Table, dataset: Dataset, split: Split | None = None) -> Match:
    """Match the rows of a file with pictures: by row ids if it has them, else by order.

    Args:
        name: Name of the file, for messages.
        table: The rows.
        dataset: The whole data set.
        split: Which pictures they belong to, if their number leaves a choice.

    Raises:
        CheckpointError: the rows are not one per picture.
    """
    count = len(table.numbers)
    splits = fitting_splits(count, dataset)
    if table.rows is not None:
        return _by_rows(name, table.rows, dataset)
    if not splits:
        others = [data.entry_named(one).title for one in fitting_datasets(count)]
        hint = f"; {' and '.join(others[:3])} would fit" if others else ""
        raise CheckpointError(
            f"{name} has {quantity(count, 'row')} and {dataset.title} has {len(dataset):,} "
            f"pictures ({dataset.train:,} to train with, {len(dataset) - dataset.train:,} to test "
            f"with): save one row per picture of one of these, or choose another data set{hint}."
        )
    part = split if split in splits else splits[0]
    first = 0 if part != "test" else dataset.train
    file_order = own.file_order(dataset.name)
    if file_order is None:
        order = f"Row 0 is the first of the {split_nouns(part)}, and so on."
        return Match(part, np.arange(count), order)
    # The n-th row belongs to the n-th picture of the file that the data set was made from.
    inside = (file_order >= first) & (file_order < first + count)
    order = np.empty(count, np.int64)
    order[file_order[inside] - first] = np.arange(count)
    return Match(
        part, order, "Rows are in the order in which the file of the pictures has these pictures."
    )


def _by_rows(name: str, rows: NDArray[np.int64], dataset: Dataset) -> Match:
    if len(np.unique(rows)) < len(rows):
        raise CheckpointError(
            f"{name} gives two rows the same row number: give each picture one row."
        )
    order = np.argsort(rows)
    for split in fitting_splits(len(rows), dataset):
        if np.array_equal(rows[order], dataset.split(split).rows.numpy()):
            return Match(split, order, "Rows are matched by the row numbers in the file.")
    raise CheckpointError(
        f"{name} numbers {quantity(len(rows), 'row')} from {rows.min():,} to {rows.max():,}, which "
        f"are not all pictures of {dataset.title}, nor all of those to train or to test with: save "
        "one row for each of these."
    )


@dataclass(frozen=True, eq=False)
class Agreement:
    """Whether pictures with similar vectors have the same class."""

    share: float | None
    """Share of pictures whose nearest neighbour has their class; None without classes."""
    chance: float
    """Expected share if the rows were shuffled."""
    pairs: NDArray[np.int64]
    """int64 (K, 2): positions in the split of a few pictures and of their nearest neighbours."""

    @property
    def is_doubtful(self) -> bool:
        """Whether the rows seem to be in another order than the pictures."""
        return self.share is not None and self.share < self.chance + (1 - self.chance) / 10


def agreement(numbers: NDArray[np.float32], part: Dataset, pairs: int, seed: int = 0) -> Agreement:
    """Compare the classes of pictures, drawn at random, with those of their nearest neighbours.

    ``numbers`` are float32 (N, d), one row per picture of ``part``.
    """
    places = np.random.default_rng(seed).permutation(len(numbers))[:SEARCH_SIZE]
    vectors = torch.from_numpy(numbers[places]).double()
    queries = vectors[:QUERIES]
    distances = (vectors * vectors).sum(1) - 2 * queries @ vectors.T
    distances[torch.arange(len(queries)), torch.arange(len(queries))] = torch.inf
    nearest = distances.argmin(1).numpy()
    pairs_shown = np.stack([places[:pairs], places[nearest[:pairs]]], 1)
    if not part.classes:
        return Agreement(None, 0.0, pairs_shown)
    labels = part.labels.numpy()[places]
    share = float((labels[nearest] == labels[: len(queries)]).mean())
    counts = np.bincount(labels) / len(labels)
    return Agreement(share, float((counts**2).sum()), pairs_shown)
