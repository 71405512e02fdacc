"""The rooms of this process: opens them, finds them by code, and ends those that nobody uses."""

import time
from collections.abc import Callable
from functools import cache

from core.errors import RoomError
from core.rooms import codes
from core.rooms.ground import Ground
from core.rooms.reading import Reader
from core.rooms.room import Room

MAX_ROOMS = 20
IDLE_S = 2 * 3600.0


class Rooms:
    """Rooms by code. Its methods run on one event loop."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """``clock`` returns monotonic seconds."""
        self._clock = clock
        self._rooms: dict[str, Room] = {}

    def __len__(self) -> int:
        """The number of open rooms."""
        self._end_idle()
        return len(self._rooms)

    def open(self, reader: Reader, ground: Ground) -> Room:
        """A new room. Raises RoomError if too many are open."""
        self._end_idle()
        if len(self._rooms) >= MAX_ROOMS:
            raise RoomError(
                f"{MAX_ROOMS} rooms are open, and no more are possible: close one, or wait until "
                "one ends after two idle hours."
            )
        code = codes.new()
        while code in self._rooms:
            code = codes.new()
        room = Room(code, reader, ground, self._clock)
        self._rooms[code] = room
        return room

    def find(self, code: str) -> Room | None:
        """The open room with this code, as a person may have typed it; None if there is none."""
        self._end_idle()
        return self._rooms.get(codes.plain(code))

    def close(self, room: Room) -> None:
        """End a room."""
        self._rooms.pop(room.code, None)
        room.close()

    def _end_idle(self) -> None:
        """End rooms without activity for `IDLE_S` seconds; watching one does not count."""
        latest = self._clock() - IDLE_S
        for room in [one for one in self._rooms.values() if one.active_at <= latest]:
            self.close(room)


@cache
def rooms() -> Rooms:
    """The rooms of this process."""
    return Rooms()
