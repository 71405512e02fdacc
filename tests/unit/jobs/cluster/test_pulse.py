"""Heartbeats decide whether a worker is alive."""

from core.jobs.cluster.pulse import LOST_S, Pulse
from core.jobs.folders.folder import JobFolder


def test_a_worker_is_alive_as_long_as_its_heart_beats(job: JobFolder) -> None:
    now = [100.0]
    pulse = Pulse(lambda: now[0])
    job.beat(1)
    assert pulse.is_alive(job)

    now[0] += LOST_S - 1
    assert pulse.is_alive(job)
    job.beat(2)
    assert pulse.silence(job, 1) == 0
    now[0] += LOST_S + 1
    assert not pulse.is_alive(job)


def test_a_new_attempt_has_time_for_its_first_heartbeat(job: JobFolder) -> None:
    now = [100.0]
    pulse = Pulse(lambda: now[0])
    assert pulse.is_alive(job)
    now[0] += LOST_S + 1
    assert not pulse.is_alive(job)

    job.append("queued", turn=9)

    assert pulse.is_alive(job)
