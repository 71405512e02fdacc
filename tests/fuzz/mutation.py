"""Changes to JSON that keep it JSON, because changes of single bytes seldom do."""

import json
import random
from collections.abc import Iterator
from typing import Any

STRANGE: list[Any] = [
    None, True, False, 0, 1, -1, 0.5, 3e38, 1e-320, 2**63, 10**30, -(2**31), "", " ", "a", "con",
    "\u0000", "\ud800", "é" * 300, "original", "2026-01-31T12:00:00+00:00", [], [1], ["a"], [[]],
    {},
    {"kind": []}, {"kind": "gaussian"}, {"target": []}, [0.5] * 300, float("nan"), float("inf"),
]  # fmt: skip


def mutate_json(data: bytes, seed: int) -> bytes:
    """One value of one line of JSON replaced, removed, repeated or swapped; else the bytes."""
    chance = random.Random(seed)
    # A job's file has a byte before it that says which file it is.
    head, text = (data[:1], data[1:]) if data[:1] not in (b"{", b"[") else (b"", data)
    lines = text.split(b"\n")
    index = chance.randrange(len(lines))
    try:
        value = json.loads(lines[index])
        places = list(_places(value))
        parent, key = chance.choice(places)
    except (ValueError, IndexError, RecursionError):
        return data
    how = chance.randrange(5)
    if how == 0:
        del parent[key]
    elif how == 1:
        other, name = chance.choice(places)
        parent[key] = json.loads(json.dumps(other[name])) if name in _keys(other) else None
    elif how == 2 and isinstance(parent, list):
        parent.extend([parent[key]] * chance.choice([1, 9, 300]))
    else:
        parent[key] = chance.choice(STRANGE)
    lines[index] = json.dumps(value).encode("utf-8", "surrogatepass")
    return head + b"\n".join(lines)


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Each value within, as what holds it and the key there."""
    for key in _keys(value):
        yield value, key
        yield from _places(value[key])


def _keys(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value)
    return list(range(len(value))) if isinstance(value, list) else []
