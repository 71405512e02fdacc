"""Accuracy over the noise level, against the noise and the metrics themselves."""

import models
from core.evaluation import metrics
from core.evaluation.classifiers import robustness
from core.noise import GaussianNoise, make_generator
from tests.unit.digits import digits
from tests.unit.evaluation.networks import Brightness, Identity, built


def test_robustness_is_the_accuracy_at_each_level_with_one_seed():
    x, labels = digits(300)
    classifier = built({"family": "clf-dense"})
    levels = (0.0, 0.4, 1.2)
    reports: list[tuple[int, int]] = []
    same = Identity()
    denoisers: dict[str, models.Network] = {"same": same, "half": Identity(0.5)}
    curve = robustness.measure(
        classifier,
        denoisers,
        "gaussian",
        levels,
        x,
        labels,
        seed=6,
        on_progress=lambda done, total: reports.append((done, total)),
    )
    for index, level in enumerate(levels):
        noisy = GaussianNoise(level)(x, make_generator(6))
        assert curve.noisy[index] == metrics.accuracy(classifier, noisy, labels)
        assert curve.denoised["same"][index] == curve.noisy[index]
        assert curve.denoised["half"][index] == metrics.accuracy(classifier, 0.5 * noisy, labels)
    assert curve.noisy[0] == metrics.accuracy(classifier, x, labels)
    assert (curve.kind, curve.levels, curve.count, curve.seed) == ("gaussian", levels, 300, 6)
    assert reports == [(step, 9) for step in range(1, 10)]
    assert same.seen == 900
    other = robustness.measure(classifier, {}, "gaussian", levels, x, labels, seed=7)
    assert other.noisy[0] == curve.noisy[0]
    assert other.noisy != curve.noisy
    again = robustness.measure(classifier, {}, "gaussian", levels, x, labels, seed=6)
    assert again.noisy == curve.noisy
    assert again.denoised == {}


def test_progress_without_denoisers_ends_at_the_whole():
    x, labels = digits(20)
    reports: list[tuple[int, int]] = []
    robustness.measure(
        Brightness(0.1),
        {},
        "mask",
        [0, 0.5],
        x,
        labels,
        on_progress=lambda done, total: reports.append((done, total)),
    )
    assert reports == [(1, 2), (2, 2)]
