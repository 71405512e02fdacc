"""Rows to cluster."""

import numpy as np
import pytest
import torch
from sklearn.preprocessing import StandardScaler

from core import data
from core.checkpoints import Store
from core.clustering import (
    Source,
)
from core.clustering.features import load_features, scale
from core.data import Dataset
from tests.unit.clustering.studies import CODER, COUNT, TRAIN


class TestFeatures:
    def test_pixels_are_shares_of_white(self, small: Dataset) -> None:
        rows = load_features(Source(), small)
        assert rows.train.shape == (TRAIN, 784)
        assert rows.test.shape == (COUNT - TRAIN, 784)
        assert rows.train.dtype == np.float32
        assert np.array_equal(rows.test[0], small.images[TRAIN].flatten().numpy() / np.float32(255))

    def test_unit_rows_have_length_1_and_an_empty_row_stays_empty(self) -> None:
        rows = scale(
            np.array([[3.0, 4.0], [0, 0]], np.float32), np.eye(2, dtype=np.float32), "unit"
        )
        assert rows.train.tolist() == [pytest.approx([0.6, 0.8]), [0, 0]]

    def test_standardising_takes_its_numbers_from_the_training_digits(self, small: Dataset) -> None:
        plain, rows = (
            load_features(Source(), small),
            load_features(Source(scaling="standardised"), small),
        )
        scaler = StandardScaler().fit(plain.train)
        assert np.allclose(rows.test, scaler.transform(plain.test), atol=1e-5)
        assert np.isfinite(rows.train).all()
        assert rows.train.std(0).max() == pytest.approx(1, abs=1e-3)

    def test_latents_are_those_of_the_encoder(self, small: Dataset, store: Store) -> None:
        rows = load_features(Source(checkpoint=CODER), small)
        with torch.no_grad():
            z = store.load(CODER)[0].encode(data.to_float(small.images))
        assert np.allclose(rows.train, z[:TRAIN].numpy(), atol=1e-5)
        assert np.allclose(rows.test, z[TRAIN:].numpy(), atol=1e-5)
