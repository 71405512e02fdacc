"""Static files are compressed once, for browsers that unpack them."""

import gzip
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.unit.api.static.files import FONT, FOR_GOOD, SCRIPT


def test_a_browser_that_unpacks_gzip_gets_it(client: TestClient, folder: Path) -> None:
    packed = client.get("/assets/v/main.js", headers={"accept-encoding": "br, gzip"})
    plain = client.get("/assets/v/main.js", headers={"accept-encoding": "identity"})

    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content == (folder / "main.js").read_bytes()
    assert int(packed.headers["content-length"]) == len(gzip.compress(plain.content, 6))


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
