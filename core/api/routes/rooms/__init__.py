"""Routes of rooms: the calls of phones, and those of the presenter's wall.

They are not `Endpoint` objects, because some wait on the event loop for the next change.
"""

from collections.abc import Sequence

from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from core.api.routes.rooms import phones, walls


def routes(middleware: Sequence[Middleware]) -> list[BaseRoute]:
    """All routes; `security.access` says who may call each."""
    return [*phones.routes(middleware), *walls.routes(middleware)]
