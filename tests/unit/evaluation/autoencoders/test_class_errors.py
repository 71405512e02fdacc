"""Reconstruction errors per digit and class."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core import data, inference
from core.checkpoints import Store
from core.checkpoints.pool import pool
from core.data import Dataset
from core.errors import DataError
from core.evaluation import metrics
from core.evaluation.autoencoders import class_errors
from tests.unit.checkpoints.attacks import forge
from tests.unit.evaluation.samples import AE


def test_errors_are_ordered_and_averaged_by_class(store: Path, digits: Dataset) -> None:
    one = class_errors.measure(AE, digits.name, "test")
    test = digits.split("test")
    x = data.to_float(test.images)
    expected = inference.squared_errors(x, inference.reconstruct(pool().module(AE), x))

    np.testing.assert_allclose(one.values, expected.numpy(), rtol=1e-5)
    assert one.per_class == pytest.approx(metrics.per_class(expected, test.labels, 10), rel=1e-5)
    worst, best = one.ranking(True, 5), one.ranking(False, 5)
    assert one.values[worst].tolist() == sorted(one.values, reverse=True)[:5]
    assert one.values[best].tolist() == sorted(one.values)[:5]
    best_class, worst_class = one.best_and_worst_class()
    assert one.per_class[best_class] == min(one.per_class)
    assert one.per_class[worst_class] == max(one.per_class)
    typical = one.typical()
    assert one.labels[typical].tolist() == sorted(set(one.labels.tolist()))
    for place in typical:
        of_class = one.values[one.labels == one.labels[place]]
        assert one.values[place] == sorted(of_class)[len(of_class) // 2]
    threes = one.ranking(True, 3, label=3)
    assert (one.labels[threes] == 3).all()
    assert one.values[threes[0]] == one.values[one.labels == 3].max()


def test_reconstructions_are_of_the_rows_asked_for(store: Path, digits: Dataset) -> None:
    test = digits.split("test")
    rows = [int(test.rows[7]), int(test.rows[3])]

    drawn = class_errors.reconstructions(AE, test, rows)

    x = data.to_float(test.images[[7, 3]])
    np.testing.assert_array_equal(drawn, inference.reconstruct(pool().module(AE), x)[:, 0])
    with pytest.raises(DataError, match="has no row 3"):
        class_errors.reconstructions(AE, test, [3])


def test_only_a_card_on_the_same_data_is_believed(store: Path, digits: Dataset) -> None:
    module = forge.module(0, {"family": "dense", "latent": 8})
    values = tuple(float(n) for n in range(10))
    card = forge.card("with-card", module, metrics={"train_squared_error_per_class": values})
    Store(store).save(module, card)

    assert class_errors.card_errors("with-card", digits) is None
    same = replace(digits, fingerprint=card.dataset.fingerprint)
    assert class_errors.card_errors("with-card", same) == values
    assert class_errors.card_errors(AE, same) is None
    Store(store).delete("with-card")
