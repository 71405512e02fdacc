"""Whom a checkpoint belongs to."""

from pathlib import Path

import pytest

from core.checkpoints import Store
from core.checkpoints.ownership import owner_of, set_owner
from tests.unit.checkpoints.attacks import forge


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "store")
    store.save(forge.module(), forge.card("mine"))
    return store


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"owner": 1}', b"\xff" * 9])
def test_a_damaged_record_of_the_owner_makes_it_nobodys(store: Store, content: bytes) -> None:
    set_owner(store, store.entry("mine"), "browser ada")
    (store.folder / ".owners" / "mine.json").write_bytes(content)

    assert owner_of(store, store.entry("mine")) == ""


def test_other_weights_under_the_name_belong_to_nobody(store: Store) -> None:
    set_owner(store, store.entry("mine"), "browser ada")

    store.save(forge.module(1), forge.card("mine"))

    assert owner_of(store, store.entry("mine")) == ""
