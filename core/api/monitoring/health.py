"""The health checks: `/healthz` for a supervisor, `/readyz` for the operator."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.api.monitoring.readiness import Level, Readiness
from core.api.server.later import Later

_HEADERS = {"Cache-Control": "no-store"}


async def healthz(_: Request) -> Response:
    """200 as long as the server answers; checks no models, data or disk."""
    return JSONResponse({"status": "ok"}, headers=_HEADERS)


def routes(computing: Later) -> list[Route]:
    """Both routes; ``computing`` are the routes that the server imports after its start."""
    readiness = Readiness(computing)

    async def readyz(_: Request) -> Response:
        """503 if a check has failed, else 200; the body has every check."""
        checks = await run_in_threadpool(readiness.checks)
        levels = {check.level for check in checks}
        worst = next(level for level in reversed(Level) if level in levels)
        reports = {
            check.name: {"status": check.level, "reason": check.sentence} for check in checks
        }
        return JSONResponse(
            {"status": worst, "checks": reports},
            503 if worst is Level.FAILED else 200,
            headers=_HEADERS,
        )

    return [
        Route("/healthz", healthz, methods=["GET"]),
        Route("/readyz", readyz, methods=["GET"]),
    ]
