"""Every page over an empty store, one model, 500 models and a store with broken files in it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core import jobs
from core.checkpoints import Store
from core.checkpoints.pool import pool
from core.settings import PROJECT, settings
from tests.menu import FILES
from tests.unit.checkpoints.attacks import forge

TIMEOUT_S = 300
SPEC = {"family": "dense", "latent": 2}  # two numbers, so that it is on the Map as well


def put(folder: Path, name: str) -> Path:
    module = forge.module(0, SPEC)
    return Store(folder).save(module, forge.card(name, module)).path


def empty(folder: Path) -> None:
    """No file at all."""


def one(folder: Path) -> None:
    """A single autoencoder and no classifier."""
    put(folder, "only")


def many(folder: Path) -> None:
    """As many as a long sweep leaves."""
    content = put(folder, "m000").read_bytes()
    for index in range(1, 500):
        (folder / f"m{index:03}.safetensors").write_bytes(content)


def broken(folder: Path) -> None:
    """A good one among a cut one, one with a flipped bit, one that is none, and odd names."""
    put(folder, "good")
    whole = put(folder, "bad").read_bytes()
    (folder / "bad.safetensors").write_bytes(whole[:-5] + bytes([whole[-5] ^ 1]) + whole[-4:])
    (folder / "cut.safetensors").write_bytes(whole[: len(whole) // 2])
    (folder / "none.safetensors").write_bytes(b"\x00" * 100)
    (folder / "<b>odd<.safetensors").write_bytes(whole)


@pytest.fixture(scope="module", params=[empty, one, many, broken], ids=lambda make: make.__name__)
def store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The name of a store, which the app uses together with a home of its own."""
    make: Callable[[Path], None] = request.param
    home = tmp_path_factory.mktemp(make.__name__)
    (home / "store").mkdir()
    make(home / "store")
    (home / "data").symlink_to(settings().data.resolve(), target_is_directory=True)
    caches = (settings, jobs.runner, pool)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LATENT_LAB_CHECKPOINTS", str(home / "store"))
        patch.setenv("LATENT_LAB_HOME", str(home))
        for cache in caches:
            cache.cache_clear()
        yield make.__name__
    for cache in caches:
        cache.cache_clear()


@pytest.mark.parametrize("file", FILES)
def test_a_page_opens_over_any_store(store: str, file: str) -> None:
    app = AppTest.from_file(str(PROJECT / "pages" / file), default_timeout=TIMEOUT_S).run()

    assert not app.exception
    assert len(app.title) == (2 if file.startswith("tour") else 1)  # its next step is loaded ahead
    sentences = [str(item.value) for item in (*app.info, *app.warning, *app.error, *app.caption)]
    assert not [text for text in sentences if "Traceback" in text or "<b>odd<" in text]
