"""Browser scripts under versioned addresses, which a browser may cache for good."""

import gzip
import os
from functools import lru_cache
from pathlib import Path

import plotly
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from core.storage.digests import sha256

PREFIX = "/assets"
PLOTLY = Path(plotly.__file__).parent / "package_data"
FOR_GOOD = "public, max-age=31536000, immutable"


def version_of(folder: Path) -> str:
    """Digest of all scripts below ``folder``, 16 hexadecimal digits.

    They share one version, so that relative imports between them stay within it: a page loads each
    module once, and a change of any script changes the address of all.
    """
    scripts = sorted((p.relative_to(folder).as_posix(), p) for p in folder.rglob("*.js"))
    return sha256(f"{name} {sha256(path.read_bytes())}\n" for name, path in scripts)[:16]


def script_address(version: str, path: str) -> str:
    """Address of the script at ``path`` below the folder whose version this is."""
    return f"{PREFIX}/{version}/{path}"


def plotly_address() -> str:
    """Address of the library that draws the maps."""
    return f"{PREFIX}/plotly/{plotly.__version__}/plotly.min.js"


def mounts(scripts: Path) -> list[Mount]:
    """The routes of the scripts below the folder ``scripts``, and of Plotly."""
    return [
        Mount(f"{PREFIX}/plotly/{{version}}", Scripts(PLOTLY, plotly.__version__)),
        Mount(f"{PREFIX}/{{version}}", Scripts(scripts, version_of(scripts))),
    ]


class Scripts(StaticFiles):
    """The ``.js`` files below a folder, mounted at a path with the parameter ``version``.

    A browser may keep them for good at the address of the current version, and must ask again at
    any other.
    """

    def __init__(self, folder: Path, version: str) -> None:
        super().__init__(directory=folder)
        self.version = version

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """Find a script; other files, such as the pages' Python, do not exist here."""
        return super().lookup_path(path) if path.endswith(".js") else ("", None)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer with a script, compressed if the browser can unpack it."""
        response = await super().get_response(path, scope)
        current = scope["path_params"]["version"] == self.version
        response.headers["Cache-Control"] = FOR_GOOD if current else "no-cache"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Vary"] = "Accept-Encoding"
        takes_gzip = "gzip" in Headers(scope=scope).get("Accept-Encoding", "")
        if not isinstance(response, FileResponse) or not takes_gzip:
            return response
        file = Path(response.path)
        packed = await run_in_threadpool(_packed, file, file.stat().st_mtime_ns)
        kept = ("content-type", "cache-control", "etag", "vary", "x-content-type-options")
        headers = {name: response.headers[name] for name in kept}
        return Response(packed, headers=headers | {"Content-Encoding": "gzip"})


# Streamlit's middleware would compress Plotly's 4 MB again for each visitor.
@lru_cache(maxsize=256)
def _packed(path: Path, changed_ns: int) -> bytes:
    """The gzipped bytes of a file that last changed at ``changed_ns``."""
    return gzip.compress(path.read_bytes(), 6)
