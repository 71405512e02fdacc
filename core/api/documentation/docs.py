"""The documentation page, a static page that renders the OpenAPI description of the routes."""

from collections.abc import Sequence
from pathlib import Path

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

PATH = "/api/docs"
_FOLDER = Path(__file__).with_name("docs_page")
_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'"
    ),
}


def routes(middleware: Sequence[Middleware] = ()) -> list[BaseRoute]:
    """Routes of the page and of its script and style sheet."""

    def serve(_: Request) -> Response:
        return FileResponse(_FOLDER / "index.html", headers=_HEADERS)

    files = StaticFiles(directory=_FOLDER)
    return [
        Route(PATH, serve, methods=["GET"], middleware=middleware),
        Mount(PATH, files, middleware=middleware),
    ]
