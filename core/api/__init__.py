"""What a pointer in the browser or another program calls: routes beside the pages.

A theme of routes is a file with a list called `ENDPOINTS`; to add one, add its list below.
"""

from pathlib import Path

from starlette.routing import Route

from core.api import assets, gestures, health, images, jobs, library, manual, maps, openapi
from core.api.endpoint import Endpoint, Refusal

ENDPOINTS: list[Endpoint] = [
    *library.ENDPOINTS,
    *gestures.ENDPOINTS,
    *images.ENDPOINTS,
    *jobs.ENDPOINTS,
    *maps.ENDPOINTS,
]


def routes(scripts: Path) -> list[Route]:
    """Every route. ``scripts`` is the folder of the browser scripts that components share."""
    shared = {path.name: path for path in scripts.rglob("*.js")}
    files = assets.Assets({**shared, assets.PLOTLY.name: assets.PLOTLY})
    described = [openapi.route(ENDPOINTS), manual.route(ENDPOINTS)]
    calls = [endpoint.route() for endpoint in ENDPOINTS]
    return [health.ROUTE, files.route(), *described, *calls]


__all__ = ["ENDPOINTS", "Endpoint", "Refusal", "routes"]
