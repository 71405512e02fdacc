"""The route for the live view of a training."""

from collections.abc import Iterator

import pytest
import torch
from safetensors.numpy import load
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core.api.routes import jobs
from core.api.routes.jobs import MAX_EPOCHS
from core.errors import JobError
from core.jobs.kinds import training
from core.training.snapshots import SharedImages, Snapshot
from tests.unit.api.support import RAW, refused

EPOCHS = MAX_EPOCHS + 7
JOB = "000001-0123456789ab"


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """The route, and a training with a snapshot of each of its epochs."""
    digits = torch.zeros(10, 28, 28, dtype=torch.uint8)
    labels = torch.arange(10)
    shared = SharedImages(digits, digits, labels, labels, torch.arange(10))

    def shared_images(_: object, job: str) -> SharedImages:
        if job != JOB:
            raise JobError(f"There is no job {job}.")
        return shared

    def snapshot(_: object, job: str, epoch: int) -> Snapshot:
        return Snapshot(torch.full((10, 2), float(epoch)), digits + epoch)

    monkeypatch.setattr(training, "shared_images", shared_images)
    monkeypatch.setattr(training, "snapshot_epochs", lambda *_: list(range(1, EPOCHS + 1)))
    monkeypatch.setattr(training, "snapshot", snapshot)
    with TestClient(Starlette(routes=[endpoint.route() for endpoint in jobs.ENDPOINTS])) as opened:
        yield opened


def call(client: TestClient, after: int) -> dict:
    query = {"job": JOB, "after": after}
    return load(client.get("/api/job-snapshots", params=query, headers=RAW).content)


def test_the_epochs_after_the_known_ones_come_in_their_order(client: TestClient) -> None:
    answer = call(client, EPOCHS - 3)

    assert answer["epochs"].tolist() == [EPOCHS - 2, EPOCHS - 1, EPOCHS]
    assert answer["points"][:, 0, 0].tolist() == answer["epochs"].tolist()
    assert answer["output"].shape == (3, 10, 28, 28)
    assert answer["digit_labels"].tolist() == list(range(10))


def test_many_epochs_come_in_parts(client: TestClient) -> None:
    query = {"job": JOB, "after": 0}
    client.headers["accept"] = "application/json"
    first = client.get("/api/job-snapshots", params=query).json()

    assert (len(first["epochs"]), first["more"]) == (MAX_EPOCHS, True)
    query["after"] = first["epochs"][-1]
    rest = client.get("/api/job-snapshots", params=query).json()
    assert (len(rest["epochs"]), rest["more"]) == (EPOCHS - MAX_EPOCHS, False)


def test_without_a_new_epoch_there_are_no_points(client: TestClient) -> None:
    assert "points" not in call(client, EPOCHS)


def test_an_unknown_job_is_not_found(client: TestClient) -> None:
    answer = client.get("/api/job-snapshots", params={"job": "none"})

    assert "no job none" in refused(answer, 404)
