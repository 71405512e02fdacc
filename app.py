"""The composition root: the ASGI application of pages, routes and background work.

``uvicorn app:app`` serves it with the lowest latency. ``streamlit run app.py`` and
``python app.py`` serve the same application.
"""

from core.settings import tune_process

tune_process()  # before PyTorch is imported

import ipaddress
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
import uvicorn
from starlette.middleware import Middleware

from core import jobs
from core.api import routes
from core.api.server.sites import OwnHostMiddleware, SameSiteMiddleware
from pages.shared import login

log = logging.getLogger("latent_lab")


def bound_host(argv: list[str]) -> str:
    """The address on which the server with the command line ``argv`` listens.

    uvicorn does not pass its socket to the application, so its own parser reads the command line
    again. For Streamlit's server the address is a setting; without it, all addresses.
    """
    if "uvicorn" in Path(argv[0]).parts[-2:]:
        context = uvicorn.main.make_context(
            "uvicorn", argv[1:], resilient_parsing=True, auto_envvar_prefix="UVICORN"
        )
        return str(context.params["host"])
    return st.get_option("server.address") or "0.0.0.0"


def is_loopback(host: str) -> bool:
    """Whether ``host``, a name or address, can be reached from this machine only."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Run jobs for as long as the server runs."""
    # Streamlit attaches its handler to uvicorn's access log: one line per file and visit.
    logging.getLogger("uvicorn.access").setLevel(logging.WARNING)
    host = bound_host(sys.argv)
    if not is_loopback(host) and not login.is_enabled():
        log.warning(
            "Listening on %s without login: anyone who can reach this address can use the "
            "dashboard. Listen on 127.0.0.1, or enable login: see the README.",
            host,
        )
    jobs.runner().start()
    try:
        yield
    finally:
        jobs.runner().stop()


PAGES = Path(__file__).with_name("pages")
app = st.App(
    PAGES / "shell.py",
    routes=routes(PAGES, login.allows),
    middleware=[Middleware(OwnHostMiddleware), Middleware(SameSiteMiddleware)],
    lifespan=lifespan,
)

if __name__ == "__main__":
    app.run()
