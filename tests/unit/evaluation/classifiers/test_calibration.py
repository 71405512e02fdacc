"""Calibration against scikit-learn and cases worked by hand."""

import numpy as np
import pytest
from sklearn.calibration import calibration_curve

from core.evaluation.classifiers.calibration import reliability


def test_reliability_is_that_of_scikit_learn() -> None:
    generator = np.random.default_rng(3)
    sure = generator.uniform(0.1, 1, 4000)
    right = generator.uniform(size=4000) < sure**2
    result = reliability(sure, right, bins=12)

    accuracy, confidence = calibration_curve(right, sure, n_bins=12)
    present = result.counts > 0
    np.testing.assert_allclose(result.accuracy[present], accuracy)
    np.testing.assert_allclose(result.confidence[present], confidence)


def test_the_calibration_error_is_worked_by_hand() -> None:
    # Bin (0.5, 1]: says 0.75 on average, right 1 of 2. Bin [0, 0.5]: says 0.3, right 1 of 2.
    result = reliability([0.9, 0.6, 0.2, 0.4], [True, False, False, True], bins=2)

    assert result.counts.tolist() == [2, 2]
    assert result.ece == pytest.approx((0.25 * 2 + 0.2 * 2) / 4)
    assert result.mce == pytest.approx(0.25)
    assert result.mean_confidence == pytest.approx(0.525)
    assert result.overall_accuracy == 0.5


def test_a_bin_holds_its_upper_edge_and_an_empty_one_counts_for_nothing() -> None:
    result = reliability([0.0, 0.5, 1.0, 1.0], [False, True, True, True], bins=4)

    assert result.counts.tolist() == [1, 1, 0, 2]
    assert result.ece == pytest.approx(0.5 / 4)
    with pytest.raises(ValueError, match="one length"):
        reliability([], [])
