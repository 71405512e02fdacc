"""Waiting for a result of the background queue, with a progress bar."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

from core.inference import queue
from core.inference.progress import OnProgress
from core.inference.queue import NotReady
from core.text.numbers import percent

T = TypeVar("T")


def wait(title: str, key: Sequence[object], compute: Callable[[OnProgress], T]) -> T:
    """Compute in the background and return the result; a bar shows the progress.

    The computation goes on if the visitor leaves. ``title`` and ``key`` identify it.
    """
    bar = st.empty()
    while True:
        try:
            result = queue.result(f"{title} {key!r}", title, compute)
        except NotReady as waiting:
            now = waiting.progress
            share = min(1.0, now.done / now.total) if now.total else 0.0
            bar.progress(share, f"{title} … {percent(share)}" if now.total else f"{title} …")
        else:
            bar.empty()
            return result
