"""The page for people: what each call does, with a line for the shell and one for Python."""

import json
from collections.abc import Sequence
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from core.api.server import channel, examples
from core.api.server.answer import ARRAYS
from core.api.server.endpoint import MAX_BODY_BYTES, Endpoint
from core.api.server.numbers import MAX_COUNT

PATH = "/api/docs"

_STYLE = """
:root { color-scheme: light dark; --text: #1f2933; --ground: #fff; --soft: #f3f6f9;
  --line: #d5dde5; --link: #00639c; }
@media (prefers-color-scheme: dark) { :root { --text: #e6ebf0; --ground: #12171d;
  --soft: #1c242d; --line: #34404c; --link: #7cc5f0; } }
body { margin: 0 auto; max-width: 52rem; padding: 1.5rem 1rem 4rem; background: var(--ground);
  color: var(--text); font: 1rem/1.55 system-ui, sans-serif; }
a { color: var(--link); }
section { border-top: 1px solid var(--line); margin-top: 2rem; padding-top: 0.5rem; }
code, pre { font: 0.875rem/1.5 ui-monospace, monospace; }
pre { background: var(--soft); border-radius: 0.5rem; overflow-x: auto; padding: 0.75rem 1rem; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { border-bottom: 1px solid var(--line); padding: 0.3rem 1rem 0.3rem 0; text-align: left;
  vertical-align: top; }
.path { font-weight: 600; overflow-wrap: anywhere; }
"""


def page(endpoints: Sequence[Endpoint], base: str) -> str:
    """The manual as HTML, with examples that call the server at ``base``."""
    contents = "".join(
        f'<li><a href="#{_anchor(one)}"><code>{one.method} {escape(one.path)}</code></a> '
        f"{escape(one.summary)}</li>"
        for one in endpoints
    )
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Routes · Latent Lab</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head>
<body><main><h1>Calling Latent Lab from a program</h1>
<p>The same routes that the pages use are open to programs. For machines:
<a href="openapi.json">OpenAPI description</a>.</p>
<ul>{contents}</ul>
<h2>What holds for every call</h2>
<ul>
<li>Parameters go as a JSON object, up to {MAX_COUNT} images and {MAX_BODY_BYTES:,} bytes a call.
Images are 28×28, from 0 (black) to 1 (white).</li>
<li>Images and latent vectors may also be the body itself, as raw little-endian numbers with
<code>Content-Type: {ARRAYS}</code>; the other parameters then go in the address.</li>
<li>Ask with <code>Accept: {ARRAYS}</code> for arrays in place of JSON: about ten times smaller,
and <code>safetensors.numpy.load(answer)</code> reads them.</li>
<li>A call that cannot be carried out gets a 4xx status and
<code>{{"error": "one sentence"}}</code>.</li>
<li>Where the operator has set up a login, send the operator's token too:
<code>Authorization: Bearer TOKEN</code>.</li>
<li>For many calls a second there is a WebSocket at <code>{channel.PATH}</code>. A message is
the length of its header (four bytes, little-endian), the header in JSON
(<code>{{"id": 1, "path": "/api/noise", "type": "application/json", "accept": "{ARRAYS}"}}</code>)
and the body of the call, which is a POST. The answer's header has the same id, the status and
the type of the body that follows.</li>
</ul>
{"".join(_section(one, base) for one in endpoints)}</main></body></html>"""


def _section(one: Endpoint, base: str) -> str:
    forms = ", ".join(f"<code>{media}</code>" for media in one.media)
    return f"""<section id="{_anchor(one)}"><h2>{escape(one.summary)}</h2>
<p class="path"><code>{one.method} {escape(one.path)}</code></p>
<p>{escape(one.description)}</p><p>Answers: {forms}.{_limit(one)}</p>{_parameters(one)}
<h3>In a shell</h3><pre>{escape(examples.curl(one, base))}</pre>
<h3>In Python</h3><pre>{escape(examples.python(one, base))}</pre></section>"""


def _limit(one: Endpoint) -> str:
    if one.max_bytes == MAX_BODY_BYTES:
        return ""
    return f" The body may have up to {one.max_bytes:,} bytes."


def _anchor(one: Endpoint) -> str:
    return one.handler.__name__


def _parameters(one: Endpoint) -> str:
    schema = one.asks.model_json_schema()
    required = schema.get("required", [])
    rows = "".join(
        f"<tr><td><code>{escape(name)}</code></td><td>{escape(_kind(field))}</td>"
        f"<td>{escape(_default(field, name in required))}</td>"
        f"<td>{escape(_text(field))}</td></tr>"
        for name, field in schema["properties"].items()
    )
    if not rows:
        return ""
    head = "<tr><th>Parameter</th><th>Type</th><th>Default</th><th>Meaning</th></tr>"
    return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"


def _kind(field: dict[str, Any]) -> str:
    options = [option for option in field.get("anyOf", [field]) if option.get("type") != "null"]
    words = []
    for option in options:
        kind = option.get("type", "any")
        words.append(f"list of {_kind(option['items'])}" if kind == "array" else kind)
    return " or ".join(words)


def _default(field: dict[str, Any], required: bool) -> str:
    return "required" if required else json.dumps(field.get("default"))


def _text(field: dict[str, Any]) -> str:
    choices = field.get("enum")
    said = field.get("description", "")
    return f"{said} One of {', '.join(choices)}.".strip() if choices else said


def route(endpoints: Sequence[Endpoint]) -> Route:
    """The route that serves the manual."""

    def serve(request: Request) -> Response:
        base = str(request.base_url).rstrip("/")
        return HTMLResponse(
            page(endpoints, base),
            headers={
                "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
                "Cache-Control": "no-cache",
                "Vary": "Host",
            },
        )

    return Route(PATH, serve, methods=["GET"])
