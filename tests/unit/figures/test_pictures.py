"""Arrays as PNG images."""

import io

import numpy as np
from PIL import Image

from core.figures import palette
from core.figures.pictures import (
    FEW,
    grid_png,
    image_png,
    points_png,
    samples_png,
    sheet_png,
    signed_png,
)


def pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def test_signed_numbers_are_painted_in_two_colours() -> None:
    picture = pixels(signed_png(np.array([[-1, 0, 1]], np.float32)))

    blue, white, orange = picture[0].astype(int)
    assert blue[2] > blue[0] + 100
    assert white.tolist() == [255, 255, 255]
    assert orange[0] > orange[2] + 100


def test_a_sheet_holds_every_picture() -> None:
    black, white = (image_png(np.full((28, 28), value, np.float32)) for value in (0, 1))
    sheet = pixels(sheet_png([[black, white], [white]], side=10, gap=2))

    assert sheet.shape[:2] == (2 * 12 + 2, 2 * 12 + 2)
    assert sheet[5, 5].max() == 0
    assert sheet[5, 17].min() == 255
    assert sheet[17, 5].min() == 255


def test_points_keep_their_places_and_colours() -> None:
    xy = np.array([[0, 0], [0, 1], [2, 0], [np.nan, 0]], np.float32)
    many = np.tile(xy, (FEW, 1))
    png = points_png(many, np.tile(np.array([0, 1, 2, 3], np.uint8), FEW), side=21)

    picture = np.asarray(Image.open(io.BytesIO(png)))
    places = [tuple(place) for place in np.argwhere(picture[..., 3] == 255).tolist()]
    shown = {place: "#" + bytes(picture[place][:3]).hex() for place in places}
    assert shown == {
        (15, 0): palette.CLASSES[0],
        (5, 0): palette.CLASSES[1],
        (15, 20): palette.CLASSES[2],
    }


def test_a_large_map_has_larger_points() -> None:
    xy = np.tile(np.array([[0, 0], [2, 2]], np.float32), (FEW, 1))
    png = points_png(xy, np.zeros(2 * FEW, np.uint8), side=21, point=5)

    filled = np.asarray(Image.open(io.BytesIO(png)))[..., 3] == 255
    assert filled.sum() == 2 * 3 * 3  # squares of 5×5 at two corners


def test_few_points_are_larger() -> None:
    png = points_png(np.array([[0, 0], [2, 1], [1, 2]], np.float32), np.zeros(3, np.uint8), side=21)

    filled = np.asarray(Image.open(io.BytesIO(png)))[..., 3] == 255
    assert filled.sum() >= 3 * 2 * 2  # squares of 3×3, cut off at the edges


def test_a_picture_in_a_sheet_keeps_its_proportions() -> None:
    sheet = pixels(samples_png(np.full((2, 5, 10), 255, np.uint8), columns=2, side=10))

    assert sheet.shape[:2] == (10 + 2 * 4, 2 * 14 + 4)
    white = (sheet.min(axis=2) == 255).sum()
    assert white == 2 * 10 * 5


def test_no_points_are_a_clear_picture() -> None:
    png = points_png(np.full((3, 2), np.nan, np.float32), np.zeros(3, np.uint8), side=9)

    assert np.asarray(Image.open(io.BytesIO(png))).max() == 0


def test_a_grid_enlarges_each_pixel_a_whole_number_of_times() -> None:
    tiles = np.zeros((2, 3, 2, 4), np.uint8)
    tiles[1, 2] = 200

    with Image.open(io.BytesIO(grid_png(tiles, side=8))) as image:
        sheet = np.asarray(image)

    assert sheet.shape == (2 * 4 + 2, 3 * 8 + 2 * 2, 4)
    assert (sheet[-4:, -8:] == (200, 200, 200, 255)).all()
    assert (sheet[4:6, :, 3] == 0).all()  # a gap is clear


def test_a_grid_keeps_colours() -> None:
    tiles = np.zeros((1, 1, 3, 8, 8), np.uint8)
    tiles[0, 0, 2] = 255

    with Image.open(io.BytesIO(grid_png(tiles, side=8))) as image:
        assert image.getpixel((3, 3)) == (0, 0, 255, 255)
