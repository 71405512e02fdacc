"""Browser scripts: kept for good under their version, fresh after a change, and nothing else."""

import gzip
from pathlib import Path

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from core.api.static import assets
from core.settings import PROJECT

FOR_GOOD = "public, max-age=31536000, immutable"


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


def test_a_script_is_kept_for_good_under_its_version_only(client: TestClient, folder: Path) -> None:
    current = assets.script_address(assets.version_of(folder), "shared/client.js")
    answer = client.get(current)

    assert answer.text == "export const answer = 42;\n"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == FOR_GOOD
    assert client.get("/assets/old/shared/client.js").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_a_script_that_has_not_changed_is_not_sent_again(client: TestClient, coding: str) -> None:
    headers = {"accept-encoding": coding}
    tag = client.get("/assets/old/main.js", headers=headers).headers["etag"]

    again = client.get("/assets/old/main.js", headers=headers | {"if-none-match": tag})

    assert again.status_code == 304
    assert again.content == b""


def test_a_change_of_one_script_changes_the_version_of_all(folder: Path) -> None:
    before = assets.version_of(folder)
    script = folder / "shared" / "client.js"
    text = script.read_text()

    script.write_text(text.replace("42", "43"))
    changed = assets.version_of(folder)
    script.write_text(text)
    (folder / "secret.py").write_text("TOKEN = 'y'\n")

    assert changed != before
    assert assets.version_of(folder) == before


def test_a_script_that_changed_under_a_running_server_is_sent_anew(
    client: TestClient, folder: Path
) -> None:
    script = folder / "main.js"
    assert "shared" in client.get("/assets/old/main.js").text

    script.write_text("export default 1;\n")

    assert client.get("/assets/old/main.js").text == "export default 1;\n"


def test_a_browser_that_unpacks_gzip_gets_it(client: TestClient, folder: Path) -> None:
    packed = client.get("/assets/v/main.js", headers={"accept-encoding": "br, gzip"})
    plain = client.get("/assets/v/main.js", headers={"accept-encoding": "identity"})

    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content == (folder / "main.js").read_bytes()
    assert int(packed.headers["content-length"]) == len(gzip.compress(plain.content, 6))


@pytest.mark.parametrize(
    "path",
    [
        "secret.py",
        "shared",
        "",
        "none.js",
        "../pages/secret.py",
        "..%2F..%2Fetc%2Fpasswd",
        "%00.js",
    ],
)
def test_nothing_but_scripts_is_served(client: TestClient, path: str) -> None:
    assert client.get(f"/assets/v/{path}").status_code == 404


def test_a_link_out_of_the_folder_is_not_followed(
    client: TestClient, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "other.js").write_text("secret")
    (folder / "link.js").symlink_to(tmp_path / "other.js")

    assert client.get("/assets/v/link.js").status_code == 404


def test_plotly_has_a_version_of_its_own() -> None:
    client = TestClient(Starlette(routes=assets.mounts(PROJECT / "pages")))
    answer = client.get(assets.plotly_address())

    assert answer.text.startswith("/**")
    assert answer.headers["cache-control"] == FOR_GOOD


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


SCRIPT = next(Path(st.__file__).parent.glob("static/static/js/index.*.js"))
FONT = next(Path(st.__file__).parent.glob("static/static/media/*.woff2"))


def test_streamlits_client_is_sent_compressed_and_kept_for_good(streamlit: Starlette) -> None:
    answer = TestClient(streamlit).get(f"/static/js/{SCRIPT.name}")

    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < SCRIPT.stat().st_size / 2
    assert answer.headers["cache-control"] == FOR_GOOD
    assert answer.content == SCRIPT.read_bytes()


def test_a_font_is_sent_as_it_is(streamlit: Starlette) -> None:
    answer = TestClient(streamlit).get(f"/static/media/{FONT.name}")

    assert "content-encoding" not in answer.headers
    assert answer.content == FONT.read_bytes()


@pytest.mark.parametrize("headers", [{}, {"x-forwarded-for": "192.0.2.1"}])
def test_a_browser_on_this_machine_gets_files_unpacked(
    streamlit: Starlette, headers: dict[str, str]
) -> None:
    client = TestClient(streamlit, "http://localhost", client=("127.0.0.1", 50000))

    answer = client.get(f"/static/js/{SCRIPT.name}", headers=headers)

    assert ("content-encoding" in answer.headers) is bool(headers)
    assert answer.content == SCRIPT.read_bytes()


def test_the_client_is_found_below_the_path_of_a_proxy(streamlit: Starlette) -> None:
    client = TestClient(streamlit, root_path="/lab")

    assert client.get(f"/lab/static/js/{SCRIPT.name}").content == SCRIPT.read_bytes()


@pytest.mark.parametrize("path", ["js/none.js", "", "../index.html", "..%2Findex.html"])
def test_nothing_else_is_the_clients(streamlit: Starlette, path: str) -> None:
    answer = TestClient(streamlit).get(f"/static/{path}")

    assert answer.status_code == 404 or answer.text == "Streamlit"
    assert "immutable" not in answer.headers.get("cache-control", "")


def test_all_other_addresses_are_passed_on(streamlit: Starlette) -> None:
    assert TestClient(streamlit).get("/map").text == "Streamlit"
    assert TestClient(streamlit).get("/statically").text == "Streamlit"
