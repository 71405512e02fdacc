"""Calls of the phones in a room: enter, wait for news, send a drawing, answer the question."""

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Any

import numpy as np
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from core.api.bounds.shares import Share
from core.api.refusal import Refusal
from core.api.routes.rooms.bounds import ENTRIES, PHONE_CALLS, PHONE_DRAWINGS, ROOM_DRAWINGS
from core.api.routes.rooms.calls import (
    NO_ROOM,
    POLL_S,
    about,
    caller,
    find_room,
    number,
    pixels,
    place_and_reading,
    question,
    reply,
    require_rate,
    route,
)
from core.api.server.body import read_body
from core.api.server.endpoint import shared_workers
from core.errors import LatentLabError
from core.rooms import Drawing, Room, reading, rooms
from core.rooms.quiz import CHOICES
from core.rooms.reading import SIDE, Pixels, Reader, Reading
from core.rooms.room import MAX_DRAWINGS
from core.rooms.summary import DIGITS

_KEY = re.compile(r"[0-9a-f]{16,64}")  # random enough that no phone hits another's
_LAST = 10**12

COST_MS = 15.0  # of reading one drawing, on one core

Job = tuple[Reader, Pixels]


def _read_together(jobs: Sequence[Job]) -> list[Reading | Exception]:
    """Readings of drawings that arrived together, those of one reader in one pass."""
    results: list[Reading | Exception] = []
    for reader, group in groupby(jobs, key=lambda job: job[0]):
        drawings = [drawing for _, drawing in group]
        try:
            results += reading.read(reader, drawings)
        except LatentLabError as error:  # such as a checkpoint that was deleted meanwhile
            results += [error] * len(drawings)
    return results


def _member(request: Request) -> tuple[Room, str]:
    """The room of a call and the phone that calls; `Refusal` if the room did not let it in."""
    phone = request.query_params.get("phone", "")
    room = rooms().find(request.path_params["code"])
    if room is not None and room.knows(phone):  # even if its network has used up its guesses
        return room, phone
    find_room(request)
    raise Refusal(403, "This phone is not in the room: enter it again.")


async def enter(request: Request) -> Response:
    """Let a phone in; one that comes back keeps its id."""
    room = find_room(request)
    require_rate(ENTRIES, caller(request))
    phone = request.query_params.get("phone", "")
    return reply({"phone": phone if room.knows(phone) else room.enter(), **about(room)})


async def wait_for_news(request: Request) -> Response:
    """The state of the room once it differs from what the phone knows, or after `POLL_S`."""
    room, phone = _member(request)
    require_rate(PHONE_CALLS, room.code, phone)
    if number(request, "since", -1, _LAST) == room.news:
        await room.on_phones.wait(POLL_S)
    if not room.is_open:
        raise Refusal(404, NO_ROOM)
    vote = room.quiz.votes.get(phone) if room.quiz else None
    return reply(
        {"news": room.news, "paused": room.is_paused, "quiz": question(room.quiz), "vote": vote}
    )


async def send(request: Request) -> Response:
    """Read a drawing and place it on the map; the same id again gives the same answer."""
    room, phone = _member(request)
    key, meant = request.query_params.get("id", ""), number(request, "meant", 0, DIGITS - 1)
    if not _KEY.fullmatch(key):
        raise Refusal(422, "id: expected 16 to 64 hexadecimal digits, drawn at random.")
    if (earlier := room.drawing(key)) is not None:
        return reply(_landing(earlier))
    room.require_space()
    require_rate(PHONE_DRAWINGS, room.code, phone)
    require_rate(ROOM_DRAWINGS, room.code)
    share = Share(f"phone {phone}", caller(request))  # each phone has a share of its own
    with shared_workers().place(share, SIDE * SIDE):
        body = await read_body(request, SIDE * SIDE)
        if len(body) != SIDE * SIDE:
            raise Refusal(422, f"A drawing has {SIDE * SIDE:,} bytes, and this has {len(body):,}.")
        ink = np.frombuffer(body, np.uint8).reshape(SIDE, SIDE)
        job = (room.reader, ink)
        result = await shared_workers().result(share, COST_MS, job, _read_together, "room")
    if not room.is_open:
        raise Refusal(404, NO_ROOM)
    return reply(_landing(room.land(key, meant, result)))


def _landing(drawing: Drawing) -> dict[str, Any]:
    """Where a drawing landed and what was read, for the phone that sent it."""
    result = drawing.reading
    return {
        **place_and_reading(drawing),
        "neighbours": [
            {"digit": digit, "pixels": pixels(image)}
            for digit, image in zip(result.neighbour_digits, result.neighbours, strict=True)
        ],
    }


async def vote(request: Request) -> Response:
    """Count an answer to the question on the wall."""
    room, phone = _member(request)
    require_rate(PHONE_CALLS, room.code, phone)
    choice = number(request, "choice", 0, CHOICES - 1)
    room.vote(phone, number(request, "quiz", 1, MAX_DRAWINGS), choice)
    return reply({"vote": choice})


async def show_map(request: Request) -> Response:
    """The points of the map as a PNG."""
    headers = {"Cache-Control": "private, max-age=3600", "X-Content-Type-Options": "nosniff"}
    room = find_room(request)
    return Response(room.ground.points, media_type="image/png", headers=headers)


def routes(middleware: Sequence[Middleware]) -> list[BaseRoute]:
    """The routes of phones."""
    room = "/api/rooms/{code}"
    return [
        route(f"{room}/phones", enter, "POST", middleware),
        route(f"{room}/news", wait_for_news, "GET", middleware),
        route(f"{room}/drawings", send, "POST", middleware),
        route(f"{room}/votes", vote, "POST", middleware),
        route(f"{room}/map.png", show_map, "GET", middleware),
    ]
