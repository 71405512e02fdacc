"""Digits with the largest reconstruction errors."""

from pathlib import Path

import numpy as np
import pytest

from core import data, inference
from core.checkpoints.pool import pool
from core.data import Dataset
from core.errors import CheckpointError
from core.evaluation.autoencoders import hardest
from tests.unit.evaluation.samples import AE, CLF, small


def test_the_worst_come_first_and_are_computed_once(
    store: Path, digits: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = small(digits).split("test")
    x = data.to_float(test.images)
    errors = inference.squared_errors(x, inference.reconstruct(pool().module(AE), x)).numpy()

    rows, values = hardest.hardest_rows(AE, test)

    assert len(rows) == hardest.COUNT
    np.testing.assert_allclose(values, np.sort(errors)[::-1][: hardest.COUNT], rtol=1e-5)
    places = np.searchsorted(test.rows.numpy(), rows)
    np.testing.assert_allclose(errors[places], values, rtol=1e-5)
    monkeypatch.setattr(inference, "reconstruct", None)
    again, _ = hardest.hardest_rows(AE, test)
    np.testing.assert_array_equal(again, rows)


def test_a_classifier_has_no_hardest_digits(store: Path, digits: Dataset) -> None:
    with pytest.raises(CheckpointError, match="can reconstruct"):
        hardest.hardest_rows(CLF, digits)
