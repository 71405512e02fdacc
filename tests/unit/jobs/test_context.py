"""A running job as its function sees it."""

import json

import pytest

from core.jobs import LocalRunner, Progress
from core.jobs.context import Context, worker_threads
from tests.unit.jobs.work import spec


@pytest.mark.parametrize(("cores", "threads"), [(1, 1), (2, 1), (8, 7)])
def test_a_worker_leaves_a_core_to_the_dashboard(
    monkeypatch: pytest.MonkeyPatch, cores: int, threads: int
) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(cores)), raising=False)

    assert worker_threads("cpu") == threads
    assert worker_threads("cuda:0") == min(4, cores)


def test_a_new_step_is_written_at_once_and_more_of_the_same_later(runner: LocalRunner) -> None:
    home = runner.folder(runner.submit(spec()))
    context = Context(home)

    written = []
    for done, doing in ((1, "one"), (2, "two"), (3, "two")):
        context.progress(Progress(done, 100, "%", doing))
        written.append(json.loads((home.path / "progress.json").read_text())["done"])

    assert written == [1, 2, 2]
