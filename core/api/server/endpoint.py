"""A route as data: what it takes, what it answers, and how it refuses.

Each theme of routes is a file with a list of `Endpoint`. The server's routes, the OpenAPI
description and the page for people are all made from these lists, so they cannot drift apart.
"""

import asyncio
import json
import logging
import os
from collections.abc import Callable, Hashable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from typing import Any, Literal

import torch
from pydantic import BaseModel, ValidationError
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.api.server.answer import ARRAYS, JSON, Answer, choose_media, render, sentence
from core.api.server.batching import Batcher
from core.errors import LatentLabError, first_problem
from core.inference.queue import NotReady, Progress

log = logging.getLogger(__name__)

MAX_BODY_BYTES = 4 * 2**20
MAX_PARAMETERS = 32
RECEIVE_S = 30.0
POLLING = " Answers 202 with its progress until the result is ready: repeat the call."
"""For the description of a route whose handler asks `core.inference.queue` for its result."""


# More threads than cores would only take turns at the same arithmetic.
WORKERS = max(2, os.cpu_count() or 1)


@cache
def _workers() -> ThreadPoolExecutor:
    """Threads for the handlers.

    Each computes alone: splitting one digit between cores costs more than it saves, five times more
    on a machine that is busy.
    """
    return ThreadPoolExecutor(WORKERS, "api", initializer=torch.set_num_threads, initargs=(1,))


class Refusal(Exception):
    """A call that is answered with a 4xx status and one sentence."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Call:
    """What came in, before anything of it is checked but its size."""

    request: Request
    body: bytes
    media: str


@dataclass(frozen=True)
class Endpoint:
    """One route. ``handler`` runs in a worker thread, never on the event loop."""

    path: str
    summary: str
    description: str
    asks: type[BaseModel]
    handler: Callable[[Any], Answer | Response]
    """Takes an instance of ``asks``."""
    method: Literal["GET", "POST"] = "POST"
    media: tuple[str, ...] = ("application/json",)
    """What it can answer; the first is what a caller without a preference gets."""
    example: Mapping[str, Any] = field(default_factory=dict)
    """Parameters of a call that works, for the documentation."""
    raw: str | None = None
    """The parameter that a body of raw bytes stands for; the others are then in the query."""
    max_bytes: int = MAX_BODY_BYTES
    """Of a body."""
    together: Callable[[Sequence[Any]], Sequence[Answer]] | None = None
    """The answers to several ``asks`` at once, where that takes less than one after the other."""
    alike: Callable[[Any], Hashable] = lambda _: None
    """Only calls for which this gives the same are answered together."""

    @property
    def name(self) -> str:
        """Name of the handler, unique among the routes."""
        return self.handler.__name__

    def route(self, middleware: Sequence[Middleware] = ()) -> Route:
        """The Starlette route."""
        return Route(self.path, self.answer, methods=[self.method], middleware=middleware)

    async def answer(self, request: Request) -> Response:
        """The response to a request; whatever is wrong with it becomes one sentence."""
        try:
            media = choose_media(request.headers.get("accept", "*/*"), self.media)
            if media is None:
                offered = " or ".join(self.media)
                raise Refusal(406, f"This call answers {offered}: change the Accept header.")
            body = await _body(request, self.max_bytes) if self.method == "POST" else b""
            if self.together is not None:
                return await self._line.result(Call(request, body, media))
            work = partial(self._work, request, body, media)
            return await asyncio.get_running_loop().run_in_executor(_workers(), work)
        except NotReady as waiting:
            return not_ready(waiting.progress)
        except Refusal as refusal:
            return sentence(refusal.status, str(refusal))
        except LatentLabError as error:
            return sentence(422, str(error))
        except ClientDisconnect:
            return sentence(400, "The call ended before its body was complete.")
        except Exception:
            log.exception("A call of %s failed", self.path)
            return sentence(500, "Something went wrong on the server; its log says what.")

    def _work(self, request: Request, body: bytes, media: str) -> Response:
        result = self.handler(self._asked(request, body))
        return render(result, media) if isinstance(result, Answer) else result

    @cached_property
    def _line(self) -> Batcher["Call", Response]:
        return Batcher(self._work_together, _workers(), WORKERS)

    def _work_together(self, calls: Sequence["Call"]) -> Sequence[Response | Exception]:
        """Each call's response, or what is wrong with it and with none of the others."""
        results: dict[int, Response | Exception] = {}
        groups: dict[Hashable, list[tuple[int, Any]]] = {}
        for number, call in enumerate(calls):
            try:
                asked = self._asked(call.request, call.body)
                groups.setdefault(self.alike(asked), []).append((number, asked))
            except Exception as error:
                results[number] = error
        for group in groups.values():
            answers = self._answers([asked for _, asked in group])
            for (place, _), answer in zip(group, answers, strict=True):
                if isinstance(answer, Answer):
                    results[place] = render(answer, calls[place].media)
                else:
                    results[place] = answer
        return [results[number] for number in range(len(calls))]

    def _answers(self, asked: Sequence[Any]) -> Sequence[Answer | Response | Exception]:
        if self.together is not None and len(asked) > 1:
            try:
                return self.together(asked)
            except Exception:
                log.debug("Together they fail; one of them may be wrong", exc_info=True)
        answers: list[Answer | Response | Exception] = []
        for one in asked:
            try:
                answers.append(self.handler(one))
            except Exception as error:
                answers.append(error)
        return answers

    def _asked(self, request: Request, body: bytes) -> BaseModel:
        values: dict[str, Any] = dict(request.path_params)
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        typed = False  # whether numbers come as numbers; in an address everything is text
        if self.method == "GET":
            values |= _query(request, self.asks)
        elif self.raw and kind == ARRAYS:
            values |= _query(request, self.asks)
            values[self.raw] = body
        elif kind == JSON:
            values |= _object(body)
            typed = True
        else:
            wanted = JSON + (f" or {ARRAYS}" if self.raw else "")
            raise Refusal(415, f"The Content-Type must be {wanted}, not {kind[:80] or 'missing'}.")
        if len(values) > MAX_PARAMETERS:
            raise Refusal(422, f"There are {len(values):,} parameters, far too many.")
        try:
            return self.asks.model_validate(values, strict=typed)
        except ValidationError as error:
            raise Refusal(422, f"The request is not valid: {first_problem(error)}.") from error


