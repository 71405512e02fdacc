"""K-means as a classifier: clusters found without labels, named after their most common digit."""

from dataclasses import dataclass
from typing import Literal

from core import inference
from core.clustering.features import Features, scale
from core.clustering.kmeans import measure_errors
from core.clustering.study import KMeansSettings, Scaling, Source, Study
from core.data import to_float
from core.literature.claim import Claim, Measurement
from core.literature.experiment import Experiment
from core.literature.results.series import ClusterErrors
from core.training.recipes.sources import ARTICLES, OURS

CONTRASTIVE = "simclr-conv-64"
AE_25 = "ae-conv-25"  # the source's architecture
DAE_25 = "dae-conv-25"  # trained to undo small deformations


@dataclass(frozen=True)
class ClusteringMeasure:
    """Share of the test digits in a cluster that is named after another digit."""

    title: str  # what is clustered, in plain words
    study: Study

    def __call__(self, experiment: Experiment) -> Measurement:
        """The share, with the settings of k-means in its note."""
        settings = self.study.settings
        note = (
            f"{settings.clusters} clusters, {settings.method} k-means, best of {settings.starts} "
            f"starts from seed {settings.seed}"
        )
        return Measurement(self.value(experiment), note, self.study.model_dump(mode="json"))

    def value(self, experiment: Experiment) -> float:
        """The share, computed once per experiment."""
        study = self.study
        if study not in experiment.cache:
            experiment.on_status(study.title)
            features = _features(study, experiment)
            errors = measure_errors(features, experiment.dataset, study.settings)
            experiment.cache[study] = errors.test
        elif study.source.checkpoint is not None:
            experiment.module(study.source.checkpoint)  # the outcome names its seed and training
        return float(experiment.cache[study])


def _features(study: Study, experiment: Experiment) -> Features:
    name = study.source.checkpoint
    x = to_float(experiment.dataset.images)
    rows = x.flatten(1) if name is None else inference.encode(experiment.module(name), x)
    both = rows.numpy()
    train = experiment.dataset.train
    return scale(both[:train], both[train:], study.source.scaling)


def _error(
    title: str, checkpoint: str | None, scaling: Scaling = "none", clusters: int = 225
) -> ClusteringMeasure:
    """Mini-batch k-means for the 784 pixels, full k-means for the few latent numbers."""
    method: Literal["mini-batch", "full"] = "mini-batch" if checkpoint is None else "full"
    study = Study(
        source=Source(checkpoint=checkpoint, scaling=scaling),
        settings=KMeansSettings(clusters=clusters, method=method),
    )
    return ClusteringMeasure(title, study)


def _claim(
    name: str, measure: ClusteringMeasure, source_value: float | None, at_most: float
) -> Claim:
    clusters = measure.study.settings.clusters
    return Claim(
        id=name,
        statement=f"k-means with {clusters} clusters as a classifier. {measure.title}: share of "
        "the test digits misread",
        source=OURS if source_value is None else ARTICLES,
        measure=measure,
        sense="at most",
        bound=at_most,
        reported=source_value,
        unit="share",
    )


PIXELS = _error("Pixels", None)
UNIT_PIXELS = _error("Pixels: rows at length 1", None, "unit")
STANDARDISED_PIXELS = _error("Pixels: standardised", None, "standardised")
AE = _error("25 numbers of an autoencoder", AE_25)
UNIT_AE = _error("25 numbers of an autoencoder: rows at length 1", AE_25, "unit")
DAE = _error("25 numbers regardless of pose", DAE_25)
UNIT_DAE = _error("25 numbers regardless of pose: rows at length 1", DAE_25, "unit")
DAE_100 = _error("25 numbers regardless of pose: 100 clusters", DAE_25, clusters=100)
BEST = _error("64 numbers of a contrastive encoder", CONTRASTIVE)

COMPARISON: dict[ClusteringMeasure, Claim | None] = {
    PIXELS: _claim("kmeans-raw", PIXELS, 0.112, 0.112),
    UNIT_PIXELS: _claim("kmeans-unit", UNIT_PIXELS, 0.083, 0.083),
    STANDARDISED_PIXELS: None,  # the source says only that it is worse than raw pixels
    AE: _claim("kmeans-ae25", AE, 0.057, 0.057),
    UNIT_AE: _claim("kmeans-ae25-unit", UNIT_AE, 0.054, 0.054),
    DAE: _claim("kmeans-dae25", DAE, 0.057, 0.057),
    UNIT_DAE: _claim("kmeans-dae25-unit", UNIT_DAE, 0.054, 0.054),
    DAE_100: _claim("kmeans-dae25-k100", DAE_100, 0.08, 0.06),
    BEST: _claim("kmeans-best", BEST, None, 0.03),
}
"""Every clustering that is compared, in the order of the screen, with the claim about its error."""


def standardised_less_raw(experiment: Experiment) -> Measurement:
    """Error of standardised pixels less that of raw pixels."""
    raw, standardised = PIXELS.value(experiment), STANDARDISED_PIXELS.value(experiment)
    note = f"error {raw:.4f} raw, {standardised:.4f} standardised"
    return Measurement(standardised - raw, note, {"raw": raw, "standardised": standardised})


def series(experiment: Experiment) -> ClusterErrors:
    """Our error and the source's for each clustering whose checkpoint is in the store."""
    names = [entry.name for entry in experiment.store.entries()]
    measures = [one for one in COMPARISON if one.study.source.checkpoint in (None, *names)]
    return ClusterErrors(
        **experiment.stamp(),
        names=tuple(one.title for one in measures),
        clusters=tuple(one.study.settings.clusters for one in measures),
        ours=tuple(one.value(experiment) for one in measures),
        source=tuple(reported_error(one) for one in measures),
    )


def reported_error(measure: ClusteringMeasure) -> float | None:
    """The source's share of misread test digits; None if it reports none."""
    claim = COMPARISON[measure]
    source_value = None if claim is None else claim.reported
    return source_value if isinstance(source_value, float) else None


CLAIMS = (
    *(claim for claim in COMPARISON.values() if claim is not None),
    Claim(
        id="kmeans-standardised",
        statement="Standardised pixels cluster worse than raw pixels: the difference in error",
        source=ARTICLES,
        measure=standardised_less_raw,
        sense="at least",
        bound=0.0,
        reported="worse",
        unit="points",
    ),
)
