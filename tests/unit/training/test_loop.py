"""The training loop: repeatable, resumable, and safe from losses that are not numbers."""

from dataclasses import replace

import pytest
import torch

from core.errors import TrainingError
from core.noise import GaussianNoise
from core.training.loop import CancelledError, Trainer
from core.training.recipes.shipped import recipe_named
from tests.unit.digits import small_set
from tests.unit.training.runs import AUGMENT, CONV, DENSE, RUNS, curve, recipe, same, trained


@pytest.mark.parametrize("run", RUNS)
def test_the_same_seed_gives_the_same_weights_and_another_one_others(run):
    first = trained(recipe(**RUNS[run]), epochs=2)
    torch.rand(5)  # whatever ran before must not matter
    again = trained(recipe(**RUNS[run]), epochs=2)
    assert same(first.module, again.module)
    assert curve(first) == curve(again)
    other = trained(recipe(**RUNS[run], seed=1), epochs=2)
    assert not same(first.module, other.module)


@pytest.mark.parametrize("run", RUNS)
def test_a_resumed_run_ends_with_the_weights_of_an_uninterrupted_one(run):
    chosen = recipe(**RUNS[run])
    whole = trained(chosen)
    first = trained(chosen, epochs=2)
    state = first.state()
    torch.manual_seed(99)  # another process has other random numbers
    second = Trainer(chosen, small_set())
    second.restore(state)
    assert curve(second) == curve(first)
    for _ in second.epochs():
        pass
    assert len(second.history) == 4
    assert same(whole.module, second.module)
    assert curve(whole) == curve(second)
    # A state can be used twice: training on from it has not changed it.
    third = Trainer(chosen, small_set())
    third.restore(state)
    assert [*third.epochs()][-1].loss == whole.history[-1].loss
    assert same(whole.module, third.module)


def test_a_cancelled_epoch_can_be_done_over():
    chosen = recipe(**RUNS["conv with batch norm and a mixture"])
    whole = trained(chosen)
    trainer = trained(chosen, epochs=2)
    state = trainer.state()
    seen = []

    def stop(done, total):
        seen.append((done, total))
        return done == 3

    with pytest.raises(CancelledError):
        trainer.run_epoch(stop)
    assert seen == [(1, 5), (2, 5), (3, 5)]
    assert len(trainer.history) == 2
    assert not same(trainer.module, trained(chosen, epochs=2).module)
    trainer.restore(state)
    for _ in trainer.epochs():
        pass
    assert same(whole.module, trainer.module)


def test_stopping_in_the_first_batch_keeps_no_epoch():
    trainer = Trainer(recipe(), small_set())
    with pytest.raises(CancelledError):
        trainer.run_epoch(lambda done, total: True)
    assert trainer.history == []
    assert not trainer.is_finished


def test_a_loss_beyond_numbers_stops_the_run_and_leaves_finite_weights():
    chosen = recipe(
        model={"family": "dense", "latent": 8, "output": "linear", "pixel_loss": "sse"},
        optimiser={"kind": "sgd", "learning_rate": 10},
    )
    trainer = Trainer(chosen, small_set())
    with pytest.raises(TrainingError) as caught:
        for _ in trainer.epochs():
            pass
    assert str(caught.value) == (
        "The loss stopped being a number in epoch 1. Try a smaller learning rate."
    )
    assert trainer.history == []
    for name, value in trainer.module.state_dict().items():
        assert value.isfinite().all(), name


def test_a_loss_far_above_that_of_the_untrained_network_stops_the_run():
    chosen = recipe(
        model={"family": "dense", "latent": 8, "output": "linear"},
        optimiser={"kind": "sgd", "learning_rate": 5},
        epochs=1,
    )
    trainer = Trainer(chosen, small_set())
    with pytest.raises(TrainingError, match=r"The loss grew to .* in epoch 1, from 0\.\d+ before"):
        trainer.run_epoch()
    assert trainer.history == []


