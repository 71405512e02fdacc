"""The end of a page, whether it ends early or after its last line."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NoReturn

import streamlit as st

_foot: ContextVar[Callable[[], None] | None] = ContextVar("foot", default=None)


@contextmanager
def with_foot(foot: Callable[[], None]) -> Iterator[None]:
    """Show ``foot`` below what is drawn inside, also if that ends early by `stop`."""
    token = _foot.set(foot)
    try:
        yield
    finally:
        _foot.reset(token)
    foot()


def stop() -> NoReturn:
    """End the page here, with its foot.

    Streamlit's own ``st.stop`` would leave out the foot, which comes below every page.
    """
    if foot := _foot.get():
        foot()
    st.stop()
