"""Scripts and style sheets under versioned addresses, which a browser may cache for good."""

import os
from functools import cache
from importlib.resources import files
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Match, Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.api.static.packed_files import PackedFiles
from core.storage.digests import sha256

PREFIX = "/assets"
PLOTLY = Path(__file__).with_name("plotly")
"""Folder of the part of Plotly that draws points: a third of the whole, read in half the time.

Its file is that of the npm package `plotly.js-gl2d-dist-min`, in the version of ``package.json``.
"""
PLOTLY_VERSION = "3.7.0"
FOR_GOOD = "public, max-age=31536000, immutable"
SUFFIXES = (".js", ".css")


@cache
def version_of(folder: Path) -> str:
    """Digest of all scripts and style sheets below ``folder`` at the first call, 16 hex digits.

    They share one version, so that relative imports between them stay within it: a page loads each
    module once, and a change of any file changes the address of all.
    """
    found = (p for suffix in SUFFIXES for p in folder.rglob(f"*{suffix}"))
    named = sorted((p.relative_to(folder).as_posix(), p) for p in found)
    return sha256(f"{name} {sha256(path.read_bytes())}\n" for name, path in named)[:16]


def address(version: str, path: str) -> str:
    """Address of the file at ``path`` below the folder with this version."""
    return f"{PREFIX}/{version}/{path}"


def plotly_address() -> str:
    """Address of the library that draws the maps."""
    return f"{PREFIX}/plotly/{PLOTLY_VERSION}/plotly-gl2d.min.js"


def mounts(pages: Path) -> list[Mount]:
    """The routes of the scripts and style sheets below the folder ``pages``, and of Plotly."""
    return [
        Mount(f"{PREFIX}/plotly/{{version}}", Assets(PLOTLY, PLOTLY_VERSION)),
        Mount(f"{PREFIX}/{{version}}", Assets(pages, version_of(pages))),
    ]


class Assets(PackedFiles):
    """The scripts and style sheets below a folder, at a path with the parameter ``version``.

    A browser may keep them for good at the address of the current version, and must ask again at
    any other.
    """

    def __init__(self, folder: Path, version: str) -> None:
        super().__init__(directory=folder)
        self.version = version

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """Find a script or style sheet; other files, such as the pages' Python, are not served."""
        return super().lookup_path(path) if path.endswith(SUFFIXES) else ("", None)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer with a file, and whether a browser may keep it or must ask again."""
        response = await super().get_response(path, scope)
        current = scope["path_params"]["version"] == self.version
        response.headers["Cache-Control"] = FOR_GOOD if current else "no-cache"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


class ClientMiddleware:
    """Sends Streamlit's own client compressed, because Streamlit sends its megabytes as they are.

    No route can do it, because Streamlit keeps the addresses below ``/static/`` for itself. The
    names of its files contain a digest of their contents, so browsers may keep them for good.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        folder = str(files("streamlit").joinpath("static/static"))
        self.client = Mount("/static", PackedFiles(directory=folder), name="client")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a file of the client, or pass the call on."""
        match, child = self.client.matches(scope)
        if match is not Match.FULL or scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_for_good(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                MutableHeaders(scope=message)["Cache-Control"] = FOR_GOOD
            await send(message)

        try:
            await self.client.handle({**scope, **child}, receive, send_for_good)
        except HTTPException as error:
            answer = PlainTextResponse(error.detail, error.status_code)
            await answer(scope, receive, send)
