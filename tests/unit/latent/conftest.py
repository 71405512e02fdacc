"""A store with small networks of random weights."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.checkpoints import Store
from tests.stores import store_at
from tests.unit.checkpoints.attacks import forge
from tests.unit.latent.networks import SPECS


@pytest.fixture(scope="module", autouse=True)
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("store")
    result = Store(folder)
    for seed, (name, spec) in enumerate(SPECS.items()):
        module = forge.module(seed, spec)
        result.save(module, forge.card(name, module))
    with store_at(folder):
        yield folder
