"""The routes other than pages, for pointer-driven calls of the browser and for programs.

`endpoints` lists those that compute. They need PyTorch, which takes seconds to import, so they are
imported after the server's start (see `server.later`).
"""

from pathlib import Path

from starlette.routing import BaseRoute, Router

from core.api.monitoring import health, metrics
from core.api.refusal import Refusal
from core.api.security.guard import Identify, everyone_is_owner
from core.api.server.later import Later
from core.api.static import assets, index, room_page


def calls(identify: Identify = everyone_is_owner) -> Later:
    """The routes that compute.

    ``identify`` returns the visitor of a call; `security.access` lists what each route requires.
    """

    def load() -> Router:
        from core.api.endpoints import router

        return router(identify)

    return Later("/api/", load)


def all_routes(pages: Path, computing: Later) -> list[BaseRoute]:
    """All routes: health, metrics, documents, scripts, and ``computing`` (the result of `calls`).

    ``pages`` is the folder of the pages and of the browser's scripts.
    """
    return [
        *health.routes(computing),
        metrics.route(computing),
        *index.routes(pages),
        *assets.mounts(pages),
        *room_page.routes(pages),
        computing,
    ]


__all__ = ["Refusal", "all_routes", "calls"]