def not_ready(progress: Progress) -> Response:
    """The answer while a result is being computed: 202 with its progress."""
    return JSONResponse(
        {"doing": progress.what, "done": progress.done, "total": progress.total},
        202,
        headers={"Cache-Control": "no-store"},
    )


async def _body(request: Request, limit: int) -> bytes:
    too_large = Refusal(413, f"The body is larger than {limit:,} bytes: send less at a time.")
    stated = request.headers.get("content-length", "0")
    if not stated.isascii() or not stated.isdigit():
        raise Refusal(400, f"The Content-Length must be a number, not {stated[:40]!r}.")
    if int(stated) > limit:
        raise too_large
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(RECEIVE_S):
            async for part in request.stream():
                size += len(part)
                if size > limit:
                    raise too_large
                parts.append(part)
    except TimeoutError as error:
        raise Refusal(408, f"The body did not arrive within {RECEIVE_S:.0f} seconds.") from error
    return b"".join(parts)


def _query(request: Request, asks: type[BaseModel]) -> dict[str, Any]:
    """The query's parameters; a list's items are separated by commas."""
    values: dict[str, Any] = {}
    for name, text in request.query_params.multi_items():
        if name in values or name in request.path_params:
            raise Refusal(422, f"{name[:80]} is given more than once.")
        known = asks.model_fields.get(name)
        lists = known is not None and "list[" in str(known.annotation)
        values[name] = text.split(",") if lists else text
    return values


def _object(body: bytes) -> dict[str, Any]:
    def not_json(name: str) -> None:
        raise Refusal(400, f"The JSON holds {name}, which is not a number that JSON knows.")

    try:
        value = json.loads(body, parse_constant=not_json)
    except (ValueError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)[:120]
        raise Refusal(400, f"The body is not valid JSON: {reason}.") from error
    if not isinstance(value, dict):
        raise Refusal(400, 'The body must be a JSON object, such as {"rows": [0]}.')
    return value
