"""The composition root: the ASGI application of pages, routes and background work.

``uvicorn app:app`` serves it with the lowest latency. ``streamlit run app.py`` and
``python app.py`` serve the same application.
"""

import gc
import sys

gc.disable()  # until the modules are imported: searching them takes a quarter of that time

from core import logs
from core.errors import SettingsError
from core.settings import settings, tune_process

tune_process()  # before PyTorch is imported
try:
    logs.configure()
except SettingsError as error:
    sys.exit(str(error))

import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from streamlit import config

from core import jobs
from core.api import all_routes, calls
from core.api.bounds.connections import bound_connections, raise_file_limit
from core.api.bounds.sockets import SocketMiddleware
from core.api.bounds.uploads import UploadMiddleware
from core.api.monitoring.readiness import Level, Readiness
from core.api.security.guard import VisitorMiddleware, arrival_of, guard
from core.api.security.headers import BrowserHeadersMiddleware
from core.api.security.sites import OwnHostMiddleware
from core.api.server.later import WaitMiddleware
from core.api.server.stopping import stop_in_time
from core.api.static.assets import ClientMiddleware
from core.api.telemetry.records import RecordMiddleware
from core.storage.files import remove_strays
from core.visitors import Visitor, identity
from pages.shared.access import login, upload_memory
from pages.shared.server import imports, streamlit_log
from pages.shared.server.listening import bound_host, port_problem

log = logging.getLogger("latent_lab")
config.set_option("server.maxUploadSize", settings().upload_mb)


@cache
def is_private() -> bool:
    """Whether only programs on this machine can reach the server."""
    return identity.is_loopback(bound_host(sys.argv))


def identify(call: HTTPConnection) -> Visitor:
    """The visitor that a call comes from."""
    server = identity.Server(is_private(), login.is_enabled())
    return identity.identify(arrival_of(call, login.claims(call)), server)


def prepare() -> None:
    """Import the remaining modules, clean up, and log problems.

    Deletes expired checkpoints from the bin, and files that interrupted writers left.
    """
    imports.load_all(computing.load)
    from core.checkpoints import bin, pool  # late: they need PyTorch

    store = pool.pool().store
    bin.empty(store)
    for folder in (store.folder, *settings().cache.glob("**/")):
        remove_strays(folder)
    for check in Readiness(computing).checks():
        if check.level is not Level.OK:
            log.warning(check.sentence)


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Run jobs for as long as the server runs."""
    logs.configure()  # again, because the server has installed its own handlers since
    host = bound_host(sys.argv)
    if not identity.is_loopback(host) and not login.is_enabled():
        log.warning(
            "Listening on %s without login: anyone who can reach this address can use the "
            "dashboard%s. Listen on 127.0.0.1, or enable login: see docs/serving.md.",
            host,
            " as a guest" if settings().anonymous == "auto" else f" as {settings().anonymous}",
        )
    if problem := raise_file_limit():
        log.warning(problem)
    jobs.runner().start()
    threading.Thread(target=prepare, name="prepare").start()
    with stop_in_time():
        try:
            yield
        finally:
            jobs.runner().stop()


if problem := port_problem(sys.argv):
    sys.exit(problem)
streamlit_log.pass_on()
logs.hide(*login.secrets())
bound_connections()
PAGES = Path(__file__).with_name("pages")
computing = calls(identify)
app = st.App(
    PAGES / "shell.py",
    routes=all_routes(PAGES, computing),
    middleware=[
        Middleware(RecordMiddleware),
        Middleware(BrowserHeadersMiddleware),
        Middleware(OwnHostMiddleware),
        *guard(identify),
        Middleware(VisitorMiddleware),
        Middleware(SocketMiddleware),
        Middleware(UploadMiddleware, memory_use=upload_memory.usage_of),
        Middleware(ClientMiddleware),
        Middleware(WaitMiddleware, load=imports.load_first),
    ],
    lifespan=lifespan,
)
gc.enable()

if __name__ == "__main__":
    app.run()
