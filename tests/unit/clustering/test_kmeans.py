"""K-means as a classifier: its figures against hand-worked cases and scikit-learn."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn import metrics as reference
from sklearn.cluster import KMeans
from sklearn.preprocessing import StandardScaler

from core import clustering, data
from core.checkpoints import Store
from core.checkpoints.pool import pool
from core.clustering import (
    ElbowPoint,
    ElbowStudy,
    KMeansSettings,
    Source,
    Study,
    measures,
    study_from,
)
from core.clustering import kmeans as fit_module
from core.clustering.features import features, scaled
from core.data import Dataset
from core.errors import CheckpointError, ClusterError
from core.settings import settings
from core.storage.arrays import ArrayFolder
from core.storage.cache import ResultCache, if_kept
from tests.unit.checkpoints.attacks import forge

COUNT, TRAIN = 1500, 1200  # real digits, few enough for a second
CODER = "ae-small"


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Dataset:
    """Real digits, most for training, in place of the whole set."""
    return use_few(monkeypatch, COUNT, TRAIN)


def use_few(monkeypatch: pytest.MonkeyPatch, count: int, train: int) -> Dataset:
    whole = data.load("mnist")
    few = replace(
        whole,
        images=whole.images[:count],
        labels=whole.labels[:count],
        rows=whole.rows[:count],
        train=train,
        fingerprint=f"{count} {train}",
    )
    for module in ("core.data", "core.inference.encodings"):
        monkeypatch.setattr(f"{module}.load", lambda name: few)
    return few


@pytest.fixture(autouse=True)
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ArrayFolder:
    """The folder of kept results, empty."""
    folder = tmp_path / "results"
    monkeypatch.setattr("core.storage.cache._cache_at", lambda _: ResultCache(folder))
    return ArrayFolder(folder)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store with one small autoencoder of random weights."""
    monkeypatch.setenv("LATENT_LAB_CHECKPOINTS", str(tmp_path))
    settings.cache_clear()
    pool.cache_clear()
    store = Store(tmp_path)
    module = forge.module(0, {"family": "dense", "latent": 6})
    store.save(module, forge.card(CODER, module))
    yield store
    monkeypatch.undo()
    settings.cache_clear()
    pool.cache_clear()


def asked(clusters: int = 20, source: Source | None = None, **more: object) -> Study:
    chosen = KMeansSettings.model_validate({"clusters": clusters, "starts": 1, **more})
    return Study(source=source or Source(), settings=chosen)


class TestMeasures:
    CLUSTERS = np.array([0, 0, 0, 1, 1, 3])
    LABELS = np.array([2, 2, 0, 1, 0, 2])

    def test_a_case_worked_by_hand(self) -> None:
        table = measures.contingency(self.CLUSTERS, self.LABELS, 4, 3)
        assert table.tolist() == [[1, 0, 2], [1, 1, 0], [0, 0, 0], [0, 0, 1]]

        named = measures.majority_classes(table)
        # A draw goes to the lowest class, an empty cluster to the commonest class.
        assert named.tolist() == [2, 0, 2, 2]

        assert measures.error(self.CLUSTERS, self.LABELS, named) == 2 / 6
        purity = measures.purity(table)
        assert purity[[0, 1, 3]] == pytest.approx([2 / 3, 1 / 2, 1])
        assert np.isnan(purity[2])

    def test_the_confusion_is_that_of_scikit_learn(self) -> None:
        generator = np.random.default_rng(0)
        clusters = generator.integers(0, 30, 500)
        labels = generator.integers(0, 10, 500)
        table = measures.contingency(clusters, labels, 30, 10)
        assert np.array_equal(table, reference.cluster.contingency_matrix(labels, clusters).T)
        named = measures.majority_classes(table)
        ours = measures.confusion(clusters, labels, named, 10)
        assert np.array_equal(
            ours, reference.confusion_matrix(labels, named[clusters], labels=range(10))
        )
        assert measures.relative(ours).sum(1) == pytest.approx(1)
        assert measures.error(clusters, labels, named) == pytest.approx(
            1 - reference.accuracy_score(labels, named[clusters])
        )

    def test_a_row_without_digits_stays_zero(self) -> None:
        assert measures.relative(np.array([[0, 0], [1, 3]])).tolist() == [[0, 0], [0.25, 0.75]]

    def test_no_digits_have_no_error(self) -> None:
        nothing = np.array([], np.int64)
        assert np.isnan(measures.error(nothing, nothing, np.array([1])))


