"""Limits on idle connections and on open files.

uvicorn waits forever for the rest of a request's header. Its command line has no option for
that, so its protocol classes are changed here, which works with every command that starts it.
"""

import asyncio
import logging
import resource
from importlib import import_module
from typing import Any

from core.settings import settings

HEADER_S = 10.0
"""Seconds for a whole request header, also for that of the next request on the connection."""
PROTOCOLS = {
    "uvicorn.protocols.http.h11_impl": "H11Protocol",
    "uvicorn.protocols.http.httptools_impl": "HttpToolsProtocol",
}
OTHER_FILES = 256
"""Open files besides connections: libraries, logs, checkpoints, jobs."""

log = logging.getLogger(__name__)


def bound_connections() -> None:
    """Make uvicorn close connections whose request header does not arrive, and refuse too many."""
    for module, name in PROTOCOLS.items():
        try:
            protocol = getattr(import_module(module), name)
        except ImportError:  # httptools is optional
            continue
        if "unlimited_connection_made" not in vars(protocol):
            _limit(protocol)


def _limit(protocol: Any) -> None:
    protocol.unlimited_connection_made = protocol.connection_made

    def connection_made(self: Any, transport: asyncio.Transport) -> None:
        self.unlimited_connection_made(transport)
        if len(self.connections) > settings().connections:
            log.warning("More than %s connections: one is closed.", settings().connections)
            transport.write(_FULL)
            transport.close()
            return
        self.loop.call_later(HEADER_S, _close_if_idle, self, None)

    protocol.connection_made = connection_made


def _close_if_idle(protocol: Any, former: Any) -> None:
    """Close a connection that has begun no request since the last check; else check again later."""
    transport, request = protocol.transport, protocol.cycle
    if transport.is_closing() or transport.get_protocol() is not protocol:  # or it is a WebSocket
        return
    if (request is None or request.response_complete) and request is former:
        transport.close()
        return
    protocol.loop.call_later(HEADER_S, _close_if_idle, protocol, request)


_SENTENCE = b'{"error": "This server has too many connections: try again in a moment."}'
_FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nRetry-After: 5\r\n"
    b"Connection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(_SENTENCE), _SENTENCE)
)


def raise_file_limit() -> str | None:
    """Raise the limit on open files if needed and return why it is still too low; else None."""
    needed = settings().connections + OTHER_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= needed:
        return None
    if hard == resource.RLIM_INFINITY or hard >= needed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))
        return None
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return (
        f"This process may open {hard:,} files, and {settings().connections:,} connections need "
        f"{needed:,}: raise the limit (ulimit -n {needed}), or set LATENT_LAB_CONNECTIONS to "
        f"{max(16, hard - OTHER_FILES)}."
    )
