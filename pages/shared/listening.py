"""The address on which this server listens."""

from pathlib import Path

import streamlit as st
import uvicorn


def bound_host(argv: list[str]) -> str:
    """The address on which the server with the command line ``argv`` listens.

    uvicorn does not pass its socket to the application, so its own parser reads the command line
    again. For Streamlit's server the address is a setting; without it, all addresses. Of any other
    server nothing is known, so all addresses are assumed.
    """
    program = Path(argv[0]).parts[-2:]
    if "uvicorn" in program:
        context = uvicorn.main.make_context(
            "uvicorn", argv[1:], resilient_parsing=True, auto_envvar_prefix="UVICORN"
        )
        # A socket or a root path is for a proxy, which may listen anywhere.
        proxied = any(context.params.get(name) for name in ("uds", "fd", "root_path"))
        return "0.0.0.0" if proxied else str(context.params["host"])
    own = "streamlit" in program or program[-1] == "app.py"
    return (own and st.get_option("server.address")) or "0.0.0.0"
