"""Clusterings and elbows as jobs."""

import pytest

from core.clustering import ElbowStudy, Study
from core.errors import JobError
from core.jobs import LocalRunner
from core.jobs.context import Context
from core.jobs.kinds import clustering


def test_a_computation_that_has_not_ended_is_not_queued_again(runner: LocalRunner) -> None:
    study, elbow = Study(), ElbowStudy(study=Study())
    assert clustering.newest(runner, study) is None

    jobs = [clustering.start(runner, wanted) for wanted in (study, study, elbow)]

    assert jobs[0] == jobs[1] != jobs[2]
    newest = clustering.newest(runner, study)
    assert newest is not None
    assert (newest.id, newest.ahead, newest.spec.device) == (jobs[0], 0, "cpu")
    assert runner.status(jobs[2]).ahead == 1


def test_an_elbow_with_impossible_parameters_is_a_sentence(runner: LocalRunner) -> None:
    spec = clustering.spec_of(ElbowStudy(study=Study()))
    wrong = spec.model_copy(update={"params": {**spec.params, "lowest": 9, "highest": 3}})
    home = runner.folder(runner.submit(wrong))

    with pytest.raises(JobError, match=r"elbow cannot be computed: .*above the highest"):
        clustering.run_elbow(Context(home))
