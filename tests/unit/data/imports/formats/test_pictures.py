"""Pictures of every format, mode and orientation, and too large ones."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data import load
from core.data.imports import Choices, add, understand
from core.errors import DataError
from tests.unit.data.imports.conftest import Bound
from tests.unit.data.imports.files import picture, zipped

GREY = np.arange(32 * 32, dtype=np.uint8).reshape(32, 32)


def test_too_many_pixels_are_refused_from_the_header(tmp_path: Path, bound: Bound) -> None:
    flat = picture(np.zeros((3000, 3000), np.uint8))
    assert len(flat) < 50_000
    path = zipped(tmp_path / "x.zip", {"a/1.png": flat, "b/1.png": flat})
    bound("IMPORT_PIXELS", 1_000_000)
    with pytest.raises(DataError, match="more than 1,000,000 pixels: make it smaller"):
        understand(path)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "GIF", "WEBP"])
def test_the_usual_kinds_of_pictures_are_read(tmp_path: Path, kind: str) -> None:
    contents = {f"{at % 2}/{at}.{kind.lower()}": picture(GREY + at, kind) for at in range(20)}
    seen = understand(zipped(tmp_path / "all.zip", contents))
    assert seen.shape == (1, 32, 32)
    assert len(seen.classes) == 2


def saved(image: Image.Image, **options) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG", **options)
    return file.getvalue()


def test_every_mode_of_a_picture_becomes_its_shades(tmp_path: Path) -> None:
    ramp = np.repeat(np.linspace(0, 255, 32).astype(np.uint8)[None], 32, 0)
    grey = Image.fromarray(ramp)
    deep = Image.fromarray(ramp.astype(np.uint16) * 257)
    clear = Image.merge("RGBA", [Image.new("L", (32, 32)), *[Image.new("L", (32, 32))] * 2, grey])
    contents = {
        "a/grey.png": saved(grey),
        "a/deep.png": saved(deep),
        "a/colour.png": saved(grey.convert("RGB")),
        "a/palette.png": saved(grey.convert("P")),
        "b/clear.png": saved(clear),
        "b/alpha.png": saved(grey.convert("LA")),
    }
    add(zipped(tmp_path / "modes.zip", contents), "mine", Choices(label="none"))
    kept = sorted(image.tolist() for image in load("mine").images.numpy())
    rising, falling = ramp.tolist(), (255 - ramp).tolist()
    assert kept == sorted([rising] * 5 + [falling])


def test_a_picture_is_turned_as_its_camera_says(tmp_path: Path) -> None:
    pixels = np.zeros((16, 24), np.uint8)
    pixels[:, :12] = 255
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = saved(Image.fromarray(pixels), exif=exif)
    add(zipped(tmp_path / "t.zip", {f"{at}.png": turned for at in range(4)}), "mine")
    image = load("mine").images[0].numpy()
    assert image.shape == (24, 16)
    assert (image[:12] == 255).all()
