"""The training loop: repeatable, resumable, and safe from losses that are not numbers."""

from dataclasses import replace
from typing import Any

import pytest
import torch

import models
from core.checkpoints import Store
from core.data import load
from core.errors import CheckpointError, DataError, RecipeError, TrainingError
from core.noise import GaussianNoise
from core.training.cards import card_of, initial_weights, measured_again
from core.training.loop import Cancelled, Epoch, Trainer, choose_device
from core.training.recipes import recipe_from, recipe_named
from tests.unit.digits import small_set

DENSE = {"family": "dense", "widths": [32], "latent": 8}
CONV = {"channels": [4, 8], "strides": [2, 2]}
AUGMENT = {"rotation": 10, "scale": 0.1, "shear": 0.1, "shift": 1.0}
RUNS: dict[str, dict[str, Any]] = {
    "dense with noise": {"model": DENSE, "noise": {"kind": "gaussian", "sigma": 0.3}},
    "conv with dropout and deformations": {
        "model": {"family": "clf-conv", **CONV, "dropout": 0.3},
        "augment": AUGMENT,
        "optimiser": {"kind": "adamw", "weight_decay": 0.01},
    },
    "conv with batch norm and a mixture": {
        "model": {"family": "conv", **CONV, "latent": 4, "norm": True},
        "noise": {"kind": "mixture", "limits": [["mask", 0.5], ["block", 9]]},
    },
    "contrastive with two views": {
        "model": {"family": "contrastive", **CONV, "latent": 4, "decoder_widths": [20]},
        "augment": {**AUGMENT, "target": "other"},
        "noise": {"kind": "gaussian", "sigma": 0.1},
    },
    "variational": {"model": {"family": "vae-dense", "widths": [32], "latent": 3}},
    "one-cycle": {"model": DENSE, "schedule": "one-cycle"},
    "cosine": {"model": DENSE, "schedule": "cosine"},
    "running mean of the gradient": {
        "model": {"family": "clf-dense", "widths": [20]},
        "optimiser": {"kind": "sgd", "learning_rate": 0.05, "momentum": 0.9, "dampening": 0.9},
    },
    "KL warm-up": {
        "model": {"family": "vae-conv", **CONV, "latent": 2},
        "kl_warmup_epochs": 3,
    },
}


def recipe(**changes):
    values = {"name": "test", "title": "Test", "model": DENSE, "batch_size": 64, "epochs": 4}
    return recipe_from({**values, **changes})


def trained(chosen, dataset=None, epochs=None):
    trainer = Trainer(chosen, dataset or small_set())
    for _ in range(epochs or chosen.epochs):
        trainer.run_epoch()
    return trainer


def same(one, two):
    """Whether two modules hold bitwise the same numbers."""
    first, second = one.state_dict(), two.state_dict()
    assert first.keys() == second.keys()
    return all(torch.equal(first[key], second[key]) for key in first)


def curve(trainer):
    return [(epoch.loss, epoch.validation_loss, epoch.learning_rate) for epoch in trainer.history]


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

    with pytest.raises(Cancelled):
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
    with pytest.raises(Cancelled):
        trainer.run_epoch(lambda done, total: True)
    assert trainer.history == []
    assert not trainer.finished


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
        "The loss stopped being a number in epoch 1; the weights from before are kept. Try a "
        "smaller learning rate."
    )
    assert trainer.history == []
    for name, value in trainer.module.state_dict().items():
        assert value.isfinite().all(), name


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


def epoch(number, loss, **changes):
    values: dict[str, Any] = {
        "epoch": number,
        "loss": loss,
        "validation_loss": loss,
        "learning_rate": 0.1,
        "seconds": 1.0,
        "images_per_second": 1.0,
    }
    return Epoch(**{**values, **changes})


@pytest.mark.parametrize(
    ("losses", "stops"),
    [
        ([100, 99.5, 99], False),  # two changes are not three
        ([100, 99.5, 99, 98.5], True),  # 0.5 % three times
        ([100, 98, 97.5, 97], False),  # the first of the three is 2 %
        ([200, 100, 99.5, 99, 98.5], True),  # only the last three count
        ([100, 99.5, 97.5, 97], False),  # one large step in the middle
        ([100, 101, 102, 103], True),  # a loss that rises by 1 % or less changes little as well
        ([100, 102, 100, 102], False),
        ([0, 0, 0, 0], True),
    ],
)
def test_early_stopping_as_worked_by_hand(losses, stops):
    rule = {"monitor": "loss", "epochs": 3, "change": 0.01}
    trainer = Trainer(recipe(epochs=100, stopping=rule), small_set())
    trainer.history = [epoch(number, loss) for number, loss in enumerate(losses, start=1)]
    assert trainer.stopped_early is stops
    assert trainer.finished is stops


