"""The mathematics of walks, on real digits through small networks."""

import io
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image, ImageSequence
from scipy.stats import norm
from sklearn.decomposition import PCA

from core import data, latent
from core.checkpoints import Store
from core.checkpoints.pool import pool
from core.errors import CheckpointError, DataError, LatentError
from core.inference import encodings
from core.latent import film, paths, stops
from core.latent.space import Space, measure
from tests.stores import store_at
from tests.unit.checkpoints.attacks import forge

AE, RELU, VAE, PLANE, READER = "ae", "ae-relu", "vae", "ae-plane", "clf"
SPECS: dict[str, dict[str, Any]] = {
    AE: {"family": "dense", "latent": 6},
    RELU: {"family": "dense", "latent": 12, "latent_activation": "relu", "output": "linear"},
    VAE: {"family": "vae-dense", "widths": [8], "latent": 2},
    PLANE: {"family": "dense", "latent": 2},
    READER: {"family": "clf-dense", "widths": [4]},
}


@pytest.fixture(scope="module", autouse=True)
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("store")
    made = Store(folder)
    for seed, (name, spec) in enumerate(SPECS.items()):
        module = forge.module(seed, spec)
        made.save(module, forge.card(name, module))
    with store_at(folder):
        yield folder


VECTOR = st.lists(st.floats(-50, 50, width=32), min_size=3, max_size=3)
TIMES = np.linspace(0, 1, 11)


def vector(values: list[float]) -> np.ndarray:
    return np.array(values, np.float32)


@given(VECTOR, VECTOR, st.sampled_from(latent.PATHS))
def test_a_walk_starts_and_ends_at_its_digits(a: list, b: list, path: latent.Path) -> None:
    start, end = vector(a), vector(b)
    length = float(np.linalg.norm(start) * np.linalg.norm(end))
    assume(path == "straight" or np.dot(start, end) > -0.999 * length)
    places = latent.walk(np.stack([start, end, start]), 4, path, np.zeros(3, np.float32))

    assert places.shape == (9, 3)
    assert places.dtype == np.float32
    assert np.isfinite(places).all()
    for at, stop in ((0, start), (4, end), (8, start)):
        np.testing.assert_array_equal(places[at], stop)


def test_a_spherical_path_keeps_the_length_and_turns_evenly() -> None:
    start, end = vector([2, 0, 0]), vector([0, 4, 0])
    centre = vector([1, 1, 1])

    arc = paths.spherical(start + centre, end + centre, TIMES, centre) - centre

    np.testing.assert_allclose(np.linalg.norm(arc, axis=1), 2 + 2 * TIMES, rtol=1e-6)
    angles = np.arctan2(arc[:, 1], arc[:, 0])
    np.testing.assert_allclose(angles, TIMES * math.pi / 2, atol=1e-6)


def test_slerp_of_unit_vectors_is_shoemakes_formula() -> None:
    start, end = vector([1, 0, 0]), vector([0.6, 0.8, 0])
    angle = math.acos(0.6)

    arc = paths.spherical(start, end, TIMES, np.zeros(3, np.float32))

    expected = [
        (math.sin((1 - t) * angle) * start + math.sin(t * angle) * end) / math.sin(angle)
        for t in TIMES
    ]
    np.testing.assert_allclose(arc, expected, atol=1e-6)


def test_a_straight_path_through_the_middle_is_shorter_than_the_digits() -> None:
    start, end = vector([3, 0, 0]), vector([0, 3, 0])

    middle = paths.straight(start, end, np.array([0.5]))

    np.testing.assert_allclose(middle, [[1.5, 1.5, 0]])


def test_equal_digits_make_a_walk_that_stands_still() -> None:
    stop = vector([1, 2, 3])
    places = latent.walk(np.stack([stop, stop]), 5, "spherical", np.zeros(3, np.float32))
    np.testing.assert_allclose(places, np.tile(stop, (6, 1)))


def test_between_opposite_digits_there_is_no_arc() -> None:
    with pytest.raises(LatentError, match="choose the straight way"):
        paths.spherical(vector([2]), vector([-1]), TIMES, vector([0]))


def test_one_digit_is_no_walk() -> None:
    with pytest.raises(LatentError, match="at least two"):
        latent.walk(np.zeros((1, 3), np.float32), 5, "straight", np.zeros(3, np.float32))


