"""A route as data: its parameters, its handler, its answers and its documentation.

Each file of routes has a list of `Endpoint`. The server's routes and the OpenAPI description are
generated from these lists, so they always agree.
"""

import asyncio
import logging
import os
from collections.abc import Callable, Hashable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from typing import Any, Literal

import torch
from pydantic import BaseModel
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.api.server.answer import JSON, Answer, choose_media, render
from core.api.server.batching import Batcher
from core.api.server.body import parse, read_body
from core.api.server.refusal import Refusal, refuse
from core.errors import LatentLabError
from core.inference.queue import NotReady, Progress

log = logging.getLogger(__name__)

MAX_BODY_BYTES = 4 * 2**20
POLLING = " Answers 202 with its progress until the result is ready: repeat the call."
"""For the description of a route whose handler asks `core.inference.queue` for its result."""

# More threads than cores would only take turns at the same arithmetic.
WORKERS = max(2, os.cpu_count() or 1)


@cache
def _workers() -> ThreadPoolExecutor:
    """Threads for the handlers, each with one core.

    To divide one digit between cores costs more than it saves, five times more on a busy machine.
    """
    return ThreadPoolExecutor(WORKERS, "api", initializer=torch.set_num_threads, initargs=(1,))


@dataclass(frozen=True)
class Call:
    """A call that has been received but not validated."""

    request: Request
    body: bytes
    media: str
    """Media type of the answer."""


@dataclass(frozen=True)
class Endpoint:
    """One route. Its handler runs in a worker thread, never on the event loop."""

    path: str
    summary: str
    description: str
    request_model: type[BaseModel]
    """The parameters."""
    handler: Callable[[Any], Answer | Response]
    """Takes an instance of ``request_model``."""
    method: Literal["GET", "POST"] = "POST"
    media: tuple[str, ...] = (JSON,)
    """Media types of its answers; the first is for callers without a preference."""
    example: Mapping[str, Any] = field(default_factory=dict)
    """Parameters of a working call, for the documentation."""
    raw: str | None = None
    """The parameter that a body of raw bytes is; the others are then in the query."""
    max_bytes: int = MAX_BODY_BYTES
    """Limit of the body."""
    batch_handler: Callable[[Sequence[Any]], Sequence[Answer]] | None = None
    """Answers to several requests, if that is faster than one after the other."""
    batch_key: Callable[[Any], Hashable] = lambda _: None
    """A batch has only requests with the same key."""

    @property
    def name(self) -> str:
        """Name of the handler, unique among the routes."""
        return self.handler.__name__

    def route(self, middleware: Sequence[Middleware] = ()) -> Route:
        """The Starlette route."""
        return Route(self.path, self.answer, methods=[self.method], middleware=middleware)

    async def answer(self, request: Request) -> Response:
        """The response to a request; every error becomes one sentence."""
        try:
            media = choose_media(request.headers.get("accept", "*/*"), self.media)
            if media is None:
                offered = " or ".join(self.media)
                raise Refusal(406, f"This call answers {offered}: change the Accept header.")
            body = await read_body(request, self.max_bytes) if self.method == "POST" else b""
            call = Call(request, body, media)
            if self.batch_handler is not None:
                return await self._batcher.result(call)
            work = partial(self._answer_one, call)
            return await asyncio.get_running_loop().run_in_executor(_workers(), work)
        except NotReady as waiting:
            return _not_ready(waiting.progress)
        except Refusal as refusal:
            return refuse(refusal.status, str(refusal))
        except LatentLabError as error:
            return refuse(422, str(error))
        except ClientDisconnect:
            return refuse(400, "The call ended before its body was complete.")
        except Exception:
            log.exception("A call of %s failed", self.path)
            return refuse(500, "Something went wrong on the server; see its log.")

    def _parse(self, call: Call) -> BaseModel:
        return parse(call.request, call.body, self.request_model, self.raw)

    def _answer_one(self, call: Call) -> Response:
        result = self.handler(self._parse(call))
        return render(result, call.media) if isinstance(result, Answer) else result

    @cached_property
    def _batcher(self) -> Batcher[Call, Response]:
        return Batcher(self._answer_batch, _workers(), WORKERS)

    def _answer_batch(self, calls: Sequence[Call]) -> Sequence[Response | Exception]:
        """The response or the error of each call; an error does not affect the other calls."""
        results: dict[int, Response | Exception] = {}
        groups: dict[Hashable, list[tuple[int, Any]]] = {}
        for index, call in enumerate(calls):
            try:
                request = self._parse(call)
                groups.setdefault(self.batch_key(request), []).append((index, request))
            except Exception as error:
                results[index] = error
        for group in groups.values():
            answers = self._handle([request for _, request in group])
            for (index, _), answer in zip(group, answers, strict=True):
                if isinstance(answer, Answer):
                    results[index] = render(answer, calls[index].media)
                else:
                    results[index] = answer
        return [results[index] for index in range(len(calls))]

    def _handle(self, requests: Sequence[Any]) -> Sequence[Answer | Response | Exception]:
        if self.batch_handler is not None and len(requests) > 1:
            try:
                return self.batch_handler(requests)
            except Exception:
                log.debug("A batch failed; one of its requests may be wrong", exc_info=True)
        answers: list[Answer | Response | Exception] = []
        for request in requests:
            try:
                answers.append(self.handler(request))
            except Exception as error:
                answers.append(error)
        return answers


def _not_ready(progress: Progress) -> Response:
    """The answer while a result is being computed: 202 with its progress."""
    return JSONResponse(
        {"doing": progress.what, "done": progress.done, "total": progress.total},
        202,
        headers={"Cache-Control": "no-store"},
    )
