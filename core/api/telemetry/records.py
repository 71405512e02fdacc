"""A record of every call: an id in the log and in the answer, a figure, and a line if it fails."""

import asyncio
import logging
import re
import secrets
import time

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core import logs
from core.api.refusal import refuse
from core.api.security.access import path_of, template_of
from core.api.telemetry import figures
from core.settings import settings

ID_HEADER = "x-request-id"
PROXYS_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
"""Form of an id that a proxy may set, so that its log and this one have the same id."""
NO_ANSWER = 499
"""Status of a call whose caller left, as nginx counts it."""

STOPPING = "The server is stopping: try again in a moment."

log = logging.getLogger(__name__)


class RecordMiddleware:
    """Records the HTTP calls of an application, or those that one socket carries.

    A call counts under its entry in the table of addresses, so that no visitor can add new
    figures. Neither its query nor its body is recorded.
    """

    def __init__(self, app: ASGIApp, way: str = "http") -> None:
        """``way`` is how the calls arrive: ``http`` or ``socket``."""
        self.app = app
        self.way = way

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a call on and record it; pass on everything else unchanged."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        own = Headers(scope=scope).get(ID_HEADER, "")
        id = own if PROXYS_ID.fullmatch(own) else secrets.token_hex(8)
        status, start = NO_ANSWER, time.perf_counter()

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message).setdefault(ID_HEADER, id)
            await send(message)

        with logs.bind(request=id):
            try:
                await self.app(scope, receive, send_with_id)
            except asyncio.CancelledError:
                if status != NO_ANSWER or self.way != "http":
                    raise
                # uvicorn cancels what still runs when it has to stop, and would log a traceback.
                await refuse(503, STOPPING)(scope, receive, send_with_id)
            except Exception:
                status = 500
                raise
            finally:
                self._record(scope, status, time.perf_counter() - start)

    def _record(self, scope: Scope, status: int, seconds: float) -> None:
        route = template_of(path_of(scope))
        figures.CALLS.labels(route, self.way, status).inc()
        figures.SECONDS.labels(route, self.way).observe(seconds)
        if status >= 500 or settings().log_calls:
            level = logging.WARNING if status >= 500 else logging.INFO
            fields = {"route": route, "way": self.way, "status": status}
            log.log(level, "Call", extra={**fields, "ms": round(1000 * seconds, 1)})
