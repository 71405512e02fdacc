"""A store with one small autoencoder and one small classifier, and the digits."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from core import data
from core.checkpoints import Store
from core.checkpoints.pool import pool
from core.data import Dataset
from core.settings import PROJECT, settings
from tests.stores import store_at
from tests.unit.checkpoints.attacks import forge
from tests.unit.evaluation.samples import AE, CLF, CONV, DENSE, LOGISTIC


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A store with one small autoencoder and one small classifier, with random weights."""
    folder = tmp_path_factory.mktemp("store")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LATENT_LAB_CHECKPOINTS", str(folder))
        settings.cache_clear()
        pool.cache_clear()
        coder = forge.module(0, {"family": "dense", "latent": 8})
        Store(folder).save(coder, forge.card(AE, coder))
        reader = forge.module(1, {"family": "clf-dense", "widths": [16]})
        Store(folder).save(reader, forge.card(CLF, reader))
        yield folder
    settings.cache_clear()
    pool.cache_clear()


@pytest.fixture(scope="module")
def digits() -> Dataset:
    return data.load()


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A store with three of the shipped checkpoints."""
    folder = tmp_path_factory.mktemp("store")
    for name in (DENSE, CONV, LOGISTIC):
        shutil.copy(PROJECT / "checkpoints" / f"{name}.safetensors", folder)
    with store_at(folder):
        yield folder
