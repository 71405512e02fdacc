"""Where a new job runs unless someone chooses."""

import pytest

from core.jobs import places
from core.jobs.places import default_device
from core.jobs.spec import CLUSTER
from core.settings import settings


@pytest.mark.parametrize(
    ("address", "kinds", "device"),
    [
        ("", "train", "cpu"),
        ("http://head:8265", "train", CLUSTER),
        ("http://head:8265", "projection", "cpu"),
    ],
)
def test_a_kind_runs_on_the_cluster_if_the_operator_says_so(
    monkeypatch: pytest.MonkeyPatch, address: str, kinds: str, device: str
) -> None:
    own = settings().model_copy(update={"cluster_address": address, "cluster_jobs": kinds})
    monkeypatch.setattr(places, "settings", lambda: own)

    assert default_device("train") == device
