"""Open sockets are bounded per visitor."""

import asyncio
from typing import Any

from starlette.types import Message

from core.api.bounds.sockets import OWN_SOCKETS, SocketMiddleware
from tests.counts import Tried


def test_sockets_have_an_end_for_one_visitor(tried: Tried) -> None:
    async def forever(*_: Any) -> None:
        await asyncio.sleep(60)

    app = SocketMiddleware(forever)
    closed: list[Message] = []

    async def send(message: Message) -> None:
        closed.append(message)

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def many() -> None:
        def opened(address: str) -> asyncio.Task[None]:
            scope = {"type": "websocket", "path": "/", "headers": [], "client": (address, 1)}
            return asyncio.create_task(app(scope, receive, send))

        tasks = [opened("192.0.2.1") for _ in range(OWN_SOCKETS + 5)]
        tasks.append(opened("192.0.2.2"))
        await asyncio.sleep(0.05)
        assert len(closed) == 5
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(many())

    assert app._open.total() == 0
    assert {message["code"] for message in closed} == {1013}
    tried(OWN_SOCKETS + 5)
