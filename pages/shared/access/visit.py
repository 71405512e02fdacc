"""The visitor of a page, and a notice of what they may not do."""

import streamlit as st

from core.api.security.guard import HEADER, visitor_of_header
from core.visitors import Action, Role, Visitor
from core.visitors.visitor import LOCAL
from pages.shared.literal import literal


def visitor() -> Visitor:
    """The visitor of the page, as the server identified them for this call."""
    headers = st.context.headers
    if not len(headers):
        return LOCAL  # the page runs without a server, as in a test
    text = headers.get(HEADER)
    return Visitor(Role.STRANGER) if text is None else visitor_of_header(text)


def may(action: Action) -> bool:
    """Whether the visitor may do something; if not, the page says so."""
    me = visitor()
    if me.may(action):
        return True
    st.caption(f":material/lock: {literal(me.refusal(action))}")
    return False
