"""The badge of running jobs, in the frame around every page."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core import jobs
from core.jobs import DashboardRunner, JobSpec
from core.settings import PROJECT, settings

SHELL = PROJECT / "pages" / "shell.py"
TIMEOUT_S = 120


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DashboardRunner]:
    """A runner without jobs that nobody has started."""
    (tmp_path / "data").symlink_to(settings().data)
    monkeypatch.setenv("LATENT_LAB_HOME", str(tmp_path))
    settings.cache_clear()
    jobs.runner.cache_clear()
    yield jobs.runner()
    monkeypatch.undo()
    settings.cache_clear()
    jobs.runner.cache_clear()


def badges() -> dict[str, str]:
    """The page that each badge leads to, by its text."""
    app = AppTest.from_file(str(SHELL), default_timeout=TIMEOUT_S).run()
    assert not app.exception
    links: Any = app.get("page_link")
    return {link.proto.label: link.proto.page for link in links if link.proto.label[:5] != "Next:"}


def running(runner: DashboardRunner, kind: str, done: float) -> int:
    """Make the next job of this kind look as if it ran; returns its lock."""
    home = runner.folder(runner.submit(JobSpec(kind=kind, title=f"{kind} {done}")))
    home.append("started")
    home.write_progress(json.dumps({"done": done, "total": 10}))
    lock = home.take_lock()
    assert lock is not None
    return lock


def test_nothing_is_shown_while_nothing_runs(runner: DashboardRunner) -> None:
    runner.cancel(runner.submit(JobSpec(kind="train", title="stopped")))

    assert badges() == {}


def test_each_screen_with_running_jobs_has_a_badge(runner: DashboardRunner) -> None:
    locks = [running(runner, kind, 4.3) for kind in ("train", "project")]
    runner.submit(JobSpec(kind="train", title="behind it"))
    runner.submit(JobSpec(kind="elbow", title="not begun"))
    try:
        assert badges() == {
            "Training 43 %, 1 more": "train",
            "Map 43 %": "map",
            "Groups: 1 waiting": "clusters",
        }
    finally:
        for lock in locks:
            os.close(lock)


@pytest.mark.parametrize("active", [True, False])
def test_the_badge_polls_only_while_jobs_are_active(
    runner: DashboardRunner, monkeypatch: pytest.MonkeyPatch, active: bool
) -> None:
    job = runner.submit(JobSpec(kind="train", title="at work"))
    if not active:
        runner.cancel(job)
    polls: list[float | None] = []
    whole = st.fragment

    def fragment(function: Any, *, run_every: float | None = None) -> Any:
        polls.append(run_every)
        return whole(function)

    monkeypatch.setattr(st, "fragment", fragment)
    badges()

    assert polls[0] == (4.0 if active else None)
