"""What a pointer in the browser or another program calls: routes beside the pages.

A theme of routes is a file with a list called `ENDPOINTS`; to add one, add its list below.
"""

from pathlib import Path

from starlette.routing import BaseRoute

from core.api.routes import films, gestures, images, jobs, library, maps, placing, walk
from core.api.server import assets, channel, health, manual, openapi
from core.api.server.endpoint import Endpoint, Refusal
from core.api.server.guard import Allows, guarded, open_to_all

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
    """Every route. ``scripts`` is the folder of the browser scripts that components share.

    Where ``allows`` says no, only scripts and the health check are to be had.
    """
    shared = {path.name: path for path in scripts.rglob("*.js")}
    files = assets.Assets({**shared, assets.PLOTLY.name: assets.PLOTLY})
    described = [openapi.route(ENDPOINTS), manual.route(ENDPOINTS)]
    calls = [endpoint.route() for endpoint in ENDPOINTS]
    behind_login = [guarded(route, allows) for route in (*described, *calls)]
    return [health.ROUTE, files.route(), *behind_login, channel.route(behind_login)]


__all__ = ["ENDPOINTS", "Endpoint", "Refusal", "routes"]
