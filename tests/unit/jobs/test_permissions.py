"""What each visitor may do with jobs: start, by kind, and change, by whom they belong to."""

from collections.abc import Callable

import pytest

from core.errors import AccessError
from core.jobs import JobSpec, LocalRunner, PermittedRunner
from core.jobs.kinds import KINDS
from core.visitors import Role, Visitor
from core.visitors.rights import RIGHTS

ADA, BOB = Visitor(Role.MEMBER, "browser ada"), Visitor(Role.MEMBER, "browser bob")
OWNER = Visitor(Role.OWNER, "browser owner")
CHANGES: dict[str, Callable[[PermittedRunner, str], object]] = {
    "cancel": lambda jobs, job: jobs.cancel(job),
    "resume": lambda jobs, job: jobs.resume(job),
    "rename": lambda jobs, job: jobs.rename(job, "Another title"),
    "delete": lambda jobs, job: jobs.delete(job),
}


def spec(kind: str = "train") -> JobSpec:
    return JobSpec(kind=kind, title="A count", params={"to": 5})


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("kind", KINDS)
def test_who_may_start_which_kind(runner: LocalRunner, kind: str, role: Role) -> None:
    jobs = PermittedRunner(runner, Visitor(role, "browser x"))

    if role >= RIGHTS[KINDS[kind].action].role:
        assert runner.status(jobs.submit(spec(kind))).owner == "browser x"
    else:
        with pytest.raises(AccessError, match="cannot .* here; members can"):
            jobs.submit(spec(kind))
        assert runner.jobs() == []


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize(
    ("visitor", "allowed"),
    [
        (ADA, True),
        (BOB, False),
        (OWNER, True),
        (Visitor(Role.MEMBER), False),
        (Visitor(Role.GUEST, ADA.id), False),
        (Visitor(Role.AUDIENCE, ADA.id), False),
        (Visitor(Role.STRANGER, ADA.id), False),
    ],
)
def test_a_job_is_changed_by_who_started_it_and_by_owners(
    runner: LocalRunner, change: str, visitor: Visitor, allowed: bool
) -> None:
    job = PermittedRunner(runner, ADA).submit(spec())
    jobs = PermittedRunner(runner, visitor)

    assert jobs.may_change(runner.status(job)) is allowed
    if allowed:
        CHANGES[change](jobs, job)
    else:
        before = runner.status(job)
        with pytest.raises(AccessError, match="'A count' belongs to someone else"):
            CHANGES[change](jobs, job)
        assert runner.status(job) == before


def test_a_job_of_an_earlier_version_belongs_to_owners_only(runner: LocalRunner) -> None:
    job = runner.submit(spec())

    assert not PermittedRunner(runner, ADA).may_change(runner.status(job))
    assert PermittedRunner(runner, OWNER).may_change(runner.status(job))


def test_a_training_of_someone_else_can_be_repeated_as_ones_own(runner: LocalRunner) -> None:
    job = PermittedRunner(runner, ADA).submit(spec())
    runner.cancel(job)

    again = PermittedRunner(runner, BOB).retry(job)

    assert runner.status(again).owner == BOB.id


def test_an_equal_job_of_two_visitors_is_computed_once(runner: LocalRunner) -> None:
    first = PermittedRunner(runner, ADA).submit(spec("project"))

    assert PermittedRunner(runner, BOB).submit(spec("project")) == first
    assert runner.status(first).owner == ADA.id
