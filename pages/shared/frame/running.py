"""The badge of the jobs that run in the background, in the header of every screen."""

from collections.abc import Sequence

import streamlit as st

from core.errors import LatentLabError
from core.jobs import Status, runner
from core.text.numbers import percent

POLL_S = 4.0
# The screen that shows a kind of job, and what the badge calls it.
SCREENS = {
    "train": ("train", "Training"),
    "project": ("map", "Map"),
    "fetch": ("data", "Fetching"),
    "clusters": ("clusters", "Groups"),
    "elbow": ("clusters", "Groups"),
}


def badge() -> None:
    """A link per screen with running jobs, updated without a rerun of the page.

    It polls only if a job was active when the page last ran.
    """
    st.fragment(_links, run_every=POLL_S if _active() else None)()


def text(noun: str, jobs: Sequence[Status]) -> str:
    """State of jobs in words, such as ``Training 43 %, 2 more``; empty without jobs."""
    running = [status for status in jobs if status.state in ("running", "stopping")]
    waiting = len(jobs) - len(running)
    parts = [f"{noun} {percent(running[0].share)}"] if len(running) == 1 else []
    if len(running) > 1:
        parts = [f"{noun}: {len(running)} running"]
    if waiting:
        parts.append(f"{waiting} more" if running else f"{noun}: {waiting} waiting")
    return ", ".join(parts)


def _links() -> None:
    active = _active()
    for screen, noun in dict.fromkeys(SCREENS.values()):
        jobs = [status for status in active if SCREENS[status.spec.kind][0] == screen]
        if jobs:
            st.page_link(f"{screen}/page.py", label=text(noun, jobs))


def _active() -> list[Status]:
    try:
        jobs = runner().jobs()
    except LatentLabError:
        return []
    return [status for status in jobs if status.active and status.spec.kind in SCREENS]
