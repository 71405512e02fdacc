"""The Draw page: what it offers with models in the store and without any."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.pool import pool
from core.settings import settings

SHELL = Path(__file__).resolve().parents[2] / "pages" / "shell.py"
TIMEOUT_S = 300


def opened() -> AppTest:
    return (
        AppTest.from_file(str(SHELL), default_timeout=TIMEOUT_S).run().switch_page("draw.py").run()
    )


def test_the_board_gets_the_models_that_are_chosen() -> None:
    if not pool().names("reconstruct"):
        pytest.skip("no autoencoder in the store")
    app = opened()

    assert not app.exception
    assert app.multiselect(key="draw_cleaners").value
    assert not app.info

    app.multiselect(key="draw_cleaners").set_value([]).run()

    assert not app.exception


@pytest.fixture
def empty_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LATENT_LAB_CHECKPOINTS", str(tmp_path))
    settings.cache_clear()
    pool.cache_clear()
    yield tmp_path
    monkeypatch.undo()
    settings.cache_clear()
    pool.cache_clear()


def test_an_empty_store_still_has_a_board(empty_store: Path) -> None:
    app = opened()

    assert not app.exception
    assert "no autoencoder" in app.info[0].value
    assert "no classifier" in app.info[1].value
    assert not app.multiselect
    boards = app.get("bidi_component")
    assert len(boards) == 1
