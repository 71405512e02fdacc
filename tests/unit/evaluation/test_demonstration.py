"""What each kind of network is shown at, and that its pictures are its own work."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from core import inference, noise
from core.checkpoints import Store
from core.checkpoints.pool import pool
from core.data import Dataset, load, to_float
from core.errors import CheckpointError
from core.evaluation.demonstration import demonstrate, demonstration_key, kind_of
from core.settings import PROJECT
from core.storage.arrays import ArrayFolder
from core.storage.cache import SHIPPED, if_kept
from tests.stores import store_at
from tests.unit.checkpoints.attacks import forge


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with store_at(tmp_path):
        yield Store(tmp_path)


@pytest.fixture
def digits() -> Dataset:
    """A data set of its own, so that no other test has kept results of it."""
    whole = load("mnist")
    return replace(whole, fingerprint="of the test")


@pytest.mark.parametrize(
    ("name", "kind", "shape"),
    [
        ("dae-dense-10", "clean", (2, 3, 28, 28)),
        ("ae-dense-32", "rebuild", (2, 4, 28, 28)),
        ("vae-dense-20", "invent", (2, 4, 28, 28)),
        ("clf-logistic", "read", (1, 5, 28, 28)),
        ("clf-bottleneck-2", "map", (0, 0, 28, 28)),
    ],
)
def test_each_network_is_shown_at_what_it_does(
    store: Store, digits: Dataset, name: str, kind: str, shape: tuple[int, ...]
) -> None:
    shutil.copy(PROJECT / "checkpoints" / f"{name}.safetensors", store.folder)

    shown = demonstrate(name, digits)

    assert shown.kind == kind
    assert shown.pictures.shape == shape
    assert (len(shown.points) > 0) == (kind == "map")
    assert len(shown.points) == len(shown.labels)
    assert len(shown.readings) == (5 if kind == "read" else 0)
    assert if_kept(lambda: demonstrate(name, digits)) is not None


def test_a_cleaner_gets_its_own_noise_and_returns_its_own_work(
    store: Store, digits: Dataset
) -> None:
    shutil.copy(PROJECT / "checkpoints" / "dae-dense-10.safetensors", store.folder)

    shown = demonstrate("dae-dense-10", digits)

    module, card = pool().open("dae-dense-10").module, pool().card("dae-dense-10")
    clean = to_float(torch.from_numpy(shown.pictures[:, 0].copy()))
    noisy = noise.from_spec(card.recipe["noise"])(clean, noise.make_generator(0))
    cleaned = inference.reconstruct(module, noisy)
    for column, wanted in ((1, noisy), (2, cleaned)):
        assert np.allclose(shown.pictures[:, column], wanted[:, 0].numpy() * 255, atol=1)


@pytest.mark.parametrize("bad", ["loud", ["gaussian"], {"kind": "unheard of"}, 7])
def test_a_noise_that_nobody_knows_is_no_reason_to_fail(
    store: Store, digits: Dataset, bad: object
) -> None:
    module = forge.module(spec={"family": "dense", "latent": 5})
    card = forge.card("odd", module, recipe={"name": "odd", "noise": bad})
    store.save(module, card)

    assert kind_of(card) == "rebuild"
    assert demonstrate("odd", digits).pictures.shape == (2, 4, 28, 28)


def test_weights_that_are_not_numbers_show_nothing(store: Store, digits: Dataset) -> None:
    module = forge.module(spec={"family": "dense", "latent": 5})
    with torch.no_grad():
        for weights in module.parameters():
            weights.fill_(torch.nan)
    store.save(module, forge.card("broken", module))

    with pytest.raises(CheckpointError, match="'broken' cannot be used: .* are not finite"):
        demonstrate("broken", digits)


@pytest.mark.parametrize("name", ["dae-dense-10", "clf-bottleneck-2"])
def test_the_shipped_pictures_are_those_of_a_fresh_run(digits: Dataset, name: str) -> None:
    whole = load("mnist")
    if whole.is_sample:
        pytest.skip("the shipped pictures are of all 70,000 digits")

    shipped = ArrayFolder(SHIPPED).read(demonstration_key(name, whole))

    assert shipped is not None, "run python -m tools.latents"
    fresh = demonstrate(name, digits)  # under another fingerprint, so nothing is kept
    for field, values in shipped.items():
        assert np.allclose(values, getattr(fresh, field), atol=1)
