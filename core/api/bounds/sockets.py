"""Limits on open WebSockets. Each page keeps two; one of them holds a Streamlit session."""

from collections import Counter

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from core.api.bounds.shares import share_of
from core.api.telemetry import figures
from core.settings import settings
from core.visitors import Role

OWN_SOCKETS = 40  # twenty pages of one browser
ADDRESS_PART = 0.8  # of all sockets, so that other addresses can always open some
TRY_AGAIN_LATER = 1013  # close code registered with IANA


class SocketMiddleware:
    """Refuses sockets above the limits per visitor, per address and in all."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a socket above a limit; pass on everything else unchanged."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        share = share_of(HTTPConnection(scope))
        most = settings().sockets
        # A program without a cookie has its address's id, and is bounded like a browser.
        bounds = {
            f"visitor {share.id}": min(OWN_SOCKETS, most),
            f"address {share.address}": max(1, round(ADDRESS_PART * most)),
            "everyone": most,
        }
        if any(self._open[who] >= bound for who, bound in bounds.items()):
            await WebSocketClose(TRY_AGAIN_LATER, "Too many pages are open: close some of them.")(
                scope, receive, send
            )
            return
        self._open.update(bounds.keys())
        visitor = f"{role_of(scope)} {share.id}"
        figures.SOCKETS[visitor] += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self._open -= Counter(bounds.keys())
            figures.SOCKETS[visitor] -= 1
            if not figures.SOCKETS[visitor]:
                del figures.SOCKETS[visitor]


def role_of(scope: Scope) -> str:
    """Name of the visitor's role in lower case; ``stranger`` if the call was not identified."""
    user = scope.get("user")
    role: Role = user.visitor.role if user is not None else Role.STRANGER
    return role.name.lower()
