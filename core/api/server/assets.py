"""Scripts that components in the browser share, each under an address that may be kept for good."""

import gzip
from functools import cache
from pathlib import Path

import plotly
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from core.storage.digests import sha256

PREFIX = "/assets/"
_YEAR = "public, max-age=31536000, immutable"
PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"


class Assets:
    """A few scripts by name, read once."""

    def __init__(self, files: dict[str, Path]) -> None:
        self.files = files

    def route(self) -> Route:
        """The route that serves them."""
        return Route(PREFIX + "{name}", self._serve, methods=["GET"])

    def _serve(self, request: Request) -> Response:
        path = self.files.get(request.path_params["name"])
        if path is None:
            return PlainTextResponse("There is no such file.", 404)
        digest, plain, packed = _contents(path)
        tag = f'"{digest}"'
        # A version in the address changes with the contents; without one the browser must ask.
        versioned = request.query_params.get("v") == digest
        headers = {
            "Cache-Control": _YEAR if versioned else "no-cache",
            "ETag": tag,
            "X-Content-Type-Options": "nosniff",
        }
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(
                packed, media_type="text/javascript", headers=headers | {"Content-Encoding": "gzip"}
            )
        return Response(plain, media_type="text/javascript", headers=headers)


@cache
def _contents(path: Path) -> tuple[str, bytes, bytes]:
    """Digest, bytes and gzipped bytes of a file, which does not change while the server runs."""
    plain = path.read_bytes()
    return sha256(plain)[:16], plain, gzip.compress(plain, 6)


def address(name: str, path: Path) -> str:
    """The versioned address of a script, such as ``/assets/client.js?v=0123456789abcdef``."""
    return f"{PREFIX}{name}?v={_contents(path)[0]}"
