"""Data sets that are grey, in colour and without labels, under one fixture."""

import numpy as np
import pytest
import torch

from core import data
from core.clustering import KMeansSettings, Source, Study
from core.data.dataset import Dataset
from core.exports import Contents, collection

COUNT = 23


def coloured(classes: tuple[str, ...] = ()) -> Dataset:
    """Colour pictures of 12 by 9 pixels, 11 to train and 12 to test, with rows of their own."""
    generator = torch.Generator().manual_seed(0)
    labels = torch.arange(COUNT) % max(1, len(classes)) if classes else torch.zeros(COUNT)
    return Dataset(
        name="colours",
        title="Colours",
        images=torch.randint(0, 256, (COUNT, 3, 9, 12), generator=generator, dtype=torch.uint8),
        labels=labels.long(),
        rows=torch.arange(COUNT) + 5,
        train=11,
        total=COUNT,
        source="drawn",
        fingerprint="f" * 63 + str(len(classes)),
        is_sample=False,
        notice=None,
        classes=classes,
    )


@pytest.fixture(params=[("red\tand blue", "green, or not"), ()], ids=["labels", "none"])
def colours(request, monkeypatch) -> Dataset:
    dataset = coloured(request.param)

    def load(name: str) -> Dataset:
        return dataset if name == "colours" else data.load(name)

    monkeypatch.setattr(collection.data, "load", load)
    return dataset


def thumbnail(sheet: np.ndarray, at: int, height: int, width: int) -> np.ndarray:
    """Picture ``at`` of a sheet in rows."""
    across = sheet.shape[1] // width
    row, column = divmod(at, across)
    return sheet[row * height : (row + 1) * height, column * width : (column + 1) * width]


SET, PLANE, READER = "digits-8x8", "ae-conv-2-8x8", "clf-conv-8x8"
STUDY = Study(
    dataset=SET, source=Source(checkpoint=PLANE), settings=KMeansSettings(clusters=12, starts=1)
)


def everything(**changes) -> Contents:
    return Contents(
        dataset=SET, map=f"bottleneck:{PLANE}", models=(PLANE, READER), study=STUDY, **changes
    )