@pytest.mark.parametrize(
    "model",
    [
        DENSE,
        {"family": "conv", **CONV, "latent": 4, "norm": True},
        {"family": "clf-conv", **CONV, "dropout": 0.3},
        {"family": "vae-conv", **CONV, "latent": 2, "norm": True},
    ],
    ids=lambda model: model["family"],
)
@pytest.mark.parametrize("optimiser", ["adam", "adamw", "sgd"])
def test_a_bad_batch_never_reaches_the_weights(model, optimiser, monkeypatch):
    chosen = recipe(
        model=model,
        noise={"kind": "gaussian", "sigma": 0.1},
        optimiser={"kind": optimiser, "momentum": 0.9 if optimiser == "sgd" else 0.0},
    )
    good = trained(chosen, epochs=1)
    trainer = trained(chosen, epochs=1)
    batches, real = [], GaussianNoise.corrupt

    def spoiled(noise, x, generator):
        batches.append(len(x))
        return real(noise, x, generator) * (float("nan") if len(batches) == 3 else 1.0)

    monkeypatch.setattr(GaussianNoise, "corrupt", spoiled)
    kept = []

    def keep(done, total):
        kept.append({key: value.clone() for key, value in trainer.module.state_dict().items()})
        return False

    with pytest.raises(TrainingError, match="stopped being a number in epoch 2"):
        trainer.run_epoch(keep)
    assert len(batches) >= 3
    # The two batches before are learned from, none after: the last good weights, in every tensor.
    assert not same(trainer.module, good.module)
    for name, value in trainer.module.state_dict().items():
        assert value.isfinite().all(), name
        assert torch.equal(value, kept[1][name]), name
    assert len(trainer.history) == 1


def test_validation_loss_is_the_mean_over_the_images_held_out():
    trainer = trained(recipe(model={"family": "clf-dense"}, validation_share=0.3), epochs=1)
    x = trainer.validation_images.unsqueeze(1).float() / 255
    with torch.no_grad():
        logits = trainer.module.eval()(x)
    expected = torch.nn.functional.cross_entropy(logits, trainer.validation_labels)
    assert trainer.history[0].validation_loss == pytest.approx(float(expected), rel=1e-5)


