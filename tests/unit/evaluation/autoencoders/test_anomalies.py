"""Anomaly detection by reconstruction error."""

from pathlib import Path

import numpy as np
import pytest
import torch

from core import data, inference
from core.checkpoints.pool import pool
from core.data import Dataset
from core.data.imports import add
from core.errors import CheckpointError
from core.evaluation.autoencoders import anomalies
from core.evaluation.autoencoders.anomalies import Comparison, Counts
from tests.stores import home_at
from tests.unit.evaluation.samples import AE, CLF, small


def test_the_area_is_the_chance_that_another_picture_errs_more() -> None:
    generator = np.random.default_rng(0)
    usual = generator.normal(5, 2, 60).astype(np.float32)
    other = generator.normal(7, 2, 40).astype(np.float32)
    result = Comparison(usual, other)

    pairs = other[:, None] - usual[None, :]
    assert result.auc == pytest.approx(((pairs > 0) + 0.5 * (pairs == 0)).mean())
    alarms, finds = result.roc()
    assert (alarms[0], finds[0], alarms[-1], finds[-1]) == (0, 0, 1, 1)
    assert np.trapezoid(finds, alarms) == pytest.approx(result.auc)


def test_the_outcomes_of_a_threshold_are_worked_by_hand() -> None:
    result = Comparison(np.array([1, 2, 3, 4], np.float32), np.array([2, 3.5, 9], np.float32))

    assert result.counts(3) == Counts(accepted=3, false_alarms=1, missed=1, detected=2)
    assert result.counts(0) == Counts(accepted=0, false_alarms=4, missed=0, detected=3)
    assert result.counts(9) == Counts(accepted=4, false_alarms=0, missed=3, detected=0)


def test_the_least_unusual_others_come_first_and_the_axis_ends_above_nearly_all() -> None:
    result = Comparison(np.arange(100, dtype=np.float32), np.array([7, 2, 900], np.float32))

    assert result.least_unusual(2).tolist() == [1, 0]
    assert result.counts(result.high_error()).false_alarms == 0
    assert result.counts(result.high_error()).detected == 1


def test_the_first_threshold_refuses_the_share_asked_for() -> None:
    usual = np.arange(1000, dtype=np.float32)
    result = Comparison(usual, usual)

    assert (
        result.counts(result.threshold_for(0.01)).false_alarms == 9
    )  # 990 and above: nothing above 1 %


@pytest.mark.parametrize("other", list(anomalies.GENERATED))
def test_other_pictures_are_made_as_they_say(digits: Dataset, other: str) -> None:
    part = small(digits)
    images = anomalies.pictures(part, other, seed=1)
    test = part.split("test").images

    assert images.shape == test.shape
    assert images.dtype == torch.uint8
    assert not torch.equal(images, test)
    assert torch.equal(images, anomalies.pictures(part, other, seed=1))
    ink = test.flatten(1).sort(1).values
    if other in ("rotated", "flipped", "shuffled"):
        assert torch.equal(images.flatten(1).sort(1).values, ink)
    if other == "rotated":
        assert torch.equal(images.rot90(-1, (1, 2)), test)
    if other == "negative":
        assert torch.equal(255 - images, test)
    if other == "uniform":
        assert 120 < float(images.float().mean()) < 135


def test_comparisons_hold_the_errors_of_both(store: Path, digits: Dataset) -> None:
    reports: list[tuple[int, int]] = []
    result = anomalies.compare(
        AE, digits, "negative", on_progress=lambda done, total: reports.append((done, total))
    )

    x = data.to_float(anomalies.pictures(digits, "negative")[:50])
    expected = inference.squared_errors(x, inference.reconstruct(pool().module(AE), x))
    np.testing.assert_allclose(result.anomalous[:50], expected, rtol=1e-5)
    assert reports[-1][0] == reports[-1][1]
    reports.clear()
    anomalies.compare(
        AE, digits, "negative", on_progress=lambda done, total: reports.append((done, total))
    )
    assert not reports  # kept
    with pytest.raises(CheckpointError, match="can reconstruct"):
        anomalies.compare(CLF, digits, "negative")


def test_a_class_stands_against_the_others(store: Path, digits: Dataset) -> None:
    result = anomalies.compare(AE, digits, f"{anomalies.CLASS}7")
    labels = digits.split("test").labels

    assert len(result.anomalous) == int((labels == 7).sum())
    assert len(result.normal) == int((labels != 7).sum())


@pytest.mark.parametrize("name", ["negative", "class-3", "class-photos"])
def test_a_data_set_may_have_the_name_of_another_kind(
    store: Path, digits: Dataset, name: str, tmp_path: Path
) -> None:
    images = np.full((20, 28, 28), 9, np.uint8)
    images[::2] = 200
    file = tmp_path / "own.npz"
    np.savez(file, images=images)
    with home_at(tmp_path):
        add(file, name, title="Greys")
        test = data.load(name).split("test").images
        (key,) = [key for key, kind in anomalies.kinds(digits).items() if kind.title == "Greys"]

        assert torch.equal(anomalies.pictures(digits, key), test)
        result = anomalies.compare(AE, digits, key)

    x = data.to_float(test)
    expected = inference.squared_errors(x, inference.reconstruct(pool().module(AE), x))
    np.testing.assert_allclose(result.anomalous, expected, rtol=1e-5)
