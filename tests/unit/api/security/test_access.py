"""Every route of the running application, ours and Streamlit's, for every role."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute, compile_path
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

import app
from core.api.endpoints import ENDPOINTS
from core.api.security.access import PATHS, action_of
from core.api.security.guard import VisitorMiddleware, guard
from core.visitors import Action, Role, Visitor
from core.visitors.rights import RIGHTS
from tests.menu import TITLES

FALLBACKS = {
    "/_stcore/{rest:path}", "/{base:path}/_stcore/{rest:path}", "/api/{rest:path}", "/{rest:path}",
}  # fmt: skip
OWNERS_ONLY = {"/_stcore/metrics", "/_stcore/agent/interact", "/_stcore/agent/mcp"}
ROUTES = [
    route
    for route in [*app.computing.load().routes, *app.app._build_starlette_app().routes]
    if isinstance(route, (Route, WebSocketRoute, Mount))
]


def path_of(route: BaseRoute) -> str:
    """An address that the route serves."""
    assert isinstance(route, (Route, WebSocketRoute, Mount))
    path = route.path
    for name in getattr(route, "param_convertors", {}):
        path = path.replace(f"{{{name}}}", "0").replace(f"{{{name}:path}}", "0")
    return path + "/file.js" if isinstance(route, Mount) else path


PATHS_SERVED = sorted({path_of(route) for route in ROUTES})


def entry(path: str) -> str:
    """The first entry of the table whose action a path gets."""
    return next(template for template in PATHS if compile_path(template)[0].match(path))


@pytest.fixture(scope="module")
def clients() -> dict[Role, TestClient]:
    """For each role an application behind the guard that answers at every address."""

    async def socket(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.close()

    def client(role: Role) -> TestClient:
        return TestClient(
            Starlette(
                routes=[
                    WebSocketRoute("/{rest:path}", socket),
                    Route(
                        "/{rest:path}",
                        lambda _: PlainTextResponse("served"),
                        methods=["GET", "PUT", "POST", "DELETE"],
                    ),
                ],
                middleware=[*guard(lambda _: Visitor(role)), Middleware(VisitorMiddleware)],
            )
        )

    return {role: client(role) for role in Role}


def test_the_walk_meets_the_routes_of_both() -> None:
    assert {endpoint.path for endpoint in ENDPOINTS} <= {
        route.path for route in ROUTES if isinstance(route, Route)
    }
    assert {"/_stcore/stream", "/_stcore/metrics", "/api/channel"} <= set(PATHS_SERVED)


@pytest.mark.parametrize("path", sorted(endpoint.path for endpoint in ENDPOINTS))
def test_every_endpoint_has_an_entry(path: str) -> None:
    assert path in PATHS


@pytest.mark.parametrize("path", PATHS_SERVED)
def test_every_route_has_an_entry_of_its_own(path: str) -> None:
    if path in {"/file.js", "/_stcore/agent/openapi.json", *OWNERS_ONLY}:
        return  # Streamlit's document for any address, and what is for owners if it is on at all
    assert entry(path) not in FALLBACKS


@pytest.mark.parametrize("path", TITLES)
def test_every_pages_document_is_open_for_the_page_itself_to_ask(path: str) -> None:
    assert action_of(path) is Action.ENTER


@pytest.mark.parametrize("path", PATHS_SERVED)
@pytest.mark.parametrize("role", Role)
def test_a_role_reaches_a_route_if_the_table_lets_it(
    clients: dict[Role, TestClient], role: Role, path: str
) -> None:
    allowed = role >= RIGHTS[action_of(path)].role
    refusal = 401 if role is Role.STRANGER else 403

    for method in ("GET", "PUT", "POST", "DELETE"):
        assert clients[role].request(method, path).status_code == (200 if allowed else refusal)
    if allowed:
        with clients[role].websocket_connect(path):
            pass
    else:
        with pytest.raises(WebSocketDisconnect), clients[role].websocket_connect(path):
            pass


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("/_stcore/metrics", Role.OWNER),
        ("/_stcore/metrics/", Role.OWNER),
        ("/lab/_stcore/metrics", Role.OWNER),
        ("/_stcore/anything-new", Role.OWNER),
        ("/_stcore/agent/interact", Role.OWNER),
        ("/api/anything-new", Role.OWNER),
        ("/_stcore/upload_file/a/b", Role.GUEST),
        ("/media/0123.png", Role.GUEST),
        ("/api/denoise", Role.GUEST),
        ("/_stcore/stream", Role.STRANGER),
        ("/healthz", Role.STRANGER),
        ("/no/such/page", Role.STRANGER),
    ],
)
def test_what_is_open_to_whom(path: str, role: Role) -> None:
    assert RIGHTS[action_of(path)].role is role


def test_a_root_path_of_a_proxy_is_no_way_around(clients: dict[Role, TestClient]) -> None:
    proxied = TestClient(clients[Role.GUEST].app, root_path="/lab")

    assert proxied.get("/lab/_stcore/metrics").status_code == 403
    assert proxied.get("/lab/api/models").status_code == 200
