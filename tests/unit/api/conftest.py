"""The routes over a small store."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from core.inference import queue
from tests.unit.api.support import SPECS, client_of
from tests.unit.endless import never_ready


@pytest.fixture(autouse=True)
def _rates(held_rates: None) -> None:
    """What a test has used of a rate is its own, and stays used."""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The routes over a store of three small networks and a damaged file; no slow work is done."""
    folder = tmp_path_factory.mktemp("store")
    (folder / "broken.safetensors").write_bytes(b"not a checkpoint")
    with client_of(folder, SPECS) as client, pytest.MonkeyPatch.context() as patch:
        patch.setattr(queue, "result", never_ready)
        yield client
