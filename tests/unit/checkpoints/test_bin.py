"""The bin: a deleted checkpoint can be restored for seven days, and then it is gone."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.checkpoints import Store, bin
from core.checkpoints.ownership import owner_of, set_owner
from core.errors import CheckpointError
from tests.unit.checkpoints.attacks import forge

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "store")
    store.save(forge.module(), forge.card("mine"))
    return store


def names(store: Store) -> list[str]:
    return [item.name for item in bin.entries(store)]


def test_a_deleted_checkpoint_is_in_the_bin_and_nowhere_else(store: Store) -> None:
    item = bin.move_to_bin(store, "mine", NOW)

    assert store.entries() == []
    assert bin.entries(store) == [item]
    assert (item.deleted, item.kept_until) == (NOW, NOW + timedelta(days=7))
    assert item.bytes == item.path.stat().st_size > 0


def test_it_comes_back_as_it_was_with_its_owner(store: Store) -> None:
    before = (store.folder / "mine.safetensors").read_bytes()
    set_owner(store, store.entry("mine"), "browser ada")
    item = bin.move_to_bin(store, "mine", NOW)
    assert bin.owner_of(item) == "browser ada"

    bin.restore(Store(store.folder), item)

    assert (store.folder / "mine.safetensors").read_bytes() == before
    assert owner_of(store, store.entry("mine")) == "browser ada"
    assert bin.entries(store) == []
    store.delete("mine")
    with pytest.raises(CheckpointError, match="'mine' is no longer in the bin"):
        bin.restore(store, item)


def test_a_new_checkpoint_of_the_name_is_not_replaced(store: Store) -> None:
    item = bin.move_to_bin(store, "mine", NOW)
    store.save(forge.module(1), forge.card("mine"))
    before = store.digest("mine")

    with pytest.raises(CheckpointError, match="There is a checkpoint 'mine' again"):
        bin.restore(store, item)

    assert store.digest("mine") == before
    assert names(store) == ["mine"]


def test_a_new_checkpoint_of_the_name_does_not_inherit_the_owner(store: Store) -> None:
    set_owner(store, store.entry("mine"), "browser ada")
    bin.move_to_bin(store, "mine", NOW)

    store.save(forge.module(), forge.card("mine"))

    assert owner_of(store, store.entry("mine")) == ""


def test_what_was_deleted_seven_days_ago_goes_for_good(store: Store) -> None:
    bin.move_to_bin(store, "mine", NOW)
    store.save(forge.module(1), forge.card("later"))
    bin.move_to_bin(store, "later", NOW + timedelta(days=3))

    assert bin.empty(store, NOW + timedelta(days=6, hours=23)) == []
    assert bin.empty(store, NOW + timedelta(days=7)) == ["mine"]
    assert names(store) == ["later"]


def test_a_bin_that_is_too_large_loses_its_oldest_first(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = (store.folder / "mine.safetensors").stat().st_size
    monkeypatch.setattr(bin, "MAX_BYTES", int(size * 2.5))
    for day in range(4):
        store.save(forge.module(), forge.card(f"m{day}"))
        bin.move_to_bin(store, f"m{day}", NOW + timedelta(days=day))

    assert names(store) == ["m3", "m2"]
    monkeypatch.setattr(bin, "MAX_BYTES", 1)
    bin.empty(store, NOW + timedelta(days=3))
    assert names(store) == ["m3"]  # the last one stays, for who deleted it by mistake


def test_two_of_one_name_and_moment_are_both_kept(store: Store) -> None:
    bin.move_to_bin(store, "mine", NOW)
    store.save(forge.module(), forge.card("mine"))
    bin.move_to_bin(store, "mine", NOW)

    assert names(store) == ["mine", "mine"]


@pytest.mark.parametrize("name", ["x.safetensors", "20261301T000000000000+x.safetensors", "README"])
def test_what_else_lies_in_the_bin_is_left_alone(store: Store, name: str) -> None:
    folder = store.folder / bin.FOLDER
    folder.mkdir()
    (folder / name).write_text("mine")

    assert bin.entries(store) == []
    assert bin.empty(store) == []
    assert (folder / name).exists()


def test_a_file_that_is_no_checkpoint_can_be_deleted_and_restored(store: Store) -> None:
    (store.folder / "Broken+ one.safetensors").write_bytes(b"half")

    item = bin.move_to_bin(store, "Broken+ one", NOW)
    assert item.name == "Broken+ one"
    bin.restore(store, item)

    assert (store.folder / "Broken+ one.safetensors").read_bytes() == b"half"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_store_that_may_not_be_written_to_keeps_its_file(store: Store) -> None:
    store.folder.chmod(0o500)
    try:
        with pytest.raises(CheckpointError, match="could not be deleted"):
            bin.move_to_bin(store, "mine")
    finally:
        store.folder.chmod(0o700)
    assert store.entry("mine").card is not None
