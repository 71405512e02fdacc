"""Who a call comes from, for every way to call and every setting."""

from collections.abc import Iterator
from typing import Any

import pytest

from core.settings import settings
from core.visitors import Role, Visitor
from core.visitors.identity import Arrival, Server, identify, is_loopback

HERE = {"host": "localhost:8501"}
BROWSER = Arrival(HERE, "127.0.0.1", "c" * 43)
PRIVATE, PUBLIC = Server(private=True), Server(private=False)
PERSON = {"sub": "17", "iss": "https://id.example", "email": "Ada@Example.org", "name": "Ada"}
VERIFIED = {**PERSON, "email_verified": True}


@pytest.fixture(autouse=True)
def _settings_are_read_again() -> Iterator[None]:
    settings.cache_clear()
    yield
    settings.cache_clear()


def choose(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"LATENT_LAB_{name.upper()}", value)
    settings.cache_clear()


def role(arrival: Arrival, server: Server = PRIVATE) -> Role:
    return identify(arrival, server).role


@pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1:8501", "[::1]:8501", "a.localhost"])
@pytest.mark.parametrize("address", ["127.0.0.1", "127.1.2.3", "::1"])
def test_a_browser_on_this_machine_is_the_owners(host: str, address: str) -> None:
    assert role(Arrival({"host": host}, address)) is Role.OWNER


@pytest.mark.parametrize(
    "sign",
    [
        {"x-forwarded-for": "192.0.2.1"},
        {"x-forwarded-proto": "https"},
        {"forwarded": "for=192.0.2.1"},
        {"via": "1.1 proxy"},
        {"x-real-ip": "192.0.2.1"},
        {"cf-connecting-ip": "192.0.2.1"},
        {"host": "lab.example.org"},
        {"host": "192.0.2.1:8501"},
        {"host": "[::1"},
        {"host": ""},
    ],
)
def test_one_sign_of_a_proxy_makes_a_guest(sign: dict[str, str]) -> None:
    assert role(Arrival(HERE | sign, "127.0.0.1")) is Role.GUEST


@pytest.mark.parametrize("setting", ["allowed_hosts", "allowed_origins"])
def test_a_setting_for_proxies_makes_a_guest(monkeypatch: pytest.MonkeyPatch, setting: str) -> None:
    choose(monkeypatch, **{setting: "https://lab.example.org"})

    assert role(BROWSER) is Role.GUEST


@pytest.mark.parametrize("address", ["192.0.2.1", "10.0.0.1", "", "testclient"])
def test_a_call_from_elsewhere_is_a_guests(address: str) -> None:
    assert role(Arrival(HERE, address)) is Role.GUEST


def test_a_server_that_others_can_reach_has_only_guests() -> None:
    assert role(BROWSER, PUBLIC) is Role.GUEST


def test_a_server_with_a_login_has_strangers() -> None:
    assert role(BROWSER, Server(private=True, has_login=True)) is Role.STRANGER


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("none", Role.STRANGER),
        ("audience", Role.AUDIENCE),
        ("guest", Role.GUEST),
        ("member", Role.MEMBER),
        ("owner", Role.OWNER),
    ],
)
def test_a_setting_says_what_an_anonymous_visitor_is(
    monkeypatch: pytest.MonkeyPatch, value: str, expected: Role
) -> None:
    choose(monkeypatch, anonymous=value)

    for server in (PRIVATE, PUBLIC, Server(has_login=True)):
        assert role(BROWSER, server) is expected


def test_a_lecturer_owns_the_public_dashboard_on_the_machine_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    choose(monkeypatch, local="owner", anonymous="audience")

    assert role(BROWSER, PUBLIC) is Role.OWNER
    assert role(Arrival({"host": "192.0.2.7:8501"}, "192.0.2.9"), PUBLIC) is Role.AUDIENCE
    assert role(Arrival({**HERE, "x-forwarded-for": "1.2.3.4"}, "127.0.0.1")) is Role.AUDIENCE


