"""Access to the routes: a login or token if login is enabled, and no pages of other sites."""

import hmac
from collections.abc import Callable

from starlette.authentication import (
    AuthCredentials,
    AuthenticationBackend,
    AuthenticationError,
    SimpleUser,
)
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.middleware.authentication import AuthenticationMiddleware
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from core.api.server.refusal import refuse
from core.api.server.sites import is_own_origin
from core.settings import settings

Allows = Callable[[HTTPConnection], bool]
"""Whether a call comes from a visitor who has logged in, or login is not enabled."""

LOGIN_FIRST = (
    "Log in on the dashboard first. Programs send the operator's token as Authorization: Bearer "
    "TOKEN."
)


def guard(allows: Allows) -> list[Middleware]:
    """Middleware for routes that only visitors with access may call."""
    login = Middleware(AuthenticationMiddleware, backend=_Login(allows), on_error=_refuse_access)
    return [login, Middleware(_SameSiteMiddleware)]


def open_to_all(_: HTTPConnection) -> bool:
    """An `Allows` for servers without login."""
    return True


class _Login(AuthenticationBackend):
    """Admits the calls that ``allows`` admits, and programs with the operator's token."""

    def __init__(self, allows: Allows) -> None:
        self.allows = allows

    async def authenticate(self, conn: HTTPConnection) -> tuple[AuthCredentials, SimpleUser]:
        if not self.allows(conn) and not _has_token(conn):
            raise AuthenticationError(LOGIN_FIRST)
        return AuthCredentials(), SimpleUser("visitor")


def _refuse_access(_: HTTPConnection, error: AuthenticationError) -> Response:
    refusal = refuse(401, str(error))
    refusal.headers["WWW-Authenticate"] = "Bearer"
    return refusal


def _has_token(call: HTTPConnection) -> bool:
    expected = settings().api_token.get_secret_value()
    scheme, _, token = call.headers.get("authorization", "").partition(" ")
    # In constant time, so that the delay of the answer reveals nothing about the token.
    equal = hmac.compare_digest(token.strip().encode(), expected.encode())
    return bool(expected) and scheme.lower() == "bearer" and equal


class _SameSiteMiddleware:
    """Refuses calls that a page of another site makes with a visitor's browser.

    Browsers send the site of a script as ``Origin``; programs send none. The operator can allow
    sites with LATENT_LAB_ALLOWED_ORIGINS.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if origin is None or is_own_origin(origin, headers.get("host", "")):
            await self.app(scope, receive, send)
            return
        refusal = refuse(
            403,
            f"Pages of {origin[:200]} may not use these routes; the operator can allow them with "
            "LATENT_LAB_ALLOWED_ORIGINS.",
        )
        await refusal(scope, receive, send)
