"""Walks as files."""

import io

import numpy as np
import torch
from PIL import Image, ImageSequence

from core import latent
from core.inference import encodings
from tests.unit.latent.networks import AE


def test_a_gif_holds_the_decoded_digits_and_stays_at_the_stops() -> None:
    space = latent.measure_space(AE)
    ends = encodings.latents(AE, "mnist", "test")[:2]
    digits = latent.decode(space, latent.walk(ends, 6, "straight", space.centre)).digits

    result = latent.gif(digits, scale=3, milliseconds=50, rests=[0, 6])

    with Image.open(io.BytesIO(result)) as picture:
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


def test_films_go_side_by_side_and_below_each_other() -> None:
    films = torch.randint(0, 255, (2, 3, 4, 4), dtype=torch.uint8).numpy()

    assert latent.side_by_side(films).shape == (3, 4, 8)
    np.testing.assert_array_equal(latent.side_by_side(films)[2, :, 4:], films[1, 2])
    assert latent.strip(films).shape == (8, 12)
    np.testing.assert_array_equal(latent.strip(films)[4:, 8:], films[1, 2])
