"""The first document: Streamlit's own, with the page's title and the address of the server."""

import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core.api.static import index


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    for name, summary in {
        "start": "Start: what it does.",
        "map": 'Map: a < b & "c".\n\nMore.',
    }.items():
        (tmp_path / name).mkdir()
        script = f"'''{summary}'''\n" + ('st.title("A < B")\n' if name == "map" else "")
        (tmp_path / name / "page.py").write_text(script, encoding="utf-8")
    sheets = tmp_path / index.STYLES
    sheets.mkdir(parents=True)
    (sheets / "late.css").write_text(".late { top: 0 }\n")
    (sheets / "base.css").write_text("html { margin: 0 }\n")
    (tmp_path / index.END_OF_FIRST_FRAME).write_text("end();\n")
    (tmp_path / "icon.svg").write_text("<svg></svg>")
    return TestClient(Starlette(routes=index.routes(tmp_path)))


def test_each_page_has_its_title_and_summary(client: TestClient) -> None:
    text = client.get("/map").text

    assert "<title>Map · Latent Lab</title>" in text
    assert 'content="A &lt; b &amp; &quot;c&quot;."' in text
    assert "More." not in text


def test_the_start_page_is_at_the_root_and_its_name_leads_there(client: TestClient) -> None:
    answer = client.get("/start?data=mnist", follow_redirects=False)

    assert answer.headers["location"] == "./?data=mnist"
    assert client.get("/start").text == client.get("/").text


def test_folders_without_a_page_have_no_document(client: TestClient) -> None:
    assert client.get("/shared").status_code == 404


def test_the_client_is_told_where_the_server_is_before_it_starts(client: TestClient) -> None:
    answer = client.get("/map")

    assert answer.headers["cache-control"] == "no-cache"
    backend = answer.text.index("BACKEND_BASE_URL")
    scripts = [match.start() for match in re.finditer("<script type=.module", answer.text)]
    assert len(scripts) == 1
    assert backend < scripts[0]


def test_the_style_is_there_before_the_first_element_and_after_the_clients(
    client: TestClient,
) -> None:
    text = client.get("/map").text
    style = text.index("<style>\nhtml { margin: 0 }\n.late { top: 0 }\n</style>")

    assert text.index("</head>") < style < text.index('<div id="root">')


def test_the_logo_and_a_constant_title_are_in_the_document(client: TestClient) -> None:
    frame = '<div class="ll-first-frame" aria-hidden="true"><svg></svg>{}</div>'

    assert frame.format("<p>A &lt; B</p>") in client.get("/map").text
    assert frame.format("") in client.get("/start").text
    assert "<script>\nend();\n</script>" in client.get("/start").text


def test_streamlits_document_still_has_the_title_to_replace(client: TestClient) -> None:
    assert "Streamlit</title>" not in client.get("/").text
    assert '<div id="root">' in client.get("/").text
