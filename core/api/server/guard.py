"""Access to the routes: a login or token if login is enabled, and no pages of other sites."""

import hmac
from collections.abc import Callable

from starlette.authentication import (
    AuthCredentials,
    AuthenticationBackend,
    AuthenticationError,
    SimpleUser,
)
from starlette.middleware import Middleware
from starlette.middleware.authentication import AuthenticationMiddleware
from starlette.requests import HTTPConnection
from starlette.responses import Response

from core.api.server.refusal import refuse
from core.api.server.sites import SameSiteMiddleware
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
    return [login, Middleware(SameSiteMiddleware)]


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
