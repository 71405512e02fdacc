"""Workers are identified by more than their PID."""

import json
import os

import pytest

from core.jobs import LocalRunner
from core.jobs.local.process import kill_worker, process_identity, record_worker
from tests.unit.jobs.work import spec


def test_a_process_with_the_pid_of_a_worker_of_another_boot_is_not_killed(
    runner: LocalRunner,
) -> None:
    home = runner.folder(runner.submit(spec()))
    own = {"pid": os.getpid(), "start": "another boot, another time"}
    home.worker.write_text(json.dumps(own))

    assert kill_worker(home) is False  # and this test continues

    record_worker(home)
    assert json.loads(home.worker.read_text())["start"] == process_identity(os.getpid())


@pytest.mark.parametrize("record", ["", "{", "[]", '{"pid": "x"}', '{"pid": 1}'])
def test_a_damaged_record_of_a_worker_kills_nothing(runner: LocalRunner, record: str) -> None:
    home = runner.folder(runner.submit(spec()))
    home.worker.write_text(record)

    assert kill_worker(home) is False
