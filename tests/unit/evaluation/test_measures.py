"""The Report page's measures, each against scikit-learn or a case worked by hand."""

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn.calibration import calibration_curve

from core import data, inference
from core.checkpoints import Store
from core.checkpoints.pool import pool
from core.data import Dataset
from core.errors import CheckpointError, DataError
from core.evaluation import (
    anomalies,
    class_errors,
    histories,
    latent_sizes,
    metrics,
    payoff,
    pca,
    pretraining,
    reading,
    robustness,
    thresholds,
)
from core.evaluation.anomalies import Comparison, Counts
from core.evaluation.calibration import reliability
from core.evaluation.reading import Reading
from core.noise import GaussianNoise, at_level, seeded
from core.settings import settings
from core.storage.cache import if_kept
from tests.unit.checkpoints.attacks import forge

AE, CLF = "ae-small", "clf-small"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A store with one small autoencoder and one small classifier, with random weights."""
    folder = tmp_path_factory.mktemp("store")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LATENT_LAB_CHECKPOINTS", str(folder))
        settings.cache_clear()
        pool.cache_clear()
        coder = forge.module(0, {"family": "dense", "latent": 8})
        Store(folder).save(coder, forge.card(AE, coder))
        reader = forge.module(1, {"family": "clf-dense", "widths": [16]})
        Store(folder).save(reader, forge.card(CLF, reader))
        yield folder
    settings.cache_clear()
    pool.cache_clear()


@pytest.fixture(scope="module")
def digits() -> Dataset:
    return data.load()


def small(digits: Dataset, train: int = 500, test: int = 200) -> Dataset:
    """The first of both splits, as a set of its own."""
    kept = torch.cat([torch.arange(train), torch.arange(digits.train, digits.train + test)])
    return replace(
        digits,
        images=digits.images[kept],
        labels=digits.labels[kept],
        rows=digits.rows[kept],
        train=train,
        fingerprint="a part of the digits",
    )


# ---- classifiers ---------------------------------------------------------------------------------


def by_hand() -> Reading:
    """Seven digits of three classes: two of class 1 are read as 2, one of class 2 as 0."""
    return Reading(
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
    a, b, c = reading.per_class(by_hand())

    assert [a.count, b.count, c.count] == [2, 3, 2]
    assert [a.precision, b.precision, c.precision] == pytest.approx([2 / 3, 1, 1 / 3])
    assert [a.recall, b.recall, c.recall] == pytest.approx([1, 1 / 3, 1 / 2])
    assert a.f1 == pytest.approx(2 * (2 / 3) / (2 / 3 + 1))


def test_a_class_that_is_never_read_has_no_precision() -> None:
    one = replace(by_hand(), predicted=np.zeros(7, np.uint8))

    assert math.isnan(reading.per_class(one)[1].precision)
    assert reading.per_class(one)[1].recall == 0


def test_a_reading_is_what_the_metrics_say(store: Path, digits: Dataset) -> None:
    one = reading.reading(CLF, digits.name)
    test = digits.split("test")

    x = data.to_float(test.images)
    assert one.accuracy == metrics.accuracy(pool().module(CLF), x, test.labels)
    assert one.counts.sum() == len(test)
    with pytest.raises(CheckpointError, match="can classify"):
        reading.reading(AE, digits.name)


def test_reliability_is_that_of_scikit_learn() -> None:
    generator = np.random.default_rng(3)
    sure = generator.uniform(0.1, 1, 4000)
    right = generator.uniform(size=4000) < sure**2
    found = reliability(sure, right, bins=12)

    accuracy, confidence = calibration_curve(right, sure, n_bins=12)
    there = found.counts > 0
    np.testing.assert_allclose(found.accuracy[there], accuracy)
    np.testing.assert_allclose(found.confidence[there], confidence)


def test_the_calibration_error_is_worked_by_hand() -> None:
    # Bin (0.5, 1]: says 0.75 on average, right 1 of 2. Bin [0, 0.5]: says 0.3, right 1 of 2.
    found = reliability([0.9, 0.6, 0.2, 0.4], [True, False, False, True], bins=2)

    assert found.counts.tolist() == [2, 2]
    assert found.ece == pytest.approx((0.25 * 2 + 0.2 * 2) / 4)
    assert found.mce == pytest.approx(0.25)
    assert found.mean_confidence == pytest.approx(0.525)
    assert found.overall_accuracy == 0.5


def test_a_bin_holds_its_upper_edge_and_an_empty_one_counts_for_nothing() -> None:
    found = reliability([0.0, 0.5, 1.0, 1.0], [False, True, True, True], bins=4)

    assert found.counts.tolist() == [1, 1, 0, 2]
    assert found.ece == pytest.approx(0.5 / 4)
    with pytest.raises(ValueError, match="one length"):
        reliability([], [])


# ---- autoencoders --------------------------------------------------------------------------------


def test_errors_are_ordered_and_averaged_by_class(store: Path, digits: Dataset) -> None:
    one = class_errors.errors(AE, digits.name, "test")
    test = digits.split("test")
    x = data.to_float(test.images)
    expected = inference.squared_errors(x, inference.reconstruct(pool().module(AE), x))

    np.testing.assert_allclose(one.values, expected.numpy(), rtol=1e-5)
    assert one.per_class == pytest.approx(metrics.per_class(expected, test.labels), rel=1e-5)
    worst, best = one.ordered(True, 5), one.ordered(False, 5)
    assert one.values[worst].tolist() == sorted(one.values, reverse=True)[:5]
    assert one.values[best].tolist() == sorted(one.values)[:5]
    best_class, worst_class = one.best_and_worst_class()
    assert one.per_class[best_class] == min(one.per_class)
    assert one.per_class[worst_class] == max(one.per_class)
    threes = one.ordered(True, 3, label=3)
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

    assert class_errors.on_card("with-card", digits) is None
    same = replace(digits, fingerprint=card.dataset.fingerprint)
    assert class_errors.on_card("with-card", same) == values
    assert class_errors.on_card(AE, same) is None
    Store(store).delete("with-card")


def test_thresholds_are_worked_by_hand() -> None:
    seen = torch.tensor([0.0, 0.25, 0.26, 0.5, 0.74, 0.75, 1.0])

    assert thresholds.snapped(seen).tolist() == pytest.approx([0, 0, 0.26, 0.5, 0.74, 1, 1])


def test_rows_of_digits_come_with_both_errors(store: Path, digits: Dataset) -> None:
    test = digits.split("test")
    rows = thresholds.rows_of([AE], test, 20, GaussianNoise(0.5), seed=4)

    assert np.bincount(rows.labels).tolist() == [2] * 10
    x = torch.from_numpy(rows.clean)[:, None]
    noisy = GaussianNoise(0.5)(x, seeded(4))
    np.testing.assert_array_equal(rows.noisy, noisy[:, 0])
    out = inference.reconstruct(pool().module(AE), noisy)
    np.testing.assert_allclose(rows.soft_error[0], inference.squared_errors(x, out), rtol=1e-5)
    hard = inference.squared_errors(x, thresholds.snapped(out))
    np.testing.assert_allclose(rows.hard_error[0], hard, rtol=1e-5)
    again = thresholds.rows_of([AE], test, 20, GaussianNoise(0.5), seed=4)
    np.testing.assert_array_equal(again.noisy, rows.noisy)
    assert thresholds.rows_of([AE], test, 20, None, seed=5).rows.tolist() != rows.rows.tolist()


# ---- anomalies -----------------------------------------------------------------------------------


def test_the_area_is_the_chance_that_another_picture_errs_more() -> None:
    generator = np.random.default_rng(0)
    usual = generator.normal(5, 2, 60).astype(np.float32)
    other = generator.normal(7, 2, 40).astype(np.float32)
    found = Comparison(usual, other)

    pairs = other[:, None] - usual[None, :]
    assert found.auc == pytest.approx(((pairs > 0) + 0.5 * (pairs == 0)).mean())
    alarms, finds = found.roc()
    assert (alarms[0], finds[0], alarms[-1], finds[-1]) == (0, 0, 1, 1)
    assert np.trapezoid(finds, alarms) == pytest.approx(found.auc)


def test_the_outcomes_of_a_threshold_are_worked_by_hand() -> None:
    found = Comparison(np.array([1, 2, 3, 4], np.float32), np.array([2, 3.5, 9], np.float32))

    assert found.at(3) == Counts(passed=3, alarms=1, missed=1, found=2)
    assert found.at(0) == Counts(passed=0, alarms=4, missed=0, found=3)
    assert found.at(9) == Counts(passed=4, alarms=0, missed=3, found=0)


def test_the_least_unusual_others_come_first_and_the_axis_ends_above_nearly_all() -> None:
    found = Comparison(np.arange(100, dtype=np.float32), np.array([7, 2, 900], np.float32))

    assert found.least_unusual(2).tolist() == [1, 0]
    assert found.at(found.high_error()).alarms == 0
    assert found.at(found.high_error()).found == 1


def test_the_first_threshold_refuses_the_share_asked_for() -> None:
    usual = np.arange(1000, dtype=np.float32)
    found = Comparison(usual, usual)

    assert found.at(found.threshold(0.01)).alarms == 9  # 990 and above: nothing above 1 %


@pytest.mark.parametrize("other", list(anomalies.MADE))
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
    told: list[tuple[int, int]] = []
    found = anomalies.compare(
        AE, digits, "negative", on_progress=lambda done, total: told.append((done, total))
    )

    x = data.to_float(anomalies.pictures(digits, "negative")[:50])
    expected = inference.squared_errors(x, inference.reconstruct(pool().module(AE), x))
    np.testing.assert_allclose(found.other[:50], expected, rtol=1e-5)
    assert told[-1][0] == told[-1][1]
    told.clear()
    anomalies.compare(
        AE, digits, "negative", on_progress=lambda done, total: told.append((done, total))
    )
    assert not told  # kept
    with pytest.raises(CheckpointError, match="can reconstruct"):
        anomalies.compare(CLF, digits, "negative")


def test_a_class_stands_against_the_others(store: Path, digits: Dataset) -> None:
    found = anomalies.compare(AE, digits, f"{anomalies.CLASS}7")
    labels = digits.split("test").labels

    assert len(found.other) == int((labels == 7).sum())
    assert len(found.usual) == int((labels != 7).sum())


# ---- denoising pays, latent size, histories ------------------------------------------------------


def test_what_denoising_pays_is_what_the_metrics_say(store: Path, digits: Dataset) -> None:
    test = small(digits).split("test")
    assert if_kept(lambda: payoff.payoff([CLF], [AE], "gaussian", 0.4, test, seed=2)) is None

    found = payoff.payoff([CLF], [AE], "gaussian", 0.4, test, seed=2)

    x = data.to_float(test.images)
    noisy = at_level("gaussian", 0.4)(x, seeded(2))
    reader, cleaner = pool().module(CLF), pool().module(AE)
    assert found.clean == (metrics.accuracy(reader, x, test.labels),)
    assert found.noisy == (metrics.accuracy(reader, noisy, test.labels),)
    cleaned = inference.reconstruct(cleaner, noisy)
    assert found.cleaned == {AE: (metrics.accuracy(reader, cleaned, test.labels),)}
    assert if_kept(lambda: payoff.payoff([CLF], [AE], "gaussian", 0.4, test, seed=2)) == found
    point = (CLF, AE, "gaussian", 0.4, test, 2)
    assert if_kept(lambda: robustness.accuracy_at(*point)) == found.cleaned[AE][0]
    assert payoff.seconds([CLF], [AE], test) > 0


def test_the_error_of_pca_is_computed_once(
    digits: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = small(digits)
    first = latent_sizes.pca_errors(part)
    monkeypatch.setattr(pca, "pixel_errors", None)

    np.testing.assert_array_equal(latent_sizes.pca_errors(part), first)
    assert first.shape == (785,)


def test_models_are_sized_from_cards_on_the_same_data(store: Path, digits: Dataset) -> None:
    spec = {"family": "dense", "latent": 4, "output": "linear"}
    module = forge.module(0, spec)
    Store(store).save(module, forge.card("straight", module, metrics={"squared_error": 30.5}))
    same = replace(digits, fingerprint="0" * 64)

    known, unknown = latent_sizes.sized(same)

    assert [(one.name, one.kind, one.latent, one.error) for one in known] == [
        ("straight", "linear", 4, 30.5)
    ]
    assert AE in unknown
    assert CLF not in unknown
    assert latent_sizes.sized(digits)[0] == []
    Store(store).delete("straight")


def test_autoencoders_stand_beside_a_pca_of_as_many_numbers() -> None:
    models = [
        latent_sizes.Sized("ae", "", "dense", False, 2, 20.0),
        latent_sizes.Sized("dae", "", "dense", True, 800, 5.0),
    ]
    errors = [100.0 - n for n in range(65)]

    lines = latent_sizes.beside_pca(models, errors)

    assert [line.latent for line in lines] == [*latent_sizes.SIZES, 800]
    assert (lines[0].name, lines[0].pca, lines[0].ratio) == ("ae", 98.0, pytest.approx(4.9))
    assert (lines[1].name, lines[1].error, lines[1].ratio) == ("", None, None)
    assert (lines[-1].kind, lines[-1].pca) == ("dense, denoising", None)


def test_the_cases_of_pretraining_follow_the_noise_of_their_autoencoder(store: Path) -> None:
    for name, noise in (("plain", None), ("noisy", {"kind": "gaussian", "sigma": 0.5})):
        module = forge.module(0, {"family": "dense", "latent": 8})
        Store(store).save(module, forge.card(name, module, recipe={"noise": noise}))
    reader = forge.module(1, {"family": "clf-dense", "widths": [16]})
    for name, initial in (("a", "noisy"), ("b", "plain"), ("c", "gone")):
        Store(store).save(reader, forge.card(name, reader, recipe={"initial": initial}))

    found = pretraining.cases()

    assert [case.title for case in found] == ["Case 1: b", "Case 1: c", "Case 2: a"]
    assert [case.autoencoder for case in found] == ["plain", "gone", "noisy"]
    for name in ("plain", "noisy", "a", "b", "c"):
        Store(store).delete(name)


def test_only_losses_of_one_kind_share_a_chart() -> None:
    cards = [
        forge.card(loss, forge.module(0, {"family": "dense", "latent": 2, "pixel_loss": loss}))
        for loss in ("mse", "bce")
    ]

    assert [len(alike) for alike in histories.comparable("Loss", cards).values()] == [1, 1]
    assert histories.comparable("Learning rate", cards) == {"": cards}


def test_only_two_numbers_on_the_same_data_have_a_reach(store: Path, digits: Dataset) -> None:
    spread = {
        "squared_error": 30.5,
        "latent_low": (-7.0, -2.0),
        "latent_high": (6.0, 5.0),
        "latent_std": (1.9, 1.2),
        "latent_share_within_4": 0.89,
    }
    for name, size, figures in (
        ("plane", 2, spread),
        ("bare", 2, {"squared_error": 31.0}),
        ("space", 3, {**spread, "latent_std": (1.0, 1.0, 1.0)}),
    ):
        module = forge.module(0, {"family": "dense", "latent": size})
        Store(store).save(module, forge.card(name, module, metrics=figures))

    (one,) = latent_sizes.reaches(replace(digits, fingerprint="0" * 64))

    assert (one.name, one.kind, one.error, one.within_4) == ("plane", "dense", 30.5, 0.89)
    assert (one.low, one.high, one.std) == ((-7.0, -2.0), (6.0, 5.0), (1.9, 1.2))
    assert latent_sizes.reaches(digits) == []
    for name in ("plane", "bare", "space"):
        Store(store).delete(name)


def test_histories_become_errors_that_can_be_compared() -> None:
    module = forge.module(0, {"family": "dense", "latent": 8, "pixel_loss": "mse"})
    history = ({"epoch": 1, "loss": 0.5, "validation_loss": 0.25}, {"epoch": 2, "loss": 0.1})
    card = forge.card("one", module, history=history)

    assert histories.error_of_epochs(card) == [
        ("one: training images", [(1, 392.0), (2, pytest.approx(78.4))]),
        ("one: images held out", [(1, 196.0)]),
    ]
    crossed = forge.module(0, {"family": "dense", "latent": 8, "pixel_loss": "bce"})
    assert histories.error_of_epochs(forge.card("two", crossed, history=history)) == []
    varied = forge.module(0, {"family": "vae-dense", "latent": 2, "pixel_loss": "sse"})
    parts = ({"epoch": 1, "loss": 9.0, "reconstruction": 7.0, "kl": 2.0},)
    both = forge.card("four", varied, history=parts)
    assert histories.error_of_epochs(both) == [("four: training images", [(1, 7.0)])]
    assert len({histories.loss_name(one) for one in (card, both)}) == 2
    reader = forge.module(0, {"family": "clf-dense"})
    read = forge.card("three", reader, history=({"loss": 1.0, "accuracy": 0.75},))
    assert histories.error_of_epochs(read) == [("three: training images", [(1, 0.25)])]
    assert histories.keys_of([card, read]) == {
        "Loss": ("loss", "validation_loss"),
        "Accuracy": ("accuracy",),
    }
