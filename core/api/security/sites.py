"""Which sites may use the dashboard at all: its own pages, at an address that is its own.

A page of another site can make a visitor's browser call the dashboard. Browsers name that site as
``Origin``. A site can also point its own name at this machine (DNS rebinding); then ``Host`` names
that site. Programs send no ``Origin``.
"""

import ipaddress
import socket
from functools import cache
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from core.api.refusal import refuse
from core.api.security.calls import for_calls
from core.settings import settings


class OwnHostMiddleware:
    """Refuses calls and sockets to a name that is not this machine's."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    @for_calls
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 403 with the reason, or pass the call on."""
        host = Headers(scope=scope).get("host", "")
        if is_own_host(host):
            await self.app(scope, receive, send)
            return
        problem = (
            f"This dashboard does not answer to the name {host[:200]}; the operator can allow it "
            "with LATENT_LAB_ALLOWED_HOSTS."
        )
        await _refusal(scope, problem)(scope, receive, send)


class SameSiteMiddleware:
    """Refuses calls and sockets of other sites' pages.

    In the application it runs before Streamlit, whose own check of an ``Origin`` asks a server on
    the internet for this machine's address and blocks all visitors meanwhile.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    @for_calls
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 403 with the reason, or pass the call on."""
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if origin is None or is_own_origin(origin, headers.get("host", "")):
            await self.app(scope, receive, send)
            return
        problem = (
            f"Pages of {origin[:200]} may not use this dashboard; the operator can allow them with "
            "LATENT_LAB_ALLOWED_ORIGINS."
        )
        await _refusal(scope, problem)(scope, receive, send)


def _refusal(scope: Scope, problem: str) -> ASGIApp:
    return WebSocketClose(1008) if scope["type"] == "websocket" else refuse(403, problem)


def is_own_host(host: str) -> bool:
    """Whether ``host``, a header such as ``localhost:8501``, can only mean this machine.

    IP addresses cannot be rebound, so all of them are accepted. Accepted names are this machine's
    own and those in LATENT_LAB_ALLOWED_HOSTS.
    """
    name = _hostname(f"//{host}")
    if name is None:
        return False
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name in _own_names() or name.endswith(".localhost") or name in settings().hosts
    return True


def is_own_origin(origin: str, host: str) -> bool:
    """Whether a page of ``origin`` may call ``host``: the same site, or an allowed one."""
    try:
        same = urlsplit(origin).netloc.lower() == host.lower()
    except ValueError:  # such as http://[::1
        return False
    return same or origin.rstrip("/") in settings().origins


def _hostname(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


@cache
def _own_names() -> frozenset[str]:
    name = socket.gethostname().lower()
    return frozenset({"localhost", name, f"{name}.local"})
