"""The decoded background of a map."""

import io

import numpy as np
import pytest
import torch
from PIL import Image

from core import inference
from core.checkpoints.pool import pool
from core.errors import CheckpointError, ProjectionError
from core.latent.plane import decoded_grid
from tests.unit.latent.networks import AE, PLANE, READER


def test_each_cell_is_the_digit_at_its_middle_and_the_top_row_comes_first() -> None:
    png = decoded_grid(PLANE, left=-2, right=2, bottom=0, top=6, columns=2, rows=3, dark=True)

    picture = np.asarray(Image.open(io.BytesIO(png)))
    assert picture.shape == (3 * 28, 2 * 28, 2)
    assert (picture[..., 0] == 255).all()
    places = torch.tensor([[-1.0, 5.0], [1.0, 1.0]])
    first, last = inference.decode(pool().module(PLANE), places).clamp(0, 1)[:, 0].numpy() * 255
    np.testing.assert_allclose(picture[:28, :28, 1], first, atol=1)
    np.testing.assert_allclose(picture[-28:, -28:, 1], last, atol=1)


def test_the_ink_is_black_on_a_light_page() -> None:
    png = decoded_grid(PLANE, left=0, right=1, bottom=0, top=1, columns=1, rows=1, dark=False)

    assert not np.asarray(Image.open(io.BytesIO(png)))[..., 0].any()


@pytest.mark.parametrize(
    ("name", "right", "error", "words"),
    [
        (READER, 1, CheckpointError, READER),
        (AE, 1, ProjectionError, "decodes 6 numbers"),
        (PLANE, 0, ProjectionError, "zoom out"),
    ],
)
def test_what_has_no_plane_is_refused(
    name: str, right: float, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        decoded_grid(name, left=0, right=right, bottom=0, top=1, columns=1, rows=1, dark=True)
