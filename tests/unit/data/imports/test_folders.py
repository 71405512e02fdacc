"""Zip files and folders of pictures, a folder per class."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data import load
from core.data.imports import Choices, add, understand
from core.errors import DataError
from tests.unit.data.imports.files import class_folders, picture, square, written, zipped

GREY = np.arange(32 * 32, dtype=np.uint8).reshape(32, 32)


def classes(seen) -> dict[str, int]:
    return {one.name: one.train + one.test for one in seen.classes}


@pytest.mark.parametrize("root", ["", "flowers/", "a/b/"])
@pytest.mark.parametrize("kind", ["zip", "folder"])
def test_class_folders_are_a_data_set(tmp_path: Path, root: str, kind: str) -> None:
    contents = class_folders(20, root)
    if kind == "zip":
        path = zipped(tmp_path / "flowers.zip", contents)
    else:
        path = tmp_path / "flowers"
        written(path, contents)

    seen = understand(path)
    add(path, "mine")

    assert (seen.format, seen.shape) == ("class folders", (3, 32, 32))
    assert [(one.name, one.train, one.test) for one in seen.classes] == [
        ("blue", 16, 4),
        ("green", 16, 4),
        ("red", 16, 4),
    ]
    loaded = load("mine")
    for image, label in zip(loaded.images.numpy(), loaded.labels.tolist(), strict=True):
        assert image[:, 16, 16].argmax() == {"red": 0, "green": 1, "blue": 2}[loaded.classes[label]]


def test_pictures_of_a_class_are_not_kept_side_by_side(tmp_path: Path) -> None:
    add(zipped(tmp_path / "flowers.zip", class_folders(40)), "mine")
    assert len(set(load("mine").labels[:40].tolist())) == 3


@pytest.mark.parametrize(
    "names",
    [("train", "test"), ("Training", "Testing"), ("train", "val", "test"), ("training", "valid")],
)
def test_folders_to_train_and_test_are_the_split(tmp_path: Path, names: tuple[str, ...]) -> None:
    contents: dict[str, bytes] = {}
    for name in names:
        contents |= class_folders(10, f"set/{name}/")
    seen = understand(zipped(tmp_path / "set.zip", contents))
    assert len(seen.classes) == 3
    assert seen.train + seen.test == 30 * len(names)
    assert seen.split_by_file == ("test" in names or "Testing" in names)
    if seen.split_by_file:
        assert seen.test == 30


def test_each_class_can_have_its_own_split(tmp_path: Path) -> None:
    contents = {
        f"{name.split('/')[0]}/{part}/{at}.png": content
        for at, (name, content) in enumerate(class_folders(10).items())
        for part in ("train", "test")
    }
    seen = understand(zipped(tmp_path / "set.zip", contents))
    assert classes(seen) == {"blue": 20, "green": 20, "red": 20}
    assert (seen.train, seen.test) == (30, 30)


def test_junk_is_skipped_and_counted(tmp_path: Path) -> None:
    contents = class_folders(10, "flowers/") | {
        "flowers/.DS_Store": b"x",
        "flowers/red/._1.png": b"x",
        "__MACOSX/flowers/red/._1.png": b"x",
        "flowers/Thumbs.db": b"x",
        "flowers/README.txt": b"hello",
        "flowers/empty/": b"",
        "flowers/red/broken.png": picture(GREY)[:60],
        "flowers/red/nothing.png": b"",
        "flowers/cover.png": picture(GREY),
        "flowers/more.zip": zipped(tmp_path / "x.zip", {"a.txt": b"a"}).read_bytes(),
    }
    seen = understand(zipped(tmp_path / "flowers.zip", contents))
    assert classes(seen) == {"blue": 10, "green": 10, "red": 10}
    assert seen.skipped == {
        "hidden files": 4,
        "other files": 1,
        "archives within the archive": 1,
        "pictures in no class folder": 1,
        "damaged pictures": 2,
    }


def test_what_is_skipped_is_kept_with_the_data_set(tmp_path: Path) -> None:
    contents = class_folders(10) | {"red/broken.png": b"\x89PNG"}
    entry = add(zipped(tmp_path / "flowers.zip", contents), "mine")
    assert entry.addition is not None
    assert "Left out: 1 damaged pictures." in entry.addition.notes


@pytest.mark.parametrize("root", ["", "all/"])
def test_pictures_in_no_class_folders_have_no_labels(tmp_path: Path, root: str) -> None:
    contents = {f"{root}{at}.png": picture(square((9, 9, 200), 32, at)) for at in range(20)}
    seen = understand(zipped(tmp_path / "all.zip", contents))
    assert (seen.classes, seen.train, seen.test) == ((), 16, 4)
    assert "There are no class folders, so the pictures have no labels." in seen.notes


def test_pictures_to_test_with_and_others_without_a_split_are_refused(tmp_path: Path) -> None:
    contents = class_folders(5) | class_folders(5, "test/")
    with pytest.raises(DataError, match="put all into these, or none"):
        understand(zipped(tmp_path / "set.zip", contents))


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


def test_pictures_of_many_sizes_are_resized_and_it_says_how(tmp_path: Path) -> None:
    contents = {
        f"{name}/{side}-{at}.png": picture(square(colour, side, at))
        for name, colour in {"a": (255, 0, 0), "b": (0, 0, 255)}.items()
        for side in (20, 40, 200)
        for at in range(4)
    }
    path = zipped(tmp_path / "sizes.zip", contents)
    seen = understand(path)
    assert (seen.shape, seen.resized) == ((3, 40, 40), True)
    assert "have 20×20 to 200×200 pixels and become 40×40 by averaging." in " ".join(seen.notes)
    chosen = understand(path, Choices(resize=16, method="nearest"))
    assert chosen.shape == (3, 16, 16)
    assert "become 16×16 by taking the nearest pixel." in " ".join(chosen.notes)


@pytest.mark.parametrize("fit", ["crop", "pad", "stretch"])
def test_a_long_picture_becomes_a_square_as_chosen(tmp_path: Path, fit: str) -> None:
    pixels = np.full((100, 200), 200, np.uint8)
    pixels[:, :50] = 0
    contents = {f"{at}.png": picture(pixels) for at in range(4)}
    path = zipped(tmp_path / "long.zip", contents)
    add(path, "mine", Choices.model_validate({"resize": 20, "fit": fit}))
    image = load("mine").images[0].numpy()
    expected = {"crop": [200] * 20, "pad": [0] * 5 + [200] * 15, "stretch": [0] * 5 + [200] * 15}
    assert image[10].tolist() == expected[fit]
    assert (image[0].max() == 0) == (fit == "pad")


def test_pictures_that_are_no_squares_stay_as_they_are(tmp_path: Path) -> None:
    contents = {f"{at}.png": picture(GREY[:20]) for at in range(4)}
    seen = understand(zipped(tmp_path / "t.zip", contents))
    assert (seen.shape, seen.resized) == ((1, 20, 32), False)


def test_colours_can_be_kept_as_grey(tmp_path: Path) -> None:
    path = zipped(tmp_path / "flowers.zip", class_folders(10))
    seen = understand(path, Choices(colour="grey"))
    assert seen.shape == (1, 32, 32)
    assert "The colours are kept as shades of grey." in seen.notes


def test_a_light_ground_is_noticed_and_can_be_inverted(tmp_path: Path) -> None:
    pixels = np.full((32, 32), 250, np.uint8)
    pixels[10:20, 10:20] = 10
    path = zipped(tmp_path / "ink.zip", {f"{at}.png": picture(pixels) for at in range(4)})
    seen = understand(path)
    assert seen.light_ground
    assert any("The ground is light" in note for note in seen.notes)
    turned = understand(path, Choices(inverted=True))
    assert not turned.light_ground
    assert (turned.samples[0] == 255 - seen.samples[0]).all()


def test_a_link_in_a_folder_is_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "flowers"
    written(folder, class_folders(5))
    (folder / "red" / "secret.png").symlink_to("/etc/passwd")
    assert understand(folder).skipped == {"links": 1}
