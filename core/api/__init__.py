"""The routes beside the pages, for pointer-driven calls of the browser and for programs.

Each file in `routes` has a list called `ENDPOINTS`. To add a file, add its list below.
"""

from pathlib import Path

from starlette.routing import BaseRoute

from core.api.routes import (
    films,
    images,
    inference,
    jobs,
    library,
    maps,
    placing,
    selections,
    walk,
)
from core.api.server import assets, channel, docs, health, index, openapi
from core.api.server.endpoint import Endpoint
from core.api.server.guard import Identify, everyone_is_owner, guard, identification
from core.api.server.refusal import Refusal

ENDPOINTS: list[Endpoint] = [
    *library.ENDPOINTS,
    *inference.ENDPOINTS,
    *images.ENDPOINTS,
    *jobs.ENDPOINTS,
    *maps.ENDPOINTS,
    *selections.ENDPOINTS,
    *placing.ENDPOINTS,
    *walk.ENDPOINTS,
    *films.ENDPOINTS,
]


def routes(pages: Path, identify: Identify = everyone_is_owner) -> list[BaseRoute]:
    """All routes. ``pages`` is the folder below which the pages and the browser's scripts are.

    ``identify`` tells who a call comes from; `server.access` has what each route requires.
    """
    middleware = guard(identify)
    calls = [endpoint.route(middleware) for endpoint in ENDPOINTS]
    described = [openapi.route(ENDPOINTS, middleware), *docs.routes(middleware)]
    return [
        health.ROUTE,
        *index.routes(pages),
        *assets.mounts(pages),
        *calls,
        *described,
        channel.route(calls, [identification(identify)]),
    ]


__all__ = ["ENDPOINTS", "Endpoint", "Refusal", "routes"]
