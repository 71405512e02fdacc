"""A route as data: what it takes, what it answers, and how it refuses.

Each theme of routes is a file with a list of `Endpoint`. The server's routes, the OpenAPI
description and the page for people are all made from these lists, so they cannot drift apart.
"""

import json
import logging
import math
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

import anyio
from anyio import CapacityLimiter, to_thread
from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from core.api.answer import ARRAYS, Answer, choose_media, render, sentence
from core.errors import LatentLabError
from core.settings import settings

log = logging.getLogger(__name__)

MAX_BODY_BYTES = 4 * 2**20
RECEIVE_S = 30.0

# More threads than cores would only take turns at the same arithmetic, each a little later.
_workers: dict[int, CapacityLimiter] = {}


class Refusal(Exception):
    """A call that is answered with a 4xx status and one sentence."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Call:
    """What a handler gets: the checked parameters and, of a raw call, the body's bytes."""

    asked: Any
    """An instance of the endpoint's `asks`."""
    raw: bytes | None
    """The body of a call with `Content-Type: application/octet-stream`, else None."""


@dataclass(frozen=True)
class Endpoint:
    """One route. ``handler`` runs in a worker thread, never on the event loop."""

    path: str
    summary: str
    description: str
    asks: type[BaseModel]
    handler: Callable[[Call], Answer | Response]
    method: Literal["GET", "POST"] = "POST"
    media: tuple[str, ...] = ("application/json",)
    """What it can answer; the first is what a caller without a preference gets."""
    example: Mapping[str, Any] = field(default_factory=dict)
    """Parameters of a call that works, for the documentation."""
    raw: str | None = None
    """What the body of a raw call holds, or None where there is no such call."""

    def route(self) -> Route:
        """The Starlette route that carries it."""
        return Route(self.path, self.answer, methods=[self.method])

    async def answer(self, request: Request) -> Response:
        """The response to a request; whatever is wrong with it becomes one sentence."""
        try:
            refuse_foreign(request)
            media = choose_media(request.headers.get("accept", "*/*"), self.media)
            if media is None:
                offered = " or ".join(self.media)
                raise Refusal(406, f"This call answers {offered}: change the Accept header.")
            body = await _body(request) if self.method == "POST" else b""
            return await to_thread.run_sync(
                self._work, request, body, media, limiter=_limiter(), abandon_on_cancel=False
            )
        except Refusal as refusal:
            return sentence(refusal.status, str(refusal))
        except LatentLabError as error:
            return sentence(422, str(error))
        except ClientDisconnect:
            return sentence(400, "The call ended before its body was complete.")

    def _work(self, request: Request, body: bytes, media: str) -> Response:
        result = self.handler(self._call(request, body))
        return render(result, media) if isinstance(result, Answer) else result

    def _call(self, request: Request, body: bytes) -> Call:
        values: dict[str, Any] = dict(request.path_params)
        raw = None
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if self.method == "GET" or (self.raw and kind == ARRAYS):
            values |= _query(request, self.asks)
            raw = None if self.method == "GET" else body
        elif kind == "application/json":
            values |= _json(body)
        else:
            wanted = "application/json" + (f" or {ARRAYS}" if self.raw else "")
            raise Refusal(415, f"The Content-Type must be {wanted}, not {kind[:80] or 'missing'}.")
        try:
            return Call(self.asks.model_validate(values, strict=None), raw)
        except ValidationError as error:
            raise Refusal(422, _problem(error)) from error


def refuse_foreign(request: Request) -> None:
    """Raise `Refusal` for a call that a page of another site makes with a visitor's browser.

    Browsers say in ``Origin`` which site a script belongs to; programs send none.
    """
    origin = request.headers.get("origin")
    if origin is None or origin.rstrip("/") in settings().origins:
        return
    if urlsplit(origin).netloc.lower() != request.headers.get("host", "").lower():
        raise Refusal(
            403,
            f"Pages of {origin[:200]} may not use these routes; the operator can allow them with "
            "LATENT_LAB_ALLOWED_ORIGINS.",
        )


def _limiter() -> CapacityLimiter:
    return _workers.setdefault(os.getpid(), CapacityLimiter(max(2, os.cpu_count() or 1)))


async def _body(request: Request) -> bytes:
    too_large = Refusal(
        413, f"The body is larger than {MAX_BODY_BYTES:,} bytes: send fewer images at a time."
    )
    stated = request.headers.get("content-length", "0")
    if not stated.isascii() or not stated.isdigit():
        raise Refusal(400, f"The Content-Length must be a number, not {stated[:40]!r}.")
    if int(stated) > MAX_BODY_BYTES:
        raise too_large
    parts: list[bytes] = []
    size = 0
    try:
        with anyio.fail_after(RECEIVE_S):
            async for part in request.stream():
                size += len(part)
                if size > MAX_BODY_BYTES:
                    raise too_large
                parts.append(part)
    except TimeoutError as error:
        raise Refusal(408, f"The body did not arrive within {RECEIVE_S:.0f} seconds.") from error
    return b"".join(parts)


def _query(request: Request, asks: type[BaseModel]) -> dict[str, Any]:
    """Query parameters as JSON values: ``n=3`` a number, ``models=a,b`` a list, the rest text."""
    values: dict[str, Any] = {}
    for name, text in request.query_params.multi_items():
        if name in values or name in request.path_params:
            raise Refusal(422, f"{name[:80]} is given more than once.")
        known = asks.model_fields.get(name)
        lists = known is not None and "list" in str(known.annotation)
        if text[:1] in "[{" and text:
            values[name] = _parsed(text.encode())
        else:
            values[name] = [_scalar(part) for part in text.split(",")] if lists else _scalar(text)
    return values


def _scalar(text: str) -> int | float | str:
    try:
        return int(text)
    except ValueError:
        pass
    try:
        number = float(text)
    except ValueError:
        return text
    return number if math.isfinite(number) else text


def _json(body: bytes) -> dict[str, Any]:
    value = _parsed(body)
    if not isinstance(value, dict):
        raise Refusal(400, 'The body must be a JSON object, such as {"rows": [0]}.')
    return value


def _parsed(text: bytes) -> Any:
    def not_finite(name: str) -> None:
        raise Refusal(400, f"The JSON holds {name}, which is not a number that JSON knows.")

    try:
        return json.loads(text, parse_constant=not_finite)
    except (ValueError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)[:120]
        raise Refusal(400, f"The body is not valid JSON: {reason}.") from error


def _problem(error: ValidationError) -> str:
    """The first problem in one sentence: where, what, and what was given."""
    first = error.errors(include_url=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"]) or "The call"
    given = first["input"]
    shown = "" if isinstance(given, dict | list) else f", not {str(given)[:60]!r}"
    return f"{where[:120]}: {first['msg'][0].lower()}{first['msg'][1:]}{shown}."
