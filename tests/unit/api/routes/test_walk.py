"""Walks through latent spaces by the routes."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from core import data, latent
from core.api.routes import walk
from core.api.server.endpoint import Endpoint
from tests.unit.api.routes.walks import (
    AE,
    READER,
    RELU,
    VAE,
    answer_of,
    arrays,
    assert_example_works,
    assert_refused,
)


def test_spaces_are_described(walk_client: TestClient) -> None:
    answer = answer_of(walk_client, "spaces", "application/json", models=f"{RELU},{VAE}").json()

    relu, vae = answer["spaces"]
    assert (relu["size"], relu["variational"], relu["reach"]) == (12, False, [0, None])
    assert (vae["size"], vae["variational"], vae["reach"]) == (2, True, [None, None])
    assert relu["linear_output"]
    assert vae["digits"] == len(data.load().split("test"))
    np.testing.assert_allclose(vae["low"], latent.measure_space(VAE).low, rtol=1e-6)


def test_the_digit_at_a_place_is_the_decoders(walk_client: TestClient) -> None:
    digits = arrays(walk_client, "at", models=[AE, VAE], places=[[0.5, -1], [2.0, 0.25]])["digits"]

    for at, (name, place) in enumerate([(AE, [0.5, -1]), (VAE, [2, 0.25])]):
        expected = latent.decode(latent.measure_space(name), np.array([place], np.float32)).digits
        np.testing.assert_array_equal(digits[at], expected)


def test_clipped_numbers_are_counted(walk_client: TestClient) -> None:
    answer = answer_of(
        walk_client, "at", "application/json", models=[RELU], places=[[-1.0] * 5 + [1.0] * 7]
    )
    assert answer.json()["clipped"] == [5]


def test_steps_along_the_directions_from_a_digit(walk_client: TestClient) -> None:
    row = int(data.load().split("test").rows[3])
    digits = arrays(walk_client, "along", models=[RELU, AE], start=f"row-{row}", steps=[1.5, 0, -1])

    for at, name in enumerate([RELU, AE]):
        space = latent.measure_space(name)
        start = latent.locate(latent.parse_stop(f"row-{row}"), space, "mnist")
        place = space.along(start, np.array([1.5, 0, -1], np.float32))
        np.testing.assert_array_equal(
            digits["digits"][at], latent.decode(space, place[None]).digits
        )


def test_the_ranges_of_the_sliders_reach_to_the_digits_from_where_they_start(
    walk_client: TestClient,
) -> None:
    from_mean = arrays(walk_client, "directions", models=f"{AE},{RELU}", count=5)
    from_class = arrays(walk_client, "directions", models=f"{AE},{RELU}", count=5, start="class-1")
    small = arrays(walk_client, "directions", models=AE)

    space = latent.measure_space(RELU)
    np.testing.assert_allclose(from_mean["low"][1], space.scores_low[:5], atol=1e-4)
    np.testing.assert_allclose(from_mean["high"][1], space.scores_high[:5], atol=1e-4)
    np.testing.assert_allclose(from_mean["explained"][1], space.variance_share[:5], rtol=1e-5)
    np.testing.assert_array_equal(from_mean["high"][0, 2:], 0)
    assert small["low"].shape == (1, 2)
    start = space.scores(space.class_means[1][None])[0, :5]
    expected = np.minimum(space.scores_low[:5] - start, 0)
    np.testing.assert_allclose(from_class["low"][1], expected, atol=1e-4)


def test_a_draw_repeats_with_its_seed_and_stays_in_range(walk_client: TestClient) -> None:
    one = arrays(walk_client, "draw", models=RELU, seed=4)["steps"]
    limits = arrays(walk_client, "directions", models=RELU)

    np.testing.assert_array_equal(arrays(walk_client, "draw", models=RELU, seed=4)["steps"], one)
    assert not np.array_equal(arrays(walk_client, "draw", models=RELU, seed=5)["steps"], one)
    assert (one >= limits["low"][0]).all()
    assert (one <= limits["high"][0]).all()


@pytest.mark.parametrize(
    ("path", "values", "status", "words"),
    [
        ("spaces", {"models": "nobody"}, 404, "no checkpoint 'nobody'"),
        ("spaces", {"models": READER}, 422, "classifies images"),
        ("spaces", {"models": f"{AE},{AE}"}, 422, "only once"),
        ("spaces", {"models": ",".join("abcde")}, 422, "models"),
        ("spaces", {}, 422, "models"),
        ("spaces", {"models": AE, "dataset": "cats"}, 422, "mnist"),
        ("at", {"models": [AE], "places": [[0, 0], [0, 0]]}, 422, "one per model"),
        ("at", {"models": [AE], "places": [[0, 0, 0]]}, 422, "2 numbers, not 3"),
        ("at", {"models": [AE], "places": [[0, 1e9]]}, 422, "places.0.1"),
        ("at", {"models": [AE], "places": [["0", 0]]}, 422, "places.0.0"),
        ("along", {"models": [AE], "steps": [0.0] * 65}, 422, "64"),
        ("along", {"models": [AE], "start": "row-70000", "steps": []}, 404, "no row 70000"),
        ("directions", {"models": AE, "count": 0}, 422, "count"),
        ("draw", {"models": AE, "seed": -1}, 422, "seed"),
    ],
)
def test_a_wrong_call_is_refused_in_a_sentence(
    walk_client: TestClient, path: str, values: dict[str, Any], status: int, words: str
) -> None:
    assert_refused(answer_of(walk_client, path, "*/*", **values), status, words)


VALUES = st.recursive(
    st.none() | st.integers() | st.floats(allow_nan=False) | st.sampled_from([AE, "row-1", "cat"]),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=8,
)


@given(
    path=st.sampled_from(["at", "along"]),
    body=st.dictionaries(st.sampled_from(["models", "places", "start", "steps"]), VALUES),
)
def test_any_json_gets_an_answer_or_a_sentence(
    walk_client: TestClient, path: str, body: dict[str, Any]
) -> None:
    kind = {"content-type": "application/json"}
    answer = walk_client.post(f"/api/walk/{path}", content=json.dumps(body), headers=kind)
    assert answer.status_code in (200, 202, 404, 422), answer.text


@pytest.mark.parametrize("endpoint", walk.ENDPOINTS, ids=lambda endpoint: endpoint.path)
def test_the_example_of_the_documentation_works(
    walk_client: TestClient, endpoint: Endpoint
) -> None:
    assert_example_works(walk_client, endpoint)
