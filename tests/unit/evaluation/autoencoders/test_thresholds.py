"""Output thresholds."""

from pathlib import Path

import numpy as np
import pytest
import torch

from core import inference
from core.checkpoints.pool import pool
from core.data import Dataset
from core.evaluation.autoencoders import thresholds
from core.noise import GaussianNoise, apply_seeded
from tests.unit.evaluation.samples import AE


def test_thresholds_are_worked_by_hand() -> None:
    seen = torch.tensor([0.0, 0.25, 0.26, 0.5, 0.74, 0.75, 1.0])

    assert thresholds.apply_thresholds(seen).tolist() == pytest.approx(
        [0, 0, 0.26, 0.5, 0.74, 1, 1]
    )


def test_rows_of_digits_come_with_both_errors(store: Path, digits: Dataset) -> None:
    test = digits.split("test")
    rows = thresholds.draw_examples([AE], test, 20, GaussianNoise(0.5), seed=4)

    assert np.bincount(rows.labels).tolist() == [2] * 10
    x = torch.from_numpy(rows.clean)[:, None]
    noisy = apply_seeded(GaussianNoise(0.5), x, 4)
    np.testing.assert_array_equal(rows.noisy, noisy[:, 0])
    out = inference.reconstruct(pool().module(AE), noisy)
    np.testing.assert_allclose(rows.soft_error[0], inference.squared_errors(x, out), rtol=1e-5)
    hard = inference.squared_errors(x, thresholds.apply_thresholds(out))
    np.testing.assert_allclose(rows.hard_error[0], hard, rtol=1e-5)
    again = thresholds.draw_examples([AE], test, 20, GaussianNoise(0.5), seed=4)
    np.testing.assert_array_equal(again.noisy, rows.noisy)
    assert (
        thresholds.draw_examples([AE], test, 20, None, seed=5).rows.tolist() != rows.rows.tolist()
    )
