"""Refusals: a status and one sentence."""

from starlette.responses import JSONResponse, Response

from core.errors import BusyError


class Refusal(Exception):
    """Raised for a call that is answered with a 4xx status and one sentence."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def refuse(status: int, message: str) -> Response:
    """The answer to a call that is refused or fails: ``{"error": message}``."""
    return JSONResponse({"error": message}, status, headers={"Cache-Control": "no-store"})


def refuse_busy(error: BusyError) -> Response:
    """Answer 429 if the visitor's own calls are too many, else 503, with ``Retry-After``."""
    refusal = refuse(429 if error.own else 503, str(error))
    refusal.headers["Retry-After"] = str(error.retry_s)
    return refusal
