"""Labels that are likely wrong."""

from dataclasses import replace

import numpy as np
import pytest

from core.data import Dataset, load
from core.errors import DataError
from core.evaluation import mislabelled
from core.evaluation.mislabelled import METHODS, judge
from tests.stores import home_at

ENCODER = "dae-dense-32-8x8"


@pytest.fixture(autouse=True)
def home(tmp_path):
    with home_at(tmp_path):
        yield


def show(monkeypatch: pytest.MonkeyPatch, dataset: Dataset) -> None:
    monkeypatch.setattr(mislabelled, "load", lambda _: dataset)


@pytest.mark.parametrize("method", METHODS)
def test_labels_that_were_changed_are_found_first(
    method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    digits = load("digits-8x8")
    test = digits.split("test")
    changed = np.random.default_rng(0).choice(len(test), 8, replace=False)
    labels = digits.labels.clone()
    labels[digits.train + changed] = (labels[digits.train + changed] + 1) % 10
    show(monkeypatch, replace(digits, labels=labels, fingerprint=f"changed for {method}"))

    judgement = judge(ENCODER, "digits-8x8", "test", method)

    assert np.isin(changed, judgement.suspects()).sum() >= 7
    first = judgement.suspects()[:20]
    assert np.isin(changed, first).sum() >= 6
    assert judgement.agreement > 0.85
    assert (np.diff(judgement.given[judgement.suspects()]) >= 0).all()
    assert (judgement.predicted[first] != judgement.labels[first]).all()
    assert judgement.rows[first].tolist() == test.rows[first].tolist()


def test_the_seed_draws_the_folds() -> None:
    first, again, other = (judge(ENCODER, "digits-8x8", "test", seed=seed) for seed in (0, 0, 1))
    np.testing.assert_array_equal(first.given, again.given)
    assert (first.given != other.given).any()


def test_images_without_labels_or_of_one_class_are_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    digits = load("digits-8x8")
    show(monkeypatch, replace(digits, classes=()))
    with pytest.raises(DataError, match="has no labels, so none of them can be wrong"):
        judge(ENCODER, "digits-8x8", "test")
    show(monkeypatch, replace(digits, labels=digits.labels * 0))
    with pytest.raises(DataError, match="needs two classes"):
        judge(ENCODER, "digits-8x8", "test")
