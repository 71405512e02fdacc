"""Code samples in curl and Python that make the example call of an endpoint."""

import json
import shlex
from typing import Any
from urllib.parse import urlencode

from core.api.server.answer import JSON
from core.api.server.endpoint import Endpoint


def curl(endpoint: Endpoint, base: str) -> str:
    """The call as a shell command; an answer that is not JSON goes to a file."""
    parts = [f"curl '{address(endpoint, base)}'"]  # urlencode leaves no quote in an address
    if JSON in endpoint.media and endpoint.media[0] != JSON:
        parts.append(f"-H 'Accept: {JSON}'")
    if endpoint.method == "POST":
        parts.append(f"-H 'Content-Type: {JSON}'")
        parts.append(f"-d {shlex.quote(json.dumps(dict(endpoint.example)))}")
    if JSON not in endpoint.media:
        parts.append(f"-o {_file_name(endpoint)}")
    return " \\\n  ".join(parts)


def python(endpoint: Endpoint, base: str) -> str:
    """The call in Python with its standard library; an answer that is not JSON goes to a file."""
    accept = JSON if JSON in endpoint.media else endpoint.media[0]
    headers = {"Accept": accept}
    lines = ["from urllib.request import Request, urlopen", ""]
    if endpoint.method == "POST" or accept == JSON:
        lines.insert(0, "import json")
    if endpoint.method == "POST":
        headers["Content-Type"] = JSON
        lines += [
            f"parameters = {dict(endpoint.example)!r}",
            "call = Request(",
            f"    {address(endpoint, base)!r},",
            "    json.dumps(parameters).encode(),",
            f"    {headers!r},",
            ")",
        ]
    else:
        lines += [
            "call = Request(",
            f"    {address(endpoint, base)!r},",
            f"    headers={headers!r},",
            ")",
        ]
    if accept == JSON:
        return "\n".join([*lines, "print(json.load(urlopen(call)))"])
    return "\n".join([*lines, f"open({_file_name(endpoint)!r}, 'wb').write(urlopen(call).read())"])


def address(endpoint: Endpoint, base: str) -> str:
    """URL of the call, including the parameters that belong there."""
    example = endpoint.example
    rest = {name: value for name, value in example.items() if f"{{{name}}}" not in endpoint.path}
    texts = {name: _query_text(value) for name, value in rest.items()}
    query = f"?{urlencode(texts)}" if endpoint.method == "GET" and texts else ""
    return base + endpoint.path.format(**example) + query


def _query_text(value: Any) -> str:
    """A parameter in a query: lists are separated by commas, objects are JSON."""
    if isinstance(value, (list, tuple)):
        return ",".join(str(item) for item in value)
    return json.dumps(value) if isinstance(value, (dict, bool)) else str(value)


def _file_name(endpoint: Endpoint) -> str:
    kind = endpoint.media[0].partition("/")[2]
    name = endpoint.path.rpartition("/")[2]
    return f"{name}.{'bin' if kind == 'octet-stream' else kind}"
