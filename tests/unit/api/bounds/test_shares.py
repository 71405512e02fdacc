"""Whose part a call takes: a browser's own, a person's, or that of an address."""

import pytest
from starlette.requests import HTTPConnection

from core.api.bounds import shares
from core.api.bounds.rates import rates
from core.api.bounds.shares import share_of
from core.api.security.guard import User
from core.visitors import Role, Visitor
from tests.counts import Tried


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    rates.cache_clear()
    monkeypatch.setattr(shares, "_browsers", shares._Browsers())


def call(id: str = "", address: str = "192.0.2.1") -> HTTPConnection:
    user = User(Visitor(Role.GUEST, id))
    return HTTPConnection({"type": "http", "headers": [], "client": (address, 5000), "user": user})


def test_each_browser_behind_one_address_has_a_part_of_its_own() -> None:
    assert share_of(call("browser a")).id != share_of(call("browser b")).id
    assert share_of(call("browser a")).id == share_of(call("browser a", "192.0.2.2")).id


def test_callers_without_a_cookie_share_their_address() -> None:
    assert share_of(call()) == share_of(call())
    assert share_of(call()) != share_of(call(address="192.0.2.2"))


def test_a_cookie_for_every_call_soon_brings_no_new_part(tried: Tried) -> None:
    first = share_of(call("browser first"))
    invented = [share_of(call(f"browser {number}")).id for number in range(1200)]

    assert len(set(invented)) == 1000  # with the first one, a thousand; and the address
    assert invented[-1] == "192.0.2.1"
    assert share_of(call("browser first")) == first  # those who came before keep theirs
    assert share_of(call("browser other", "192.0.2.2")).id == "browser other"
    assert share_of(call("login a@example.org")).id == "login a@example.org"
    tried(len(invented))


def test_an_ipv6_network_is_one_address() -> None:
    here, neighbour, other = "2001:db8:1:2::5", "2001:db8:1:2:aaaa::9", "2001:db8:1:3::5"

    assert share_of(call(address=here)) == share_of(call(address=neighbour))
    assert share_of(call(address=here)) != share_of(call(address=other))
