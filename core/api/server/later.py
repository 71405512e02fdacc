"""Routes that are imported after the server's port is open.

A browser needs seconds to load Streamlit's client, and can do so while PyTorch is imported instead
of afterwards.
"""

from collections.abc import Callable
from threading import Lock

from starlette._utils import get_route_path
from starlette.concurrency import run_in_threadpool
from starlette.routing import BaseRoute, Match, Router
from starlette.types import ASGIApp, Receive, Scope, Send


class Later(BaseRoute):
    """All routes whose path starts with ``prefix``; ``load`` imports and returns them."""

    def __init__(self, prefix: str, load: Callable[[], Router]) -> None:
        self.prefix = prefix
        self._load = load
        self._lock = Lock()
        self._app: Router | None = None

    @property
    def is_loaded(self) -> bool:
        """Whether the routes are imported."""
        return self._app is not None

    def load(self) -> Router:
        """The routes. The first call imports them, and all others wait for it."""
        with self._lock:
            self._app = self._app or self._load()
            return self._app

    async def wait(self) -> Router:
        """The routes, as soon as they are imported; other requests are answered meanwhile."""
        return self._app or await run_in_threadpool(self.load)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether the path of a request or a socket starts with the prefix."""
        ours = scope["type"] in {"http", "websocket"} and get_route_path(scope).startswith(
            self.prefix
        )
        return (Match.FULL if ours else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the routes answer."""
        app = await self.wait()
        await app(scope, receive, send)


class WaitMiddleware:
    """Lets a WebSocket wait for imports.

    Streamlit runs a page for the first message. If a page's thread imported the same modules
    meanwhile, each thread could wait for a module that the other is importing.
    """

    def __init__(self, app: ASGIApp, load: Callable[[], None]) -> None:
        """``load`` imports the modules, or waits while another thread imports them."""
        self._app = app
        self._load = load

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, a WebSocket only after the imports."""
        if scope["type"] == "websocket":
            await run_in_threadpool(self._load)
        await self._app(scope, receive, send)
