"""Specs of jobs, including those that earlier versions have written."""

from typing import Any

import pytest

from core.clustering import Source, Study
from core.jobs.folders.folder import Submission
from core.jobs.kinds import lane
from core.jobs.spec import JobSpec, Progress, State, Status
from core.maps.projections.request import Request
from core.training.recipes.shipped import RECIPES


def test_the_device_of_an_earlier_version_loses_the_name_of_its_lane() -> None:
    text = (
        '{"spec": {"kind": "clusters", "title": "9 clusters", "device": "cpu, clusters",'
        ' "params": {}, "group": null, "label": ""}, "submitted": "2026-01-31T12:00:00+00:00"}'
    )

    spec = Submission.model_validate_json(text).spec

    assert spec.device == "cpu"
    assert lane(spec) == "cpu, clusters"


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, set()),
        (Study(source=Source(checkpoint="a")).model_dump(), {"a"}),
        ({"study": Study(source=Source(checkpoint="a")).model_dump()}, {"a"}),
        (Study().model_dump(), set()),
        (Request(checkpoint="a").model_dump(), {"a"}),
        (
            {"recipe": RECIPES["clf-dense-200-ae"].model_dump()},
            {"ae-dense-200", "clf-dense-200-dae"},
        ),
        ({"recipe": {"name": "mine", "judge": "b", "rival": "c", "initial": None}}, {"b", "c"}),
    ],
)
def test_the_checkpoints_that_a_job_reads(params: dict[str, Any], expected: set[str]) -> None:
    assert JobSpec(kind="train", title="A job", params=params).checkpoints == expected


@pytest.mark.parametrize(
    ("kind", "device", "expected"),
    [
        ("train", "cpu", "cpu, trainings"),
        ("project", "cpu", "cpu, maps"),
        ("clusters", "cpu", "cpu, clusters"),
        ("elbow", "cpu", "cpu, clusters"),
        ("project", "cuda:0", "cuda:0"),
        ("train", "cuda:1", "cuda:1"),
        ("of another version", "cpu", "cpu"),
    ],
)
def test_the_cpu_has_a_lane_per_kind_of_work_and_a_gpu_has_one(
    kind: str, device: str, expected: str
) -> None:
    assert lane(JobSpec(kind=kind, title="a job", device=device)) == expected


def test_the_share_of_the_work_is_between_0_and_1() -> None:
    assert [Progress(done, 4).share for done in (0, 1, 5)] == [0, 0.25, 1]
    assert Progress(3, 0).share == 0


@pytest.mark.parametrize(("state", "share"), [("running", 0.99), ("stopping", 0.99), ("done", 1.0)])
def test_a_job_is_complete_only_once_it_is_done(state: State, share: float) -> None:
    spec = JobSpec(kind="train", title="mine")
    status = Status("1-a", spec, "mine", state, 1, "", progress=Progress(10, 10))
    assert status.share == share
