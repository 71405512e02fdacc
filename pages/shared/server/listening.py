"""The address on which this server listens."""

import errno
import socket
from multiprocessing import parent_process
from pathlib import Path
from typing import Any

import streamlit as st
import uvicorn


def bound_host(argv: list[str]) -> str:
    """The address on which the server with the command line ``argv`` listens.

    uvicorn does not pass its socket to the application, so its own parser reads the command line
    again. Streamlit's server has a setting for the address, and without it listens on all
    addresses. That is also assumed of any other server.
    """
    program = Path(argv[0]).parts[-2:]
    if "uvicorn" in program:
        options = _uvicorn_options(argv)
        # A socket or a root path is for a proxy, which may listen anywhere.
        proxied = any(options.get(name) for name in ("uds", "fd", "root_path"))
        return "0.0.0.0" if proxied else str(options["host"])
    own = "streamlit" in program or program[-1] == "app.py"
    return (own and st.get_option("server.address")) or "0.0.0.0"


def port_problem(argv: list[str]) -> str | None:
    """Why uvicorn cannot listen on the port of its command line; None if it can.

    uvicorn itself finds out only at the end of its start. Streamlit's server reports it itself.
    """
    # The parent of several workers has the port already, and they inherit it.
    if "uvicorn" not in Path(argv[0]).parts[-2:] or parent_process() is not None:
        return None
    options = _uvicorn_options(argv)
    if options.get("uds") or options.get("fd"):
        return None
    host, port = str(options["host"]), int(options["port"])
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return (
                f"Port {port} is taken by another program, perhaps by a dashboard that runs "
                f"already: stop it, or choose another port (make run PORT={port + 1})."
            )
        return f"The server cannot listen at {host}, port {port}: {error.strerror}."
    return None


def _uvicorn_options(argv: list[str]) -> dict[str, Any]:
    context = uvicorn.main.make_context(
        "uvicorn", argv[1:], resilient_parsing=True, auto_envvar_prefix="UVICORN"
    )
    return context.params
