"""What happens in one room: drawings land, the presenter steers, the phones answer a question.

Everything here is in memory and belongs to one event loop. A room knows its phones by random ids
that it gave them itself, and no drawing records which phone it came from.
"""

import asyncio
import hmac
import secrets
from collections.abc import Callable
from dataclasses import replace

from core.errors import RoomError
from core.rooms.drawing import Drawing
from core.rooms.ground import Ground
from core.rooms.quiz import CHOICES, Quiz
from core.rooms.reading import Reader, Reading
from core.rooms.summary import Summary, Tally

MAX_DRAWINGS = 5000  # about 6 kB each in memory
MAX_PHONES = 400
HERE_S = 45.0  # a phone that has called within this time counts as in the room
FULL = f"The room is full: it has {MAX_DRAWINGS:,} drawings. The presenter can save and clear it."


class PausedError(RoomError):
    """The presenter has paused the room: send the drawing again when it goes on."""


class Bell:
    """Wakes all tasks that wait for the next change."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Wake all tasks that wait now."""
        self._event.set()
        self._event = asyncio.Event()

    async def wait(self, seconds: float) -> None:
        """Return at the next ring, or after this many seconds."""
        try:
            async with asyncio.timeout(seconds):
                await self._event.wait()
        except TimeoutError:
            pass


