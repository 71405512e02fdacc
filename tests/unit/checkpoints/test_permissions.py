"""What each visitor may do with checkpoints: import, rename, delete and restore."""

from pathlib import Path

import pytest

from core.checkpoints import Store
from core.checkpoints.ownership import owner_of
from core.checkpoints.permissions import PermittedStore
from core.errors import AccessError, CheckpointError
from core.visitors import Role, Visitor
from tests.unit.checkpoints.attacks import forge

ADA, BOB = Visitor(Role.MEMBER, "browser ada"), Visitor(Role.MEMBER, "browser bob")
OWNER = Visitor(Role.OWNER, "browser owner")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.fixture
def data(tmp_path: Path) -> bytes:
    return Store(tmp_path / "elsewhere").save(forge.module(), forge.card("mine")).path.read_bytes()


@pytest.mark.parametrize("role", Role)
def test_members_import_and_what_they_import_is_theirs(
    store: Store, data: bytes, role: Role
) -> None:
    visitor = Visitor(role, "browser x")
    if role < Role.MEMBER:
        with pytest.raises(AccessError, match="cannot import files here; members can"):
            PermittedStore(store, visitor).import_bytes("mine", data)
        assert not store.folder.exists()
    else:
        entry = PermittedStore(store, visitor).import_bytes("mine", data)
        assert owner_of(store, entry) == "browser x"


@pytest.mark.parametrize(
    ("visitor", "allowed"),
    [
        (ADA, True),
        (BOB, False),
        (OWNER, True),
        (Visitor(Role.GUEST, ADA.id), False),
        (Visitor(Role.AUDIENCE, ADA.id), False),
        (Visitor(Role.STRANGER, ADA.id), False),
        (Visitor(Role.MEMBER), False),
    ],
)
def test_only_who_added_it_and_owners_delete_and_restore(
    store: Store, data: bytes, visitor: Visitor, allowed: bool
) -> None:
    PermittedStore(store, ADA).import_bytes("mine", data)
    theirs = PermittedStore(store, visitor)

    if allowed:
        item = theirs.delete("mine")
        assert theirs.bin_entries() == [item]
        theirs.restore(item)
        assert owner_of(store, store.entry("mine")) == ADA.id
    else:
        with pytest.raises(AccessError, match="belongs to someone else"):
            theirs.delete("mine")
        assert store.entry("mine").card is not None
        item = PermittedStore(store, ADA).delete("mine")
        assert theirs.bin_entries() == []
        with pytest.raises(AccessError, match="belongs to someone else"):
            theirs.restore(item)


@pytest.mark.parametrize("role", Role)
def test_nobody_deletes_what_comes_with_the_program(store: Store, role: Role) -> None:
    store.save(forge.module(), forge.card("mine"))

    with pytest.raises(AccessError, match="comes with the program"):
        PermittedStore(store, Visitor(role, "x"), {"mine"}).delete("mine")

    assert store.entry("mine").card is not None


def test_a_broken_file_is_for_owners_to_delete(store: Store) -> None:
    store.folder.mkdir()
    (store.folder / "cut.safetensors").write_bytes(b"half")
    entry = store.entry("cut")

    assert PermittedStore(store, ADA).change_refusal(entry)
    assert PermittedStore(store, OWNER).change_refusal(entry) == ""


@pytest.mark.parametrize(("visitor", "allowed"), [(ADA, True), (BOB, False), (OWNER, True)])
def test_only_who_added_it_and_owners_rename(
    store: Store, data: bytes, visitor: Visitor, allowed: bool
) -> None:
    PermittedStore(store, ADA).import_bytes("mine", data)
    theirs = PermittedStore(store, visitor)

    if allowed:
        entry = theirs.rename("mine", "better")
        assert entry.path.read_bytes() == data
        assert [one.name for one in store.entries()] == ["better"]
        assert owner_of(store, entry) == ADA.id
        assert theirs.rename("better", "mine").name == "mine"
    else:
        with pytest.raises(AccessError, match="belongs to someone else"):
            theirs.rename("mine", "better")
        assert [one.name for one in store.entries()] == ["mine"]


def test_a_name_that_comes_with_the_program_is_neither_given_nor_taken_away(store: Store) -> None:
    for name in ("mine", "shipped"):
        store.save(forge.module(), forge.card(name))
    owner = PermittedStore(store, OWNER, {"shipped", "shipped-elsewhere"})

    with pytest.raises(AccessError, match="comes with the program and cannot be changed"):
        owner.rename("shipped", "other")
    with pytest.raises(CheckpointError, match="comes with the program; choose another name"):
        owner.rename("mine", "shipped-elsewhere")

    assert [one.name for one in store.entries()] == ["mine", "shipped"]


def test_a_record_left_from_another_checkpoint_gives_it_no_owner(store: Store, data: bytes) -> None:
    PermittedStore(store, BOB).import_bytes("better", data)
    store.delete("better")  # behind the record's back
    store.import_bytes("mine", data)

    assert owner_of(store, PermittedStore(store, OWNER).rename("mine", "better")) == ""
