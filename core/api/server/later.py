"""Answers that may take seconds: 202 with how far they are, until they are there."""

from collections.abc import Callable
from typing import TypeVar

from starlette.responses import JSONResponse, Response

from core.inference.encodings import ignore_progress
from core.inference.queue import OnProgress, Progress, work

T = TypeVar("T")


SAID = " Answers 202 with how far it is while it is being computed: ask again until it is there."


def ready(kept: bool, key: str, what: str, compute: Callable[[OnProgress], T]) -> T | Response:
    """The result, or 202 with how far it is: the caller asks again until it is there.

    What is ``kept`` waits for no other computation.
    """
    if kept:
        return compute(ignore_progress)
    found = work.ask(key, what, compute)
    if isinstance(found, Progress):
        return JSONResponse(
            {"doing": found.what, "done": found.done, "total": found.total},
            202,
            headers={"Cache-Control": "no-store"},
        )
    return found
