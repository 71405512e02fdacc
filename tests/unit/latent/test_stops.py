"""Stops of a walk, and the tokens that name them."""

import numpy as np
import pytest

from core import data, latent
from core.checkpoints.pool import pool
from core.errors import DataError, LatentError
from core.inference import encodings
from core.latent import stops
from core.latent.space import space_of
from tests.unit.latent.networks import AE


def test_class_means_and_digits_are_places() -> None:
    space = latent.measure_space(AE)
    test = data.load().split("test")
    z = encodings.latents(AE, "mnist", "test")

    def place(token: str) -> np.ndarray:
        return latent.locate(latent.parse_stop(token), space, "mnist")

    threes = z[test.labels.numpy() == 3]
    np.testing.assert_allclose(place("class-3"), threes.mean(axis=0), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(place(f"row-{int(test.rows[5])}"), z[5], rtol=1e-4, atol=1e-5)
    np.testing.assert_array_equal(place("mean"), space.mean)


def test_a_drawn_digit_fits_into_a_link() -> None:
    image = data.load().images[7].numpy()

    token = stops.drawing_token(image)

    assert len(token) <= stops.MAX_LENGTH
    assert token.replace("-", "").replace("_", "").isalnum()
    read = latent.picture(latent.parse_stop(token), "mnist")
    assert read is not None
    assert int(np.abs(read.astype(int) - image).max()) <= 8
    assert stops.drawing_token(read) == token
    space = latent.measure_space(AE)
    as_row = latent.locate(latent.parse_stop("row-7"), space, "mnist")
    np.testing.assert_allclose(
        latent.locate(latent.parse_stop(token), space, "mnist"), as_row, atol=0.2
    )


@pytest.mark.parametrize(
    "token",
    ["", "row", "row-", "row--1", "row-1e3", "row-²", "digit-3", "class-x", "row-" + "9" * 10],
)
def test_a_text_that_names_no_digit_is_refused(token: str) -> None:
    with pytest.raises(LatentError, match="names no picture"):
        latent.parse_stop(token)


@pytest.mark.parametrize(
    "token", ["drawn-", "drawn-AAAA", "drawn-" + "!" * 523, "drawn-" + "A" * 2_900]
)
def test_a_damaged_drawing_is_refused(token: str) -> None:
    with pytest.raises(LatentError, match="draw it again"):
        latent.parse_stop(token)


def test_a_drawing_of_another_size_than_the_pictures_is_refused() -> None:
    image = np.arange(64, dtype=np.uint8).reshape(8, 8) * 4 // 17 * 17
    small = latent.parse_stop(stops.drawing_token(image))
    read = latent.picture(small, "digits-8x8")
    assert read is not None
    assert np.array_equal(read, image)
    with pytest.raises(LatentError, match="not have the size of these pictures"):
        latent.picture(small, "mnist")


def test_digits_that_are_not_there_are_refused() -> None:
    space = latent.measure_space(AE)
    with pytest.raises(DataError, match="no row 70000"):
        latent.locate(latent.parse_stop("row-70000"), space, "mnist")
    with pytest.raises(LatentError, match="no class 10"):
        latent.locate(latent.parse_stop("class-10"), space, "mnist")


def test_a_class_without_digits_is_refused() -> None:
    space = space_of(
        pool().card(AE), np.arange(12, dtype=np.float32).reshape(2, 6), np.array([0, 1]), 10
    )
    with pytest.raises(LatentError, match="None of the test pictures is a 5"):
        latent.locate(latent.parse_stop("class-5"), space, "mnist")
