"""Noise with a stream of its own per image."""

import pytest
import torch

from core.noise import KINDS, apply_seeded, seeded
from tests.unit.digits import digits


@pytest.mark.parametrize("kind", KINDS)
def test_an_image_gets_the_same_noise_in_a_batch_as_alone(kind: str) -> None:
    x, _ = digits(4)
    noise = KINDS[kind]()

    together = apply_seeded(noise, x, 7)

    for index, image in enumerate(x):
        alone = noise(image[None], seeded(7))
        torch.testing.assert_close(together[index : index + 1], alone, rtol=0, atol=0)


def test_a_batch_of_no_images_stays_empty() -> None:
    x = torch.zeros(0, 1, 28, 28)

    assert apply_seeded(KINDS["gaussian"](), x, 7).shape == x.shape


def test_the_generator_of_a_seed_is_that_seed():
    assert seeded(7).initial_seed() == 7
