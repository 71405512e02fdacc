"""A small folder of scripts, and an application like Streamlit's."""

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from core.api.static import assets


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two scripts and a file that is none."""
    folder = tmp_path / "pages"
    (folder / "shared").mkdir(parents=True)
    (folder / "shared" / "client.js").write_text("export const answer = 42;\n")
    (folder / "main.js").write_text('import "./shared/client.js";\n')
    (folder / "secret.py").write_text("TOKEN = 'x'\n")
    return folder


@pytest.fixture
def client(folder: Path) -> TestClient:
    return TestClient(Starlette(routes=assets.mounts(folder)))


@pytest.fixture
def streamlit() -> Starlette:
    """An application like Streamlit's, which answers at every address, behind the middleware."""

    async def fall_back(_: Request) -> Response:
        return PlainTextResponse("Streamlit")

    paths = ["/static/{rest:path}", "/{rest:path}"]
    return Starlette(
        routes=[Route(path, fall_back) for path in paths],
        middleware=[Middleware(assets.ClientMiddleware)],
    )
