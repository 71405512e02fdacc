"""Walks, films and other pictures from latent spaces through the routes."""

import io
import json
import time
from collections.abc import Iterator
from typing import Any

import httpx2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from safetensors.numpy import load
from starlette.testclient import TestClient

from core import data, latent
from core.api.routes import films, walk
from core.api.server.endpoint import Endpoint
from core.settings import PROJECT
from tests.unit.api.support import client_of

AE, RELU, VAE, READER = "ae", "ae-relu", "vae", "clf"
SPECS: dict[str, dict[str, Any]] = {
    AE: {"family": "dense", "latent": 2},
    RELU: {"family": "dense", "latent": 12, "latent_activation": "relu", "output": "linear"},
    VAE: {"family": "vae-dense", "widths": [8], "latent": 2},
    READER: {"family": "clf-dense", "widths": [4]},
}
SCRIPTS = PROJECT / "pages"
RAW = "application/octet-stream"
ENDPOINTS = [*walk.ENDPOINTS, *films.ENDPOINTS]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client_of(tmp_path_factory.mktemp("store"), SPECS) as opened:
        yield opened


def answer_of(
    client: TestClient, path: str, accept: str = RAW, /, **values: Any
) -> httpx2.Response:
    """The answer once it is ready: of a POST if the route takes one, else of a GET."""
    posts = {endpoint.path for endpoint in ENDPOINTS if endpoint.method == "POST"}
    for _ in range(600):
        if f"/api/walk/{path}" in posts:
            response = client.post(f"/api/walk/{path}", json=values, headers={"accept": accept})
        else:
            response = client.get(f"/api/walk/{path}", params=values, headers={"accept": accept})
        if response.status_code != 202:
            return response
        assert set(response.json()) == {"doing", "done", "total"}
        time.sleep(0.05)
    raise AssertionError("never ready")


def arrays(client: TestClient, path: str, /, **values: Any) -> dict[str, np.ndarray]:
    response = answer_of(client, path, **values)
    assert response.status_code == 200, response.text
    return load(response.content)


def test_spaces_are_described(client: TestClient) -> None:
    answer = answer_of(client, "spaces", "application/json", models=f"{RELU},{VAE}").json()

    relu, vae = answer["spaces"]
    assert (relu["size"], relu["variational"], relu["reach"]) == (12, False, [0, None])
    assert (vae["size"], vae["variational"], vae["reach"]) == (2, True, [None, None])
    assert relu["linear_output"]
    assert vae["digits"] == len(data.load().split("test"))
    np.testing.assert_allclose(vae["low"], latent.measure_space(VAE).low, rtol=1e-6)


def test_the_digit_at_a_place_is_the_decoders(client: TestClient) -> None:
    digits = arrays(client, "at", models=[AE, VAE], places=[[0.5, -1], [2.0, 0.25]])["digits"]

    for at, (name, place) in enumerate([(AE, [0.5, -1]), (VAE, [2, 0.25])]):
        expected = latent.decode(latent.measure_space(name), np.array([place], np.float32)).digits
        np.testing.assert_array_equal(digits[at], expected)


def test_clipped_numbers_are_counted(client: TestClient) -> None:
    answer = answer_of(
        client, "at", "application/json", models=[RELU], places=[[-1.0] * 5 + [1.0] * 7]
    )
    assert answer.json()["clipped"] == [5]


def test_steps_along_the_directions_from_a_digit(client: TestClient) -> None:
    row = int(data.load().split("test").rows[3])
    digits = arrays(client, "along", models=[RELU, AE], start=f"row-{row}", steps=[1.5, 0, -1])

    for at, name in enumerate([RELU, AE]):
        space = latent.measure_space(name)
        start = latent.locate(latent.parse_stop(f"row-{row}"), space, "mnist")
        place = space.along(start, np.array([1.5, 0, -1], np.float32))
        np.testing.assert_array_equal(
            digits["digits"][at], latent.decode(space, place[None]).digits
        )