class Room:
    """One room. ``clock`` returns monotonic seconds."""

    def __init__(
        self, code: str, reader: Reader, ground: Ground, clock: Callable[[], float]
    ) -> None:
        self.code = code
        self.secret = secrets.token_urlsafe(24)
        """Secret that the presenter's calls must send"""
        self.reader = reader
        self.ground = ground
        self.seed = secrets.randbelow(2**31)
        """Seed of the room's questions"""
        self.version = 0
        """Grows with every change that the wall shows"""
        self.news = 0
        """Grows with every change that the phones show"""
        self.round = 0
        """Grows when the room is cleared"""
        self.is_paused = False
        self.is_open = True
        self.quiz: Quiz | None = None
        self.questions = 0
        self.on_wall = Bell()
        self.on_phones = Bell()
        self._clock = clock
        self._drawings: dict[str, Drawing] = {}  # by the id that its phone gave it
        self._numbers = 0
        self._phones: dict[str, float] = {}  # time of each phone's last call
        self._tally = Tally()
        self._summary: Summary | None = None
        self.active_at = clock()

    # Phones

    def enter(self) -> str:
        """Let a phone in and return its id, which it sends with every call.

        Raises RoomError if the room is full.
        """
        if len(self._phones) >= MAX_PHONES:
            self._free_place()
        phone = secrets.token_urlsafe(12)
        self._phones[phone] = self._clock()
        self._touch()
        self._change()
        return phone

    def _free_place(self) -> None:
        """Forget the phone that has been away longest; RoomError if all are here."""
        phone, seen = min(self._phones.items(), key=lambda item: item[1])
        if self._clock() - seen < HERE_S:
            raise RoomError(f"The room is full: {MAX_PHONES} phones are in it.")
        del self._phones[phone]

    def knows(self, phone: str) -> bool:
        """Whether the room has let this phone in; if so, it counts as present from now on."""
        if phone not in self._phones:
            return False
        self._phones[phone] = self._clock()
        return True

    @property
    def phones(self) -> int:
        """Number of phones that are in the room now."""
        oldest = self._clock() - HERE_S
        return sum(seen >= oldest for seen in self._phones.values())

    # Drawings

    def drawing(self, key: str) -> Drawing | None:
        """The drawing with this id; None if there is none."""
        return self._drawings.get(key)

    def require_space(self) -> None:
        """Raise `PausedError` or RoomError if the room takes no drawing now."""
        if self.is_paused:
            raise PausedError("The presenter has paused the room: your drawing waits.")
        if len(self._drawings) >= MAX_DRAWINGS:
            raise RoomError(FULL)

    def land(self, key: str, digit: int, reading: Reading) -> Drawing:
        """Add a drawing and return it; if its id is known, return the earlier one instead.

        Raises RoomError as `require_space` does.
        """
        if (known := self._drawings.get(key)) is not None:
            return known
        self.require_space()
        self._numbers += 1
        self._touch()
        self._change()
        drawing = Drawing(self._numbers, digit, reading, version=self.version)
        self._drawings[key] = drawing
        self._tally.add(drawing)
        return drawing

    def visible_drawings(self) -> list[Drawing]:
        """The drawings that are not hidden, in the order of arrival."""
        return [drawing for drawing in self._drawings.values() if not drawing.is_hidden]

    def changed_since(self, version: int, most: int) -> list[Drawing]:
        """Up to ``most`` drawings that changed after a version, the earliest changes first."""
        drawings = [one for one in self._drawings.values() if one.version > version]
        return sorted(drawings, key=lambda one: one.version)[:most]

    @property
    def summary(self) -> Summary:
        """Figures of all drawings on the wall."""
        if self._summary is None:
            self._summary = self._tally.summary()
        return self._summary

    # The presenter

    def is_secret(self, secret: str) -> bool:
        """Whether this is the presenter's secret, compared in constant time."""
        return hmac.compare_digest(secret.encode(), self.secret.encode())

    def pause(self, is_paused: bool) -> None:
        """Stop taking drawings, or take them again."""
        self.is_paused = is_paused
        self._touch()
        self._tell_phones()

    def hide(self, number: int, is_hidden: bool = True) -> None:
        """Take a drawing off the wall and out of every figure and file, or put it back.

        Raises RoomError if there is none with this number.
        """
        for key, drawing in self._drawings.items():
            if drawing.number == number:
                self._touch()
                self._change()
                self._drawings[key] = replace(drawing, is_hidden=is_hidden, version=self.version)
                if is_hidden != drawing.is_hidden:
                    (self._tally.remove if is_hidden else self._tally.add)(drawing)
                return
        raise RoomError(f"There is no drawing {number:,} on the wall.")

    def clear(self) -> None:
        """Forget all drawings."""
        self._drawings.clear()
        self._tally = Tally()
        self.round += 1
        self._touch()
        self._change()

    def ask(self, quiz: Quiz) -> None:
        """Show a question on the wall and on the phones."""
        self.quiz = quiz
        self.questions = quiz.number
        self._touch()
        self._tell_phones()

    def vote(self, phone: str, number: int, choice: int) -> None:
        """Count a phone's answer to the question with this number; the last one counts.

        Raises RoomError if the question is over.
        """
        quiz = self.quiz
        if quiz is None or quiz.number != number or quiz.is_revealed:
            raise RoomError("This question is over.")
        if not 0 <= choice < CHOICES:
            raise RoomError(f"There is no picture {choice + 1}.")
        quiz.votes[phone] = choice
        self._touch()
        self._change()

    def reveal(self) -> None:
        """Show the answer. Raises RoomError if there is no question."""
        if self.quiz is None:
            raise RoomError("There is no question on the wall.")
        self.quiz.is_revealed = True
        self._touch()
        self._tell_phones()

    def end_quiz(self) -> None:
        """Go back to drawing, and forget the votes."""
        self.quiz = None
        self._touch()
        self._tell_phones()

    def close(self) -> None:
        """End the room: wake all who wait, and forget drawings, votes and phones."""
        self.is_open = False
        self.quiz = None
        self._drawings.clear()
        self._tally = Tally()
        self._phones.clear()
        self._tell_phones()

    # Changes

    def _touch(self) -> None:
        self.active_at = self._clock()

    def _change(self) -> None:
        self.version += 1
        self._summary = None
        self.on_wall.ring()

    def _tell_phones(self) -> None:
        self.news += 1
        self._change()
        self.on_phones.ring()
