"""The routes over a small store, and what tests expect of their answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import numpy as np
import pytest
import torch
from safetensors.numpy import load
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core import data
from core.api import all_routes, calls
from core.checkpoints import Store
from core.checkpoints.pool import pool
from core.settings import PROJECT, settings
from tests.unit.checkpoints.attacks import forge

SCRIPTS = PROJECT / "pages"
DENOISER, AUTOENCODER, CLASSIFIER = "dae-small", "ae-small", "clf-small"
SPECS: dict[str, dict[str, Any]] = {
    DENOISER: {"family": "dense", "latent": 16},
    AUTOENCODER: {"family": "conv", "latent": 3, "channels": [4, 4, 4]},
    CLASSIFIER: {"family": "clf-dense", "widths": [20]},
}
ROWS = [60_000, 60_007, 0]
GAUSSIAN = {"kind": "gaussian", "sigma": 0.5}
RAW = {"accept": "application/octet-stream"}
DENOISE = {"rows": [0], "models": [DENOISER]}
"""Parameters of a call of /api/denoise that works."""


@contextmanager
def client_of(folder: Path, specs: dict[str, dict[str, Any]]) -> Iterator[TestClient]:
    """The routes over a store in ``folder`` with an untrained network per name."""
    store = Store(folder)
    for seed, (name, spec) in enumerate(specs.items()):
        module = forge.module(seed, spec)
        store.save(module, forge.card(name, module))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LATENT_LAB_CHECKPOINTS", str(folder))
        settings.cache_clear()
        pool.cache_clear()
        with TestClient(Starlette(routes=all_routes(SCRIPTS, calls()))) as client:
            yield client
    settings.cache_clear()
    pool.cache_clear()


def pixels(rows: list[int]) -> torch.Tensor:
    """Images of MNIST by row: float32 (N, 1, 28, 28) in [0, 1]."""
    return data.to_float(data.load().images[rows])


def arrays(response: httpx2.Response) -> dict[str, np.ndarray]:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/octet-stream"
    return load(response.content)


def refused(response: httpx2.Response, status: int) -> str:
    """The one sentence of a refusal."""
    assert response.status_code == status, response.text
    assert set(response.json()) == {"error"}
    sentence = response.json()["error"]
    assert sentence.endswith((".", "?"))
    assert "\n" not in sentence
    assert len(sentence) < 400
    assert "Traceback" not in sentence
    return str(sentence)