def test_the_ranges_of_the_sliders_reach_to_the_digits_from_where_they_start(
    client: TestClient,
) -> None:
    from_mean = arrays(client, "directions", models=f"{AE},{RELU}", count=5)
    from_class = arrays(client, "directions", models=f"{AE},{RELU}", count=5, start="class-1")
    small = arrays(client, "directions", models=AE)

    space = latent.measure_space(RELU)
    np.testing.assert_allclose(from_mean["low"][1], space.scores_low[:5], atol=1e-4)
    np.testing.assert_allclose(from_mean["high"][1], space.scores_high[:5], atol=1e-4)
    np.testing.assert_allclose(from_mean["explained"][1], space.explained[:5], rtol=1e-5)
    np.testing.assert_array_equal(from_mean["high"][0, 2:], 0)
    assert small["low"].shape == (1, 2)
    start = space.scores(space.class_means[1][None])[0, :5]
    expected = np.minimum(space.scores_low[:5] - start, 0)
    np.testing.assert_allclose(from_class["low"][1], expected, atol=1e-4)


def test_a_draw_repeats_with_its_seed_and_stays_in_range(client: TestClient) -> None:
    one = arrays(client, "draw", models=RELU, seed=4)["steps"]
    limits = arrays(client, "directions", models=RELU)

    np.testing.assert_array_equal(arrays(client, "draw", models=RELU, seed=4)["steps"], one)
    assert not np.array_equal(arrays(client, "draw", models=RELU, seed=5)["steps"], one)
    assert (one >= limits["low"][0]).all()
    assert (one <= limits["high"][0]).all()


def test_a_film_goes_through_its_digits(client: TestClient) -> None:
    made = arrays(
        client, "film", models=f"{AE},{VAE}", stops="row-60000,class-3,row-60001", steps=4
    )

    assert made["frames"].shape == (2, 9, 28, 28)
    space = latent.measure_space(VAE)
    for frame, token in ((0, "row-60000"), (4, "class-3"), (8, "row-60001")):
        place = latent.locate(latent.parse_stop(token), space, "mnist")
        np.testing.assert_array_equal(
            made["frames"][1, frame], latent.decode(space, place[None]).digits[0]
        )
    np.testing.assert_array_equal(made["stops"][0], data.load().images[60_000].numpy())
    np.testing.assert_array_equal(made["stops"][1], made["frames"][0, 4])


def test_the_way_makes_a_difference(client: TestClient) -> None:
    stops = "row-60000,row-60001"
    straight, arc = (
        arrays(client, "film", models=RELU, stops=stops, path=path)["frames"][0]
        for path in latent.PATHS
    )
    np.testing.assert_array_equal(straight[0], arc[0])
    np.testing.assert_array_equal(straight[10], arc[10])
    assert not np.array_equal(straight[5], arc[5])


def test_strip_and_gif_hold_the_films_frames(client: TestClient) -> None:
    values = {"models": f"{AE},{VAE}", "stops": "row-60000,row-60001", "steps": 5, "scale": 2}
    frames = arrays(client, "film", **{k: v for k, v in values.items() if k != "scale"})["frames"]

    strip = answer_of(client, "strip", "image/png", **values)
    gif = answer_of(client, "gif", "*/*", **values)

    with Image.open(io.BytesIO(strip.content)) as picture:
        assert picture.format == "PNG"
        np.testing.assert_array_equal(np.asarray(picture)[::2, ::2], latent.strip(frames))
    assert gif.headers["content-type"] == "image/gif"
    with Image.open(io.BytesIO(gif.content)) as picture:
        assert picture.n_frames == 6  # pyrefly: ignore[missing-attribute]
        picture.seek(2)
        frame = np.asarray(picture.convert("L"))[::2, ::2]
    np.testing.assert_array_equal(frame, np.concatenate([frames[0, 2], frames[1, 2]], axis=1))


