"""The page that shows the OpenAPI description."""

import re

from starlette.testclient import TestClient


def test_the_page_loads_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/api/docs")

    assert page.headers["content-type"].startswith("text/html")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    linked = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert linked == ["docs/docs.css", "docs/docs.js", "openapi.json"]
    for name in linked:
        assert client.get(f"/api/{name}").status_code == 200
    assert client.get("/api/docs/nothing.js").status_code == 404
