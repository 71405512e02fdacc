"""Noise with a stream of its own per image."""

import pytest
import torch

from core.noise import KINDS, apply_seeded, make_generator
from core.noise.base import stream_seed
from tests.unit.digits import digits

RANDOM = ("gaussian", "mask", "speckle", "block")


@pytest.mark.parametrize("kind", KINDS)
def test_an_image_gets_the_same_noise_in_a_batch_as_alone(kind: str) -> None:
    x, _ = digits(4)
    noise = KINDS[kind]()

    together = apply_seeded(noise, x, 7)

    for index, image in enumerate(x):
        alone = apply_seeded(noise, image[None], 7)
        torch.testing.assert_close(together[index : index + 1], alone, rtol=0, atol=0)
    torch.testing.assert_close(together.flip(0), apply_seeded(noise, x.flip(0), 7), rtol=0, atol=0)


@pytest.mark.parametrize("kind", RANDOM)
def test_each_image_has_a_noise_of_its_own_that_changes_with_the_seed(kind: str) -> None:
    x = torch.full((3, 1, 28, 28), 0.2)
    x[1, 0, 0, 0], x[2, 0, 27, 27] = 0.3, 0.3  # almost the same images
    noise = KINDS[kind]()

    changes = apply_seeded(noise, x, 7) - x

    others = apply_seeded(noise, x, 8) - x
    for one, other in ((changes[0], changes[1]), (changes[1], changes[2]), (changes[0], others[0])):
        assert ((one - other).abs() > 0.1).float().mean() > 0.05


def test_the_noise_on_a_growing_drawing_stays_still() -> None:
    x, _ = digits(2)
    noise = KINDS["block"]()

    result = apply_seeded(noise, x, 7, growing=True)

    for index, image in enumerate(x):
        expected = noise(image[None], make_generator(7))
        torch.testing.assert_close(result[index : index + 1], expected, rtol=0, atol=0)


@pytest.mark.parametrize("seed", [0, 2**63 - 1])
def test_an_image_from_text_has_the_stream_of_its_bytes(seed: int) -> None:
    image = torch.arange(256).reshape(1, 16, 16) / 255
    written = torch.tensor([round(value, 4) for value in image.flatten().tolist()])

    streams = {stream_seed(seed, image), stream_seed(seed, written.reshape(image.shape))}

    assert len(streams) == 1
    assert 0 <= streams.pop() < 2**63


def test_a_batch_of_no_images_stays_empty() -> None:
    x = torch.zeros(0, 1, 28, 28)

    assert apply_seeded(KINDS["gaussian"](), x, 7).shape == x.shape


def test_the_generator_of_a_seed_is_that_seed():
    assert make_generator(7).initial_seed() == 7
