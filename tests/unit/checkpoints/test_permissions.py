"""What each visitor may do with checkpoints: import, delete and restore."""

from pathlib import Path

import pytest

from core.checkpoints import Store
from core.checkpoints.ownership import owner_of
from core.checkpoints.permissions import PermittedStore
from core.errors import AccessError
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

    assert PermittedStore(store, ADA).deletion_refusal(entry)
    assert PermittedStore(store, OWNER).deletion_refusal(entry) == ""
