"""What every attack must end in: a refusal in one sentence, and a store that goes on working."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.checkpoints import Store
from core.errors import CheckpointError
from tests.unit.checkpoints.attacks import forge

Refuse = Callable[..., str]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store that holds one good checkpoint, 'good'."""
    store = Store(tmp_path / "store")
    store.save(forge.module(), forge.card("good"))
    return store


@pytest.fixture
def refuse(store: Store) -> Refuse:
    """A function that puts bytes into the store and gives the sentence they are refused with."""

    def check(data: bytes, *, listed_as_bad: bool = True) -> str:
        path = store.folder / "hostile.safetensors"
        path.write_bytes(data)
        with pytest.raises(CheckpointError) as caught:
            store.load("hostile")
        message = str(caught.value)
        assert "hostile.safetensors" in message
        assert message.endswith(".")
        assert message.isprintable()
        assert len(message) < 1_000
        names = {entry.name: entry.problem for entry in store.entries()}
        assert names.keys() == {"good", "hostile"}
        assert names["good"] is None
        if listed_as_bad:
            assert names["hostile"] == message
        store.load("good")

        path.unlink()
        with pytest.raises(CheckpointError, match="hostile"):
            store.import_bytes("hostile.safetensors", data)
        assert [item.name for item in store.folder.iterdir()] == ["good.safetensors"]
        return message

    return check
