"""Films, arithmetic, samples and the manifold by the routes."""

import io
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from safetensors.numpy import load
from starlette.testclient import TestClient

from core import data, latent
from core.api.routes import films
from core.api.server.endpoint import Endpoint
from tests.unit.api.routes.walks import (
    AE,
    RELU,
    VAE,
    answer_of,
    arrays,
    assert_example_works,
    assert_refused,
)


def test_a_film_goes_through_its_digits(walk_client: TestClient) -> None:
    result = arrays(
        walk_client, "film", models=f"{AE},{VAE}", stops="row-60000,class-3,row-60001", steps=4
    )

    assert result["frames"].shape == (2, 9, 28, 28)
    space = latent.measure_space(VAE)
    for frame, token in ((0, "row-60000"), (4, "class-3"), (8, "row-60001")):
        place = latent.locate(latent.parse_stop(token), space, "mnist")
        np.testing.assert_array_equal(
            result["frames"][1, frame], latent.decode(space, place[None]).digits[0]
        )
    np.testing.assert_array_equal(result["stops"][0], data.load().images[60_000].numpy())
    np.testing.assert_array_equal(result["stops"][1], result["frames"][0, 4])


def test_the_way_makes_a_difference(walk_client: TestClient) -> None:
    stops = "row-60000,row-60001"
    straight, arc = (
        arrays(walk_client, "film", models=RELU, stops=stops, path=path)["frames"][0]
        for path in latent.PATHS
    )
    np.testing.assert_array_equal(straight[0], arc[0])
    np.testing.assert_array_equal(straight[10], arc[10])
    assert not np.array_equal(straight[5], arc[5])


def test_strip_and_gif_hold_the_films_frames(walk_client: TestClient) -> None:
    values = {"models": f"{AE},{VAE}", "stops": "row-60000,row-60001", "steps": 5, "scale": 2}
    frames = arrays(walk_client, "film", **{k: v for k, v in values.items() if k != "scale"})[
        "frames"
    ]

    strip = answer_of(walk_client, "strip", "image/png", **values)
    gif = answer_of(walk_client, "gif", "*/*", **values)

    with Image.open(io.BytesIO(strip.content)) as picture:
        assert picture.format == "PNG"
        np.testing.assert_array_equal(np.asarray(picture)[::2, ::2], latent.strip(frames))
    assert gif.headers["content-type"] == "image/gif"
    with Image.open(io.BytesIO(gif.content)) as picture:
        assert picture.n_frames == 6  # pyrefly: ignore[missing-attribute]
        picture.seek(2)
        frame = np.asarray(picture.convert("L"))[::2, ::2]
    np.testing.assert_array_equal(frame, np.concatenate([frames[0, 2], frames[1, 2]], axis=1))


def test_arithmetic_is_done_with_the_latent_numbers(walk_client: TestClient) -> None:
    result = arrays(walk_client, "sum", models=VAE, a="row-60000", b="class-7", c="class-2")

    space = latent.measure_space(VAE)
    a = latent.locate(latent.parse_stop("row-60000"), space, "mnist")
    place = a - space.class_means[7] + space.class_means[2]
    np.testing.assert_array_equal(
        result["digits"][0, 3], latent.decode(space, place[None]).digits[0]
    )
    np.testing.assert_array_equal(result["stops"][0], data.load().images[60_000].numpy())
    unchanged = arrays(walk_client, "sum", models=VAE, a="row-60000", b="class-7", c="class-7")
    np.testing.assert_array_equal(unchanged["digits"][0, 3], unchanged["digits"][0, 0])


def test_samples_come_from_both(walk_client: TestClient) -> None:
    answer = answer_of(walk_client, "samples", models=f"{RELU},{VAE}", count=6, seed=2)

    result = load(answer.content)
    assert result["prior"].shape == result["fitted"].shape == (2, 6, 28, 28)
    space = latent.measure_space(RELU)
    for name, draw in (("prior", latent.sample_prior), ("fitted", latent.sample_gaussian)):
        expected = latent.decode(space, draw(space, 6, 2))
        np.testing.assert_array_equal(result[name][0], expected.digits)
    fields = answer_of(walk_client, "samples", "application/json", models=RELU, count=6).json()
    assert fields["prior_clipped"][0] > 0


def test_the_manifold_says_how_it_is_spaced(walk_client: TestClient) -> None:
    answer = answer_of(
        walk_client, "manifold", "application/json", models=f"{AE},{VAE}", side=3
    ).json()

    assert answer["spacing"] == ["even", "normal"]
    grid = latent.manifold_grid(latent.measure_space(VAE), 3)
    expected = latent.decode(latent.measure_space(VAE), grid.points).digits.reshape(3, 3, 28, 28)
    np.testing.assert_array_equal(answer["digits"][1], expected)
    picture = answer_of(walk_client, "manifold", "image/png", models=VAE, side=3)
    with Image.open(io.BytesIO(picture.content)) as image:
        np.testing.assert_array_equal(np.asarray(image)[28:56, :28], expected[1, 0])


STOPS = "row-60000,row-60001"


@pytest.mark.parametrize(
    ("path", "values", "status", "words"),
    [
        ("film", {"models": AE, "stops": "row-60000"}, 422, "stops"),
        ("film", {"models": AE, "stops": ",".join(["class-1"] * 9)}, 422, "stops"),
        ("film", {"models": AE, "stops": "row-60000,cat"}, 422, "names no picture"),
        ("film", {"models": AE, "stops": "row-60000,row-70000"}, 404, "no row 70000"),
        ("film", {"models": AE, "stops": STOPS, "path": "wild"}, 422, "spherical"),
        ("film", {"models": AE, "stops": STOPS, "steps": 31}, 422, "steps"),
        ("gif", {"models": AE, "stops": STOPS, "scale": 17}, 422, "scale"),
        ("gif", {"models": AE, "stops": STOPS, "milliseconds": 1}, 422, "milliseconds"),
        ("strip", {"models": AE, "stops": "drawn-AAAA,class-1"}, 422, "draw it again"),
        ("sum", {"models": AE, "a": "class-1", "b": "class-2"}, 422, "c:"),
        ("sum", {"models": AE, "a": "class-1", "b": "class-2", "c": "class-77"}, 422, "no class"),
        ("samples", {"models": AE, "count": 101}, 422, "count"),
        ("manifold", {"models": RELU}, 422, "keeps 12 numbers"),
        ("manifold", {"models": AE, "side": 41}, 422, "side"),
    ],
)
def test_a_wrong_film_is_refused_in_a_sentence(
    walk_client: TestClient, path: str, values: dict[str, Any], status: int, words: str
) -> None:
    assert_refused(answer_of(walk_client, path, "*/*", **values), status, words)


@given(stops=st.text(max_size=40))
def test_any_stops_get_an_answer_or_a_sentence(walk_client: TestClient, stops: str) -> None:
    answer = walk_client.get("/api/walk/film", params={"models": AE, "stops": stops})
    assert answer.status_code in (202, 422), answer.text


@pytest.mark.parametrize("endpoint", films.ENDPOINTS, ids=lambda endpoint: endpoint.path)
def test_the_example_of_a_film_works(walk_client: TestClient, endpoint: Endpoint) -> None:
    assert_example_works(walk_client, endpoint)
