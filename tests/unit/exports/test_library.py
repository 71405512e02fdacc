"""Each kind of file, opened by the reader of the program that it is for."""

import numpy as np
import pytest
from PIL import Image

from core import data
from core.exports import Contents, library
from core.settings import settings
from core.storage.cache import if_kept
from tests.unit.exports.worlds import PLANE, SET


@pytest.mark.parametrize("kind", library.KINDS)
def test_a_file_is_written_once_and_then_kept(kind) -> None:
    contents = Contents(dataset=SET, rows=(1437, 1440))
    path = library.pictures_file(contents, kind)
    before = path.stat().st_ino
    assert path.parent == settings().cache / "exports"
    assert if_kept(lambda: library.pictures_file(contents, kind)) == path
    assert path.stat().st_ino == before


def test_a_file_that_is_not_kept_is_left_to_the_queue() -> None:
    assert (
        if_kept(lambda: library.pictures_file(Contents(dataset=SET, rows=(1490,)), "csv")) is None
    )


def test_the_sheet_has_the_selected_pictures_in_row_order() -> None:
    path = library.pictures_file(Contents(dataset=SET, rows=(1500, 1437)), "sheet")
    pixels = np.asarray(Image.open(path))
    expected = data.load(SET).images.numpy()[[1437, 1500]]
    np.testing.assert_array_equal(pixels, np.hstack(list(expected)))


def test_names_of_files_are_plain() -> None:
    contents = Contents(dataset=SET, rows=(1437,), map=f"bottleneck:{PLANE}")
    assert library.stem(contents) == "latent-lab-digits-8x8-1-selected-ae-conv-2-8x8"
    atlas = library.file_name(contents, "atlas")
    assert atlas == "latent-lab-digits-8x8-1-selected-ae-conv-2-8x8-atlas.parquet"
