"""The parameters of a call, from its path, query and body; `Refusal` if they are not valid."""

import asyncio
import json
from functools import partial
from typing import Any

from pydantic import BaseModel
from starlette.requests import Request

from core.api.refusal import Refusal
from core.api.server.answer import ARRAYS, JSON
from core.errors import validate

MAX_PARAMETERS = 32
RECEIVE_S = 30.0


def stated_length(request: Request, max_bytes: int) -> int:
    """Content-Length of a call; ``max_bytes`` if the body is sent in chunks without a length.

    Raises `Refusal` if it is not a number, or more than ``max_bytes``.
    """
    is_open = "transfer-encoding" in request.headers
    length = request.headers.get("content-length", str(max_bytes) if is_open else "0")
    if not length.isascii() or not length.isdigit():
        raise Refusal(400, f"The Content-Length must be a number, not {length[:40]!r}.")
    if int(length) > max_bytes:
        raise _too_large(max_bytes)
    return int(length)


async def read_body(request: Request, max_bytes: int) -> bytes:
    """The whole body; `Refusal` if it is too large or takes longer than `RECEIVE_S` seconds."""
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(RECEIVE_S):
            async for part in request.stream():
                size += len(part)
                if size > max_bytes:
                    raise _too_large(max_bytes)
                parts.append(part)
    except TimeoutError as error:
        raise Refusal(408, f"The body did not arrive within {RECEIVE_S:.0f} seconds.") from error
    return b"".join(parts)


def _too_large(max_bytes: int) -> Refusal:
    return Refusal(413, f"The body is larger than {max_bytes:,} bytes: send less at a time.")


def parse(request: Request, body: bytes, model: type[BaseModel], raw: str | None) -> BaseModel:
    """The parameters of a call as an instance of ``model``.

    A GET has them in its query, a POST in a JSON body. A body of raw bytes is the value of the
    parameter called ``raw``; the other parameters are then in the query.
    """
    values: dict[str, Any] = dict(request.path_params)
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    strict = False  # everything in a query is text
    if request.method == "GET":
        values |= _parse_query(request, model)
    elif raw and media == ARRAYS:
        values |= _parse_query(request, model)
        values[raw] = body
    elif media == JSON:
        values |= _parse_json(body)
        strict = True
    else:
        types = JSON + (f" or {ARRAYS}" if raw else "")
        raise Refusal(415, f"The Content-Type must be {types}, not {media[:80] or 'missing'}.")
    if len(values) > MAX_PARAMETERS:
        raise Refusal(422, f"There are {len(values):,} parameters; send {MAX_PARAMETERS} at most.")
    refuse = partial(Refusal, 422)
    return validate(model, values, refuse, "The request is not valid", strict=strict)


def _parse_query(request: Request, model: type[BaseModel]) -> dict[str, Any]:
    """Parameters in the query; the items of a list are separated by commas."""
    values: dict[str, Any] = {}
    for name, text in request.query_params.multi_items():
        if name in values or name in request.path_params:
            raise Refusal(422, f"{name[:80]} is given more than once.")
        field = model.model_fields.get(name)
        is_list = field is not None and "list[" in str(field.annotation)
        values[name] = text.split(",") if is_list else text
    return values


def _parse_json(body: bytes) -> dict[str, Any]:
    def refuse_constant(name: str) -> None:
        raise Refusal(400, f"The JSON has {name}, which is not a number in JSON.")

    try:
        value = json.loads(body, parse_constant=refuse_constant)
    except (ValueError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)[:120]
        raise Refusal(400, f"The body is not valid JSON: {reason}.") from error
    if not isinstance(value, dict):
        raise Refusal(400, 'The body must be a JSON object, such as {"rows": [0]}.')
    return value