@pytest.mark.parametrize("monitor", ["loss", "validation_loss", "balanced_error"])
def test_each_rule_watches_its_own_figure(monitor):
    chosen = recipe(
        epochs=100,
        stopping={"monitor": monitor, "epochs": 2, "change": 0.01},
        model={"family": "clf-dense"},
        validation_share=0.1,
    )
    trainer = Trainer(chosen, small_set())
    moving = {"loss": 10.0, "validation_loss": 20.0, "balanced_error": 30.0}
    for still in moving:
        trainer.history = [
            epoch(
                n, **{key: value * (1 if key == still else 2**n) for key, value in moving.items()}
            )
            for n in range(1, 4)
        ]
        assert trainer.stopped_early is (still == monitor)


def test_a_run_stops_early_once_it_has_settled():
    rule = {"monitor": "balanced_error", "epochs": 2, "change": 0.5}
    trainer = Trainer(recipe(model={"family": "clf-dense"}, epochs=60, stopping=rule), small_set())
    epochs = [*trainer.epochs()]
    assert 2 < len(epochs) < 60
    errors = [item.balanced_error for item in epochs if item.balanced_error is not None]
    assert len(errors) == len(epochs)
    assert abs(errors[-1] - errors[-2]) <= 0.5 * errors[-2]
    assert trainer.stopped_early


def test_validation_images_are_held_out_by_the_seed():
    dataset = small_set()
    first = Trainer(recipe(validation_share=0.2), dataset)
    again = Trainer(recipe(validation_share=0.2), dataset)
    other = Trainer(recipe(validation_share=0.2, seed=1), dataset)
    assert (len(first.train_rows), len(first.validation_rows)) == (240, 60)
    both = torch.cat([first.train_rows, first.validation_rows])
    assert both.sort().values.tolist() == list(range(300))
    assert torch.equal(first.validation_rows, again.validation_rows)
    assert not torch.equal(first.validation_rows, other.validation_rows)
    assert torch.equal(first.validation_images, dataset.images[first.validation_rows])
    assert torch.equal(first.images, dataset.images[first.train_rows])


def test_without_a_share_the_test_images_validate():
    trainer = Trainer(recipe(), small_set())
    assert len(trainer.validation_rows) == 0
    assert torch.equal(trainer.validation_images, small_set().split("test").images)


def test_validation_loss_is_the_mean_over_the_images_held_out():
    trainer = trained(recipe(model={"family": "clf-dense"}, validation_share=0.3), epochs=1)
    x = trainer.validation_images.unsqueeze(1).float() / 255
    with torch.no_grad():
        logits = trainer.module.eval()(x)
    expected = torch.nn.functional.cross_entropy(logits, trainer.validation_labels)
    assert trainer.history[0].validation_loss == pytest.approx(float(expected), rel=1e-5)


def test_a_count_of_images_is_balanced_by_class():
    trainer = Trainer(recipe(train_count=1000, test_count=200), load("mnist"))
    assert torch.bincount(trainer.labels).tolist() == [100] * 10
    assert torch.bincount(trainer.validation_labels).tolist() == [20] * 10
    assert len(set(trainer.train_rows.tolist())) == 1000
    first = trainer.labels[:200]
    assert torch.bincount(first, minlength=10).min() > 5, "the order is shuffled, not by class"


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


def test_no_images_and_too_few_images_are_refused():
    with pytest.raises(RecipeError, match="There is no image to train on"):
        Trainer(recipe(), small_set(0, 10))
    with pytest.raises(RecipeError) as caught:
        Trainer(recipe(train_count=301), small_set())
    assert str(caught.value).startswith("The recipe asks for 301 train images, MNIST")
    with pytest.raises(DataError, match="balanced by class"):
        Trainer(recipe(train_count=300), small_set())
    with pytest.raises(RecipeError, match="asks for fashion-mnist, got mnist"):
        Trainer(recipe(dataset="fashion-mnist"), small_set())


def test_an_unknown_device_is_refused():
    with pytest.raises(RecipeError) as caught:
        choose_device("abacus")
    assert str(caught.value) == "This machine has no device 'abacus'; choose cpu or auto."
    assert choose_device("cpu") == torch.device("cpu")
    assert choose_device().type in ("cpu", "cuda", "mps")


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


def test_the_one_cycle_rate_rises_and_ends_near_nothing():
    trainer = trained(recipe(model=DENSE, schedule="one-cycle", epochs=6))
    rates = [item.learning_rate for item in trainer.history]
    assert max(rates) <= 1e-3
    assert max(rates) > 0.9e-3
    assert rates[0] < max(rates)
    assert rates[-1] < 1e-5
    constant = trained(recipe(), epochs=1)
    assert constant.history[0].learning_rate == 1e-3


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


def test_a_contrastive_card_tells_how_well_its_clusters_read(tmp_path):
    chosen = recipe(**RUNS["contrastive with two views"], epochs=1)
    told: dict[str, Any] = card_of(trained(chosen, small_set(300, 60)), Store(tmp_path)).metrics
    assert 0 < told["cluster_error"] < 1
    few = card_of(trained(chosen, small_set(100, 60)), Store(tmp_path)).metrics
    assert "cluster_error" not in few


