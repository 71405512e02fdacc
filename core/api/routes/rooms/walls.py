"""Calls of the presenter: open a room, show it on the wall, steer it, save its drawings.

All but the first need the room's secret in the header ``Room-Secret``. No address contains it.
"""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import segno
from pydantic import Field
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from core.api.refusal import Refusal
from core.api.routes.requests import RouteRequest
from core.api.routes.rooms.bounds import OPENINGS
from core.api.routes.rooms.calls import (
    NO_ROOM,
    POLL_S,
    about,
    caller,
    count_guess,
    find_room,
    number,
    pixels,
    place_and_reading,
    question,
    reply,
    require_rate,
    route,
)
from core.api.server.body import parse, read_body
from core.rooms import Room, codes, quiz, reading, rooms
from core.rooms.archive import archive
from core.rooms.ground import Ground, ground

MAX_SENT = 60  # drawings per answer, about 2 kB each
MAX_ORIGIN = 120  # characters
_LAST = 10**12


class ActionRequest(RouteRequest):
    """An action of the presenter."""

    code: str = Field(description="Of the room, from the path.")
    action: Literal[
        "pause", "resume", "hide", "show", "clear", "ask", "reveal", "end question", "close"
    ]
    drawing: Annotated[int, Field(ge=1)] | None = Field(None, description="For hide and show.")


def _presenter_room(request: Request) -> Room:
    """The room whose presenter calls; `Refusal` if the code or the secret is wrong."""
    room = find_room(request)
    if not room.is_secret(request.headers.get("room-secret", "")):
        raise count_guess(request)
    return room


async def open_room(request: Request) -> Response:
    """Open a room, with its networks loaded."""
    require_rate(OPENINGS, caller(request))

    def prepare() -> tuple[reading.Reader, Ground]:
        reader = reading.choose()
        return reader, ground(reader.map)

    room = rooms().open(*await asyncio.to_thread(prepare))
    return reply({"secret": room.secret, **about(room)})


async def describe(request: Request) -> Response:
    """The code and the map of the room, which never change."""
    return reply(about(_presenter_room(request)))


async def show_address(request: Request) -> Response:
    """The address of the room below an origin, and its QR code as a ``data:`` URI of an SVG."""
    room = _presenter_room(request)
    origin = request.query_params.get("origin", "").rstrip("/")
    try:
        parts = urlsplit(origin)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        valid = False
    if not valid or len(origin) > MAX_ORIGIN or not origin.isascii() or not origin.isprintable():
        raise Refusal(422, "Expected an address such as http://192.168.0.7:8501.")
    code = segno.make(f"{origin}/r/{room.code}", error="m", micro=False)
    image = code.svg_data_uri(border=3, dark="#000", light="#fff", omitsize=True)
    return reply({"address": f"{origin}/r/{codes.in_halves(room.code)}", "qr": image})


async def show_wall(request: Request) -> Response:
    """The changes on the wall as soon as there are some, or after `POLL_S`."""
    room = _presenter_room(request)
    since, shown_round = number(request, "since", 0, _LAST), number(request, "round", -1, _LAST)
    if (since, shown_round) == (room.version, room.round):
        await room.on_wall.wait(POLL_S)
    if not room.is_open:
        raise Refusal(404, NO_ROOM)
    drawings = room.changed_since(since if shown_round == room.round else 0, MAX_SENT)
    is_all = len(drawings) < MAX_SENT
    return reply(
        {
            "round": room.round,
            "version": room.version if is_all else drawings[-1].version,
            "complete": is_all,
            "drawings": [
                {**place_and_reading(drawing), "hidden": drawing.is_hidden} for drawing in drawings
            ],
            "paused": room.is_paused,
            "phones": room.phones,
            "summary": _summary(room),
            "quiz": _quiz(room),
        }
    )


def _summary(room: Room) -> dict[str, Any]:
    summary = room.summary
    return {
        "count": summary.count,
        "right": summary.right,
        "counts": summary.counts.tolist(),
        "averages": pixels(summary.averages),
        "odd": list(summary.odd),
    }


def _quiz(room: Room) -> dict[str, Any] | None:
    """The question, the number of votes and, once it is revealed, the votes per picture."""
    shown = question(room.quiz)
    if shown is None or room.quiz is None:
        return None
    counts = room.quiz.counts
    return shown | {"votes": sum(counts), "counts": counts if room.quiz.is_revealed else None}


async def act(request: Request) -> Response:
    """Carry out an action of the presenter."""
    room = _presenter_room(request)
    order = parse(request, await read_body(request, 1000), ActionRequest, None)
    assert isinstance(order, ActionRequest)
    match order.action:
        case "pause" | "resume":
            room.pause(order.action == "pause")
        case "hide" | "show":
            if order.drawing is None:
                raise Refusal(422, f"drawing: the action {order.action} needs its number.")
            room.hide(order.drawing, order.action == "hide")
        case "clear":
            room.clear()
        case "ask":
            index = room.questions + 1
            room.ask(await asyncio.to_thread(quiz.ask, index, room.seed + index))
        case "reveal":
            room.reveal()
        case "end question":
            room.end_quiz()
        case "close":
            rooms().close(room)
    return reply({})


async def save(request: Request) -> Response:
    """The drawings on the wall as a ZIP file."""
    shown = _presenter_room(request).visible_drawings()
    content = await asyncio.to_thread(archive, shown)
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": 'attachment; filename="drawings.zip"',
    }
    return Response(content, media_type="application/zip", headers=headers)


def routes(middleware: Sequence[Middleware]) -> list[BaseRoute]:
    """The routes of the presenter."""
    room = "/api/rooms/{code}"
    return [
        route("/api/rooms", open_room, "POST", middleware),
        route(room, describe, "GET", middleware),
        route(f"{room}/address", show_address, "GET", middleware),
        route(f"{room}/wall", show_wall, "GET", middleware),
        route(f"{room}/actions", act, "POST", middleware),
        route(f"{room}/drawings.zip", save, "GET", middleware),
    ]
