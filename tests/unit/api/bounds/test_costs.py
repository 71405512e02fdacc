"""What one call may cost, before it is carried out."""

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from core.api.bounds import costs
from core.api.routes import library
from core.data import own
from core.data.catalogue import CATALOGUE
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


def test_a_larger_image_costs_more(monkeypatch: pytest.MonkeyPatch) -> None:
    colour = replace(CATALOGUE["mnist"], name="colour", shape=(3, 64, 64))
    monkeypatch.setattr(own, "entry", lambda name: colour if name == "colour" else None)

    size = costs.size_of("colour")

    assert size.numbers == 3 * 64 * 64
    assert size.share == pytest.approx(64**2 / 28**2)
    assert costs.size_of("mnist") == costs.Size(784, 1.0)
    assert costs.size_of("digits-8x8") == costs.Size(64, 1.0)  # a pass has as many steps
    request = library.CardRequest(row=0, dataset="colour")
    small = library.CardRequest(row=0, dataset="mnist")
    assert library._cost_of_card(request).ms > 3 * library._cost_of_card(small).ms
    assert library._cost_of_card(request).numbers == 2 * size.numbers


def test_a_checkpoint_tells_the_size_of_its_images() -> None:
    assert costs.size_for("there-is-none").numbers == 784
