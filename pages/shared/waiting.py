"""Waiting for a result of the background queue, with a progress bar."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

from core.inference.queue import OnProgress, Progress, work
from core.text.numbers import percent

T = TypeVar("T")


def wait(title: str, key: Sequence[object], compute: Callable[[OnProgress], T]) -> T:
    """Compute in the background and return the result; a bar shows the progress.

    The computation goes on if the visitor leaves. ``title`` and ``key`` identify it.
    """
    name = f"{title} {key!r}"
    answer = work.ask(name, title, compute)
    if not isinstance(answer, Progress):
        return answer
    bar = st.progress(0.0, f"{title} …")
    while isinstance(answer := work.ask(name, title, compute), Progress):
        share = min(1.0, answer.done / answer.total) if answer.total else 0.0
        bar.progress(share, f"{title} … {percent(share)}" if answer.total else f"{title} …")
    bar.empty()
    return answer
