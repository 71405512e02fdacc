"""The table of rights: an entry for every action, and no more than the role allows."""

import pytest

from core.visitors import Action, Role, Visitor
from core.visitors.rights import RIGHTS
from core.visitors.visitor import LOCAL

HIGHEST = {
    Role.STRANGER: {Action.ENTER},
    Role.AUDIENCE: {Action.DRAW_IN_ROOM},
    Role.GUEST: {Action.READ, Action.UPLOAD},
    Role.MEMBER: {
        Action.OPEN_ROOM, Action.TRAIN, Action.MAKE_MAP, Action.GROUP, Action.IMPORT,
        Action.FETCH, Action.CHANGE_OWN,
    },
    Role.OWNER: {Action.CHANGE_ANY, Action.METRICS},
}  # fmt: skip


def test_every_action_has_an_entry() -> None:
    assert set(RIGHTS) == set(Action)


@pytest.mark.parametrize("role", Role)
def test_a_role_may_what_it_adds_and_all_that_lower_ones_may(role: Role) -> None:
    allowed = {action for action in Action if Visitor(role).may(action)}

    assert allowed == set().union(*(HIGHEST[lower] for lower in Role if lower <= role))


@pytest.mark.parametrize(
    ("visitor", "owner", "allowed"),
    [
        (Visitor(Role.MEMBER, "browser a"), "browser a", True),
        (Visitor(Role.MEMBER, "browser a"), "browser b", False),
        (Visitor(Role.MEMBER, "browser a"), "", False),
        (Visitor(Role.MEMBER), "", False),
        (Visitor(Role.GUEST, "browser a"), "browser a", False),
        (Visitor(Role.OWNER, "login ada@example.org"), "browser b", True),
        (Visitor(Role.OWNER), "", True),
        (LOCAL, "browser b", True),
    ],
)
def test_members_change_only_what_is_theirs(visitor: Visitor, owner: str, allowed: bool) -> None:
    assert visitor.may_change(owner) is allowed


@pytest.mark.parametrize("role", list(Role)[:-1])
def test_a_refusal_says_who_cannot_do_what_and_who_can(role: Role) -> None:
    text = Visitor(role).refusal(Action.METRICS)

    assert text.startswith(("Visitors who are not logged in", "People", "Guests", "Members"))
    assert "cannot read the server's metrics here; owners can" in text
