"""Each shipped checkpoint, measured again on real digits: against its card and its source.

Figures on all 10,000 test digits. The cards of recipes with few training images are measured again
in full, those with all 60,000 on the test images, which keeps this file within a minute or two.
"""

import csv
from functools import cache
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

import models
from core import inference
from core.checkpoints import Store
from core.checkpoints.pool import pool
from core.clustering import EXAMPLE, centre_pictures, fit
from core.clustering.centres import pictures_key
from core.clustering.kmeans import study_key
from core.data import entry_named, is_local, load, to_float
from core.data.dataset import Split
from core.evaluation import metrics
from core.evaluation.autoencoders import pca
from core.evaluation.classifiers import robustness
from core.evaluation.demonstration import demonstration_key
from core.inference import encodings
from core.literature.claims.cards import CARD_CLAIMS, PCA_RATIO
from core.noise import KINDS
from core.settings import PROJECT
from core.storage.arrays import ArrayFolder
from core.storage.cache import SHIPPED as LATENTS
from core.training.card_metrics import (
    classification_metrics,
    cluster_metrics,
    reconstruction_metrics,
)
from core.training.cards import remeasure
from core.training.recipes.recipe import recipe_from
from core.training.recipes.shipped import RECIPES
from tools import curves

STORE = Store(PROJECT / "checkpoints")
SHIPPED = sorted(path.stem for path in STORE.folder.glob("*.safetensors"))

# Two digits of 10,000, for the last bit of a sum that another processor rounds otherwise.
DIGITS = 2.1e-4
RELATIVE = 2e-4


@pytest.fixture(scope="session", autouse=True)
def _whole_mnist():
    dataset = load("mnist")
    if dataset.is_sample:
        pytest.skip(f"the figures are of all of MNIST, and here is the {dataset.notice}")


def require_data(name: str) -> None:
    """Skip a test if the pictures that a checkpoint learned from are not on this machine."""
    learned = RECIPES[name].dataset
    if not is_local(learned):
        pytest.skip(f"{entry_named(learned).title} is not on this machine")


@cache
def measured(name: str) -> dict[str, Any]:
    """The figures of a checkpoint, from its weights and the data alone."""
    require_data(name)
    module, card = STORE.load(name)
    recipe = recipe_from(card.recipe)
    if is_small(name):
        return dict(remeasure(name, load(recipe.dataset), STORE).metrics)
    test = load(recipe.dataset).split("test")
    x = to_float(test.images)
    if module.task == "classify":
        return classification_metrics(module, x, test.labels, recipe)
    figures = reconstruction_metrics(module, x, test.labels, recipe, STORE)
    if recipe.model["family"] == "contrastive":
        figures |= cluster_metrics(module, load("mnist"))
    return figures


def is_small(name: str) -> bool:
    recipe = RECIPES[name]
    return (recipe.train_count or entry_named(recipe.dataset).train) <= 5000


def is_share(key: str) -> bool:
    return any(word in key for word in ("accuracy", "share", "cluster_error"))


@pytest.mark.parametrize("name", RECIPES)
def test_every_recipe_has_its_checkpoint(name):
    assert name in SHIPPED, f"train it: python -m core.training {name}"


@pytest.mark.parametrize("name", SHIPPED)
def test_the_card_is_of_this_file_and_of_the_recipe_as_it_is_now(name):
    loaded = STORE.open(name)
    card = loaded.card
    assert loaded.warnings == ()
    assert card.name == name
    assert card.parameters == models.parameter_count(loaded.module)
    assert name in RECIPES, "a shipped checkpoint without a recipe cannot be made again"
    recipe = RECIPES[name]
    assert recipe_from(card.recipe) == recipe
    assert card.model == recipe.model
    assert (card.title, card.seed, card.source) == (recipe.title, recipe.seed, recipe.source)
    assert set(recipe.notes) <= set(card.notes)
    assert STORE.entry(name).bytes < 8 * 2**20


@pytest.mark.parametrize("name", SHIPPED)
def test_the_card_tells_of_the_whole_training(name):
    require_data(name)
    card, recipe = STORE.card(name), RECIPES[name]
    data = load(recipe.dataset)
    assert card.dataset.name == data.name
    assert card.shape == data.shape
    assert card.dataset.fingerprint == data.fingerprint
    assert not card.dataset.is_sample
    kept = recipe.train_count or data.train
    held_out = int(kept * recipe.validation_share)
    assert card.dataset.train_count == kept - held_out
    assert card.dataset.validation_count == held_out
    assert card.dataset.test_count == (recipe.test_count or len(data) - data.train)
    assert [row["epoch"] for row in card.history] == list(range(1, len(card.history) + 1))
    if recipe.stopping is None:
        assert len(card.history) == recipe.epochs
    else:
        assert recipe.stopping.epochs < len(card.history) <= recipe.epochs
    assert card.history[-1]["loss"] < card.history[0]["loss"]


