"""A store of small untrained networks, three of them with two latent numbers."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import torch

import models
from core import data
from core.checkpoints import Card, DatasetCard, Store
from core.checkpoints.pool import pool
from core.settings import settings

PLANE = "plane"
READER = "reader"
WIDE = "wide"
CHANGING = "changing"  # the one that tests train anew
SPECS: dict[str, dict[str, object]] = {
    PLANE: {"family": "dense", "widths": [16], "latent": 2},
    CHANGING: {"family": "dense", "widths": [4], "latent": 2},
    READER: {"family": "clf-dense", "widths": [16], "bottleneck": 2, "head_widths": [8]},
    WIDE: {"family": "dense", "widths": [], "latent": 4},
}


def save(store: Store, name: str, seed: int) -> None:
    torch.manual_seed(seed)
    module = models.build(SPECS[name])
    digits = data.load()
    card = Card(
        name=name,
        title=name.title(),
        model=module.config.model_dump(mode="json"),
        parameters=models.parameter_count(module),
        recipe={},
        dataset=DatasetCard(
            name=digits.name,
            fingerprint=digits.fingerprint,
            train_count=0,
            validation_count=0,
            test_count=0,
            is_sample=digits.is_sample,
        ),
        history=(),
        metrics={},
        versions={},
        device="cpu",
        seconds=0,
        seed=seed,
        source="test",
        created="2026-01-31T12:00:00+00:00",
    )
    store.save(module, card)


@contextmanager
def store_of_planes(home: Path) -> Iterator[None]:
    """``home`` with the real data and this store, and nothing computed yet."""
    (home / "data").symlink_to(settings().data.resolve(), target_is_directory=True)
    store = Store(home / "store")
    for seed, name in enumerate(SPECS):
        save(store, name, seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LATENT_LAB_HOME", str(home))
        patch.setenv("LATENT_LAB_CHECKPOINTS", str(store.folder))
        settings.cache_clear()
        pool.cache_clear()
        yield
    settings.cache_clear()
    pool.cache_clear()
