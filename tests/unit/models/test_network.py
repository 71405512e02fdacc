"""What all networks share, and what a network cannot do."""

import pytest
import torch

import models
from models import Network

CLASSIFIER = {"family": "clf-dense"}
AUTOENCODER = {"family": "dense", "latent": 3}


def test_a_call_is_the_reconstruction_or_the_logits() -> None:
    x = torch.rand(2, 1, 28, 28)
    autoencoder, classifier = (models.build(spec).eval() for spec in (AUTOENCODER, CLASSIFIER))

    assert torch.equal(autoencoder(x), autoencoder.decode(autoencoder.encode(x)))
    assert torch.equal(classifier(x), classifier.classify(x))


def test_what_a_network_cannot_do_is_a_sentence() -> None:
    autoencoder, classifier = models.build(AUTOENCODER), models.build(CLASSIFIER)

    with pytest.raises(NotImplementedError, match="DenseAutoencoder has no classes"):
        autoencoder.classify(torch.zeros(1, 1, 28, 28))
    with pytest.raises(NotImplementedError, match="has no decoder"):
        classifier.decode(torch.zeros(1, 3))


def test_the_latent_size_is_that_of_the_configuration() -> None:
    network: Network = models.build(AUTOENCODER)

    assert network.latent_size == network.config.latent_size == 3
