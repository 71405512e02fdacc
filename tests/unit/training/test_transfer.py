"""Transfer of an encoder: a classifier on it sees what the autoencoder sees."""

import pytest
import torch

import models
from core.checkpoints import Store
from core.errors import CheckpointError, RecipeError
from core.training.cards import make_card
from core.training.loop import Trainer
from core.training.recipes.shipped import RECIPES
from core.training.transfer import classifier_over, encoder_weights, initial_weights
from tests.unit.digits import small_set
from tests.unit.training.runs import recipe, trained

ENCODERS = {
    **{
        name: made.model
        for name, made in RECIPES.items()
        if name != "clf-logistic" and made.dataset == "mnist"  # the first has no layers
    },
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
        codes = classifier.encode(x)
        if source["family"] == "contrastive":
            codes = torch.nn.functional.normalize(codes)
    torch.testing.assert_close(codes, expected)
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


def test_the_encoder_starts_from_the_weights_it_is_given():
    source = models.build({"family": "dense", "latent": 20, "latent_activation": "relu"})
    chosen = recipe(model={"family": "clf-dense", "widths": [20]})
    fresh = Trainer(chosen, small_set())
    trainer = Trainer(chosen, small_set(), initial=source.state_dict())
    given, started = source.state_dict(), trainer.module.state_dict()
    for name in ("encoder.0.weight", "encoder.0.bias"):
        assert torch.equal(started[name], given[name])
        assert not torch.equal(started[name], fresh.module.state_dict()[name])
    assert torch.equal(started["head.0.weight"], fresh.module.state_dict()["head.0.weight"])
    before = given["encoder.0.weight"].clone()
    trainer.run_epoch()
    assert torch.equal(source.state_dict()["encoder.0.weight"], before), "it is a copy"


def test_starting_weights_that_do_not_fit_are_refused():
    chosen = recipe(model={"family": "clf-dense", "widths": [20]})
    wider = models.build({"family": "dense", "latent": 30}).state_dict()
    with pytest.raises(RecipeError) as caught:
        Trainer(chosen, small_set(), initial=wider)
    assert str(caught.value) == (
        "The starting weights do not fit: encoder.0.weight is (30, 784), here (20, 784)."
    )
    deeper = models.build({"family": "dense", "widths": [20], "latent": 3}).state_dict()
    with pytest.raises(RecipeError, match=r"encoder\.2\.weight is \(3, 20\), here absent"):
        Trainer(chosen, small_set(), initial=deeper)
    with pytest.raises(RecipeError, match="has no encoder to copy"):
        Trainer(chosen, small_set(), initial={"head.0.weight": torch.zeros(10, 20)})


def test_starting_weights_come_from_the_store(tmp_path):
    store = Store(tmp_path)
    source = trained(recipe(name="source"), epochs=1)
    store.save(source.module, make_card(source, store))
    weights = initial_weights(recipe(initial="source"), store)
    assert weights is not None
    assert torch.equal(weights["encoder.0.weight"], source.module.state_dict()["encoder.0.weight"])
    assert initial_weights(recipe(), store) is None
    with pytest.raises(CheckpointError, match="There is no checkpoint 'nobody'"):
        initial_weights(recipe(initial="nobody"), store)
