"""K-means as a classifier: groups found without labels, each named by the digit it has most of.

What is clustered, and the source's errors, are those of `core.literature.kmeans`.
"""

from functools import partial

from core import inference
from core.clustering.features import Features, scaled
from core.clustering.kmeans import errors_of
from core.clustering.study import Study
from core.data import to_float
from core.literature.bench import Bench
from core.literature.claim import Claim, Measured
from core.literature.kmeans import CLAIMS as LITERATURE
from core.literature.kmeans import COMPARED, STANDARDISED
from core.literature.series import ClusterErrors
from core.training.recipes import ARTICLES, OURS

RAW = next(known for known in COMPARED if known.id == "kmeans-raw")


def test_error(study: Study, bench: Bench) -> float:
    """Share of the test digits in a cluster that stands for another digit."""
    if study not in bench.memo:
        bench.say(study.title)
        rows = _features(study, bench)
        bench.memo[study] = errors_of(rows, bench.dataset, study.settings).test
    elif study.source.checkpoint is not None:
        bench.module(study.source.checkpoint)  # the row names its seed and its training
    return float(bench.memo[study])


def _features(study: Study, bench: Bench) -> Features:
    """The rows to be clustered, by the bench's own store and device."""
    name = study.source.checkpoint
    x = to_float(bench.dataset.images)
    rows = x.flatten(1) if name is None else inference.encode(bench.module(name), x)
    both = rows.numpy()
    train = bench.dataset.train
    return scaled(both[:train], both[train:], study.source.scaling)


def measure(study: Study, bench: Bench) -> Measured:
    """The error, with the settings behind it."""
    error = test_error(study, bench)
    chosen = study.settings
    words = (
        f"{chosen.clusters} clusters, {chosen.method} k-means, best of {chosen.starts} starts "
        f"from seed {chosen.seed}"
    )
    return Measured(error, words, study.model_dump(mode="json"))


def standardised_over_raw(bench: Bench) -> Measured:
    """How much more is misread once the pixels are standardised."""
    raw, standardised = test_error(RAW.study, bench), test_error(STANDARDISED, bench)
    words = f"error {raw:.4f} raw, {standardised:.4f} standardised"
    return Measured(standardised - raw, words, {"raw": raw, "standardised": standardised})


def series(bench: Bench) -> ClusterErrors:
    """Our error and the source's for all that is clustered, save where a checkpoint is missing."""
    studies = [(known.title, known.study, known.reported) for known in COMPARED]
    there = [entry.name for entry in bench.shipped.entries()]
    studies = [each for each in studies if each[1].source.checkpoint in (None, *there)]
    return ClusterErrors(
        **bench.stamp(),
        names=tuple(title for title, _, _ in studies),
        clusters=tuple(study.settings.clusters for _, study, _ in studies),
        ours=tuple(test_error(study, bench) for _, study, _ in studies),
        source=tuple(reported for _, _, reported in studies),
    )


CLAIMS = (
    *(
        Claim(
            id=known.id,
            claim=f"k-means with {known.study.settings.clusters} clusters as a classifier. "
            f"{known.title}: share of the test digits misread",
            source=OURS if known.reported is None else ARTICLES,
            measure=partial(measure, known.study),
            sense="at most",
            asked=known.at_most,
            reported="" if known.reported is None else f"{100 * known.reported:g} %",
            unit="share",
        )
        for known in LITERATURE
    ),
    Claim(
        id="kmeans-standardised",
        claim="Standardised pixels cluster worse than the pixels as they are: the difference in "
        "error",
        source=ARTICLES,
        measure=standardised_over_raw,
        sense="at least",
        asked=0.0,
        reported="worse",
        unit="points",
    ),
)
