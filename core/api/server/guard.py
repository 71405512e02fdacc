"""Who may call the routes where a login is on: whoever is logged in, and programs with a token."""

import hmac
from collections.abc import Callable

from starlette.requests import HTTPConnection
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from core.api.server.answer import sentence
from core.settings import settings

Allows = Callable[[HTTPConnection], bool]
"""Whether whoever makes a call is logged in, or nobody has to be."""

LOCKED = (
    "Log in on the dashboard first; programs send the operator's token as Authorization: Bearer "
    "TOKEN."
)


def open_to_all(_: HTTPConnection) -> bool:
    """For servers without a login."""
    return True


def guarded(route: Route, allows: Allows) -> Route:
    """The route behind the login: whoever is not let in gets 401 and a sentence."""
    route.app = _Guard(route.app, allows)
    return route


class _Guard:
    def __init__(self, app: ASGIApp, allows: Allows) -> None:
        self.app = app
        self.allows = allows

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        call = HTTPConnection(scope)
        if self.allows(call) or _has_token(call):
            await self.app(scope, receive, send)
            return
        refusal = sentence(401, LOCKED)
        refusal.headers["WWW-Authenticate"] = "Bearer"
        await refusal(scope, receive, send)


def _has_token(call: HTTPConnection) -> bool:
    wanted = settings().api_token.get_secret_value()
    scheme, _, given = call.headers.get("authorization", "").partition(" ")
    # In constant time, so that the answer's delay tells nothing of the token.
    same = hmac.compare_digest(given.strip().encode(), wanted.encode())
    return bool(wanted) and scheme.lower() == "bearer" and same
