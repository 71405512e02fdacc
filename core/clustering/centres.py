"""Pictures of cluster centres."""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from core import inference
from core.checkpoints.pool import pool
from core.clustering.kmeans import study_key
from core.clustering.result import Clustering
from core.clustering.study import Study
from core.data import as_pictures
from core.inference import encodings
from core.storage.arrays import Arrays
from core.storage.cache import cached

Pictures = NDArray[np.float32]


def has_decoder(clustering: Clustering) -> bool:
    """Whether centres are decoded latent vectors rather than mean pixels."""
    name = clustering.study.source.checkpoint
    return name is not None and pool().card(name).task == "reconstruct"


def centre_pictures(clustering: Clustering) -> Pictures:
    """A picture of each cluster's centre: float32 (k, H, W) in [0, 1]; black for an empty cluster.

    If the clusters are of an autoencoder's latent vectors, its decoder draws their mean over the
    cluster's training digits, before any scaling, because the decoder has not seen scaled vectors.
    Otherwise it is the mean of the training digits' pixels. Cached by content.
    """

    def compute() -> Arrays:
        return {"pictures": _draw(clustering)}

    pictures = cached(pictures_key(clustering.study), compute)["pictures"]
    return pictures.astype(np.float32, copy=False)


def pictures_key(study: Study) -> str:
    """Content key of the pictures of a study's centres."""
    return study_key(study, what="centres")


def _draw(clustering: Clustering) -> Pictures:
    dataset = clustering.dataset
    members = clustering.of_split("train")
    if has_decoder(clustering):
        name = str(clustering.study.source.checkpoint)
        means = _means(encodings.latents(name, dataset.name, "train"), members, clustering.k)
        images = inference.decode(pool().module(name), torch.from_numpy(means)).clamp(0, 1)
        pictures = as_pictures(images).numpy()
    else:
        train = dataset.split("train")
        pixels = train.images.numpy().reshape(len(train), -1)
        pictures = _means(pixels, members, clustering.k).reshape(-1, *train.images.shape[1:]) / 255
    return np.where(_beside(clustering.sizes > 0, pictures), pictures, 0).astype(np.float32)


def _beside(kept: NDArray[np.bool_], pictures: NDArray[Any]) -> NDArray[np.bool_]:
    """Add axes to (k,) so that it broadcasts over the pictures."""
    return kept.reshape(-1, *[1] * (pictures.ndim - 1))


def _means(rows: NDArray[np.generic], members: NDArray[np.int64], k: int) -> NDArray[np.float32]:
    """Mean row of each cluster: float32 (k, numbers); zeros for an empty cluster."""
    order = np.argsort(members, kind="stable")
    edges = np.searchsorted(members[order], np.arange(k + 1))
    means = np.zeros((k, rows.shape[1]), np.float32)
    for cluster in range(k):
        places = order[edges[cluster] : edges[cluster + 1]]
        if len(places):
            means[cluster] = rows[places].mean(0, dtype=np.float64)
    return means
