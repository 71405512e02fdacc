"""What a pointer in the browser or another program calls: routes beside the pages.

A theme of routes is a file with a list called `ENDPOINTS`; to add one, add its list below.
"""

from pathlib import Path

from starlette.routing import BaseRoute

from core.api.routes import films, gestures, images, jobs, library, maps, placing, walk
from core.api.server import assets, channel, docs, health, openapi
from core.api.server.endpoint import Endpoint, Refusal
from core.api.server.guard import Allows, guard, open_to_all

ENDPOINTS: list[Endpoint] = [
    *library.ENDPOINTS,
    *gestures.ENDPOINTS,
    *images.ENDPOINTS,
    *jobs.ENDPOINTS,
    *maps.ENDPOINTS,
    *walk.ENDPOINTS,
    *films.ENDPOINTS,
    *placing.ENDPOINTS,
]


def routes(scripts: Path, allows: Allows = open_to_all) -> list[BaseRoute]:
    """All routes. ``scripts`` is the folder below which the browser scripts are.

    A call that ``allows`` refuses gets only scripts and the health check.
    """
    middleware = guard(allows)
    calls = [endpoint.route(middleware) for endpoint in ENDPOINTS]
    described = [openapi.route(ENDPOINTS, middleware), *docs.routes(middleware)]
    return [health.ROUTE, *assets.mounts(scripts), *calls, *described, channel.route(calls)]


__all__ = ["ENDPOINTS", "Endpoint", "Refusal", "routes"]