class TestFeatures:
    def test_pixels_are_shares_of_white(self, small: Dataset) -> None:
        rows = features(Source(), small)
        assert rows.train.shape == (TRAIN, 784)
        assert rows.test.shape == (COUNT - TRAIN, 784)
        assert rows.train.dtype == np.float32
        assert np.array_equal(rows.test[0], small.images[TRAIN].flatten().numpy() / np.float32(255))

    def test_unit_rows_have_length_1_and_an_empty_row_stays_empty(self) -> None:
        rows = scaled(
            np.array([[3.0, 4.0], [0, 0]], np.float32), np.eye(2, dtype=np.float32), "unit"
        )
        assert rows.train.tolist() == [pytest.approx([0.6, 0.8]), [0, 0]]

    def test_standardising_takes_its_numbers_from_the_training_digits(self, small: Dataset) -> None:
        plain, rows = features(Source(), small), features(Source(scaling="standardised"), small)
        scaler = StandardScaler().fit(plain.train)
        assert np.allclose(rows.test, scaler.transform(plain.test), atol=1e-5)
        assert np.isfinite(rows.train).all()
        assert rows.train.std(0).max() == pytest.approx(1, abs=1e-3)

    def test_latents_are_those_of_the_encoder(self, small: Dataset, store: Store) -> None:
        rows = features(Source(checkpoint=CODER), small)
        with torch.no_grad():
            z = store.load(CODER)[0].encode(data.to_float(small.images))
        assert np.allclose(rows.train, z[:TRAIN].numpy(), atol=1e-5)
        assert np.allclose(rows.test, z[TRAIN:].numpy(), atol=1e-5)