def test_arithmetic_is_done_with_the_latent_numbers(client: TestClient) -> None:
    made = arrays(client, "sum", models=VAE, a="row-60000", b="class-7", c="class-2")

    space = latent.measure_space(VAE)
    a = latent.locate(latent.parse_stop("row-60000"), space, "mnist")
    place = a - space.class_means[7] + space.class_means[2]
    np.testing.assert_array_equal(made["digits"][0, 3], latent.decode(space, place[None]).digits[0])
    np.testing.assert_array_equal(made["stops"][0], data.load().images[60_000].numpy())
    unchanged = arrays(client, "sum", models=VAE, a="row-60000", b="class-7", c="class-7")
    np.testing.assert_array_equal(unchanged["digits"][0, 3], unchanged["digits"][0, 0])


def test_samples_come_from_both(client: TestClient) -> None:
    answer = answer_of(client, "samples", models=f"{RELU},{VAE}", count=6, seed=2)

    made = load(answer.content)
    assert made["prior"].shape == made["fitted"].shape == (2, 6, 28, 28)
    space = latent.measure_space(RELU)
    for name, draw in (("prior", latent.sample_prior), ("fitted", latent.sample_gaussian)):
        expected = latent.decode(space, draw(space, 6, 2))
        np.testing.assert_array_equal(made[name][0], expected.digits)
    said = answer_of(client, "samples", "application/json", models=RELU, count=6).json()
    assert said["prior_clipped"][0] > 0


def test_the_manifold_says_how_it_is_spaced(client: TestClient) -> None:
    answer = answer_of(client, "manifold", "application/json", models=f"{AE},{VAE}", side=3).json()

    assert answer["spacing"] == ["even", "normal"]
    grid = latent.manifold_grid(latent.measure_space(VAE), 3)
    expected = latent.decode(latent.measure_space(VAE), grid.points).digits.reshape(3, 3, 28, 28)
    np.testing.assert_array_equal(answer["digits"][1], expected)
    picture = answer_of(client, "manifold", "image/png", models=VAE, side=3)
    with Image.open(io.BytesIO(picture.content)) as image:
        np.testing.assert_array_equal(np.asarray(image)[28:56, :28], expected[1, 0])


STOPS = "row-60000,row-60001"


@pytest.mark.parametrize(
    ("path", "values", "status", "words"),
    [
        ("spaces", {"models": "nobody"}, 404, "no checkpoint 'nobody'"),
        ("spaces", {"models": READER}, 422, "classifies digits"),
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
        ("film", {"models": AE, "stops": "row-60000"}, 422, "stops"),
        ("film", {"models": AE, "stops": ",".join(["class-1"] * 9)}, 422, "stops"),
        ("film", {"models": AE, "stops": "row-60000,cat"}, 422, "names no digit"),
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
def test_a_wrong_call_is_refused_in_a_sentence(
    client: TestClient, path: str, values: dict[str, Any], status: int, words: str
) -> None:
    response = answer_of(client, path, "*/*", **values)

    assert response.status_code == status, response.text
    sentence = response.json()["error"]
    assert words in sentence
    assert sentence.endswith(".")
    assert "Traceback" not in sentence


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
    client: TestClient, path: str, body: dict[str, Any]
) -> None:
    kind = {"content-type": "application/json"}
    answer = client.post(f"/api/walk/{path}", content=json.dumps(body), headers=kind)
    assert answer.status_code in (200, 202, 404, 422), answer.text


@given(stops=st.text(max_size=40))
def test_any_stops_get_an_answer_or_a_sentence(client: TestClient, stops: str) -> None:
    answer = client.get("/api/walk/film", params={"models": AE, "stops": stops})
    assert answer.status_code in (202, 422), answer.text


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.path)
def test_the_example_of_the_documentation_works(client: TestClient, endpoint: Endpoint) -> None:
    values = dict(endpoint.example)
    if values["models"] == ["ae-conv-2", "vae-conv-2"]:
        values["models"] = [AE, VAE]
    else:
        one = VAE if endpoint.path.endswith("manifold") else RELU
        values["models"] = [one] if endpoint.method == "POST" else one
    for media in endpoint.media:
        response = answer_of(client, endpoint.path.removeprefix("/api/walk/"), media, **values)
        assert response.status_code == 200, response.text
        assert response.headers["content-type"] == media
