"""Nothing but the id of a job gets to a shell."""

import pytest

from core.errors import JobError
from core.jobs.cluster import submissions
from core.jobs.cluster.submissions import submissions_of, submissions_of_attempt

JOB = "000001-0123456789ab"


@pytest.mark.parametrize(
    "job",
    [
        "",
        "..",
        f"{JOB}; reboot",
        f"{JOB}\n",
        "$(reboot)",
        f" {JOB}",
        JOB.upper(),
        "٠٠٠٠٠١-aaaaaaaaaaaa",
    ],
)
def test_anything_else_is_refused(job: str) -> None:
    with pytest.raises(JobError, match="There is no job"):
        submissions.check_id(job)


def test_a_repeated_submission_has_the_same_name_and_a_resumption_another() -> None:
    assert submissions.name(JOB, 1, 1) == submissions.name(JOB, 1, 1) == f"{JOB}-1-1"
    assert submissions.name(JOB, 2, 1) == f"{JOB}-2-1"


def test_the_submissions_of_an_attempt_are_those_since_it_was_queued() -> None:
    events = [
        {"event": "queued"},
        {"event": "submitted", "submission": "one"},
        {"event": "submitted", "submission": 7},
        {"event": "queued"},
        {"event": "submitted", "submission": "two"},
    ]

    assert submissions_of(events) == ["one", "two"]
    assert submissions_of_attempt(events) == ["two"]


def test_the_reason_is_the_last_line_that_a_worker_says() -> None:
    log = "Running entrypoint\nLatent Lab: first\nLatent Lab: Read-only file system on a, in /b.\n"

    assert submissions.reason(log) == "Read-only file system on a, in /b."
    assert submissions.reason("Traceback") == ""