class TestFit:
    @pytest.mark.parametrize("method", ["mini-batch", "full"])
    def test_finds_most_digits_without_a_label(self, small: Dataset, method: str) -> None:
        found = clustering.fit(asked(60, method=method))
        assert found.test_error < 0.35
        assert found.train_error < 0.3
        assert found.mutual_information > 0.35
        assert found.confusion.sum() == COUNT - TRAIN
        wrong = found.confusion.sum() - np.trace(found.confusion)
        assert wrong / found.confusion.sum() == pytest.approx(found.test_error)
        assert found.sizes.sum() == TRAIN
        assert found.centres.shape == (60, 784)

    def test_is_what_scikit_learn_does(self, small: Dataset) -> None:
        found = clustering.fit(asked(15, method="full", seed=3))
        theirs = KMeans(15, n_init=1, max_iter=100, random_state=3).fit(
            features(Source(), small).train
        )
        assert found.inertia == pytest.approx(theirs.inertia_, rel=1e-4)
        assert found.mutual_information == pytest.approx(
            reference.adjusted_mutual_info_score(
                small.labels[TRAIN:], theirs.predict(features(Source(), small).test)
            ),
            abs=0.02,
        )

    def test_of_several_starts_the_best_is_kept(self, small: Dataset) -> None:
        rows = features(Source(), small).train
        alone = [
            float(fit_module.fitted(rows, asked(20, seed=seed).settings).inertia_)
            for seed in (5, 6, 7)
        ]
        told: list[tuple[int, ...]] = []
        best = fit_module.fitted(
            rows, asked(20, seed=5, starts=3).settings, lambda *now: told.append(now)
        )
        assert best.inertia_ == pytest.approx(min(alone), rel=1e-6)
        assert len(set(alone)) == 3
        assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]

    def test_every_setting_arrives(self) -> None:
        chosen = KMeansSettings(
            clusters=7, init="random", max_iter=9, batch_size=50, max_no_improvement=4,
            reassignment_ratio=0.5, tolerance=0.2,
        )  # fmt: skip
        small_batches = fit_module._model(chosen, 11).get_params()
        assert small_batches["n_clusters"] == 7
        assert small_batches["init"] == "random"
        assert small_batches["max_iter"] == 9
        assert small_batches["batch_size"] == 50
        assert small_batches["max_no_improvement"] == 4
        assert small_batches["reassignment_ratio"] == 0.5
        assert small_batches["random_state"] == 11
        whole = fit_module._model(chosen.model_copy(update={"method": "full"}), 1).get_params()
        assert (whole["tol"], whole["max_iter"], whole["init"]) == (0.2, 9, "random")

    def test_the_second_time_nothing_is_computed(
        self, small: Dataset, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        study = asked(12)
        assert if_kept(lambda: clustering.fit(study)) is None
        first = clustering.fit(study)
        monkeypatch.setattr(fit_module, "fitted", None)

        again = clustering.fit(study)

        assert np.array_equal(again.clusters, first.clusters)
        assert (again.inertia, again.test_error) == (first.inertia, first.test_error)

    def test_whatever_it_depends_on_is_in_its_key(
        self, small: Dataset, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        of_model = asked(12, Source(checkpoint=CODER))
        keys = [
            fit_module.key(study)
            for study in (
                asked(12), asked(13), asked(12, seed=1), asked(12, method="full"),
                asked(12, Source(scaling="unit")), of_model,
            )
        ]  # fmt: skip
        module = forge.module(1, {"family": "dense", "latent": 6})
        store.save(module, forge.card(CODER, module), overwrite=True)
        keys.append(fit_module.key(of_model))
        use_few(monkeypatch, COUNT, TRAIN - 1)
        keys.append(fit_module.key(asked(12)))
        assert len(set(keys)) == len(keys)

    def test_a_damaged_file_is_computed_again(self, small: Dataset, results: ArrayFolder) -> None:
        study = asked(12)
        first = clustering.fit(study)
        (path,) = results.path.glob("*.safetensors")
        path.write_bytes(path.read_bytes()[:-5])
        assert results.read(fit_module.key(study)) is None

        assert clustering.fit(study).test_error == first.test_error
        assert results.read(fit_module.key(study)) is not None

    def test_more_clusters_than_digits_is_one_sentence(self, small: Dataset) -> None:
        with pytest.raises(ClusterError, match="1,000 clusters .* there are 500"):
            fit_module.fitted(features(Source(), small).train[:500], asked(1000).settings)

    def test_a_checkpoint_that_is_gone_is_one_sentence(self, small: Dataset, store: Store) -> None:
        with pytest.raises(CheckpointError, match="gone"):
            clustering.fit(asked(5, Source(checkpoint="gone")))

    def test_latents_that_are_no_numbers_are_one_sentence(
        self, small: Dataset, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        broken = np.full((COUNT, 6), np.nan, np.float32)
        monkeypatch.setattr("core.inference.encodings.latents", lambda *_: broken)
        with pytest.raises(ClusterError, match="no numbers"):
            clustering.fit(asked(5, Source(checkpoint=CODER)))

    def test_a_map_gets_the_cluster_of_each_digit(self, small: Dataset) -> None:
        study = asked(12)
        found = clustering.fit(study)
        test = clustering.cluster_of_each_digit(study, "test")
        assert np.array_equal(test["clusters"], found.clusters[TRAIN:])
        assert np.array_equal(test["classes"], found.cluster_classes)
        assert len(clustering.cluster_of_each_digit(study, "all")["clusters"]) == COUNT
        assert len(clustering.cluster_of_each_digit(study, "train")["clusters"]) == TRAIN

    def test_impure_clusters_are_those_above_40_percent_the_worst_first(
        self, small: Dataset
    ) -> None:
        found = clustering.fit(asked(8))
        wrong = 1 - found.contingency.max(1) / found.sizes
        assert set(found.impure) == set(np.flatnonzero(wrong > 0.4))
        assert len(found.impure) > 1
        assert (np.diff(wrong[found.impure]) <= 0).all()


class TestCentres:
    def test_of_pixels_are_the_mean_digits(self, small: Dataset) -> None:
        found = clustering.fit(asked(10, Source(scaling="unit")))
        pictures = clustering.centre_pictures(found)
        inside = found.clusters[:TRAIN] == 4
        mean = small.images[:TRAIN].numpy()[inside].mean(0) / 255
        assert pictures.shape == (10, 28, 28)
        assert np.allclose(pictures[4], mean, atol=1e-5)

    def test_of_an_autoencoder_are_decoded(self, small: Dataset, store: Store) -> None:
        found = clustering.fit(asked(10, Source(checkpoint=CODER, scaling="unit")))
        module = store.load(CODER)[0]
        inside = found.clusters[:TRAIN] == 4
        with torch.no_grad():
            mean = module.encode(data.to_float(small.images[:TRAIN][inside])).mean(0, keepdim=True)
            drawn = module.decode(mean)[0, 0].clamp(0, 1)
        assert np.allclose(clustering.centre_pictures(found)[4], drawn.numpy(), atol=1e-5)

    def test_an_empty_cluster_is_black(self, small: Dataset) -> None:
        found = clustering.fit(asked(5))
        moved = found.clusters.copy()
        moved[moved == 2] = 1
        emptied = replace(found, clusters=moved)
        assert clustering.centre_pictures(emptied)[2].max() == 0
        assert np.isnan(emptied.purity[2])
        assert 2 not in emptied.impure


class TestElbow:
    def test_ks_are_the_ends_and_the_multiples_between(self) -> None:
        study = asked()
        assert ElbowStudy(study=study).ks == (1, *range(10, 250, 10), 250)
        assert ElbowStudy(study=study, lowest=3, highest=9, step=4).ks == (3, 4, 8, 9)
        assert ElbowStudy(study=study, step=1).ks == tuple(range(1, 251))
        assert ElbowStudy(study=study, lowest=5, highest=5).ks == (5,)

    def test_ends_the_wrong_way_round_are_refused(self) -> None:
        with pytest.raises(ValueError, match="is above the highest"):
            ElbowStudy(study=asked(), lowest=9, highest=3)

    def test_goes_on_where_it_was_stopped(
        self, small: Dataset, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        elbow = ElbowStudy(study=asked(), lowest=1, highest=20, step=5)
        fitted: list[int] = []
        whole = fit_module.fitted

        def noted(rows, chosen, on_progress=lambda *_: None):
            fitted.append(chosen.clusters)
            return whole(rows, chosen, on_progress)

        monkeypatch.setattr(fit_module, "fitted", noted)

        class Stop(Exception):
            pass

        def stop(done: int, point: ElbowPoint) -> None:
            if done == 2:
                raise Stop

        with pytest.raises(Stop):
            elbow.run(stop)
        assert [point.k for point in elbow.kept_points()] == [1, 5]

        points = elbow.run()

        assert fitted == [1, 5, 10, 15, 20]
        assert points == elbow.kept_points()
        inertias = [point.inertia for point in points]
        assert inertias == sorted(inertias, reverse=True)
        assert points[-1].test_error < points[0].test_error

    def test_a_point_is_what_a_clustering_gives(self, small: Dataset) -> None:
        (point,) = ElbowStudy(study=asked(99), lowest=12, highest=12).run()
        found = clustering.fit(asked(12))
        assert point.inertia == pytest.approx(found.inertia)
        assert (point.train_error, point.test_error) == (found.train_error, found.test_error)

    def test_the_knee_of_a_bent_line_is_where_it_bends(self) -> None:
        ks = [1, 2, 3, 4, 5, 6, 7, 8]
        assert clustering.knee(ks, [100, 70, 40, 10, 8, 6, 4, 2]) == 4

    @pytest.mark.parametrize("inertias", [[3, 2], [], [9, 6, 3], [1, 2, 3], [1, 3, 1], [9, 8, 0]])
    def test_what_does_not_bend_has_no_knee(self, inertias: list[float]) -> None:
        assert clustering.knee(list(range(1, 1 + len(inertias))), inertias) is None


class TestStudy:
    def test_survives_json(self) -> None:
        study = asked(7, Source(checkpoint="x", scaling="unit"), method="full")
        assert study_from(study.model_dump(mode="json")) == study

    @pytest.mark.parametrize(
        ("values", "words"),
        [
            ({"settings": {"clusters": 0}}, "settings.clusters: .*, not 0"),
            ({"settings": {"clusters": 5000}}, "less than or equal to 1000"),
            ({"settings": {"colour": 1}}, "settings.colour"),
            ({"source": {"scaling": "log"}}, "source.scaling: .*, not 'log'"),
        ],
    )
    def test_what_is_wrong_is_named(self, values: dict[str, object], words: str) -> None:
        with pytest.raises(ClusterError, match=words):
            study_from(values)

    def test_titles(self) -> None:
        assert asked(1).title == "1 group of pixels"
        assert asked(9, Source(checkpoint="x", scaling="unit")).title == (
            "9 groups of x, rows at length 1"
        )
