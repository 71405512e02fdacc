"""Add a file of vectors to the store as a checkpoint."""

from collections.abc import Callable
from dataclasses import dataclass

import torch

from core import data
from core.checkpoints.card import Card, DatasetCard, excerpt, validate_name
from core.checkpoints.foreign.adding import make_card
from core.checkpoints.foreign.vectors.files import read
from core.checkpoints.foreign.vectors.matching import Agreement, Match, agreement, match
from core.checkpoints.foreign.vectors.table import Numbers, Table
from core.checkpoints.store import Entry
from core.data.dataset import Dataset, Split, split_nouns
from core.text.numbers import percent, quantity
from models import Network, VectorTable
from models.vector_table import VectorTableConfig, digests

PREVIEW_COUNT = 6
"""Number of pictures in a preview."""


@dataclass(frozen=True, eq=False)
class Candidate:
    """Vectors that can be added."""

    file: str
    table: Table
    dataset: Dataset
    """The whole data set of the pictures."""
    match: Match
    agreement: Agreement

    @property
    def split(self) -> Split:
        """Which pictures have vectors."""
        return self.match.split

    @property
    def numbers(self) -> Numbers:
        """float32 (N, d), in the order of the split's pictures."""
        return self.table.numbers[self.match.order]


def prepare(
    name: str,
    content: bytes,
    dataset: str,
    *,
    split: Split | None = None,
    choice: str | None = None,
) -> Candidate:
    """Read a file of vectors and match its rows with the pictures of a data set.

    Args:
        name: Name of the file.
        content: Its bytes.
        dataset: Name of the data set.
        split: Which of its pictures, if the number of rows leaves a choice.
        choice: Which array or columns, one of `Table.options`.

    Raises:
        CheckpointError: the file has no such vectors; the message says why.
        DataError: the data set is not available.
    """
    table, pictures = read(name, content, choice), data.load(dataset)
    match_ = match(excerpt(name), table, pictures, split)
    part = pictures.split(match_.split)
    quality = agreement(table.numbers[match_.order], part, PREVIEW_COUNT)
    return Candidate(name, table, pictures, match_, quality)


def describe(candidate: Candidate) -> list[str]:
    """Describe how a file was read, in sentences."""
    table, quality = candidate.table, candidate.agreement
    rows, width = table.numbers.shape
    pictures = f"{split_nouns(candidate.split)} of {candidate.dataset.title}"
    lines = [
        f"{table.format}: {quantity(rows, 'row')} of {quantity(width, 'number')}, "
        f"from {table.numbers.min():.4g} to "
        f"{table.numbers.max():.4g}, for the {pictures}."
    ]
    if table.source:
        lines.append(f"The vectors are {table.source}.")
    if table.left_out:
        more = f" and {len(table.left_out) - 5:,} more" if len(table.left_out) > 5 else ""
        lines.append(f"Left out: {', '.join(table.left_out[:5])}{more}.")
    lines.append(candidate.match.about)
    if quality.share is not None:
        lines.append(
            f"{percent(quality.share)} of the pictures have a nearest neighbour of their own "
            f"class; with mixed-up rows it would be {percent(quality.chance)}."
        )
    if quality.is_doubtful:
        lines.append(
            "The rows may be in another order than the pictures: compare a few of them, or add a "
            "column of row numbers."
        )
    return lines


def keep(
    save: Callable[[Network, Card], Entry], candidate: Candidate, name: str, title: str
) -> Entry:
    """Keep vectors as a checkpoint; ``save`` writes it under a name that must be free.

    Raises:
        CheckpointError: the name is not valid or taken, or the store cannot be written.
    """
    module, pictures = table_of(candidate), candidate.dataset
    counts = {"train": pictures.train, "test": len(pictures) - pictures.train}
    known = DatasetCard(
        name=pictures.name,
        fingerprint=pictures.fingerprint,
        train_count=counts["train"] if candidate.split != "test" else 0,
        validation_count=0,
        test_count=counts["test"] if candidate.split != "train" else 0,
        is_sample=pictures.is_sample,
    )
    source = f"Vectors: {candidate.file}"[:200]
    card = make_card(module, validate_name(name), title, source, pictures.name)
    return save(module, card.model_copy(update={"dataset": known}))


def table_of(candidate: Candidate) -> VectorTable:
    """Build a module that looks up the vector of a picture."""
    pictures, numbers = candidate.dataset, candidate.numbers
    config = VectorTableConfig(
        shape=pictures.shape,
        latent=numbers.shape[1],
        count=len(numbers),
        first=pictures.train if candidate.split == "test" else 0,
    )
    module = VectorTable(config)
    module.get_buffer("vectors").copy_(torch.from_numpy(numbers))
    images = pictures.split(candidate.split).images
    module.get_buffer("pictures").copy_(torch.tensor(digests(images)))
    return module
