"""A closed walk through digits: what it starts from, passes and keeps."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from core import data, inference, latent
from core.checkpoints import Store
from core.checkpoints.pool import pool
from core.data import to_float
from core.errors import CheckpointError, DataError
from tests.stores import store_at
from tests.unit.checkpoints.attacks import forge

AE, READER = "ae", "clf"
STEPS = 4


@pytest.fixture(scope="module", autouse=True)
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("store")
    for name, spec in {
        AE: {"family": "dense", "latent": 3},
        READER: {"family": "clf-dense"},
    }.items():
        module = forge.module(0, spec)
        Store(folder).save(module, forge.card(name, module))
    with store_at(folder):
        yield folder


@pytest.fixture
def rows() -> list[int]:
    return data.load("mnist").rows[-3:].tolist()


def test_every_digit_of_a_loop_is_a_frame_of_it(rows: list[int]) -> None:
    digits = data.load("mnist")
    loop = latent.loop(AE, digits, rows, STEPS)

    x = to_float(digits.images[-3:])
    again = inference.reconstruct(pool().module(AE), x)[:, 0].numpy()
    assert loop.frames.shape == (3 * STEPS, 28, 28)
    assert np.abs(loop.frames[::STEPS] / 255 - again).max() < 0.01
    np.testing.assert_allclose(loop.latents, inference.encode(pool().module(AE), x), rtol=1e-5)
    np.testing.assert_array_equal(loop.digits, digits.images[-3:])


def test_the_last_step_of_a_loop_leads_back_to_its_first_digit(rows: list[int]) -> None:
    digits = data.load("mnist")
    z = latent.loop(AE, digits, rows, STEPS).latents
    last = z[-1] + (STEPS - 1) / STEPS * (z[0] - z[-1])

    decoded = latent.loop(AE, digits, rows, STEPS).frames[-1] / 255

    expected = inference.decode(pool().module(AE), torch.from_numpy(last[None]))[0, 0]
    assert np.abs(decoded - expected.clamp(0, 1).numpy()).max() < 0.01


def test_a_loop_needs_an_autoencoder_and_rows_of_the_set(rows: list[int]) -> None:
    digits = data.load("mnist")
    with pytest.raises(CheckpointError, match="can reconstruct"):
        latent.loop(READER, digits, rows)
    with pytest.raises(DataError, match="no row 999999"):
        latent.loop(AE, digits, [999_999])
