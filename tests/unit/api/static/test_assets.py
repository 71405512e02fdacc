"""Browser scripts: kept for good under their version, fresh after a change, and nothing else."""

import json
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core.api.static import assets
from core.settings import PROJECT
from tests.unit.api.static.files import FOR_GOOD, SCRIPT


def test_a_script_is_kept_for_good_under_its_version_only(client: TestClient, folder: Path) -> None:
    current = assets.address(assets.version_of(folder), "shared/client.js")
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
    assets.version_of.cache_clear()
    changed = assets.version_of(folder)
    script.write_text(text)
    (folder / "secret.py").write_text("TOKEN = 'y'\n")
    assets.version_of.cache_clear()

    assert changed != before
    assert assets.version_of(folder) == before


def test_a_script_that_changed_under_a_running_server_is_sent_anew(
    client: TestClient, folder: Path
) -> None:
    script = folder / "main.js"
    assert "shared" in client.get("/assets/old/main.js").text

    script.write_text("export default 1;\n")

    assert client.get("/assets/old/main.js").text == "export default 1;\n"


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

    assert f"plotly.js (gl2d - minified) v{assets.PLOTLY_VERSION}" in answer.text[:100]
    packages = json.loads((PROJECT / "package.json").read_text())["devDependencies"]
    assert packages["plotly.js-gl2d-dist-min"] == assets.PLOTLY_VERSION
    assert answer.headers["cache-control"] == FOR_GOOD


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
