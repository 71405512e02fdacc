"""What one call may cost, before it is carried out."""

import pytest
from starlette.testclient import TestClient

from core.api.bounds import costs
from core.settings import settings
from tests.unit.api.support import (
    DENOISER,
    refused,
)


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/api/walk/manifold?models=a,b,c,d&side=40", "4.8 s"),
        ("/api/walk/gif?models=a,b,c,d&steps=30&scale=16&stops=" + 8 * ",mean", "fewer"),
    ],
)
def test_a_call_that_costs_too_much_is_refused_before_its_models_are_opened(
    client: TestClient, path: str, sentence: str
) -> None:
    assert sentence in refused(client.get(path.replace("=,", "="), headers={"accept": "*/*"}), 422)


def test_the_operator_sets_what_one_call_may_cost(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(costs, "settings", lambda: settings().model_copy(update={"call_ms": 100}))
    body = {"rows": list(range(200)), "models": [DENOISER]}

    assert "0.1 s" in refused(client.post("/api/denoise", json=body), 422)
