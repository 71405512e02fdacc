"""Login, enabled if ``.streamlit/secrets.toml`` has a section ``[auth]``.

Streamlit signs a cookie for visitors whom an OpenID Connect provider has authenticated. The server
reads it at each call, including the one that opens a page. If the secrets file cannot be read,
nobody is admitted.
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

from core.settings import settings
from core.visitors import Action, Role
from pages.shared.access import visit
from pages.shared.literal import literal

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
    """The login's settings, read once; None if login is disabled, empty if they are unreadable."""
    if not secrets_singleton.load_if_toml_exists():
        exists = any(Path(path).exists() for path in st.get_option("secrets.files"))
        return {} if exists else None
    return dict(get_secrets_auth_section()) or None


def is_enabled() -> bool:
    """Whether visitors can log in."""
    return section() is not None


def secrets() -> list[str]:
    """The texts in the login's settings that no log may contain."""
    values = section() or {}
    sections = [values, *(value for value in values.values() if isinstance(value, Mapping))]
    return [
        str(value) for each in sections for name, value in each.items() if name.endswith("secret")
    ]


def claims(call: HTTPConnection) -> Mapping[str, Any] | None:
    """The provider's claims about a visitor who has logged in; None for all others."""
    if not section():
        return None

    def unsigned(name: str) -> bytes | None:
        value = call.cookies.get(name)
        if value is None:
            return None
        return decode_signed_value(get_cookie_secret(), name, value.encode("latin-1"))

    try:
        user = json.loads(get_cookie_with_chunks(unsigned, USER_COOKIE_NAME) or "null")
    except ValueError:
        return None
    return user if isinstance(user, dict) and user.get("is_logged_in") is True else None


def gate(action: Action) -> None:
    """Unless the visitor may do ``action``, show how to log in and end the page."""
    visitor = visit.visitor()
    if visitor.name:
        with st.sidebar:
            st.caption(literal(visitor.name))
            st.button("Log out", icon=":material/logout:", on_click=st.logout)
    if visitor.may(action):
        # In a kiosk nobody logs in: the provider would remember them for the next visitor.
        if is_enabled() and not visitor.name and not settings().kiosk:
            with st.sidebar:
                _buttons()
        return
    st.title("Latent Lab", anchor=False)
    if section() == {}:
        st.error(UNREADABLE)
    elif is_enabled() and visitor.role is Role.STRANGER and not visitor.name:
        st.markdown("Log in to explore what autoencoders learn about handwritten digits.")
    else:
        st.info(literal(visitor.refusal(action)))
    if not visitor.name:
        _buttons()
    st.stop()


def _buttons() -> None:
    """One button per provider, or an error if the library for login is missing."""
    if not (settings := section()):
        return
    if find_spec("authlib") is None:
        st.error(NO_LIBRARY)
        return
    providers = [name for name, value in settings.items() if isinstance(value, Mapping)]
    if "client_id" in settings:
        st.button("Log in", type="primary", on_click=st.login)
    for name in sorted(set(providers) - {"client_kwargs"}):
        st.button(f"Log in with {name}", type="primary", on_click=st.login, args=(name,))
