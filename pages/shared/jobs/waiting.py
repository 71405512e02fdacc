"""Waiting for a result of the background queue, with a progress bar."""

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

from core.errors import BusyError
from core.inference import queue
from core.inference.progress import OnProgress
from core.inference.queue import NotReady
from core.text.numbers import percent
from pages.shared.choices.dataset import worded

T = TypeVar("T")


def wait(title: str, key: Sequence[object], compute: Callable[[OnProgress], T]) -> T:
    """Compute in the background and return the result; a bar shows the progress.

    The computation goes on for a minute and a half after the visitor has left. ``title`` and
    ``key`` identify it.
    """
    bar, label = st.empty(), worded(title)
    while True:
        try:
            result = queue.result(f"{title} {key!r}", title, compute)
        except NotReady as waiting:
            now = waiting.progress
            share = min(1.0, now.done / now.total) if now.total else 0.0
            bar.progress(share, f"{label} … {percent(share)}" if now.total else f"{label} …")
        except BusyError as full:
            bar.progress(0.0, f"{label}: the queue is full, so this waits …")
            time.sleep(full.retry_s / 10)
        else:
            bar.empty()
            return result
