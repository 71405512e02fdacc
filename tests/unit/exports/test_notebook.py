"""The cell of a notebook opens what a file would hold."""

import numpy as np
import pandas as pd
import pytest

from core.exports import gather
from core.exports.notebook import cell
from tests.unit.exports.worlds import everything


@pytest.mark.parametrize("rows", [None, tuple(range(1437, 1600))])
def test_the_notebook_cell_opens_the_same(rows) -> None:
    contents = everything(rows=rows)
    text = cell(contents)
    *lines, last = text.rstrip().splitlines()
    assert max(map(len, lines)) <= 100
    names: dict = {}
    exec(compile("\n".join([*lines, f"table = {last}"]), "cell", "exec"), names)
    collection = gather(contents)
    np.testing.assert_array_equal(names["vectors"], collection.vectors)
    np.testing.assert_array_equal(names["images"], collection.images)
    pd.testing.assert_frame_equal(names["table"], pd.DataFrame(collection.columns))
    assert "streamlit" not in text