@pytest.mark.parametrize("name", [AE, RELU, VAE])
def test_principal_directions_are_those_of_scikit_learn(name: str) -> None:
    space = latent.space(name)
    z = encodings.latents(name, "mnist", "test")

    reference = PCA(svd_solver="full").fit(z.astype(np.float64))

    live = space.deviations > 0
    np.testing.assert_allclose(space.mean, reference.mean_, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(space.explained, reference.explained_variance_ratio_, atol=1e-5)
    np.testing.assert_allclose(
        space.deviations[live], np.sqrt(reference.explained_variance_[live]), rtol=1e-3
    )
    alike = np.abs((space.directions * reference.components_).sum(axis=1))
    np.testing.assert_allclose(alike[live], 1, atol=1e-3)


def test_ranges_and_scores_come_from_the_digits() -> None:
    space = latent.space(AE)
    z = encodings.latents(AE, "mnist", "test")
    scores = space.scores(z)

    assert space.count == len(z)
    np.testing.assert_allclose(scores.mean(axis=0), 0, atol=1e-3)
    np.testing.assert_allclose(scores.std(axis=0, ddof=1), 1, rtol=1e-3)
    inside = (scores >= space.scores_low) & (scores <= space.scores_high)
    np.testing.assert_allclose(inside.mean(axis=0), 0.98, atol=0.002)
    inside = (z >= space.low) & (z <= space.high)
    np.testing.assert_allclose(inside.mean(axis=0), 0.98, atol=0.002)


def test_steps_lead_along_the_directions() -> None:
    space = latent.space(AE)
    steps = vector([1.5, -2, 0.5])

    place = space.along(space.mean, steps)

    np.testing.assert_allclose(space.scores(place[None])[0], [1.5, -2, 0.5, 0, 0, 0], atol=1e-4)
    further = space.along(space.mean, np.ones(9, np.float32))
    np.testing.assert_allclose(space.scores(further[None])[0], np.ones(6), atol=1e-4)


def test_directions_always_point_the_same_way() -> None:
    space = latent.space(RELU)
    largest = np.abs(space.directions).argmax(axis=1)
    assert (space.directions[np.arange(space.size), largest] > 0).all()


def test_class_means_and_digits_are_places() -> None:
    space = latent.space(AE)
    test = data.load().split("test")
    z = encodings.latents(AE, "mnist", "test")

    def place(token: str) -> np.ndarray:
        return latent.place(latent.parse(token), space, "mnist")

    threes = z[test.labels.numpy() == 3]
    np.testing.assert_allclose(place("class-3"), threes.mean(axis=0), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(place(f"row-{int(test.rows[5])}"), z[5], rtol=1e-4, atol=1e-5)
    np.testing.assert_array_equal(place("mean"), space.mean)


def test_a_drawn_digit_fits_into_a_link() -> None:
    image = data.load().images[7].numpy()

    token = stops.drawn(image)

    assert len(token) <= stops.MAX_LENGTH
    assert token.replace("-", "").replace("_", "").isalnum()
    read = latent.picture(latent.parse(token), "mnist")
    assert read is not None
    assert int(np.abs(read.astype(int) - image).max()) <= 8
    assert stops.drawn(read) == token
    space = latent.space(AE)
    as_row = latent.place(latent.parse("row-7"), space, "mnist")
    np.testing.assert_allclose(latent.place(latent.parse(token), space, "mnist"), as_row, atol=0.2)


@pytest.mark.parametrize(
    "token",
    ["", "row", "row-", "row--1", "row-1e3", "row-²", "digit-3", "class-x", "row-" + "9" * 10],
)
def test_a_text_that_names_no_digit_is_refused(token: str) -> None:
    with pytest.raises(LatentError, match="names no digit"):
        latent.parse(token)


@pytest.mark.parametrize(
    "token", ["drawn-", "drawn-AAAA", "drawn-" + "!" * 523, "drawn-" + "A" * 599]
)
def test_a_damaged_drawing_is_refused(token: str) -> None:
    with pytest.raises(LatentError, match="draw it again"):
        latent.parse(token)


def test_digits_that_are_not_there_are_refused() -> None:
    space = latent.space(AE)
    with pytest.raises(DataError, match="no row 70000"):
        latent.place(latent.parse("row-70000"), space, "mnist")
    with pytest.raises(LatentError, match="no class 10"):
        latent.place(latent.parse("class-10"), space, "mnist")


def measured(z: np.ndarray, labels: list[int]) -> Space:
    return measure(pool().card(AE), z.astype(np.float32), np.array(labels), 10)


def test_a_class_without_digits_is_refused() -> None:
    space = measured(np.arange(12).reshape(2, 6), [0, 1])
    with pytest.raises(LatentError, match="no 5 among the test digits"):
        latent.place(latent.parse("class-5"), space, "mnist")


def test_numbers_that_are_none_are_refused() -> None:
    with pytest.raises(LatentError, match="not numbers"):
        measured(np.full((3, 6), np.nan), [0, 1, 2])
    with pytest.raises(LatentError, match="no test digits"):
        measured(np.zeros((0, 6)), [])


def test_a_space_where_all_digits_are_one_place_has_no_ways() -> None:
    space = measured(np.ones((4, 6)), [0, 1, 2, 3])

    np.testing.assert_array_equal(space.deviations, 0)
    np.testing.assert_array_equal(space.along(space.mean, np.ones(6, np.float32)), space.mean)
    assert np.isfinite(space.scores(np.zeros((1, 6), np.float32))).all()


def test_a_classifier_has_no_space_to_walk_in() -> None:
    with pytest.raises(CheckpointError, match="classifies digits"):
        latent.space(READER)


def test_only_what_an_encoder_can_reach_is_decoded() -> None:
    space = latent.space(RELU)
    z = np.array([[-1.0] * 12, [0.5] * 12], np.float32)

    made = latent.decode(space, z)

    assert space.reach == (0, math.inf)
    assert space.linear_output
    assert made.clipped == 12
    np.testing.assert_array_equal(made.digits[0], latent.decode(space, 0 * z).digits[0])
    assert latent.decode(latent.space(AE), z[:, :6]).clipped == 0


def test_a_decoder_that_gives_no_numbers_says_so() -> None:
    with pytest.raises(LatentError, match="not numbers"):
        latent.decode(latent.space(AE), np.full((1, 6), np.nan, np.float32))


def test_codes_that_are_never_negative_turn_about_the_origin() -> None:
    np.testing.assert_array_equal(latent.space(RELU).centre, np.zeros(12))
    np.testing.assert_array_equal(latent.space(VAE).centre, np.zeros(2))
    np.testing.assert_array_equal(latent.space(AE).centre, latent.space(AE).mean)
    space = latent.space(RELU)
    ends = encodings.latents(RELU, "mnist", "test")[:2]
    assert latent.walk(ends, 20, "spherical", space.centre).min() >= 0


def test_samples_repeat_with_their_seed_and_have_the_fitted_moments() -> None:
    space = latent.space(AE)
    z = encodings.latents(AE, "mnist", "test")

    for draw in (latent.prior, latent.fitted):
        np.testing.assert_array_equal(draw(space, 5, 3), draw(space, 5, 3))
        assert not np.allclose(draw(space, 5, 3), draw(space, 5, 4))
    many = latent.fitted(space, 40_000, 0)
    scale = np.sqrt(np.outer(z.std(axis=0), z.std(axis=0)))
    np.testing.assert_allclose((many.mean(axis=0) - z.mean(axis=0)) / z.std(axis=0), 0, atol=0.03)
    np.testing.assert_allclose((np.cov(many.T) - np.cov(z.T)) / scale, 0, atol=0.05)
    plain = latent.prior(space, 40_000, 0)
    np.testing.assert_allclose(plain.mean(axis=0), 0, atol=0.03)
    np.testing.assert_allclose(np.cov(plain.T), np.eye(6), atol=0.03)


def test_steps_by_chance_stay_in_their_range() -> None:
    low, high = np.full(50, -0.5, np.float32), np.full(50, 0.25, np.float32)

    steps = latent.unit_steps(low, high, 1)

    np.testing.assert_array_equal(steps, latent.unit_steps(low, high, 1))
    assert steps.min() == -0.5
    assert steps.max() == 0.25


def test_the_manifold_of_a_variational_one_shares_out_the_prior() -> None:
    grid = latent.grid(latent.space(VAE), 20)

    assert grid.spacing == "normal"
    np.testing.assert_allclose(norm.cdf(grid.x), (np.arange(20) + 0.5) / 20, atol=1e-6)
    np.testing.assert_allclose(grid.y, grid.x[::-1])
    assert grid.places.shape == (400, 2)
    np.testing.assert_array_equal(grid.places[1], [grid.x[1], grid.y[0]])


def test_the_manifold_of_another_covers_the_digits_evenly() -> None:
    space = latent.space(PLANE)
    grid = latent.grid(space, 10)

    assert grid.spacing == "even"
    np.testing.assert_allclose(np.diff(grid.x), (space.high[0] - space.low[0]) / 10, rtol=1e-4)
    assert grid.x[0] > space.low[0]
    assert grid.y[0] > grid.y[-1]
    with pytest.raises(LatentError, match="keeps 6 numbers"):
        latent.grid(latent.space(AE))


def test_a_gif_holds_the_decoded_digits_and_stays_at_the_stops() -> None:
    space = latent.space(AE)
    ends = encodings.latents(AE, "mnist", "test")[:2]
    digits = latent.decode(space, latent.walk(ends, 6, "straight", space.centre)).digits

    made = latent.gif(digits, scale=3, milliseconds=50, rests=[0, 6])

    with Image.open(io.BytesIO(made)) as picture:
        assert picture.format == "GIF"
        assert picture.info["loop"] == 0
        frames, times = [], []
        for frame in ImageSequence.Iterator(picture):
            frames.append(np.asarray(frame.convert("L")))
            times.append(frame.info["duration"])
    assert len(frames) == 7
    for shown, digit in zip(frames, digits, strict=True):
        np.testing.assert_array_equal(shown[::3, ::3], digit)
        np.testing.assert_array_equal(shown[1::3, 2::3], digit)
    assert times == [500, *[50] * 5, 500]


def test_films_go_beside_and_below_each_other() -> None:
    films = torch.randint(0, 255, (2, 3, 4, 4), dtype=torch.uint8).numpy()

    assert film.beside(films).shape == (3, 4, 8)
    np.testing.assert_array_equal(film.beside(films)[2, :, 4:], films[1, 2])
    assert latent.strip(films).shape == (8, 12)
    np.testing.assert_array_equal(latent.strip(films)[4:, 8:], films[1, 2])
