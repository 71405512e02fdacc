"""A line for the shell and a few for Python that make the example call of an endpoint."""

import json
import shlex
from typing import Any
from urllib.parse import urlencode

from core.api.server.answer import JSON
from core.api.server.endpoint import Endpoint


def curl(one: Endpoint, base: str) -> str:
    """The call in a shell; what is no text goes to a file."""
    parts = [f"curl '{address(one, base)}'"]  # urlencode leaves no quote in an address
    if JSON in one.media and one.media[0] != JSON:
        parts.append(f"-H 'Accept: {JSON}'")
    if one.method == "POST":
        parts.append(f"-H 'Content-Type: {JSON}'")
        parts.append(f"-d {shlex.quote(json.dumps(dict(one.example)))}")
    if JSON not in one.media:
        parts.append(f"-o {_file(one)}")
    return " \\\n  ".join(parts)


def python(one: Endpoint, base: str) -> str:
    """The call with Python's standard library; what is no text goes to a file."""
    accepts = JSON if JSON in one.media else one.media[0]
    headers = {"Accept": accepts}
    lines = ["import json", "from urllib.request import Request, urlopen", ""]
    if one.method == "POST":
        headers["Content-Type"] = JSON
        lines += [
            f"asked = {dict(one.example)!r}",
            "call = Request(",
            f"    {address(one, base)!r},",
            "    json.dumps(asked).encode(),",
            f"    {headers!r},",
            ")",
        ]
    else:
        if accepts != JSON:
            lines.pop(0)
        lines += [
            "call = Request(",
            f"    {address(one, base)!r},",
            f"    headers={headers!r},",
            ")",
        ]
    if accepts == JSON:
        return "\n".join([*lines, "print(json.load(urlopen(call)))"])
    return "\n".join([*lines, f"open({_file(one)!r}, 'wb').write(urlopen(call).read())"])


def address(one: Endpoint, base: str) -> str:
    """Where the call goes, with the parameters that stand in an address."""
    rest = {name: value for name, value in one.example.items() if f"{{{name}}}" not in one.path}
    texts = {name: _text(value) for name, value in rest.items()}
    query = f"?{urlencode(texts)}" if one.method == "GET" and texts else ""
    return base + one.path.format(**one.example) + query


def _text(value: Any) -> str:
    """A parameter as an address holds it: a list by commas, an object as JSON."""
    if isinstance(value, (list, tuple)):
        return ",".join(str(item) for item in value)
    return json.dumps(value) if isinstance(value, (dict, bool)) else str(value)


def _file(one: Endpoint) -> str:
    kind = one.media[0].partition("/")[2]
    return f"{one.handler.__name__}.{'bin' if kind == 'octet-stream' else kind}"
