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
        if not isinstance(response, FileResponse):
            return response
        file = Path(response.path)
        headers = {
            name: response.headers[name] for name in KEPT_HEADERS if name in response.headers
        }
        packed = False
        if file.suffix in SUFFIXES:
            headers["Vary"] = "Accept-Encoding"
            call = HTTPConnection(scope)
            takes_gzip = "gzip" in call.headers.get("Accept-Encoding", "")
            packed = takes_gzip and not is_from_here(arrival_of(call, None))
        if packed:
            headers["Content-Encoding"] = "gzip"
        contents = await run_in_threadpool(_contents, file, file.stat().st_mtime_ns, packed)
        return Response(contents, headers=headers)


# From memory, because a FileResponse takes four turns of a thread: three quarters of the time of a
# small file. Streamlit's middleware would compress Plotly's megabyte again for each visitor.
@lru_cache(maxsize=1024)
def _contents(path: Path, changed_ns: int, packed: bool) -> bytes:
    """The bytes of a file that last changed at ``changed_ns``, gzipped or as they are."""
    contents = path.read_bytes()
    return gzip.compress(contents, LEVEL) if packed else contents
