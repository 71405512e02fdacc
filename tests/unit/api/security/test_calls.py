"""A middleware is for calls and sockets; the rest goes on to the application."""

import asyncio
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from core.api.security.calls import for_calls


class Middleware:
    """One that answers itself, in front of an application that records what it gets."""

    def __init__(self) -> None:
        self.own: list[str] = []
        self.passed_on: list[str] = []

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.passed_on.append(scope["type"])

    @for_calls
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.own.append(scope["type"])


@pytest.mark.parametrize(
    ("kind", "is_call"), [("http", True), ("websocket", True), ("lifespan", False)]
)
def test_only_calls_and_sockets_are_handled(kind: str, is_call: bool) -> None:
    middleware = Middleware()

    async def nothing(*_: Any) -> Any:
        return None

    async def call() -> None:
        await middleware({"type": kind}, nothing, nothing)

    asyncio.run(call())

    assert (middleware.own, middleware.passed_on) == (([kind], []) if is_call else ([], [kind]))
