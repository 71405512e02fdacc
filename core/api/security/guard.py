"""Access to the routes: identifies the caller, and refuses forbidden calls and other sites' pages.

The whole application and each route have the same guard. The routes need theirs because the calls
of the channel do not pass through the application again.
"""

import json
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from starlette.authentication import AuthCredentials, AuthenticationBackend, BaseUser
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.authentication import AuthenticationMiddleware
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from core.api.refusal import refuse
from core.api.security.access import action_of, path_of
from core.api.security.calls import for_calls
from core.api.security.sites import SameSiteMiddleware
from core.visitors import Role, Visitor
from core.visitors.identity import COOKIE_LENGTHS, Arrival
from core.visitors.visitor import LOCAL

Identify = Callable[[HTTPConnection], Visitor]
"""Returns the visitor that a call comes from."""

COOKIE = "latent_lab_visitor"
COOKIE_AGE_S = 365 * 24 * 3600
HEADER = "x-latent-lab-visitor"
"""Tells the pages who their visitor is: Streamlit shows them only headers and cookies."""

LOGIN_FIRST = (
    "Log in on the dashboard first. Programs send the operator's token as Authorization: Bearer "
    "TOKEN."
)


class User(BaseUser):
    """A visitor as Starlette's requests know it: ``request.user.visitor``."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor

    @property
    def is_authenticated(self) -> bool:
        """Whether the visitor need not log in first."""
        return self.visitor.role > Role.STRANGER

    @property
    def display_name(self) -> str:
        """Name of the visitor; empty without a login."""
        return self.visitor.name


def identification(identify: Identify) -> Middleware:
    """Middleware that identifies the visitor: it sets ``request.user`` to a `User`."""
    return Middleware(AuthenticationMiddleware, backend=_Visitors(identify))


def guard(identify: Identify) -> list[Middleware]:
    """Middleware that identifies the visitor and refuses calls that this visitor may not make."""
    return [
        identification(identify),
        Middleware(AccessMiddleware),
        Middleware(SameSiteMiddleware),
    ]


def everyone_is_owner(_: HTTPConnection) -> Visitor:
    """An `Identify` for a server that only this process calls."""
    return LOCAL


def arrival_of(call: HTTPConnection, login: Mapping[str, Any] | None) -> Arrival:
    """The facts that identify the visitor of a call; ``login`` holds the claims of a login."""
    address = call.client.host if call.client else ""
    return Arrival(dict(call.headers), address, call.cookies.get(COOKIE, ""), login)


def visitor_of_header(text: str) -> Visitor:
    """The visitor in a header that `VisitorMiddleware` has written."""
    role, id, name = json.loads(text)
    return Visitor(Role(role), id, name)


class _Visitors(AuthenticationBackend):
    """Identifies the visitor of a call, unless the application or the channel has done so."""

    def __init__(self, identify: Identify) -> None:
        self.identify = identify

    async def authenticate(self, conn: HTTPConnection) -> tuple[AuthCredentials, User]:
        known = conn.scope.get("user")
        user = known if isinstance(known, User) else User(self.identify(conn))
        return AuthCredentials(), user


class AccessMiddleware:
    """Refuses calls and sockets that their visitor may not make."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    @for_calls
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 401 or 403 with the reason, or pass the call on."""
        visitor: Visitor = scope["user"].visitor
        action = action_of(path_of(scope))
        if visitor.may(action):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocketClose(1008)(scope, receive, send)
        elif visitor.role is Role.STRANGER:
            answer = refuse(401, LOGIN_FIRST)
            answer.headers["WWW-Authenticate"] = "Bearer"
            await answer(scope, receive, send)
        else:
            await refuse(403, visitor.refusal(action))(scope, receive, send)


class VisitorMiddleware:
    """Tells the pages who their visitor is, and gives new browsers a cookie to identify them."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    @for_calls
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the visitor's header to the call, and the cookie to the answer."""
        visitor: Visitor = scope["user"].visitor
        own = (HEADER.encode(), json.dumps([visitor.role, visitor.id, visitor.name]).encode())
        # A header of this name from the browser cannot be trusted.
        others = [pair for pair in scope["headers"] if pair[0].lower() != own[0]]
        scope = {**scope, "headers": [*others, own]}
        call = HTTPConnection(scope)

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("set-cookie", _new_cookie(call))
            await send(message)

        known = len(call.cookies.get(COOKIE, "")) in COOKIE_LENGTHS
        await self.app(scope, receive, send if known else send_with_cookie)


def _new_cookie(call: HTTPConnection) -> str:
    """A cookie that no script can read and that nobody can guess."""
    secure = "https" in (call.url.scheme, call.headers.get("x-forwarded-proto"))
    response = Response()
    response.set_cookie(
        COOKIE,
        secrets.token_urlsafe(32),
        max_age=COOKIE_AGE_S,
        httponly=True,
        samesite="lax",
        secure=secure,
    )
    return response.headers["set-cookie"]
