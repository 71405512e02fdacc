"""The claims about k-means on real digits, from the shipped checkpoints and the data alone.

A third of the training digits is enough for the few latent numbers, and a bit harder than all of
them; `make reproduce` measures every claim on the whole set.
"""

from dataclasses import replace

import pytest
import torch

from core import data, inference
from core.checkpoints import Store
from core.clustering.features import Features, scale
from core.clustering.kmeans import measure_errors
from core.clustering.study import Source
from core.data import Dataset, to_float
from core.literature.claims.clustering import COMPARISON, DAE_25, PIXELS, ClusteringMeasure
from core.settings import PROJECT

TRAIN = 20_000


@pytest.fixture(scope="module")
def digits() -> Dataset:
    whole = data.load("mnist")
    if whole.is_sample:
        pytest.skip(f"the figures are of all of MNIST, and here is the {whole.notice}")
    chosen = torch.cat([torch.arange(TRAIN), torch.arange(whole.train, len(whole))])
    return replace(
        whole,
        images=whole.images[chosen],
        labels=whole.labels[chosen],
        rows=whole.rows[chosen],
        train=TRAIN,
    )


@pytest.fixture(scope="module")
def latents(digits: Dataset) -> Features:
    module = Store(PROJECT / "checkpoints").load(DAE_25)[0]
    both = inference.encode(module, to_float(digits.images)).numpy()
    return Features(both[:TRAIN], both[TRAIN:])


@pytest.mark.parametrize(
    "measure",
    [measure for measure in COMPARISON if measure.study.source.checkpoint == DAE_25],
    ids=lambda measure: measure.title,
)
def test_the_clusters_of_an_autoencoder_meet_the_claim(
    measure: ClusteringMeasure, digits: Dataset, latents: Features
) -> None:
    rows = scale(latents.train, latents.test, measure.study.source.scaling)
    settings = measure.study.settings.model_copy(update={"starts": 1})
    claim = COMPARISON[measure]
    assert claim is not None
    assert claim.is_met(measure_errors(rows, digits, settings).test)


def test_unit_rows_read_better_than_pixels_and_standardised_ones_worse(digits: Dataset) -> None:
    few = 4000
    train, test = (
        part.flatten(1).numpy()
        for part in (to_float(digits.images[:few]), to_float(digits.images[TRAIN:]))
    )
    labels = torch.cat([digits.labels[:few], digits.labels[TRAIN:]])
    part = replace(digits, labels=labels, train=few)
    settings = PIXELS.study.settings.model_copy(update={"starts": 1, "clusters": 100})
    raw, unit, standardised = (
        measure_errors(scale(train, test, Source(scaling=scaling).scaling), part, settings).test
        for scaling in ("none", "unit", "standardised")
    )
    assert unit < raw < standardised - 0.03


def test_each_clustering_and_each_claim_is_one_of_its_own() -> None:
    claims = [claim for claim in COMPARISON.values() if claim is not None]
    assert len({measure.study for measure in COMPARISON}) == len(COMPARISON)
    assert len({claim.id for claim in claims}) == len(claims)
    for measure, claim in COMPARISON.items():
        if claim is not None:
            assert claim.measure is measure
            assert isinstance(claim.bound, float)
            assert claim.is_met(claim.bound)
            assert not claim.is_met(claim.bound + 1e-9)
