"""The OpenAPI description of the routes, generated from the endpoints."""

import json
from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.api.documentation import code_samples
from core.api.server import channel
from core.api.server.answer import ARRAYS, JSON
from core.api.server.endpoint import MAX_BODY_BYTES, Endpoint
from core.api.server.numbers import MAX_COUNT

PATH = "/api/openapi.json"
_REFERENCE = "#/components/schemas/{model}"
_DESCRIPTION = f"""\
- Parameters are a JSON object, with at most {MAX_COUNT} images and {MAX_BODY_BYTES:,} bytes per \
call. Images are 28×28, from 0 (black) to 1 (white).
- Images and latent vectors can also be the body itself, as raw little-endian numbers with \
`Content-Type: {ARRAYS}`. The other parameters are then in the query.
- With `Accept: {ARRAYS}` the answer is arrays instead of JSON: about ten times smaller, and \
`safetensors.numpy.load(answer)` reads them.
- A refused call has a 4xx status and `{{"error": "one sentence"}}`.
- If the operator has enabled login, send the operator's token as well: \
`Authorization: Bearer TOKEN`.
- For many calls per second there is a WebSocket at `{channel.PATH}`. A message is the length of \
its header (four bytes, little-endian), the header in JSON \
(`{{"id": 1, "path": "/api/noise", "type": "application/json", "accept": "{ARRAYS}"}}`) and the \
body of the call, which is a POST. The header of the answer has the same id, the status, and the \
type of the body that follows."""
_REFUSALS = {
    400: "The body does not match its type.",
    401: "Login is enabled, and the call has neither its cookie nor the operator's token.",
    403: "The call comes from a page of another site.",
    404: "There is no such checkpoint or row.",
    406: "The answer is not available in that form.",
    413: "The body is larger than this call accepts.",
    415: "The body has a type that this call does not accept.",
    422: "A parameter is missing, unknown or out of range.",
}
_SCHEMAS: dict[str, dict[str, Any]] = {
    JSON: {"type": "object"},
    ARRAYS: {"type": "string", "format": "binary", "description": "Arrays in safetensors layout."},
    "text/csv": {"type": "string"},
    "text/x-python": {"type": "string"},
}
_FILE = {"type": "string", "format": "binary"}


def describe(endpoints: Sequence[Endpoint], base: str) -> dict[str, Any]:
    """OpenAPI 3.1 document of the endpoints, with code samples that call the server at ``base``.

    The samples are in ``x-codeSamples``, an extension that several documentation tools show.
    """
    schemas: dict[str, Any] = {
        "Error": {
            "type": "object",
            "required": ["error"],
            "properties": {"error": {"type": "string", "description": "One sentence."}},
        }
    }
    paths: dict[str, Any] = {}
    for endpoint in endpoints:
        operation = _operation(endpoint, schemas)
        operation["x-codeSamples"] = [
            {"lang": "Shell", "label": "curl", "source": code_samples.curl(endpoint, base)},
            {"lang": "Python", "label": "Python", "source": code_samples.python(endpoint, base)},
        ]
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {"title": "Latent Lab", "version": _version(), "description": _DESCRIPTION},
        "servers": [{"url": base}],
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _version() -> str:
    try:
        return version("latent-lab")
    except PackageNotFoundError:  # run from its folder, as `make run` does
        return "0.1.0"


def _operation(endpoint: Endpoint, schemas: dict[str, Any]) -> dict[str, Any]:
    schema = endpoint.request_model.model_json_schema(ref_template=_REFERENCE)
    schemas |= schema.pop("$defs", {})
    in_path = [name for name in schema["properties"] if f"{{{name}}}" in endpoint.path]
    operation: dict[str, Any] = {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "description": endpoint.description,
        "responses": {
            "200": {
                "description": "The answer, in the form that Accept asks for.",
                "content": {
                    media: {"schema": _SCHEMAS.get(media, _FILE)} for media in endpoint.media
                },
            },
            **{str(status): _refusal(text) for status, text in _REFUSALS.items()},
        },
    }
    parameters = [_parameter(endpoint, name, schema, "path") for name in in_path]
    others = [name for name in schema["properties"] if name not in in_path]
    if endpoint.method == "GET":
        parameters += [_parameter(endpoint, name, schema, "query") for name in others]
    else:
        model = endpoint.request_model.__name__
        schemas[model] = schema
        operation["requestBody"] = _request_body(endpoint, model)
    if parameters:
        operation["parameters"] = parameters
    return operation


def _request_body(endpoint: Endpoint, model: str) -> dict[str, Any]:
    content: dict[str, Any] = {
        JSON: {
            "schema": {"$ref": _REFERENCE.format(model=model)},
            "example": dict(endpoint.example),
        }
    }
    if endpoint.raw:
        text = f"The {endpoint.raw}, little-endian; the other parameters are in the query."
        content[ARRAYS] = {"schema": {"type": "string", "format": "binary", "description": text}}
    limit = f"The body has at most {endpoint.max_bytes:,} bytes."
    return {"required": True, "description": limit, "content": content}


def _refusal(text: str) -> dict[str, Any]:
    schema = {"$ref": _REFERENCE.format(model="Error")}
    return {"description": text, "content": {JSON: {"schema": schema}}}


def _parameter(endpoint: Endpoint, name: str, schema: dict[str, Any], where: str) -> dict[str, Any]:
    parameter: dict[str, Any] = {
        "name": name,
        "in": where,
        "required": where == "path" or name in schema.get("required", []),
        "schema": schema["properties"][name],
    }
    if name in endpoint.example:
        parameter["example"] = endpoint.example[name]
    return parameter


def route(endpoints: Sequence[Endpoint], middleware: Sequence[Middleware] = ()) -> Route:
    """Route of the description."""

    @lru_cache(maxsize=8)
    def text(base: str) -> bytes:
        return json.dumps(describe(endpoints, base), ensure_ascii=False).encode()

    def serve(request: Request) -> Response:
        base = str(request.base_url).rstrip("/")
        headers = {"Cache-Control": "no-cache", "Vary": "Host"}
        return Response(text(base), media_type=JSON, headers=headers)

    return Route(PATH, serve, methods=["GET"], middleware=middleware)
