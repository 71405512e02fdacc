"""Static files that are sent compressed; each is packed once for all visitors."""

import gzip
from functools import lru_cache
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from core.api.security.guard import arrival_of
from core.visitors.identity import is_from_here

SUFFIXES = (".js", ".css", ".json", ".svg", ".html")
"""Files that packing makes smaller; fonts and pictures are compressed already."""
KEPT_HEADERS = ("content-type", "cache-control", "etag", "vary", "x-content-type-options")
LEVEL = 6


class PackedFiles(StaticFiles):
    """A folder of static files, compressed for browsers that can unpack them.

    A browser on this machine gets them as they are, because packing takes longer than sending.
    """

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer with a file, compressed if the browser accepts gzip and is on another machine."""
        response = await super().get_response(path, scope)
        if not isinstance(response, FileResponse) or not str(response.path).endswith(SUFFIXES):
            return response
        response.headers["Vary"] = "Accept-Encoding"
        call = HTTPConnection(scope)
        takes_gzip = "gzip" in call.headers.get("Accept-Encoding", "")
        if not takes_gzip or is_from_here(arrival_of(call, None)):
            return response
        file = Path(response.path)
        contents = await run_in_threadpool(_pack, file, file.stat().st_mtime_ns)
        headers = {
            name: response.headers[name] for name in KEPT_HEADERS if name in response.headers
        }
        return Response(contents, headers=headers | {"Content-Encoding": "gzip"})


# Streamlit's middleware would compress Plotly's 4 MB again for each visitor.
@lru_cache(maxsize=512)
def _pack(path: Path, changed_ns: int) -> bytes:
    """The gzipped bytes of a file that last changed at ``changed_ns``."""
    return gzip.compress(path.read_bytes(), LEVEL)
