"""Selected images by row id."""

import numpy as np
import pytest

from core import data
from core.errors import DataError
from core.maps import selection


def test_a_selection_is_summed_up_by_row() -> None:
    digits = data.load()
    rows = digits.rows.numpy()[[5, 0, 7, 5]]
    result = selection.summarise(digits, rows)

    assert result.count == 3  # each once
    labels = digits.labels[[0, 5, 7]].tolist()
    assert [result.per_class[label] for label in labels] == [
        labels.count(label) for label in labels
    ]
    assert sum(result.per_class) == 3
    mean = data.to_float(digits.images[[0, 5, 7]]).mean(0)[0]
    np.testing.assert_allclose(result.mean, mean, atol=1e-6)


def test_the_sheet_holds_every_digit_once_in_row_order() -> None:
    digits = data.load()
    sheet = selection.sheet(digits, digits.rows.numpy()[[9, 2, 4, 3, 1]])

    assert sheet.shape == (2 * 28, 3 * 28)
    for cell, place in enumerate([1, 2, 3, 4, 9]):
        top, left = divmod(cell, 3)
        part = sheet[top * 28 : top * 28 + 28, left * 28 : left * 28 + 28]
        np.testing.assert_array_equal(part, digits.images[place].numpy())
    assert not sheet[28:, 2 * 28 :].any()


@pytest.mark.parametrize(
    ("rows", "sentence"), [([], "No pictures are selected"), ([10**8], "has no row")]
)
def test_rows_that_are_not_there_are_refused(rows: list[int], sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        selection.summarise(data.load(), np.asarray(rows, np.int64))
