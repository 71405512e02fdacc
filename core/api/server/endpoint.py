"""A route as data: its parameters, its handler, its answers and its documentation.

Each file of routes has a list of `Endpoint`. The server's routes and the OpenAPI description are
generated from these lists, so they always agree.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import cache
from threading import Event
from typing import Any, Literal

from pydantic import BaseModel
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.api.bounds.costs import JSON_BYTE_MS, Cost, lookup_cost, require_affordable
from core.api.bounds.shares import Share, share_of
from core.api.refusal import Refusal, refuse, refuse_busy
from core.api.server.answer import JSON, Answer, choose_media, render
from core.api.server.body import parse, read_body, stated_length
from core.api.server.workers import GESTURE_MS, Workers
from core.errors import BusyError, LatentLabError
from core.inference.caller import Caller, calling
from core.inference.queue import PATIENCE_S, NotReady, Progress

log = logging.getLogger(__name__)

MAX_BODY_BYTES = 4 * 2**20
POLLING = " Answers 202 with its progress until the result is ready: repeat the call."
"""End of the description of a route whose handler gets its result from `core.inference.queue`."""

SMALL_BODY = 64 * 2**10
"""Bytes up to which a body is validated on the event loop, which is faster than a thread."""


@cache
def shared_workers() -> Workers:
    """The worker threads that all calls to this process share."""
    return Workers()


@dataclass(frozen=True)
class Call:
    """A call that has been received but not validated."""

    request: Request
    body: bytes
    media: str
    """Media type of the answer."""
    share: Share
    left: Event = field(default_factory=Event)
    """Set once nobody waits for the answer any more."""

    @property
    def caller(self) -> Caller:
        """The caller that the work is done for."""
        return Caller(self.share.id, self.left.is_set)


@dataclass(frozen=True)
class ParsedCall:
    """A call with its valid parameters."""

    call: Call
    request: BaseModel


@dataclass(frozen=True)
class Endpoint:
    """One route. Its handler runs in a worker thread, never on the event loop."""

    path: str
    summary: str
    description: str
    request_model: type[BaseModel]
    """Model that validates the parameters."""
    handler: Callable[[Any], Answer | Response]
    """Takes an instance of ``request_model``."""
    method: Literal["GET", "POST"] = "POST"
    media: tuple[str, ...] = (JSON,)
    """Media types of its answers; the first is for callers without a preference."""
    example: Mapping[str, Any] = field(default_factory=dict)
    """Parameters of a working call, for the documentation."""
    raw: str | None = None
    """The parameter whose value a body of raw bytes is; the others are then in the query."""
    max_bytes: int = MAX_BODY_BYTES
    """Largest body, in bytes."""
    cost: Callable[[Any], Cost] = lookup_cost
    """Returns the cost of a call, given its parameters."""
    batch_handler: Callable[[Sequence[Any]], Sequence[Answer]] | None = None
    """Answers several requests at once, if that is faster than one after the other."""
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
                media_list = " or ".join(self.media)
                raise Refusal(406, f"This call answers {media_list}: change the Accept header.")
            share = share_of(request)
            with shared_workers().place(share, stated_length(request, self.max_bytes)):
                is_post = self.method == "POST"
                body = await read_body(request, self.max_bytes) if is_post else b""
                return await self._answer_call(Call(request, body, media, share))
        except NotReady as waiting:
            return _not_ready(waiting.progress)
        except BusyError as error:
            return refuse_busy(error)
        except Refusal as refusal:
            return refuse(refusal.status, str(refusal))
        except LatentLabError as error:
            return refuse(422, str(error))
        except ClientDisconnect:
            return refuse(400, "The call ended before it was answered.")
        except Exception:
            log.exception("A call of %s failed", self.path)
            return refuse(500, "Something went wrong on the server; see its log.")

    async def _answer_call(self, call: Call) -> Response:
        """The response to a call; waits up to `PATIENCE_S` seconds for a result of the queue."""
        parsed_call = await self._parse(call)
        cost_ms = self.cost(parsed_call.request).total_ms(call.media == JSON)
        require_affordable(cost_ms)
        try:
            try:
                return await self._result(parsed_call, cost_ms)
            except NotReady as waiting:
                if not await _is_done(waiting.future, PATIENCE_S):
                    raise
            return await self._result(parsed_call, cost_ms)
        finally:
            call.left.set()

    async def _parse(self, call: Call) -> ParsedCall:
        if len(call.body) <= SMALL_BODY:
            return self._parse_now(call)
        cost_ms = len(call.body) * JSON_BYTE_MS
        return await shared_workers().result(
            call.share, cost_ms, call, lambda calls: [self._parse_now(each) for each in calls]
        )

    def _parse_now(self, call: Call) -> ParsedCall:
        return ParsedCall(call, parse(call.request, call.body, self.request_model, self.raw))

    async def _result(self, parsed_call: ParsedCall, cost_ms: float) -> Response:
        call = parsed_call.call
        kind = self.path if self.batch_handler is not None else None
        work = shared_workers().result(call.share, cost_ms, parsed_call, self._answer_batch, kind)
        if cost_ms <= GESTURE_MS:  # over before a disconnect would be noticed
            return await work
        return await _or_disconnect(call.request, work)

    def _answer_batch(self, calls: Sequence[ParsedCall]) -> Sequence[Response | Exception]:
        """The response or the error of each call; an error does not affect the other calls."""
        results: dict[int, Response | Exception] = {}
        groups: dict[Hashable, list[tuple[int, ParsedCall]]] = {}
        for index, parsed_call in enumerate(calls):
            groups.setdefault(self.batch_key(parsed_call.request), []).append((index, parsed_call))
        for group in groups.values():
            answers = self._handle([parsed_call for _, parsed_call in group])
            for (index, parsed_call), answer in zip(group, answers, strict=True):
                try:
                    is_answer = isinstance(answer, Answer)
                    results[index] = render(answer, parsed_call.call.media) if is_answer else answer
                except Exception as error:
                    results[index] = error
        return [results[index] for index in range(len(calls))]

    def _handle(self, calls: Sequence[ParsedCall]) -> Sequence[Answer | Response | Exception]:
        if self.batch_handler is not None and len(calls) > 1:
            try:
                return self.batch_handler([parsed_call.request for parsed_call in calls])
            except Exception:
                log.debug("A batch failed; one of its requests may be wrong", exc_info=True)
        answers: list[Answer | Response | Exception] = []
        for parsed_call in calls:
            try:
                with calling(parsed_call.call.caller):
                    answers.append(self.handler(parsed_call.request))
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


async def _is_done(future: "Future[Any] | None", patience_s: float) -> bool:
    """Whether a result of the queue arrives within ``patience_s`` seconds."""
    if future is None:
        return False
    done, _ = await asyncio.wait([asyncio.wrap_future(future)], timeout=patience_s)
    for each in done:
        each.exception()  # raised by the next call instead
    return bool(done)


async def _or_disconnect(request: Request, work: Awaitable[Response]) -> Response:
    """The result of ``work``; ClientDisconnect as soon as the caller hangs up."""
    result = asyncio.ensure_future(work)
    left = asyncio.create_task(_disconnect(request))
    try:
        await asyncio.wait([result, left], return_when=asyncio.FIRST_COMPLETED)
        if not result.done():
            raise ClientDisconnect
        return await result
    finally:
        result.cancel()
        left.cancel()


async def _disconnect(request: Request) -> None:
    """Return once the caller has hung up; drop the rest of the body."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
