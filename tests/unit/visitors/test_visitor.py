"""What a visitor may do, and the sentence where they may not."""

from core.visitors import Action, Role, Visitor


def test_an_action_can_be_allowed_beside_the_role() -> None:
    guest = Visitor(Role.GUEST, "browser a")
    taught = Visitor(Role.GUEST, "browser a", also=frozenset({Action.IMPORT}))

    assert not guest.may(Action.IMPORT)
    assert taught.may(Action.IMPORT)
    assert not taught.may(Action.CHANGE_ANY)


def test_what_is_nobodys_is_not_ones_own() -> None:
    assert Visitor(Role.MEMBER, "login a").may_change("login a")
    assert not Visitor(Role.MEMBER, "login a").may_change("login b")
    assert not Visitor(Role.MEMBER, "").may_change("")
    assert Visitor(Role.OWNER, "").may_change("login b")


def test_a_refusal_names_who_can() -> None:
    sentence = Visitor(Role.GUEST).refusal(Action.IMPORT)

    assert sentence.startswith("Guests cannot import files here; members can.")
