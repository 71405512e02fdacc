"""What denoising is worth to classifiers that were trained on clean digits."""

from core import inference
from core.evaluation import metrics
from core.literature.bench import Bench
from core.literature.claim import Claim, Measured
from core.literature.series import NoiseCurve
from core.noise import GaussianNoise, seeded
from core.text.numbers import percent
from core.training.cards import NOISE_SEED
from core.training.recipes import BLOG, OURS

JUDGE = "clf-mlp-3"
DENOISERS = ("dae-dense-128", "dae-conv-32")
READERS = ("clf-logistic", "clf-mlp-1", "clf-mlp-3")  # the blog's
LEVELS = tuple(round(0.1 * step, 1) for step in range(11))  # sigma
GAIN = 0.05  # the blog's denoiser brings 89 % to 94 %


def series(bench: Bench) -> NoiseCurve:
    """What the judge reads over the noise level, as it is and behind each denoiser."""
    modules = {name: bench.module(name) for name in DENOISERS}
    curve = metrics.robustness(
        bench.module(JUDGE), modules, "gaussian", LEVELS, bench.x, bench.labels, NOISE_SEED
    )
    return NoiseCurve(
        **bench.stamp(),
        classifier=JUDGE,
        seed=NOISE_SEED,
        levels=curve.levels,
        noisy=curve.noisy,
        denoised=curve.denoised,
    )


def gain(bench: Bench) -> Measured:
    """How much more the judge reads behind the dense denoiser, at the level of the blog."""
    found = bench.figures("dae-dense-128")
    noisy, denoised = found["judge_accuracy_noisy"], found["judge_accuracy_denoised"]
    words = (
        f"{percent(noisy, 2)} noisy, {percent(denoised, 2)} denoised, "
        f"sigma {found['judge_sigma']:.3f}"
    )
    return Measured(denoised - noisy, words, {"noisy": noisy, "denoised": denoised})


def smallest_gain(bench: Bench) -> Measured:
    """The smallest gain of the blog's three classifiers, and that of `clf-conv` beside them."""
    sigma = bench.card(JUDGE).metrics["gaussian_sigma_at_89"]
    assert isinstance(sigma, float)
    noisy = GaussianNoise(sigma)(bench.x, seeded(NOISE_SEED))
    cleaned = inference.reconstruct(bench.module("dae-dense-128"), noisy)
    read = {
        name: [metrics.accuracy(bench.module(name), x, bench.labels) for x in (noisy, cleaned)]
        for name in (*READERS, "clf-conv")
    }
    words = "; ".join(
        f"{name} {percent(low, 2)} → {percent(high, 2)}" for name, (low, high) in read.items()
    )
    return Measured(min(read[name][1] - read[name][0] for name in READERS), words, read)


CLAIMS = (
    Claim(
        id="denoising-gain",
        claim="Where noise takes the clean-trained classifier to 89 %, a dense denoiser gives "
        "back five points",
        source=BLOG,
        measure=gain,
        sense="at least",
        asked=GAIN,
        reported="89 → 94 %",
        unit="points",
    ),
    Claim(
        id="denoising-every-reader",
        claim="At that noise logistic regression and both classifiers with hidden layers read "
        "denoised digits better than noisy ones: the smallest gain",
        source=f"{BLOG}; on one denoiser: {OURS}",
        measure=smallest_gain,
        sense="at least",
        asked=0.0,
        reported="better",
        unit="points",
    ),
)
