"""Middleware for calls and sockets only, not for the start and stop of the application."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

from starlette.types import Receive, Scope, Send

CALLS = ("http", "websocket")

Handle = Callable[[Any, Scope, Receive, Send], Awaitable[None]]
"""The ``__call__`` of a middleware with the application behind it as ``app``."""


def for_calls(handle: Handle) -> Handle:
    """Decorate a middleware's ``__call__`` to pass on what is neither a call nor a socket."""

    @wraps(handle)
    async def handle_calls(self: Any, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in CALLS:
            await handle(self, scope, receive, send)
        else:
            await self.app(scope, receive, send)

    return handle_calls
