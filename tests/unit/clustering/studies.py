"""Small studies, and the digits and the checkpoint that they are about."""

from dataclasses import replace

import pytest

from core import data
from core.clustering import KMeansSettings, Source, Study
from core.data import Dataset

COUNT, TRAIN = 1500, 1200  # real digits, few enough for a second
CODER = "ae-small"


def use_few(monkeypatch: pytest.MonkeyPatch, count: int, train: int) -> Dataset:
    whole = data.load("mnist")
    few = replace(
        whole,
        images=whole.images[:count],
        labels=whole.labels[:count],
        rows=whole.rows[:count],
        train=train,
        fingerprint=f"{count} {train}",
    )
    for module in ("core.data", "core.inference.encodings"):
        monkeypatch.setattr(f"{module}.load", lambda name: few)
    return few


def study_of(clusters: int = 20, source: Source | None = None, **more: object) -> Study:
    chosen = KMeansSettings.model_validate({"clusters": clusters, "starts": 1, **more})
    return Study(source=source or Source(), settings=chosen)