@pytest.mark.parametrize("name", SHIPPED)
def test_the_figures_of_the_card_are_those_of_its_weights(name):
    card, again = STORE.card(name), measured(name)
    assert again, "nothing was measured"
    assert set(again) <= set(card.metrics)
    for key, value in again.items():
        figures = card.metrics[key]
        assert figures == (
            pytest.approx(value, abs=DIGITS)
            if is_share(key)
            else pytest.approx(value, rel=RELATIVE, abs=1e-6)
        ), key
    unmeasured = set(card.metrics) - set(again)
    # What is left over is of the many training images, and of the rival.
    assert all(key.startswith(("train_", "rival_")) for key in unmeasured)
    assert not unmeasured or not is_small(name)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_comparison_is_with_the_rival_as_it_is_now(name):
    card = STORE.card(name)
    rival = RECIPES[name].rival
    figures = {key: value for key, value in card.metrics.items() if key.startswith("rival_")}
    if rival is None:
        assert not figures
        return
    theirs = STORE.card(rival).metrics
    assert figures == {f"rival_{key}": theirs[key] for key in theirs if f"rival_{key}" in figures}
    assert figures
    assert any(note.startswith(f"{rival} has ") for note in card.notes)


def figure(name: str, key: str) -> float:
    value = measured(name)[key]
    assert isinstance(value, float)
    return value


@pytest.mark.parametrize("metric", CARD_CLAIMS, ids=lambda metric: CARD_CLAIMS[metric].id)
def test_each_model_meets_its_claim(metric):
    assert CARD_CLAIMS[metric].is_met(figure(metric.model, metric.metric))


def test_the_ten_number_denoiser_has_the_parameters_of_its_source():
    assert models.parameter_count(STORE.load("dae-dense-10")[0]) == 16_474


@pytest.mark.parametrize("name", ["dae-dense-128", "dae-conv-32"])
def test_the_judge_reads_89_percent_at_the_level_of_the_comparison(name):
    assert figure(name, "judge_accuracy_noisy") == pytest.approx(0.89, abs=0.002)
    assert figure(name, "judge_sigma") == figure("clf-mlp-3", "gaussian_sigma_at_89")


@pytest.mark.parametrize("name", ["ae-dense-200", "dae-dense-200-mask"])
def test_the_small_autoencoders_tell_the_errors_of_both_their_sets(name):
    figures: dict[str, Any] = STORE.card(name).metrics
    train, test = figures["train_squared_error"], figures["recipe_test_squared_error"]
    mean_digit = 52.7  # what the mean of all digits costs, summed over the pixels
    assert 0 < train < 1.05 * test < mean_digit


@pytest.mark.parametrize("name", ["ae-dense-200", "clf-dense-200-ae"])
def test_the_small_sets_are_balanced_by_class(name):
    figures = STORE.card(name)
    assert (figures.dataset.train_count, figures.dataset.test_count) == (4000, 1000)
    if "recipe_test_accuracy" in figures.metrics:
        assert figures.metrics["recipe_test_accuracy"] == pytest.approx(
            figures.metrics["recipe_test_balanced_accuracy"]
        )


@cache
def pca_errors() -> NDArray[np.float64]:
    return pca.pixel_errors(load("mnist"))


def test_sixteen_convolutional_numbers_hold_2_5_times_what_sixteen_linear_ones_do():
    assert pca_errors()[16] / figure("ae-conv-16", "squared_error") >= PCA_RATIO


@pytest.mark.parametrize("name", ["ae-conv-2", "vae-conv-2", "vae-conv-2-tiny-kl"])
def test_two_curved_numbers_beat_two_straight_ones(name):
    assert figure(name, "squared_error") < 0.9 * pca_errors()[2]


def test_a_tiny_kl_weight_lets_the_latent_spread():
    tiny, whole = measured("vae-conv-2-tiny-kl"), measured("vae-conv-2")
    for wide, narrow in zip(tiny["latent_std"], whole["latent_std"], strict=True):
        assert wide > narrow
    assert STORE.card("vae-conv-2-tiny-kl").metrics["rival_latent_std"] == pytest.approx(
        whole["latent_std"], rel=1e-3
    )


@pytest.mark.parametrize(
    "name",
    [
        *("dae-dense-128", "dae-conv-32", "dae-dense-200-mask", "dae-dense-32-8x8"),
        "dae-conv-32-fashion",
    ],
)
def test_a_denoiser_removes_most_of_its_noise(name):
    assert figure(name, "denoising_squared_error") < 0.5 * figure(name, "noisy_squared_error")


def test_the_networks_for_8_by_8_digits_do_what_they_are_for():
    assert figure("clf-conv-8x8", "accuracy") > 0.98
    test = load("digits-8x8").split("test")
    mean_error = float(((to_float(test.images) - to_float(test.images).mean(0)) ** 2).sum()) / 360
    for name in ("ae-conv-2-8x8", "vae-conv-2-8x8"):
        assert figure(name, "squared_error") < 0.7 * mean_error


def test_the_networks_for_garments_do_what_they_are_for():
    assert figure("clf-conv-fashion", "accuracy") > 0.93
    test = load("fashion-mnist").split("test")
    x = to_float(test.images)
    mean_error = float(((x - x.mean(0)) ** 2).sum()) / len(x)
    assert figure("vae-conv-2-fashion", "squared_error") < 0.4 * mean_error
    assert figure("dae-conv-32-fashion", "squared_error") < 0.15 * mean_error


