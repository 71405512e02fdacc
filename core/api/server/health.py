"""The health check `/healthz`, for load balancers."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


async def healthz(_: Request) -> Response:
    """200 as long as the server answers; checks no models, data or disk."""
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


ROUTE = Route("/healthz", healthz, methods=["GET"])
