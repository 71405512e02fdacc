"""Answers of routes that may say 202 for a while."""

import time
from collections.abc import Callable

import httpx2

BYTES = {"accept": "application/octet-stream"}


RAW = {**BYTES, "content-type": "application/octet-stream"}


def ready(call: Callable[[], httpx2.Response]) -> httpx2.Response:
    """The answer of a call that may say 202 for a while."""
    answer = call()
    while answer.status_code == 202:
        assert answer.json()["done"] <= max(answer.json()["total"], 0)
        time.sleep(0.05)
        answer = call()
    return answer
