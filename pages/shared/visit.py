"""Who the visitor of a page is, and the words for what this one may not do."""

import streamlit as st

from core.api.server.guard import HEADER, visitor_of_header
from core.checkpoints.permitted import PermittedStore
from core.checkpoints.pool import pool
from core.jobs import PermittedRunner, runner
from core.training.recipes.shipped import RECIPES
from core.visitors import Action, Role, Visitor
from core.visitors.visitor import LOCAL
from pages.shared.literal import literal


def visitor() -> Visitor:
    """The visitor who looks at the page, as the server knows this one at each call."""
    headers = st.context.headers
    if not len(headers):
        return LOCAL  # the page runs without a server, as in a test
    text = headers.get(HEADER)
    return Visitor(Role.STRANGER) if text is None else visitor_of_header(text)


def jobs() -> PermittedRunner:
    """The jobs, for the changes that the visitor may make to them."""
    return PermittedRunner(runner(), visitor())


def store() -> PermittedStore:
    """The checkpoints, for the changes that the visitor may make to them."""
    return PermittedStore(pool().store, visitor(), RECIPES)


def may(action: Action) -> bool:
    """Whether the visitor may do something; else says on the page that it is not possible."""
    me = visitor()
    if me.may(action):
        return True
    st.caption(f":material/lock: {literal(me.refusal(action))}")
    return False
