"""Parts of a file in their order, and blocks that bound the memory."""

import numpy as np
import pytest

from core.data.imports.source import (
    BLOCK_BYTES,
    BLOCK_PICTURES,
    Part,
    PartName,
    block_length,
    slices,
    training_first,
)
from core.errors import DataError


def part(split: PartName) -> Part:
    return Part(split, 1, lambda: iter(()))


def test_pictures_to_train_with_come_first_in_their_own_order() -> None:
    parts = [part("test"), part("train"), part("test"), part("train")]
    assert training_first(parts) == (parts[1], parts[3], parts[0], parts[2])


def test_a_split_of_some_parts_only_is_refused() -> None:
    with pytest.raises(DataError, match="put all into these, or none"):
        training_first([part("train"), part("")])


@pytest.mark.parametrize("picture_bytes", [1, 784, 3 * 224 * 224, BLOCK_BYTES * 10])
def test_a_block_has_at_least_one_picture_and_a_bound(picture_bytes: int) -> None:
    length = block_length(picture_bytes)
    assert 1 <= length <= BLOCK_PICTURES
    assert length == 1 or length * picture_bytes <= BLOCK_BYTES


def test_labels_go_with_their_pictures() -> None:
    assert slices(np.arange(10), 4, 3) == pytest.approx([4, 5, 6])
    assert slices(None, 4, 3) is None