@pytest.mark.parametrize(
    ("names", "claims", "expected"),
    [
        ("", VERIFIED, Role.MEMBER),
        ("bob@example.org, ADA@example.org", VERIFIED, Role.OWNER),
        ("@example.org", VERIFIED, Role.OWNER),
        ("@ample.org", VERIFIED, Role.MEMBER),
        ("ada@example.org", PERSON, Role.MEMBER),
        ("ada@example.org", {**PERSON, "email_verified": False}, Role.MEMBER),
        ("ada@example.org", {**PERSON, "email_verified": "false"}, Role.MEMBER),
        ("ada@example.org", {**PERSON, "groups": ["ada@example.org"]}, Role.MEMBER),
        ("@example.org", {**PERSON, "groups": "@example.org"}, Role.MEMBER),
        ("sub:18", {**PERSON, "groups": ["sub:18"]}, Role.MEMBER),
        ("sub:17", PERSON, Role.OWNER),
        ("17", PERSON, Role.MEMBER),
        ("teachers", {**PERSON, "groups": ["Pupils", "Teachers"]}, Role.OWNER),
        ("teachers", {**PERSON, "roles": "teachers"}, Role.OWNER),
        ("teachers", {**PERSON, "groups": [5, None, {"teachers": 1}]}, Role.MEMBER),
        ("teachers", {**PERSON, "groups": {"teachers": True}}, Role.MEMBER),
    ],
)
def test_owners_are_those_whom_the_setting_names(
    monkeypatch: pytest.MonkeyPatch, names: str, claims: dict[str, Any], expected: Role
) -> None:
    choose(monkeypatch, owners=names)

    assert role(Arrival(HERE, "192.0.2.1", login=claims), PUBLIC) is expected


def test_only_listed_people_get_in_if_a_login_gives_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    choose(monkeypatch, login="none", members="ada@example.org")

    assert role(Arrival(HERE, login=VERIFIED), PUBLIC) is Role.MEMBER
    assert role(Arrival(HERE, login={"sub": "18"}), PUBLIC) is Role.STRANGER


def test_members_keep_a_higher_role_that_every_login_gives(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    choose(monkeypatch, login="owner", members="ada@example.org")

    assert role(Arrival(HERE, login=VERIFIED), PUBLIC) is Role.OWNER


def test_a_kiosk_has_only_guests(monkeypatch: pytest.MonkeyPatch) -> None:
    choose(monkeypatch, kiosk="1", owners="ada@example.org", api_token="secret")

    assert role(BROWSER) is Role.GUEST
    assert role(Arrival(HERE, login=VERIFIED)) is Role.GUEST
    choose(monkeypatch, anonymous="audience")
    assert role(BROWSER) is Role.AUDIENCE


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("Bearer secret", Role.OWNER),
        ("bearer  secret ", Role.OWNER),
        ("Bearer secre", Role.GUEST),
        ("Basic secret", Role.GUEST),
        ("", Role.GUEST),
    ],
)
def test_the_operators_token_is_the_owners(
    monkeypatch: pytest.MonkeyPatch, sent: str, expected: Role
) -> None:
    choose(monkeypatch, api_token="secret")

    assert role(Arrival({**HERE, "authorization": sent}, "192.0.2.1"), PUBLIC) is expected


def test_without_a_token_in_the_settings_none_is_right() -> None:
    assert role(Arrival({**HERE, "authorization": "Bearer "}, "192.0.2.1"), PUBLIC) is Role.GUEST


def test_a_visitor_has_the_same_id_in_every_visit() -> None:
    first, other = identify(BROWSER, PUBLIC), identify(Arrival(HERE, cookie="d" * 43), PUBLIC)

    assert first.id == identify(Arrival(HERE, "192.0.2.1", "c" * 43), PUBLIC).id
    assert first.id != other.id
    assert "c" * 8 not in first.id  # a job's file must not hold a usable cookie


@pytest.mark.parametrize("cookie", ["", "short", "x" * 5000])
def test_a_cookie_that_anyone_could_guess_owns_nothing(cookie: str) -> None:
    assert identify(Arrival(HERE, cookie=cookie), PUBLIC).id == ""


def test_a_persons_id_is_the_verified_address_or_the_account() -> None:
    assert identify(Arrival(HERE, login=VERIFIED), PUBLIC) == Visitor(
        Role.MEMBER, "login ada@example.org", "Ada"
    )
    assert identify(Arrival(HERE, login=PERSON), PUBLIC).id == "login https://id.example 17"
    assert identify(Arrival(HERE, login={}), PUBLIC).id == ""


@pytest.mark.parametrize(
    ("host", "private"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("lab.localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.0.7", False),
        ("lab.example.org", False),
    ],
)
def test_only_loopback_is_private(host: str, private: bool) -> None:
    assert is_loopback(host) is private
