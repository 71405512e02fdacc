"""Who may add a data set and delete one."""

from pathlib import Path

import pytest

from core import data
from core.data import own
from core.data.permissions import PermittedImports
from core.errors import AccessError, DataError
from core.visitors import Role, Visitor

pytestmark = pytest.mark.usefixtures("home")
MEMBER, OTHER = Visitor(Role.MEMBER, "login a"), Visitor(Role.MEMBER, "login b")


def test_members_add_and_guests_do_not(file: Path) -> None:
    entry = PermittedImports(MEMBER).add(file, "mine")

    assert entry.addition is not None
    assert entry.addition.owner == "login a"
    with pytest.raises(AccessError, match="Guests cannot import files here; members can"):
        PermittedImports(Visitor(Role.GUEST, "browser c")).add(file, "theirs")
    assert data.names()[-1] == "mine"


def test_a_set_is_deleted_by_who_added_it_and_by_owners(file: Path) -> None:
    PermittedImports(MEMBER).add(file, "mine")

    with pytest.raises(AccessError, match="mine belongs to someone else"):
        PermittedImports(OTHER).delete("mine")
    PermittedImports(MEMBER).delete("mine")
    PermittedImports(MEMBER).add(file, "mine")
    PermittedImports(Visitor(Role.OWNER, "login o")).delete("mine")
    assert own.files() == []
    with pytest.raises(DataError, match="no data set of your own"):
        PermittedImports(MEMBER).delete("mine")
