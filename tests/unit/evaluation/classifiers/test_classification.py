"""Predictions of a classifier."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core import data
from core.checkpoints.pool import pool
from core.data import Dataset
from core.errors import CheckpointError
from core.evaluation import metrics
from core.evaluation.classifiers import classification
from core.evaluation.classifiers.classification import Classification
from tests.unit.evaluation.samples import AE, CLF


def by_hand() -> Classification:
    """Seven digits of three classes: two of class 1 are read as 2, one of class 2 as 0."""
    return Classification(
        "hand",
        rows=np.arange(10, 17),
        labels=np.array([0, 0, 1, 1, 1, 2, 2]),
        predicted=np.array([0, 0, 1, 2, 2, 2, 0], np.uint8),
        probability=np.array([0.9, 0.8, 0.7, 0.6, 0.95, 0.5, 0.4], np.float32),
        classes=("a", "b", "c"),
    )


def test_the_confusion_matrix_has_the_true_class_in_its_lines() -> None:
    one = by_hand()

    assert one.counts.tolist() == [[2, 0, 0], [0, 1, 2], [1, 0, 1]]
    assert one.accuracy == pytest.approx(4 / 7)
    assert one.balanced_accuracy == pytest.approx((1 + 1 / 3 + 1 / 2) / 3)


def test_a_cell_holds_its_digits_the_surest_first() -> None:
    assert by_hand().cell(1, 2).tolist() == [4, 3]
    assert by_hand().cell(0, 2).tolist() == []


def test_precision_and_recall_are_worked_by_hand() -> None:
    a, b, c = classification.class_scores(by_hand())

    assert [a.count, b.count, c.count] == [2, 3, 2]
    assert [a.precision, b.precision, c.precision] == pytest.approx([2 / 3, 1, 1 / 3])
    assert [a.recall, b.recall, c.recall] == pytest.approx([1, 1 / 3, 1 / 2])
    assert a.f1 == pytest.approx(2 * (2 / 3) / (2 / 3 + 1))


def test_a_class_that_is_never_read_has_no_precision() -> None:
    one = replace(by_hand(), predicted=np.zeros(7, np.uint8))

    assert math.isnan(classification.class_scores(one)[1].precision)
    assert classification.class_scores(one)[1].recall == 0


def test_a_reading_is_what_the_metrics_say(store: Path, digits: Dataset) -> None:
    one = classification.classify_split(CLF, digits.name)
    test = digits.split("test")

    x = data.to_float(test.images)
    assert one.accuracy == metrics.accuracy(pool().module(CLF), x, test.labels)
    assert one.counts.sum() == len(test)
    with pytest.raises(CheckpointError, match="can classify"):
        classification.classify_split(AE, digits.name)
