"""Shared by the calls of phones and walls: finding the room, answers and refusals."""

import base64
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import numpy as np
from limits import RateLimitItem
from numpy.typing import NDArray
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.api.bounds.rates import rates
from core.api.refusal import Refusal, refuse, refuse_busy
from core.api.routes.rooms.bounds import GUESSES
from core.errors import BusyError, LatentLabError, RoomError
from core.rooms import Drawing, Room, codes, rooms
from core.rooms.quiz import Quiz
from core.rooms.room import PausedError

POLL_S = 20.0  # a call for news is answered after this time at the latest
NO_ROOM = "There is no room with this code. Compare it with the one on the wall."
TOO_MANY_CODES = "Too many wrong codes were tried from this network: wait a minute."

Handler = Callable[[Request], Awaitable[Response]]


def route(
    path: str, handler: Handler, method: str = "GET", middleware: Sequence[Middleware] = ()
) -> Route:
    """A route whose errors become one sentence."""

    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except BusyError as error:
            return refuse_busy(error)
        except Refusal as refusal:
            return refuse(refusal.status, str(refusal))
        except PausedError as error:
            return refuse(423, str(error))
        except RoomError as error:
            return refuse(409, str(error))
        except LatentLabError as error:
            return refuse(422, str(error))
        except ClientDisconnect:
            return refuse(400, "The call ended before its body was complete.")

    return Route(path, answer, methods=[method], middleware=middleware)


def reply(values: Mapping[str, Any]) -> Response:
    """A JSON answer that no cache keeps."""
    return JSONResponse(values, headers={"Cache-Control": "no-store"})


def caller(request: Request) -> str:
    """The address that a call comes from, for rate limits only."""
    return request.client.host if request.client else "unknown"


def find_room(request: Request) -> Room:
    """The room of a call's code.

    A code without a room counts as a guess and raises `Refusal`, with the same sentence for a code
    that never existed and for a room that has ended. After many guesses, every code from that
    address is refused.
    """
    code = codes.plain(request.path_params["code"])
    if rates().is_spent(GUESSES, caller(request)):
        raise Refusal(429, TOO_MANY_CODES)
    room = rooms().find(code)
    if room is None:
        raise count_guess(request)
    return room


def count_guess(request: Request) -> Refusal:
    """Count a wrong code or secret as a guess and return its refusal."""
    rates().wait_s(GUESSES, caller(request))
    return Refusal(404, NO_ROOM)


def require_rate(rate: RateLimitItem, *who: str) -> None:
    """Count a call; BusyError if it is above a rate."""
    wait_s = rates().wait_s(rate, " ".join(who))
    if wait_s:
        raise BusyError("Too many calls: wait a few seconds.", own=True, retry_s=wait_s)


def number(request: Request, name: str, low: int, high: int) -> int:
    """A whole number from a call's query; `Refusal` unless it is from ``low`` to ``high``."""
    text = request.query_params.get(name, "")
    digits = text.removeprefix("-")
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 12:
        raise Refusal(422, f"{name}: expected a whole number, not {text[:20]!r}.")
    if not low <= int(text) <= high:
        raise Refusal(422, f"{name}: expected {low} to {high:,}, not {int(text):,}.")
    return int(text)


def place_and_reading(drawing: Drawing) -> dict[str, Any]:
    """The reading of a drawing and its place on the map."""
    result = drawing.reading
    x, y = result.place
    return {
        "number": drawing.number,
        "meant": drawing.digit,
        "text": result.text,
        "right": drawing.is_right,
        "x": x,
        "y": y,
        "seen": pixels(result.seen),
        "cleaned": pixels(result.cleaned),
    }


def pixels(image: NDArray[np.uint8]) -> str:
    """Pixels, uint8, in base64, row by row."""
    return base64.b64encode(np.ascontiguousarray(image).tobytes()).decode("ascii")


def about(room: Room) -> dict[str, Any]:
    """The code and the map of a room, which never change."""
    ground = room.ground
    return {
        "code": codes.in_halves(room.code),
        "map": {
            "title": ground.title,
            "count": ground.count,
            "names": [
                {"name": name, "x": x, "y": y, "colour": colour}
                for name, x, y, colour in ground.names
            ],
        },
    }


def question(quiz: Quiz | None) -> dict[str, Any] | None:
    """The question as phones may see it: without the answer before it is revealed."""
    if quiz is None:
        return None
    fields = {"number": quiz.number, "pictures": [pixels(one) for one in quiz.pictures]}
    return fields | {
        "revealed": quiz.is_revealed,
        "answer": quiz.answer if quiz.is_revealed else None,
        "between": list(quiz.between) if quiz.is_revealed else None,
    }
