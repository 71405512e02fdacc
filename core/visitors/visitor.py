"""A visitor: a role, and an id to which jobs and imported files belong."""

from dataclasses import dataclass

from core.visitors.rights import RIGHTS, Action, Role

PLURALS = {
    Role.STRANGER: "Visitors who are not logged in",
    Role.AUDIENCE: "People in the audience",
    Role.GUEST: "Guests",
    Role.MEMBER: "Members",
    Role.OWNER: "Owners",
}


@dataclass(frozen=True)
class Visitor:
    """A person, browser or program that uses the dashboard."""

    role: Role
    id: str = ""
    """The same in every visit of one person or browser; empty if that cannot be known."""
    name: str = ""
    """Name for the screen; empty without a login."""
    also: frozenset[Action] = frozenset()
    """Actions that the visitor may do in addition to those of the role."""

    def may(self, action: Action) -> bool:
        """Whether the visitor's role is enough for an action, or it is one of ``also``."""
        return self.role >= RIGHTS[action].role or action in self.also

    def may_change(self, owner: str) -> bool:
        """Whether the visitor may stop, rename or delete what belongs to ``owner``, an id."""
        mine = bool(self.id) and self.id == owner
        return self.may(Action.CHANGE_OWN if mine else Action.CHANGE_ANY)

    def refusal(self, action: Action) -> str:
        """Sentences that say why the visitor may not perform an action, and whom to ask."""
        right = RIGHTS[action]
        return (
            f"{PLURALS[self.role]} cannot {right.words} here; {PLURALS[right.role].lower()} can. "
            "Ask the operator of this dashboard."
        )


LOCAL = Visitor(Role.OWNER, "local")
"""A program on this machine that uses no server, such as a test or a notebook."""
