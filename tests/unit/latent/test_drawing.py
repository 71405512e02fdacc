"""Decoding latent vectors."""

import math

import numpy as np
import pytest

from core import latent
from core.errors import LatentError
from tests.unit.latent.networks import AE, RELU


def test_only_what_an_encoder_can_reach_is_decoded() -> None:
    space = latent.measure_space(RELU)
    z = np.array([[-1.0] * 12, [0.5] * 12], np.float32)

    drawing = latent.decode(space, z)

    assert space.reach == (0, math.inf)
    assert space.linear_output
    assert drawing.clipped == 12
    np.testing.assert_array_equal(drawing.digits[0], latent.decode(space, 0 * z).digits[0])
    assert latent.decode(latent.measure_space(AE), z[:, :6]).clipped == 0


def test_a_decoder_that_gives_no_numbers_says_so() -> None:
    with pytest.raises(LatentError, match="not numbers"):
        latent.decode(latent.measure_space(AE), np.full((1, 6), np.nan, np.float32))
