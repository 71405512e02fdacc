"""The first screen: the moving picture, the doors, and addresses from before it existed."""

import json
from typing import Any

from streamlit.testing.v1 import AppTest

from core.checkpoints import Store
from core.settings import PROJECT
from tests.unit.checkpoints.attacks import forge

SHELL = PROJECT / "pages" / "shell.py"
TIMEOUT_S = 120


def hourglass(app: AppTest) -> dict[str, Any]:
    """The data of the moving picture and its doors."""
    every: list[dict[str, Any]] = [
        json.loads(each.proto.json)[0] for each in app.get("bidi_component")
    ]
    (data,) = (data for data in every if "doors" in data)
    return data


def test_the_picture_goes_through_different_digits_and_the_doors_lead_on(store: Store) -> None:
    module = forge.module(0, {"family": "dense", "latent": 5})
    store.save(module, forge.card("five", module))

    app = AppTest.from_file(str(SHELL), default_timeout=TIMEOUT_S).run()

    assert not app.exception
    data = hourglass(app)
    assert data["model"] == "five"
    assert len(data["loop"]["latents"]) == 7
    assert {len(latents) for latents in data["loop"]["latents"]} == {5}
    assert {door["path"] for door in data["doors"]} >= {"draw", "denoise"}


def test_an_empty_store_still_opens_the_doors(store: Store) -> None:
    app = AppTest.from_file(str(SHELL), default_timeout=TIMEOUT_S).run()

    assert not app.exception
    data = hourglass(app)
    assert data["loop"] is None
    assert {door["path"] for door in data["doors"]} == {"draw", "denoise", "train"}
    assert ["[Train](train)" in info.value for info in app.info] == [True]  # once, with its link


def test_a_link_from_when_denoise_was_first_opens_denoise() -> None:
    app = AppTest.from_file(str(SHELL), default_timeout=TIMEOUT_S)
    app.query_params["digit"] = "60007"
    app.query_params["sigma"] = "0.7"

    app.run()

    assert not app.exception
    assert app.title[0].value == "Denoise"
    assert app.number_input(key="digit").value == 60007
