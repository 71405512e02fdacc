"""Bodies that are refused before their parameters are looked at."""

import json
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from core.api.server.endpoint import MAX_BODY_BYTES
from tests.unit.api.support import refused


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b"[1, 2]", "application/json", 400),
        (b'{"rows": [NaN]}', "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (json.dumps({f"k{i}": 0 for i in range(9_999)}).encode(), "application/json", 422),
        (b"x=1", "application/x-www-form-urlencoded", 415),
        (b"{}", "", 415),
    ],
    ids=["empty", "cut", "a list", "NaN", "not UTF-8", "deep", "many keys", "a form", "no type"],
)
def test_a_body_that_is_no_call_is_refused(
    client: TestClient, body: bytes, kind: str, status: int
) -> None:
    refused(client.post("/api/denoise", content=body, headers={"content-type": kind}), status)


def test_a_body_over_the_limit_is_refused_whether_it_says_so_or_not(client: TestClient) -> None:
    kind = {"content-type": "application/json"}
    large = bytes(MAX_BODY_BYTES + 1)

    def stream() -> Iterator[bytes]:
        yield from (large[start : start + 65_536] for start in range(0, len(large), 65_536))

    assert "larger" in refused(client.post("/api/noise", content=large, headers=kind), 413)
    assert "larger" in refused(client.post("/api/noise", content=stream(), headers=kind), 413)