def test_the_target_of_a_denoiser_is_the_clean_image():
    """With every pixel masked the best output is the mean digit: no input can leak through."""
    noise = {"kind": "mask", "zeros": 1.0, "ones": 0.0}
    trainer = trained(recipe(noise=noise, epochs=40, batch_size=20), small_set())
    output = trainer.module.eval()(torch.zeros(1, 1, 28, 28)).detach()[0, 0]
    mean = small_set().split("train").images.float().mean(0) / 255
    assert float(((output - mean) ** 2).mean()) < 0.004
    assert float((mean**2).mean()) > 0.03


def test_a_card_says_what_was_done(tmp_path):
    store = Store(tmp_path)
    chosen = recipe(
        name="small", epochs=3, validation_share=0.1, seed=5, notes=("Told by the recipe.",)
    )
    trainer = trained(chosen)
    store.save(trainer.module, card_of(trainer, store))
    module, card = store.load("small")
    assert same(module, trainer.module)
    assert recipe_from(card.recipe) == chosen
    assert card.parameters == models.parameter_count(trainer.module)
    assert [row["epoch"] for row in card.history] == [1, 2, 3]
    assert [row["loss"] for row in card.history] == [item.loss for item in trainer.history]
    assert card.seed == 5
    assert (card.dataset.train_count, card.dataset.validation_count) == (270, 30)
    assert card.dataset.test_count == 100
    assert card.notes == ("Told by the recipe.",)
    assert card.device == "cpu"
    assert card.versions["torch"] == torch.__version__
    x = small_set().split("test").images.unsqueeze(1).float() / 255
    with torch.no_grad():
        error = ((module(x) - x) ** 2).flatten(1).sum(1).mean()
    assert card.metrics["squared_error"] == pytest.approx(float(error), rel=1e-5)
    assert measured_again("small", small_set(), store) == card


def test_a_card_compares_a_model_with_its_rival(tmp_path):
    store = Store(tmp_path)
    rival = trained(recipe(name="first"), epochs=1)
    store.save(rival.module, card_of(rival, store))
    chosen = recipe(name="second", rival="first")
    card = card_of(trained(chosen, epochs=2), store)
    theirs = store.card("first").metrics["squared_error"]
    assert card.metrics["rival_squared_error"] == theirs
    assert f"first has squared_error {theirs:.4g}, this one " in card.notes[-1]


@pytest.mark.parametrize("state", ["no folder", "empty", "broken"])
def test_a_model_is_not_lost_for_want_of_its_judge_or_rival(tmp_path, state):
    folder = tmp_path / "store"
    if state != "no folder":
        folder.mkdir()
    if state == "broken":
        for name in ("judge", "rival"):
            (folder / f"{name}.safetensors").write_bytes(b"not a checkpoint")
    store = Store(folder)
    card = card_of(trained(recipe(judge="judge", rival="rival"), epochs=1), store)
    assert not any(key.startswith(("judge", "rival")) for key in card.metrics)
    assert card.notes == ("judge could not read the output, so what it reads is not measured.",)


def test_figures_are_measured_at_the_full_kl_weight(tmp_path):
    chosen = recipe(**{**RUNS["KL warm-up"], "kl_warmup_epochs": 100})
    trainer = trained(chosen, epochs=1)
    metrics: dict[str, Any] = card_of(trainer, Store(tmp_path)).metrics
    assert metrics["test_loss"] == pytest.approx(
        metrics["test_reconstruction"] + metrics["test_kl"], rel=1e-5
    )


def test_starting_weights_come_from_the_store(tmp_path):
    store = Store(tmp_path)
    source = trained(recipe(name="source"), epochs=1)
    store.save(source.module, card_of(source, store))
    weights = initial_weights(recipe(initial="source"), store)
    assert weights is not None
    assert torch.equal(weights["encoder.0.weight"], source.module.state_dict()["encoder.0.weight"])
    assert initial_weights(recipe(), store) is None
    with pytest.raises(CheckpointError, match="There is no checkpoint 'nobody'"):
        initial_weights(recipe(initial="nobody"), store)


def test_a_recipe_of_the_store_trains_on_a_part_of_the_data():
    """Every shipped network runs through its own loss, noise, optimiser and schedule."""
    for name in ("vae-conv-2", "clf-conv", "dae-conv-32", "clf-bottleneck-2", "ae-dense-32"):
        trainer = Trainer(
            recipe_named(name, epochs=1, batch_size=32, train_count=None), small_set(65)
        )
        done = trainer.run_epoch()
        assert done.loss > 0, name
        assert done.images_per_second > 0
        assert replace(done, parts={}).row().keys() <= done.row().keys()
