"""A page's turn to read a visitor's files, which can take seconds of processor time."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from core.api.bounds.costs import preview_ms
from core.api.bounds.shares import Share
from core.api.bounds.turns import turns
from pages.shared.access import visit


@contextmanager
def turn(size: int) -> Iterator[None]:
    """Hold a turn to read files of ``size`` bytes; while it waits, the page says why.

    A visitor who leaves, or uses a control, gives up their place in the queue.
    """
    address = st.context.ip_address or "this machine"
    bars: list[st.delta_generator.DeltaGenerator] = []

    def say(sentence: str) -> None:
        if not bars:
            bars.append(st.empty())
        bars[0].progress(0.0, sentence)

    with turns().turn(Share(visit.visitor().id or address, address), preview_ms(size), say):
        for bar in bars:
            bar.empty()
        yield
