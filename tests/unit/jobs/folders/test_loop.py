"""The thread of a scheduler: one process at a time, and a failed look is not the last."""

import threading
from pathlib import Path

import pytest

from core.errors import StorageError
from core.jobs.folders import loop
from core.jobs.folders.loop import Loop


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "TICK_S", 0.01)


def test_it_looks_again_and_again_until_it_is_stopped(tmp_path: Path) -> None:
    looks, third = [], threading.Event()

    def look() -> None:
        looks.append(1)
        if len(looks) == 3:
            third.set()

    own = Loop(tmp_path, ".lock", look, "Jobs cannot be started")
    assert not own.is_active()
    own.start()
    assert third.wait(30)
    assert own.is_active()
    own.stop()
    count = len(looks)
    own.wake()

    assert not own.is_active()
    assert len(looks) == count


def test_a_look_that_fails_is_a_sentence_until_one_works(tmp_path: Path) -> None:
    broken, seen, works = [True], threading.Event(), threading.Event()

    def look() -> None:
        if broken:
            seen.set()
            raise StorageError("the disk is full.")
        works.set()

    own = Loop(tmp_path, ".lock", look, "Jobs cannot be started")
    own.start()
    assert seen.wait(30)
    for _ in range(1000):
        if own.trouble:
            break
        threading.Event().wait(0.01)
    assert own.trouble.startswith("Jobs cannot be started")
    assert "the disk is full" in own.trouble
    broken.clear()
    own.wake()
    assert works.wait(30)
    own.stop()

    assert own.trouble == ""


def test_a_second_one_waits_for_the_first(tmp_path: Path) -> None:
    first_looks, second_looks = threading.Event(), threading.Event()
    first = Loop(tmp_path, ".lock", first_looks.set, "")
    second = Loop(tmp_path, ".lock", second_looks.set, "")
    first.start()
    assert first_looks.wait(30)
    second.start()
    assert not second_looks.wait(0.2)
    first.stop()

    assert second_looks.wait(30)
    second.stop()
