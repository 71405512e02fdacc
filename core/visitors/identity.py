"""Who a call comes from: the operator's program, a person who has logged in, or a browser.

Without a login and without settings, a visitor is the owner if nobody else can reach the dashboard:
the server listens on loopback only, and the call comes straight from this machine. A proxy on this
machine makes calls from anywhere look local. Therefore a header that proxies add, a ``Host`` that
is not a loopback name, or a setting that only a proxy needs makes the visitor a guest.
"""

import hmac
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from core.settings import settings
from core.storage.digests import sha256
from core.visitors.rights import Action, Role
from core.visitors.visitor import Visitor

ID_DIGITS = 24
BROWSER = "browser "
"""Prefix of the id of a visitor who is known only by a cookie."""
COOKIE_LENGTHS = range(32, 129)
PROXY_HEADERS = ("forwarded", "via", "x-real-ip", "x-client-ip", "cf-connecting-ip")
GROUP_CLAIMS = ("groups", "roles")


@dataclass(frozen=True)
class Arrival:
    """What a server knows about a call."""

    headers: Mapping[str, str]
    """Headers by their name in lower case."""
    address: str = ""
    """IP address of the other end of the connection."""
    cookie: str = ""
    """The visitor's cookie, a random text; empty without one."""
    login: Mapping[str, Any] | None = None
    """The claims of an OpenID Connect provider; None if the visitor is not logged in."""


@dataclass(frozen=True)
class Server:
    """What decides how far the server trusts visitors who are not logged in."""

    private: bool = False
    """Whether it listens on loopback only."""
    has_login: bool = False
    """Whether visitors can log in."""


def identify(arrival: Arrival, server: Server) -> Visitor:
    """The visitor who makes a call."""
    if _has_token(arrival, settings().metrics_token):
        return Visitor(Role.STRANGER, "metrics", also=frozenset({Action.METRICS}))
    if _has_token(arrival, settings().api_token):
        visitor = Visitor(Role.OWNER, "token", "The operator's program")
    elif arrival.login is not None:
        visitor = _person(arrival.login)
    else:
        visitor = Visitor(_anonymous_role(arrival, server), _browser_id(arrival.cookie))
    if settings().kiosk and visitor.role > Role.GUEST:
        return Visitor(Role.GUEST, visitor.id, visitor.name)
    return visitor


def _has_token(arrival: Arrival, secret: SecretStr) -> bool:
    expected = secret.get_secret_value()
    scheme, _, token = arrival.headers.get("authorization", "").partition(" ")
    # In constant time, so that the delay of the answer reveals nothing about the token.
    equal = hmac.compare_digest(token.strip().encode(), expected.encode())
    return bool(expected) and scheme.lower() == "bearer" and equal


def _person(claims: Mapping[str, Any]) -> Visitor:
    address = _address(claims)
    # Without a verified address, the provider's own id of the account.
    account = address or f"{claims.get('iss', '')} {claims.get('sub', '')}".strip()
    name = claims.get("name") or address or "Logged in"
    id = f"login {account}" if account else ""
    return Visitor(_role_of(_names(claims, address)), id, str(name)[:200])


def _address(claims: Mapping[str, Any]) -> str:
    """The verified e-mail address in lower case; empty if there is none."""
    address, verified = claims.get("email"), claims.get("email_verified")
    # Some providers let people state any address, which must not make them its owner.
    return address.strip().lower() if isinstance(address, str) and verified is True else ""


def _names(claims: Mapping[str, Any], address: str) -> set[str]:
    """Names for a person in a setting: address, ``@domain``, groups, and ``sub:`` with the id."""
    names = {address, f"@{address.rpartition('@')[2]}"} if address else set()
    if isinstance(account := claims.get("sub"), str):
        names.add(f"sub:{account}".lower())
    for claim in GROUP_CLAIMS:
        values = claims.get(claim)
        groups = [values] if isinstance(values, str) else values
        if isinstance(groups, list):
            # A group must not pass for an address, a domain or an id.
            plain = (name.lower() for name in groups if isinstance(name, str))
            names |= {name for name in plain if "@" not in name and not name.startswith("sub:")}
    return names


def _role_of(names: set[str]) -> Role:
    """The highest role that a setting gives to one of these names."""
    if names & settings().owner_names:
        return Role.OWNER
    role = ROLES[settings().login]
    return max(role, Role.MEMBER) if names & settings().member_names else role


def _anonymous_role(arrival: Arrival, server: Server) -> Role:
    here = is_from_here(arrival)
    for chosen in (settings().local if here else "auto", settings().anonymous):
        if chosen != "auto":
            return ROLES[chosen]
    if server.has_login:
        return Role.STRANGER
    return Role.OWNER if here and server.private else Role.GUEST


ROLES = {
    "none": Role.STRANGER,
    "audience": Role.AUDIENCE,
    "guest": Role.GUEST,
    "member": Role.MEMBER,
    "owner": Role.OWNER,
}
"""The roles as settings name them."""


def is_from_here(arrival: Arrival) -> bool:
    """Whether a call can only come from this machine itself, without a proxy in between."""
    behind_proxy = (
        settings().hosts
        or settings().origins
        or any(name in PROXY_HEADERS or name.startswith("x-forwarded") for name in arrival.headers)
    )
    return not behind_proxy and is_loopback(arrival.address) and _is_loopback_host(arrival.headers)


def is_loopback(host: str) -> bool:
    """Whether ``host``, a name or address, can be reached from this machine only."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _is_loopback_host(headers: Mapping[str, str]) -> bool:
    try:
        return is_loopback(urlsplit(f"//{headers.get('host', '')}").hostname or "")
    except ValueError:  # such as [::1
        return False


def _browser_id(cookie: str) -> str:
    """Id of a browser: a digest of its cookie, so that ids in files cannot be used as cookies."""
    return f"{BROWSER}{sha256([cookie])[:ID_DIGITS]}" if len(cookie) in COOKIE_LENGTHS else ""
