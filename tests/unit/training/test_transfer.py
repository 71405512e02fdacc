"""A classifier on an autoencoder's encoder sees what the autoencoder sees."""

import pytest
import torch

import models
from core.errors import RecipeError
from core.training.loop import Trainer
from core.training.recipes import RECIPES
from core.training.transfer import classifier_over, encoder_weights
from tests.unit.digits import small_set
from tests.unit.training.test_loop import recipe

ENCODERS = {
    **{name: made.model for name, made in RECIPES.items() if name != "clf-logistic"},  # no layers
    "bent": {"family": "dense", "latent": 7, "latent_activation": "sigmoid"},
    "bent twice": {"family": "dense", "widths": [9], "latent": 7, "latent_activation": "relu"},
    "straight": {"family": "dense", "widths": [9, 8], "latent": 7, "activation": "linear"},
    "variational": {"family": "vae-conv", "channels": [3, 4], "strides": [2, 2], "norm": True},
    "contrastive": {"family": "contrastive", "latent": 5},
}


@pytest.mark.parametrize("source", ENCODERS.values(), ids=ENCODERS.keys())
def test_the_classifier_that_fits_starts_with_the_same_latent_vectors(source):
    torch.manual_seed(0)
    autoencoder = models.build(source).eval()
    target = classifier_over(source)
    weights = encoder_weights(autoencoder.state_dict(), source, target)

    trainer = Trainer(recipe(model=target), small_set(), initial=weights)

    x = torch.rand(3, 1, 28, 28)
    classifier = trainer.module.eval()
    with torch.inference_mode():
        expected = autoencoder.encode(x)
        got = classifier.encode(x)
        if source["family"] == "contrastive":
            got = torch.nn.functional.normalize(got)
    torch.testing.assert_close(got, expected)
    assert classifier.classify(x).shape == (3, 10)


def test_an_autoencoder_takes_over_another_ones_encoder_unchanged():
    source = {"family": "vae-dense", "widths": [9], "latent": 3}
    state = models.build(source).state_dict()

    taken = encoder_weights(state, source, source)

    assert set(taken) == {name for name in state if name.startswith("encoder.")}
    assert all(torch.equal(taken[name], state[name]) for name in taken)


def test_layers_that_do_not_fit_are_left_for_the_caller_to_refuse():
    source = {"family": "dense", "widths": [9], "latent": 3}
    target = {"family": "clf-dense", "widths": [9]}

    weights = encoder_weights(models.build(source).state_dict(), source, target)

    with pytest.raises(RecipeError, match=r"encoder\.2\.weight is \(3, 9\), here absent"):
        Trainer(recipe(model=target), small_set(), initial=weights)
