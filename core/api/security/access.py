"""The action that each address stands for. `core.visitors` says which role may do which action."""

from collections.abc import Mapping
from functools import lru_cache

from starlette.routing import compile_path
from starlette.types import Scope

from core.visitors import Action

PATHS: Mapping[str, Action] = {
    # Scripts, the frame of the pages and the login: `pages/shell.py` checks the rest.
    "/healthz": Action.ENTER,
    "/readyz": Action.ENTER,
    "/metrics": Action.METRICS,
    "/": Action.ENTER,
    "/assets/{rest:path}": Action.ENTER,
    "/static/{rest:path}": Action.ENTER,
    "/component/{path:path}": Action.ENTER,
    "/_stcore/bidi-components/{path:path}": Action.ENTER,
    "/_stcore/health": Action.ENTER,
    "/_stcore/host-config": Action.ENTER,
    "/_stcore/stream": Action.ENTER,
    "/auth/login": Action.ENTER,
    "/auth/logout": Action.ENTER,
    "/oauth2callback": Action.ENTER,
    "/r/{code}": Action.ENTER,  # the phones' page, the same for every code
    "/r/": Action.ENTER,
    "/{page}": Action.ENTER,
    # The socket only carries calls, and each of them is one of the addresses below.
    "/api/channel": Action.ENTER,
    "/media/{file_id:path}": Action.READ,
    "/_stcore/upload_file/{session_id}/{file_id}": Action.UPLOAD,
    "/api/models": Action.READ,
    "/api/datasets": Action.READ,
    "/api/digits/{dataset}/{row}": Action.READ,
    "/api/maps/card": Action.READ,
    "/api/denoise": Action.READ,
    "/api/noise": Action.READ,
    "/api/encode": Action.READ,
    "/api/decode": Action.READ,
    "/api/classify": Action.READ,
    "/api/prepare": Action.UPLOAD,
    "/api/job-snapshots": Action.READ,
    "/api/maps": Action.READ,
    "/api/maps/points": Action.READ,
    "/api/maps/values": Action.READ,
    "/api/maps/clusters": Action.READ,
    "/api/maps/plane": Action.READ,
    "/api/maps/selection": Action.READ,
    "/api/maps/pictures": Action.READ,
    "/api/maps/sheet": Action.READ,
    "/api/maps/table": Action.READ,
    "/api/maps/place": Action.READ,
    "/api/maps/neighbours": Action.READ,
    "/api/exports/pictures": Action.READ,
    "/api/exports/checkpoint": Action.READ,
    "/api/exports/mislabelled": Action.READ,
    "/api/exports/duplicates": Action.READ,
    "/api/walk/spaces": Action.READ,
    "/api/walk/at": Action.READ,
    "/api/walk/directions": Action.READ,
    "/api/walk/along": Action.READ,
    "/api/walk/draw": Action.READ,
    "/api/walk/film": Action.READ,
    "/api/walk/strip": Action.READ,
    "/api/walk/gif": Action.READ,
    "/api/walk/sum": Action.READ,
    "/api/walk/samples": Action.READ,
    "/api/walk/manifold": Action.READ,
    # A phone also needs the room's code, the presenter's browser the room's secret.
    "/api/rooms": Action.OPEN_ROOM,
    "/api/rooms/{code}/phones": Action.DRAW_IN_ROOM,
    "/api/rooms/{code}/news": Action.DRAW_IN_ROOM,
    "/api/rooms/{code}/drawings": Action.DRAW_IN_ROOM,
    "/api/rooms/{code}/votes": Action.DRAW_IN_ROOM,
    "/api/rooms/{code}/map.png": Action.DRAW_IN_ROOM,
    "/api/rooms/{code}": Action.OPEN_ROOM,
    "/api/rooms/{code}/address": Action.OPEN_ROOM,
    "/api/rooms/{code}/wall": Action.OPEN_ROOM,
    "/api/rooms/{code}/actions": Action.OPEN_ROOM,
    "/api/rooms/{code}/drawings.zip": Action.OPEN_ROOM,
    "/api/openapi.json": Action.READ,
    "/api/docs": Action.READ,
    "/api/docs/{rest:path}": Action.READ,
    # Streamlit's own figures, and whatever later versions of it may serve.
    "/_stcore/metrics": Action.METRICS,
    "/_stcore/{rest:path}": Action.METRICS,
    "/{base:path}/_stcore/{rest:path}": Action.METRICS,
    "/api/{rest:path}": Action.METRICS,
    # Streamlit answers any other address with its document.
    "/{rest:path}": Action.ENTER,
}
"""The action of each address; the first entry that matches counts."""

_PATTERNS = [(compile_path(template)[0], template) for template in PATHS]


@lru_cache(maxsize=4096)
def template_of(path: str) -> str:
    """The first key of `PATHS` that matches ``path``."""
    return next(template for pattern, template in _PATTERNS if pattern.match(path))


def action_of(path: str) -> Action:
    """The action that a call of ``path`` stands for."""
    return PATHS[template_of(path)]


def path_of(scope: Scope) -> str:
    """Path of a call below the path at which a proxy serves the application."""
    root: str = scope.get("app_root_path", scope.get("root_path", ""))
    path: str = scope["path"]
    return path[len(root) :] or "/" if path.startswith(root) else path
