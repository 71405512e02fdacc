"""The routes that compute: for pointer-driven calls of the browser, and for programs.

Each file in `routes` has a list called `ENDPOINTS`. To add a file, add its list below. Only `rooms`
has plain routes instead, because they wait on the event loop.
"""

from starlette.routing import Router

from core.api.documentation import docs, openapi
from core.api.routes import (
    exports,
    films,
    images,
    inference,
    jobs,
    library,
    maps,
    neighbours,
    placing,
    rooms,
    selections,
    walk,
)
from core.api.security.guard import Identify, guard, identification
from core.api.server import channel
from core.api.server.endpoint import Endpoint

ENDPOINTS: list[Endpoint] = [
    *library.ENDPOINTS,
    *inference.ENDPOINTS,
    *images.ENDPOINTS,
    *jobs.ENDPOINTS,
    *maps.ENDPOINTS,
    *selections.ENDPOINTS,
    *placing.ENDPOINTS,
    *neighbours.ENDPOINTS,
    *walk.ENDPOINTS,
    *films.ENDPOINTS,
    *exports.ENDPOINTS,
]


def router(identify: Identify) -> Router:
    """The endpoints with their description and the channel.

    ``identify`` returns the visitor of a call; `security.access` lists what each route requires.
    """
    middleware = guard(identify)
    calls = [endpoint.route(middleware) for endpoint in ENDPOINTS]
    routes = [openapi.route(ENDPOINTS, middleware), *docs.routes(middleware)]
    own = rooms.routes(middleware)
    return Router([*calls, *own, *routes, channel.route(calls, [identification(identify)])])
