"""Pictures of cluster centres."""

from dataclasses import replace

import numpy as np
import torch

from core import clustering, data
from core.checkpoints import Store
from core.clustering import (
    Source,
)
from core.clustering.centres import pictures_key
from core.data import Dataset
from core.storage.arrays import ArrayFolder
from tests.unit.clustering.studies import CODER, TRAIN, study_of


class TestCentres:
    def test_of_pixels_are_the_mean_digits(self, small: Dataset) -> None:
        result = clustering.fit(study_of(10, Source(scaling="unit")))
        pictures = clustering.centre_pictures(result)
        inside = result.clusters[:TRAIN] == 4
        mean = small.images[:TRAIN].numpy()[inside].mean(0) / 255
        assert pictures.shape == (10, 28, 28)
        assert np.allclose(pictures[4], mean, atol=1e-5)

    def test_of_an_autoencoder_are_decoded(self, small: Dataset, store: Store) -> None:
        result = clustering.fit(study_of(10, Source(checkpoint=CODER, scaling="unit")))
        module = store.load(CODER)[0]
        inside = result.clusters[:TRAIN] == 4
        with torch.no_grad():
            mean = module.encode(data.to_float(small.images[:TRAIN][inside])).mean(0, keepdim=True)
            drawn = module.decode(mean)[0, 0].clamp(0, 1)
        assert np.allclose(clustering.centre_pictures(result)[4], drawn.numpy(), atol=1e-5)

    def test_pictures_are_kept(self, small: Dataset, results: ArrayFolder) -> None:
        result = clustering.fit(study_of(5))
        pictures = clustering.centre_pictures(result)
        kept = results.read(pictures_key(result.study))
        assert kept is not None
        assert np.array_equal(kept["pictures"], pictures)

    def test_an_empty_cluster_is_black(self, small: Dataset) -> None:
        result = clustering.fit(study_of(5))
        moved = result.clusters.copy()
        moved[moved == 2] = 1
        emptied = replace(result, clusters=moved)
        assert clustering.centre_pictures(emptied)[2].max() == 0
        assert np.isnan(emptied.purity[2])
        assert 2 not in emptied.impure
