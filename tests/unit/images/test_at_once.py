"""Pictures that are asked about at the same time are read as each alone."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from benchmarks.digit_cases import cases
from core.api import all_routes, calls
from core.images.nondigits.doubt import detector
from core.settings import PROJECT

KINDS = ["two digits that touch", "ruled paper", "page upside down", "hard shadow", "cat"]
RAW = {"content-type": "application/octet-stream"}


def test_pictures_at_once_are_read_as_each_alone() -> None:
    if detector() is None:
        pytest.skip("the store has no detector")
    files = [case.file for case in cases(7, 1, KINDS)]
    with TestClient(Starlette(routes=all_routes(PROJECT / "pages", calls()))) as client:

        def read(file: bytes) -> dict[str, Any]:
            answer = client.post("/api/prepare", content=file, headers=RAW)
            assert answer.status_code == 200, answer.text
            return answer.json()

        alone = [read(file) for file in files]
        with ThreadPoolExecutor(len(files)) as pool:
            together = list(pool.map(read, files * 2))

    assert together == alone * 2
    assert sum(one["count"] for one in alone) >= 10
    assert json.dumps(alone[1]) != json.dumps(alone[2])