def test_denoising_helps_the_judge_and_clean_digits_stay_readable():
    for name in ("dae-dense-128", "dae-conv-32"):
        assert figure(name, "judge_accuracy_denoised") > figure(name, "judge_accuracy_noisy") + 0.04
        module, _ = STORE.load(name)
        judge, _ = STORE.load("clf-mlp-3")
        test = load("mnist").split("test")
        x, labels = to_float(test.images[:1000]), test.labels[:1000]
        with torch.no_grad():
            assert metrics.accuracy(judge, module(x), labels) > 0.95


PARTS: tuple[Split, ...] = ("train", "test")
LATENT_SETS = ("mnist", "fashion-mnist")  # the others are small enough to be encoded at once
PLANES = [
    name
    for name in SHIPPED
    if STORE.card(name).latent_size == 2 and RECIPES[name].dataset in LATENT_SETS
]


@pytest.mark.parametrize("name", PLANES)
def test_the_latents_that_come_with_a_plane_are_those_of_its_encoder(name):
    require_data(name)
    module, dataset = STORE.load(name)[0], RECIPES[name].dataset
    for part in PARTS:
        found = ArrayFolder(LATENTS).read(encodings.key("latents", name, dataset, part))
        if found is None:
            listed = (LATENTS / "README.md").read_text(encoding="utf-8")
            assert f"`{name}`" not in listed, "make them again: python -m tools.latents"
            return  # those of a new checkpoint are optional
        latents, digits = found["latents"], load(dataset).split(part)
        assert (latents.shape, str(latents.dtype)) == ((len(digits), 2), "float32")
        some = torch.arange(0, len(digits), len(digits) // 100)
        fresh = inference.encode(module, to_float(digits.images[some])).numpy()
        assert latents[some.numpy()] == pytest.approx(fresh, rel=1e-4, abs=1e-3)


def test_the_curves_that_come_with_the_program_are_those_of_its_weights():
    test = load("mnist").split("test")
    figures: dict[tuple[str | None, str, float], float] = {}
    with robustness.SHIPPED.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert row["classifier"] == curves.CLASSIFIER
            point = (row["denoiser"] or None, row["kind"], float(row["level"]))
            parts = (curves.CLASSIFIER, *point, curves.SEED, test)
            assert row["key"] == robustness.point_key(*parts), "python -m tools.curves"
            figures[point] = float(row["accuracy"])
    denoisers, kinds = {by for by, _, _ in figures}, {kind for _, kind, _ in figures}
    # Curves of a new denoiser or a new noise are optional.
    assert {None, "dae-dense-128"} <= denoisers <= {None, *SHIPPED}
    assert {"gaussian", "mask"} <= kinds <= set(KINDS)
    assert figures.keys() == {
        (by, kind, level) for by in denoisers for kind in kinds for level in robustness.levels(kind)
    }
    for point in (
        (None, "gaussian", 0.4),
        ("dae-dense-128", "mask", 0.3),
        ("dae-dense-10", "blur", 1.5),
    ):
        by, kind, level = point
        denoised = robustness.denoise(
            by, robustness.add_noise(to_float(test.images), kind, level, curves.SEED)
        )
        judge, _ = STORE.load(curves.CLASSIFIER)
        again = metrics.accuracy(judge, denoised, test.labels)
        assert figures[point] == pytest.approx(again, abs=DIGITS), point


def test_the_groups_that_the_clusters_screen_opens_with_are_shipped():
    shipped = ArrayFolder(LATENTS)
    groups, pictures = (shipped.read(key(EXAMPLE)) for key in (study_key, pictures_key))
    assert groups is not None, "python -m tools.latents"
    assert pictures is not None, "python -m tools.latents"
    found = fit(EXAMPLE)
    # Every digit is in the cluster whose centre is nearest to it.
    test = load("mnist").split("test").images[:500].reshape(500, -1).numpy() / np.float32(255)
    centres = np.asarray(groups["centres"], np.float32)
    distances = ((test[:, None] - centres) ** 2).sum(-1)
    assert (distances.argmin(1) == found.of_split("test")[:500]).all()
    assert found.clusters.tolist() == groups["clusters"].tolist()
    assert np.array_equal(centre_pictures(found), pictures["pictures"])


def test_no_latents_of_other_weights_are_left_over():
    if not is_local("fashion-mnist"):
        pytest.skip("Fashion-MNIST is not on this machine, and its latents are among them")
    keys = {
        encodings.key("latents", name, RECIPES[name].dataset, part)
        for name in PLANES
        for part in PARTS
    }
    keys |= {study_key(EXAMPLE), pictures_key(EXAMPLE)}
    keys |= {
        demonstration_key(name, load(dataset))
        for name in pool().names()
        for dataset in LATENT_SETS
        if STORE.card(name).dataset.name == dataset
    }
    assert {path.stem for path in LATENTS.glob("*.safetensors")} <= keys
    assert sum(path.stat().st_size for path in LATENTS.iterdir()) < 4.2 * 2**20
