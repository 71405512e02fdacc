"""What a cluster looks like: a picture of its middle."""

import numpy as np
import torch
from numpy.typing import NDArray

from core import inference
from core.checkpoints.pool import pool
from core.clustering.kmeans import Clustering
from core.inference import encodings

Pictures = NDArray[np.float32]


def are_decoded(found: Clustering) -> bool:
    """Whether the pictures come out of a decoder, and not from averaging the digits' pixels."""
    name = found.study.source.checkpoint
    return name is not None and pool().card(name).task == "reconstruct"


def centre_pictures(found: Clustering) -> Pictures:
    """A picture of the middle of each cluster: float32 (k, 28, 28) in [0, 1].

    For the latent vectors of an autoencoder: what its decoder draws for the mean latent vector of
    the cluster's training digits, before any scaling, which the decoder knows nothing of. Without
    a decoder: the mean of their pixels. An empty cluster is black.
    """
    dataset = found.dataset
    members = found.of_split("train")
    if are_decoded(found):
        name = str(found.study.source.checkpoint)
        means = _means(encodings.latents(name, dataset.name, "train"), members, found.k)
        drawn = inference.decode(pool().module(name), torch.from_numpy(means)).clamp(0, 1)
        pictures = drawn[:, 0].numpy()
    else:
        train = dataset.split("train")
        pixels = train.images.numpy().reshape(len(train), -1)
        pictures = _means(pixels, members, found.k).reshape(-1, *train.images.shape[1:]) / 255
    return np.where((found.sizes > 0)[:, None, None], pictures, 0).astype(np.float32)


def _means(rows: NDArray[np.generic], members: NDArray[np.int64], k: int) -> NDArray[np.float32]:
    """Mean row of each cluster: float32 (k, numbers); zeros for an empty one."""
    order = np.argsort(members, kind="stable")
    edges = np.searchsorted(members[order], np.arange(k + 1))
    means = np.zeros((k, rows.shape[1]), np.float32)
    for cluster in range(k):
        chosen = order[edges[cluster] : edges[cluster + 1]]
        if len(chosen):
            means[cluster] = rows[chosen].mean(0, dtype=np.float64)
    return means
