"""The end that is logged for a worker that died."""

from core.jobs.ending import DISK_FULL_STATUS, INTERRUPTED, end_of_dead_worker


def test_a_stopped_job_is_cancelled_however_its_worker_ended() -> None:
    event = end_of_dead_worker(stop_requested=True, seen_alive=True, exit_status=-9)

    assert event["event"] == "cancelled"


def test_a_kill_is_a_failure_with_a_hint() -> None:
    event = end_of_dead_worker(stop_requested=False, seen_alive=True, exit_status=-9)

    assert event["event"] == "failed"
    assert "killed from outside (SIGKILL)" in event["message"]
    assert "halve the batch size" in event["hint"]
    assert event["resumable"] is True


def test_a_full_disk_is_a_failure_with_a_hint() -> None:
    event = end_of_dead_worker(stop_requested=False, seen_alive=True, exit_status=DISK_FULL_STATUS)

    assert (event["event"], event["message"]) == ("failed", "The disk is full.")
    assert "Free some space" in event["hint"]


def test_a_worker_that_died_between_two_runners_was_interrupted() -> None:
    event = end_of_dead_worker(stop_requested=False, seen_alive=False, exit_status=None)

    assert event is INTERRUPTED


def test_an_adopted_worker_that_died_is_a_failure() -> None:
    event = end_of_dead_worker(stop_requested=False, seen_alive=True, exit_status=None)

    assert event["event"] == "failed"
