"""Login, enabled if ``.streamlit/secrets.toml`` has a section ``[auth]``.

Streamlit signs a cookie for visitors whom an OpenID Connect provider has authenticated. Pages and
routes both check that cookie. A secrets file that cannot be read admits nobody.
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
    "Login is not possible because the secrets file cannot be read; the server's log says why. "
    "Correct the file and restart the dashboard."
)
NO_LIBRARY = (
    "Login needs a library that is not installed: the operator can install it with "
    "`pip install 'streamlit[auth]'`."
)


@cache
def section() -> Mapping[str, Any] | None:
    """The login's settings, read once; None if it is not enabled, empty if they are unreadable."""
    if not secrets_singleton.load_if_toml_exists():
        exists = any(Path(path).exists() for path in st.get_option("secrets.files"))
        return {} if exists else None
    return dict(get_secrets_auth_section()) or None


def is_enabled() -> bool:
    """Whether visitors must log in."""
    return section() is not None


def allows(call: HTTPConnection) -> bool:
    """Whether a call is admitted: login is not enabled, or the call has its cookie."""
    if not is_enabled():
        return True
    if not section():
        return False

    def unsigned(name: str) -> bytes | None:
        value = call.cookies.get(name)
        if value is None:
            return None
        return decode_signed_value(get_cookie_secret(), name, value.encode("latin-1"))

    try:
        user = json.loads(get_cookie_with_chunks(unsigned, USER_COOKIE_NAME) or "null")
    except ValueError:
        return False
    return isinstance(user, dict) and user.get("is_logged_in") is True


def gate() -> None:
    """Show a login page and stop, unless the visitor is logged in or login is not enabled."""
    if not is_enabled():
        return
    if st.user.get("is_logged_in"):
        name = st.user.get("name") or st.user.get("email") or "You are logged in"
        with st.sidebar:
            st.caption(str(name))
            st.button("Log out", icon=":material/logout:", on_click=st.logout)
        return
    st.title("Latent Lab")
    if not (settings := section()):
        st.error(UNREADABLE)
    elif find_spec("authlib") is None:
        st.error(NO_LIBRARY)
    else:
        st.markdown("Log in to explore what autoencoders learn about handwritten digits.")
        providers = [name for name, value in settings.items() if isinstance(value, Mapping)]
        if "client_id" in settings:
            st.button("Log in", type="primary", on_click=st.login)
        for name in sorted(set(providers) - {"client_kwargs"}):
            st.button(f"Log in with {name}", type="primary", on_click=st.login, args=(name,))
    st.stop()
