"""The OpenAPI description of the routes, made from the endpoints themselves."""

import json
from collections.abc import Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.api.server.answer import ARRAYS, JSON, PNG
from core.api.server.endpoint import Endpoint

PATH = "/api/openapi.json"
_REFERENCE = "#/components/schemas/{model}"
_REFUSALS = {
    400: "The body is not what its type says.",
    403: "A page of another site asked.",
    404: "There is no such checkpoint or row.",
    406: "The answer cannot be had in that form.",
    401: "A login is on, and the call has neither its cookie nor the operator's token.",
    413: "The body is larger than this call takes.",
    415: "The body has another type than the call takes.",
    422: "A parameter is missing, unknown or out of range.",
}
_SCHEMAS: dict[str, dict[str, Any]] = {
    JSON: {"type": "object"},
    ARRAYS: {"type": "string", "format": "binary", "description": "Arrays in safetensors layout."},
    PNG: {"type": "string", "format": "binary"},
    "image/gif": {"type": "string", "format": "binary"},
    "text/csv": {"type": "string"},
}


def describe(endpoints: Sequence[Endpoint]) -> dict[str, Any]:
    """An OpenAPI 3.1 document of these endpoints."""
    schemas: dict[str, Any] = {
        "Error": {
            "type": "object",
            "required": ["error"],
            "properties": {"error": {"type": "string", "description": "One sentence."}},
        }
    }
    paths: dict[str, Any] = {}
    for endpoint in endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Latent Lab",
            "version": _version(),
            "description": "Add noise to digits, clean, encode, decode and classify them.",
        },
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _version() -> str:
    try:
        return version("latent-lab")
    except PackageNotFoundError:  # run from its folder, as `make run` does
        return "0.1.0"


def _operation(endpoint: Endpoint, schemas: dict[str, Any]) -> dict[str, Any]:
    schema = endpoint.asks.model_json_schema(ref_template=_REFERENCE)
    schemas |= schema.pop("$defs", {})
    in_path = [name for name in schema["properties"] if f"{{{name}}}" in endpoint.path]
    operation: dict[str, Any] = {
        "operationId": endpoint.handler.__name__,
        "summary": endpoint.summary,
        "description": endpoint.description,
        "responses": {
            "200": {
                "description": "The answer, in the form that Accept asks for.",
                "content": {media: {"schema": _SCHEMAS[media]} for media in endpoint.media},
            },
            **{str(status): _refusal(text) for status, text in _REFUSALS.items()},
        },
    }
    named = [_parameter(endpoint, name, schema, "path") for name in in_path]
    others = [name for name in schema["properties"] if name not in in_path]
    if endpoint.method == "GET":
        named += [_parameter(endpoint, name, schema, "query") for name in others]
    else:
        schemas[endpoint.asks.__name__] = schema
        content: dict[str, Any] = {
            JSON: {
                "schema": {"$ref": _REFERENCE.format(model=endpoint.asks.__name__)},
                "example": dict(endpoint.example),
            }
        }
        if endpoint.raw:
            text = f"The {endpoint.raw}, little-endian; the other parameters go in the query."
            text += f" Up to {endpoint.max_bytes:,} bytes."
            content[ARRAYS] = {
                "schema": {"type": "string", "format": "binary", "description": text}
            }
        operation["requestBody"] = {"required": True, "content": content}
    if named:
        operation["parameters"] = named
    return operation


def _refusal(text: str) -> dict[str, Any]:
    schema = {"$ref": _REFERENCE.format(model="Error")}
    return {"description": text, "content": {JSON: {"schema": schema}}}


def _parameter(endpoint: Endpoint, name: str, schema: dict[str, Any], where: str) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": name,
        "in": where,
        "required": where == "path" or name in schema.get("required", []),
        "schema": schema["properties"][name],
    }
    if name in endpoint.example:
        field["example"] = endpoint.example[name]
    return field


def route(endpoints: Sequence[Endpoint]) -> Route:
    """The route that serves the description."""

    @cache
    def text() -> bytes:
        return json.dumps(describe(endpoints), ensure_ascii=False).encode()

    def serve(_: Request) -> Response:
        return Response(text(), media_type=JSON, headers={"Cache-Control": "no-cache"})

    return Route(PATH, serve, methods=["GET"])
