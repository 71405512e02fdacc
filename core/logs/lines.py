"""The one handler of the log, and the format of its lines."""

import json
import logging
import sys
from contextlib import AbstractContextManager
from typing import TextIO

from pydantic import SecretStr
from structlog.contextvars import bound_contextvars, merge_contextvars
from structlog.dev import ConsoleRenderer, plain_traceback
from structlog.processors import (
    EventRenamer,
    JSONRenderer,
    TimeStamper,
    UnicodeDecoder,
    format_exc_info,
)
from structlog.stdlib import ExtraAdder, ProcessorFormatter, add_log_level, add_logger_name
from structlog.typing import EventDict, Processor, WrappedLogger

from core.settings import settings

HIDDEN = "[hidden]"
SHORTEST_SECRET = 6
"""Characters. Shorter texts would blank ordinary words."""
OWN_LOGGERS = ("core", "pages", "latent_lab", "uvicorn", "app", "__main__")
"""Loggers that log ordinary events (INFO); all others log only warnings and errors."""
UVICORN = ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi")
SOCKET_NEWS = ('%s - "WebSocket %s', "connection open", "connection closed")
"""Messages that uvicorn logs two or three times per opened page, with the address's query."""

_secrets: set[str] = set()


def hide(*secrets: str) -> None:
    """Blank these texts in every line from now on, unless shorter than `SHORTEST_SECRET`."""
    for secret in secrets:
        if len(secret) >= SHORTEST_SECRET:
            _secrets.update((secret, json.dumps(secret)[1:-1]))


def bind(**ids: str) -> AbstractContextManager[None]:
    """Give every line of this thread or task the fields ``ids``, such as ``job`` or ``request``."""
    return bound_contextvars(**ids)


def configure(stream: TextIO | None = None) -> None:
    """Send all of this process's log through one handler, to ``stream`` or the standard error.

    Servers and libraries add handlers of their own, before or after this call: call it again once
    the server has started.
    """
    values = settings()
    secrets = [value for _, value in values if isinstance(value, SecretStr)]
    hide(*(secret.get_secret_value() for secret in secrets))
    restore()
    handler = _Handler(stream)
    handler.setFormatter(_Lines(as_json=values.log_json))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.captureWarnings(True)
    for name in OWN_LOGGERS:
        logging.getLogger(name).setLevel(logging.INFO)
    for name in UVICORN:
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
    # Its lines hold whole addresses, and that of a login has a code in its query. `log_calls` logs
    # paths only.
    logging.getLogger("uvicorn.access").setLevel(logging.WARNING)
    errors = logging.getLogger("uvicorn.error")
    if _is_news not in errors.filters:
        errors.addFilter(_is_news)


def restore() -> None:
    """Undo `configure`, for programs that have a log of their own."""
    root = logging.getLogger()
    for handler in [each for each in root.handlers if isinstance(each, _Handler)]:
        root.removeHandler(handler)
    logging.captureWarnings(False)


def _is_news(record: logging.LogRecord) -> bool:
    return not str(record.msg).startswith(SOCKET_NEWS)


class _Handler(logging.Handler):
    """The handler of `configure`, known by its class."""

    def __init__(self, stream: TextIO | None) -> None:
        super().__init__()
        self._stream = stream

    def emit(self, record: logging.LogRecord) -> None:
        """Write the line of a record at once."""
        try:
            # Looked up each time, because programs replace the standard error.
            stream = self._stream or sys.stderr
            stream.write(self.format(record) + "\n")
            stream.flush()
        except Exception:
            self.handleError(record)


class _Lines(ProcessorFormatter):
    """Formats a record as a line of text or JSON, without secrets."""

    def __init__(self, *, as_json: bool) -> None:
        before: list[Processor] = [
            merge_contextvars,
            ExtraAdder(),
            _drop_forms,
            add_log_level,
            add_logger_name,
            TimeStamper(fmt="iso", utc=True),
            UnicodeDecoder(),
        ]
        super().__init__(
            foreign_pre_chain=before,
            processors=[ProcessorFormatter.remove_processors_meta, *_rendering(as_json)],
        )

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        line = super().format(record)
        # The longest first, because one secret may be part of another.
        for secret in sorted(_secrets, key=len, reverse=True):
            line = line.replace(secret, HIDDEN)
        return line


def _rendering(as_json: bool) -> list[Processor]:
    if as_json:
        # Not structlog's dictionaries of tracebacks, which can contain local variables.
        return [format_exc_info, EventRenamer("message"), JSONRenderer()]
    # A traceback follows its line, which is what people and tools look for.
    console = ConsoleRenderer(colors=False, exception_formatter=plain_traceback, pad_event_to=0)
    return [_escape, console]


def _drop_forms(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Drop other forms of the message: uvicorn's for terminals, and those of other handlers."""
    for name in ("color_message", "message", "asctime"):
        event.pop(name, None)
    return event


def _escape(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Escape control characters, because a name chosen by a visitor could forge a line."""
    return {
        name: _one_line(value) if isinstance(value, str) and name != "exception" else value
        for name, value in event.items()
    }


def _one_line(text: str) -> str:
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text
    )
