"""Fitting k-means, against scikit-learn."""

import numpy as np
import pytest
from sklearn import metrics as reference
from sklearn.cluster import KMeans

from core import clustering
from core.checkpoints import Store
from core.clustering import (
    KMeansSettings,
    Source,
    kmeans,
)
from core.clustering.features import load_features
from core.data import Dataset
from core.errors import CheckpointError, ClusteringError
from core.storage.arrays import ArrayFolder
from core.storage.cache import if_kept
from tests.unit.checkpoints.attacks import forge
from tests.unit.clustering.studies import CODER, COUNT, TRAIN, study_of, use_few


class TestFit:
    @pytest.mark.parametrize("method", ["mini-batch", "full"])
    def test_finds_most_digits_without_a_label(self, small: Dataset, method: str) -> None:
        result = clustering.fit(study_of(60, method=method))
        assert result.test_error < 0.35
        assert result.train_error < 0.3
        assert result.mutual_information > 0.35
        assert result.confusion.sum() == COUNT - TRAIN
        wrong = result.confusion.sum() - np.trace(result.confusion)
        assert wrong / result.confusion.sum() == pytest.approx(result.test_error)
        assert result.sizes.sum() == TRAIN
        assert result.centres.shape == (60, 784)

    def test_is_what_scikit_learn_does(self, small: Dataset) -> None:
        result = clustering.fit(study_of(15, method="full", seed=3))
        theirs = KMeans(15, n_init=1, max_iter=100, random_state=3).fit(
            load_features(Source(), small).train
        )
        assert result.inertia == pytest.approx(theirs.inertia_, rel=1e-4)
        assert result.mutual_information == pytest.approx(
            reference.adjusted_mutual_info_score(
                small.labels[TRAIN:], theirs.predict(load_features(Source(), small).test)
            ),
            abs=0.02,
        )

    def test_of_several_starts_the_best_is_kept(self, small: Dataset) -> None:
        rows = load_features(Source(), small).train
        alone = [
            float(kmeans.best_run(rows, study_of(20, seed=seed).settings).inertia_)
            for seed in (5, 6, 7)
        ]
        reports: list[tuple[int, ...]] = []
        best = kmeans.best_run(
            rows, study_of(20, seed=5, starts=3).settings, lambda *now: reports.append(now)
        )
        assert best.inertia_ == pytest.approx(min(alone), rel=1e-6)
        assert len(set(alone)) == 3
        assert reports == [(0, 3), (1, 3), (2, 3), (3, 3)]

    def test_every_setting_arrives(self) -> None:
        chosen = KMeansSettings(
            clusters=7, init="random", max_iter=9, batch_size=50, max_no_improvement=4,
            reassignment_ratio=0.5, tolerance=0.2,
        )  # fmt: skip
        small_batches = kmeans._model(chosen, 11).get_params()
        assert small_batches["n_clusters"] == 7
        assert small_batches["init"] == "random"
        assert small_batches["max_iter"] == 9
        assert small_batches["batch_size"] == 50
        assert small_batches["max_no_improvement"] == 4
        assert small_batches["reassignment_ratio"] == 0.5
        assert small_batches["random_state"] == 11
        whole = kmeans._model(chosen.model_copy(update={"method": "full"}), 1).get_params()
        assert (whole["tol"], whole["max_iter"], whole["init"]) == (0.2, 9, "random")

    def test_the_second_time_nothing_is_computed(
        self, small: Dataset, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        study = study_of(12)
        assert if_kept(lambda: clustering.fit(study)) is None
        first = clustering.fit(study)
        monkeypatch.setattr(kmeans, "best_run", None)

        again = clustering.fit(study)

        assert np.array_equal(again.clusters, first.clusters)
        assert (again.inertia, again.test_error) == (first.inertia, first.test_error)

    def test_whatever_it_depends_on_is_in_its_key(
        self, small: Dataset, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        of_model = study_of(12, Source(checkpoint=CODER))
        keys = [
            kmeans.study_key(study)
            for study in (
                study_of(12), study_of(13), study_of(12, seed=1), study_of(12, method="full"),
                study_of(12, Source(scaling="unit")), of_model,
            )
        ]  # fmt: skip
        module = forge.module(1, {"family": "dense", "latent": 6})
        store.save(module, forge.card(CODER, module), overwrite=True)
        keys.append(kmeans.study_key(of_model))
        use_few(monkeypatch, COUNT, TRAIN - 1)
        keys.append(kmeans.study_key(study_of(12)))
        assert len(set(keys)) == len(keys)

    def test_a_damaged_file_is_computed_again(self, small: Dataset, results: ArrayFolder) -> None:
        study = study_of(12)
        first = clustering.fit(study)
        (path,) = results.path.glob("*.safetensors")
        path.write_bytes(path.read_bytes()[:-5])
        assert results.read(kmeans.study_key(study)) is None

        assert clustering.fit(study).test_error == first.test_error
        assert results.read(kmeans.study_key(study)) is not None

    def test_more_clusters_than_digits_is_one_sentence(self, small: Dataset) -> None:
        with pytest.raises(ClusteringError, match="1,000 clusters .* there are 500"):
            kmeans.best_run(load_features(Source(), small).train[:500], study_of(1000).settings)

    def test_a_checkpoint_that_is_gone_is_one_sentence(self, small: Dataset, store: Store) -> None:
        with pytest.raises(CheckpointError, match="gone"):
            clustering.fit(study_of(5, Source(checkpoint="gone")))

    def test_latents_that_are_no_numbers_are_one_sentence(
        self, small: Dataset, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        broken = np.full((COUNT, 6), np.nan, np.float32)
        monkeypatch.setattr("core.inference.encodings.latents", lambda *_: broken)
        with pytest.raises(ClusteringError, match="infinite or NaN"):
            clustering.fit(study_of(5, Source(checkpoint=CODER)))