@pytest.mark.parametrize("count", [1, 2, 63, 64, 65, 129])
@pytest.mark.parametrize("family", ["dense", "conv"])
def test_any_number_of_images_trains(count, family):
    """One image, one batch more or less one, and a last batch of one with batch norm."""
    model = DENSE if family == "dense" else {"family": "conv", **CONV, "latent": 2, "norm": True}
    seen = []

    def watch(done, total):
        seen.append((done, total))
        return False

    trainer = Trainer(recipe(model=model, schedule="one-cycle", epochs=2), small_set(count, 10))
    for _ in range(2):
        trainer.run_epoch(watch)
    batches = -(-count // 64)
    assert seen == [(done + 1, batches) for done in range(batches)] * 2
    assert all(item.loss > 0 for item in trainer.history)
    assert all(value.isfinite().all() for value in trainer.module.state_dict().values())


def test_the_loss_of_an_epoch_is_the_mean_over_its_images():
    """A last batch of one counts as one image: with a rate near zero the mean is that of all."""
    chosen = recipe(
        model={"family": "clf-dense"},
        optimiser={"kind": "sgd", "learning_rate": 1e-12},
        batch_size=64,
    )
    trainer = Trainer(chosen, small_set(65))
    done = trainer.run_epoch()
    x = trainer.images.unsqueeze(1).float() / 255
    with torch.no_grad():
        logits = trainer.module(x)
    expected = torch.nn.functional.cross_entropy(logits, trainer.labels)
    assert done.loss == pytest.approx(float(expected), rel=1e-5)
    right = (logits.argmax(1) == trainer.labels).float().mean()
    assert done.parts["accuracy"] == pytest.approx(float(right), abs=1e-6)


def test_kl_weight_warms_up_over_its_epochs():
    chosen = recipe(
        model={"family": "vae-dense", "widths": [32], "latent": 3, "kl_weight": 2.0},
        kl_warmup_epochs=4,
        epochs=5,
    )
    trainer = Trainer(chosen, small_set())
    scales = []
    for done in trainer.epochs():
        scales.append(trainer.module.kl_scale)
        parts = done.parts
        expected = parts["reconstruction"] + 2.0 * scales[-1] * parts["kl"]
        assert done.loss == pytest.approx(expected, rel=1e-5)
    assert scales == [0.25, 0.5, 0.75, 1.0, 1.0]


def test_an_autoencoder_learns():
    dataset = small_set(2000, 300)
    trainer = trained(recipe(epochs=12, batch_size=50, optimiser={"learning_rate": 4e-3}), dataset)
    losses = [item.loss for item in trainer.history]
    assert losses[-1] < 0.6 * losses[0]
    test = dataset.split("test").images.float() / 255
    mean = dataset.split("train").images.float().mean(0) / 255
    baseline = float(((test - mean) ** 2).mean())  # the best that one picture for all can do
    assert trainer.history[-1].validation_loss < 0.75 * baseline


def test_a_classifier_learns():
    dataset = small_set(2000, 1000)
    chosen = recipe(model={"family": "clf-dense", "widths": [50]}, epochs=8, batch_size=50)
    trainer = trained(chosen, dataset)
    train, test = dataset.split("train"), dataset.split("test")
    means = torch.stack(
        [train.images[train.labels == label].float().mean(0).flatten() for label in range(10)]
    )
    nearest = torch.cdist(test.images.flatten(1).float(), means).argmin(1)
    with torch.no_grad():
        predicted = trainer.module.eval()(test.images.unsqueeze(1).float() / 255).argmax(1)
    right = float((predicted == test.labels).float().mean())
    assert right > float((nearest == test.labels).float().mean()) + 0.04


def test_a_denoiser_learns_to_remove_noise():
    dataset = small_set(2000, 300)
    noise = {"kind": "gaussian", "sigma": 0.6}
    trainer = trained(
        recipe(model={**DENSE, "widths": [128], "latent": 32}, noise=noise, epochs=15), dataset
    )
    test = dataset.split("test").images.unsqueeze(1).float() / 255
    noisy = GaussianNoise(0.6)(test, torch.Generator().manual_seed(5))
    with torch.no_grad():
        cleaned = trainer.module.eval()(noisy)
    assert float(((cleaned - test) ** 2).mean()) < 0.5 * float(((noisy - test) ** 2).mean())


def test_noise_and_deformations_are_used_in_training():
    still = recipe()
    for changes in ({"noise": {"kind": "blur", "radius": 2}}, {"augment": AUGMENT}):
        assert not same(
            trained(still, epochs=1).module, trained(recipe(**changes), epochs=1).module
        )


def test_two_views_are_deformed_apart_from_each_other(monkeypatch):
    dataset = small_set()
    trainer = Trainer(recipe(**RUNS["contrastive with two views"]), dataset)
    trainer.noise = None
    seen: list[torch.Tensor] = []
    loss = trainer.module.loss

    def noted(*given):
        seen.extend(given[:2])
        return loss(*given)

    monkeypatch.setattr(trainer.module, "loss", noted)
    trainer._step(torch.arange(8))
    one, other = seen
    original = dataset.images[:8].unsqueeze(1).float() / 255
    far = ((one - other) ** 2).flatten(1).sum(1)
    assert (far > 1).all()
    for view in seen:  # still the same digits
        nearest = torch.cdist(view.flatten(1), original.flatten(1)).argmin(1)
        assert nearest.tolist() == list(range(8))
        assert (((view - original) ** 2).flatten(1).sum(1) > 1).all()


def test_a_contrastive_encoder_learns_to_tell_digits_apart():
    module = {"family": "contrastive", "channels": [8, 16], "strides": [2, 2], "latent": 8}
    trainer = trained(
        recipe(model=module, augment={"target": "other"}, epochs=4, batch_size=100),
        small_set(1000, 100),
    )
    first, last = trainer.history[0].parts, trainer.history[-1].parts
    assert last["agreement"] < 0.8 * first["agreement"]
    assert last["reconstruction"] < 0.8 * first["reconstruction"]


def test_the_target_of_a_denoiser_is_the_clean_image():
    """With every pixel masked the best output is the mean digit: no input can leak through."""
    noise = {"kind": "mask", "zeros": 1.0, "ones": 0.0}
    trainer = trained(recipe(noise=noise, epochs=40, batch_size=20), small_set())
    output = trainer.module.eval()(torch.zeros(1, 1, 28, 28)).detach()[0, 0]
    mean = small_set().split("train").images.float().mean(0) / 255
    assert float(((output - mean) ** 2).mean()) < 0.004
    assert float((mean**2).mean()) > 0.03


def test_a_recipe_of_the_store_trains_on_a_part_of_the_data():
    """Every shipped network runs through its own loss, noise, optimiser and schedule."""
    for name in ("vae-conv-2", "clf-conv", "dae-conv-32", "clf-bottleneck-2", "ae-dense-32"):
        few = min(20, recipe_named(name).written_count)  # each takes 2 ms to make
        changes = {"epochs": 1, "batch_size": 32, "train_count": None, "written_count": few}
        trainer = Trainer(recipe_named(name, **changes), small_set(65))
        done = trainer.run_epoch()
        assert done.loss > 0, name
        assert done.images_per_second > 0
        assert replace(done, parts={}).row().keys() <= done.row().keys()
