"""The login: on where ``.streamlit/secrets.toml`` has a section ``[auth]``, else nobody is asked.

Streamlit signs a cookie for whoever an OpenID Connect provider has let in; pages and routes both
ask for that cookie. A secrets file that cannot be read lets nobody in.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.requests import HTTPConnection
from streamlit.auth_util import get_cookie_with_chunks, get_secrets_auth_section
from streamlit.runtime.secrets import secrets_singleton
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

UNREADABLE = (
    "The login cannot be set up: the secrets file cannot be read. The server's log says why; "
    "nobody is let in until it is mended and the dashboard is started again."
)
NO_LIBRARY = (
    "The login needs a library that is not installed: the operator can add it with "
    "`pip install 'streamlit[auth]'`."
)


@cache
def section() -> Mapping[str, Any] | None:
    """The settings of the login, read once; None where it is off, empty where it is unreadable."""
    if not secrets_singleton.load_if_toml_exists():
        there = any(Path(path).exists() for path in st.get_option("secrets.files"))
        return {} if there else None
    return dict(get_secrets_auth_section()) or None


def is_on() -> bool:
    """Whether visitors must log in."""
    return section() is not None


def allows(call: HTTPConnection) -> bool:
    """Whether whoever makes this call is let in: the login is off, or its cookie is there."""
    if not is_on():
        return True
    if not section():
        return False

    def unsigned(name: str) -> bytes | None:
        value = call.cookies.get(name)
        if value is None:
            return None
        return decode_signed_value(get_cookie_secret(), name, value.encode("latin-1"))

    try:
        told = json.loads(get_cookie_with_chunks(unsigned, USER_COOKIE_NAME) or "null")
    except ValueError:
        return False
    return isinstance(told, dict) and told.get("is_logged_in") is True


def gate() -> None:
    """End the page with a way to log in, unless the visitor is in or nobody is asked."""
    if not is_on():
        return
    if st.user.get("is_logged_in"):
        name = st.user.get("name") or st.user.get("email") or "You are logged in"
        with st.sidebar:
            st.caption(str(name))
            st.button("Log out", icon=":material/logout:", on_click=st.logout)
        return
    st.title("Latent Lab")
    if not (known := section()):
        st.error(UNREADABLE)
    elif find_spec("authlib") is None:
        st.error(NO_LIBRARY)
    else:
        st.markdown("Log in to explore what autoencoders learn about handwritten digits.")
        named = [name for name, value in known.items() if isinstance(value, Mapping)]
        if "client_id" in known:
            st.button("Log in", type="primary", on_click=st.login)
        for name in sorted(set(named) - {"client_kwargs"}):
            st.button(f"Log in with {name}", type="primary", on_click=st.login, args=(name,))
    st.stop()
