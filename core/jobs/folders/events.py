"""The event log of a job: an append-only file with one JSON object per line.

Readers ignore an incomplete last line, which is still being written. They skip and count lines
that are not events, so one damaged line hides no other.
"""

import errno
import json
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

Event = dict[str, Any]
"""``event`` is its name, ``time`` an ISO 8601 time in UTC; other keys depend on the event."""


def append(path: Path, event: str, **values: Any) -> None:
    """Append one event to an existing log and flush it to disk.

    Raises OSError if the folder is gone or the disk is full. Readers then see no part of it.
    """
    time = datetime.now(UTC).isoformat(timespec="seconds")
    line = json.dumps({"time": time, "event": event, **values}) + "\n"
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC)
    try:
        size = os.fstat(descriptor).st_size
        if size and os.pread(descriptor, 1, size - 1) != b"\n":
            line = "\n" + line  # a writer died in the middle of its line
        data = line.encode()
        if os.write(descriptor, data) != len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@dataclass
class _Tail:
    """The part of one file that has been read."""

    inode: int = 0
    offset: int = 0  # bytes, up to the end of the last whole line
    events: list[Event] = field(default_factory=list)
    skipped: int = 0  # lines that are not events


class EventReader:
    """Reads growing logs, each byte once. Threads can share one reader."""

    def __init__(self) -> None:
        self._tails: dict[Path, _Tail] = {}
        self._lock = Lock()

    def read(self, path: Path) -> tuple[list[Event], int]:
        """Events in ``path`` so far and the number of skipped lines; ``[], 0`` without a file."""
        with self._lock:
            try:
                with path.open("rb") as file:
                    status = os.fstat(file.fileno())
                    tail = self._tails.get(path, _Tail())
                    if tail.inode != status.st_ino or status.st_size < tail.offset:
                        tail = _Tail(status.st_ino)  # another file, or a shrunk one
                    file.seek(tail.offset)
                    fresh = file.read()
            except OSError:
                self._tails.pop(path, None)
                return [], 0
            whole = fresh[: fresh.rfind(b"\n") + 1]
            tail.offset += len(whole)
            for line in whole.splitlines():
                event = _parse(line)
                if event is not None:
                    tail.events.append(event)
                elif line.strip():
                    tail.skipped += 1
            self._tails[path] = tail
            return list(tail.events), tail.skipped


def _parse(line: bytes) -> Event | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) and isinstance(value.get("event"), str) else None
