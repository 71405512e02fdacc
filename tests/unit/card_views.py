"""Two cards with all that pages read, and what each page shows of a card."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from types import SimpleNamespace
from typing import Any
from unittest import mock

from core import figures
from core.api.routes.library import ModelsRequest, list_models
from core.checkpoints import Card, Store, architecture, descriptions
from core.data import load
from core.evaluation import demonstration, histories
from core.evaluation.autoencoders import class_errors, latent_sizes
from core.evaluation.classifiers import pretraining
from core.text.metrics import (
    key_metric,
    key_words,
    metric_name,
    metric_rows,
    metric_value,
    per_class_groups,
)
from core.training.recipes.shipped import RECIPES
from pages.shared.addresses import open_in
from tests.unit.checkpoints.attacks import forge

METRICS = {
    "squared_error": 40.5,
    "accuracy": 0.9,
    "judge_accuracy_denoised": 0.9,
    "squared_error_per_class": tuple(float(n) for n in range(1, 11)),
    "train_squared_error_per_class": tuple(float(n) for n in range(1, 11)),
    "recipe_test_balanced_accuracy": 0.5,
    "latent_low": (-4.0, -3.0),
    "latent_high": (4.0, 3.0),
    "latent_std": (1.0, 1.0),
    "latent_share_within_4": 0.9,
}
HISTORY = ({"epoch": 1, "loss": 0.5, "accuracy": 0.5, "balanced_error": 0.2},)


def cards() -> list[dict[str, Any]]:
    """An autoencoder's and a classifier's card as JSON, with every field that pages read."""
    result = []
    for name, spec in (("dae-dense-10", forge.SPEC), ("clf-dense-200-ae", {"family": "clf-dense"})):
        module = forge.module(spec=spec)
        card = forge.card(
            "mine", module, recipe=RECIPES[name].model_dump(mode="json"), metrics=METRICS,
            history=HISTORY, sha256="0" * 64,
        )  # fmt: skip
        result.append(json.loads(card.to_json()))
    result[0]["recipe"]["augment"] = {"target": "original", "rotation": 10}
    return result


def draw(chart: Callable[..., Any], *values: Any, **options: Any) -> None:
    """A chart with its description; one of the same values is not drawn again."""
    key = repr((chart.__name__, values, options))
    if key not in _drawn:
        figures.alt_text(chart(*values, **options))
        _drawn.add(key)


_drawn: set[str] = set()


def show_details(card: Card) -> None:
    """What Checkpoints shows of one."""
    descriptions.describe(card)
    descriptions.provenance(card)
    open_in.addresses(card)
    if (key := key_metric(card.metrics)) is not None:
        assert metric_name(key).title
        metric_value(key, card.metrics[key])
    draw_network(json.dumps(card.model, sort_keys=True))
    metric_rows(card.metrics)
    for kind, series in per_class_groups(card.metrics).items():
        classes = descriptions.class_names(card.dataset.name, len(next(iter(series.values()))))
        title = metric_name(kind).title
        draw(figures.per_class_bars, series, classes, title=title, lower_is_better=True)
    for keys in histories.curve_groups(card.history).values():
        for log in (False, True):
            draw(figures.training_curves, card.history, keys, log=log)


@cache
def draw_network(spec: str) -> None:
    """The drawing of a network, once per architecture: it takes longest."""
    figures.alt_text(figures.network_graph(architecture.summary(json.loads(spec))))


def show_gallery(card: Card) -> None:
    """What Checkpoints, Start and the menus of all pages show of all of them."""
    row = descriptions._row(card, 100)
    assert row.name
    assert row.title.strip()
    key_words(card.metrics)
    demonstration.kind_of(card)
    json.dumps(card.recipe.get("noise"), sort_keys=True)
    list_models(ModelsRequest(task=None))


def show_training(card: Card) -> None:
    """What Report's Training section shows."""
    for group, keys in histories.group_keys([card]).items():
        for unit in histories.comparable(group, [card]):
            lines = {key: histories.curve(card, key) for key in keys}
            lines = {key: line for key, line in lines.items() if line}
            if lines:
                draw(figures.compared_curves, lines, group + unit, per_cent=False)
    lines = dict(histories.error_curves(card))
    if lines:
        draw(figures.compared_curves, lines, "Error", per_cent=False)


def show_latent_sizes(card: Card) -> None:
    """What Report's Latent size section shows, for every visitor: it lists all autoencoders."""
    dataset = load()
    models, _ = latent_sizes.models_by_size(dataset)
    pca = [100.0 / (n + 1) for n in range(65)]
    largest = max([64, *(model.latent for model in models)])
    draw(figures.latent_sizes, models, pca, largest)
    latent_sizes.compare_with_pca(models, pca)
    ranges = latent_sizes.latent_ranges(dataset)
    if ranges:
        draw(
            figures.latent_reach,
            [one.name for one in ranges],
            [one.low for one in ranges],
            [one.high for one in ranges],
            [one.std for one in ranges],
            [one.within_4 for one in ranges],
        )
    if card.task == "reconstruct":
        class_errors.card_errors(card.name, dataset)


def show_pretraining(card: Card) -> None:
    """What Report's Pretraining section shows, for every visitor: it lists all classifiers."""
    for case in pretraining.cases():
        assert case.card.name
        metric = case.card.metrics.get("recipe_test_balanced_accuracy")
        assert metric is None or isinstance(metric, (float, tuple))


VIEWS: list[Callable[[Card], None]] = [
    show_details, show_gallery, show_training, show_latent_sizes, show_pretraining,
]  # fmt: skip


@contextmanager
def as_the_only_card(card: Card) -> Iterator[Card]:
    """Make it the only checkpoint of every store, measured on the data set that pages show."""
    measured = card.dataset.model_copy(update={"fingerprint": load().fingerprint})
    card = card.model_copy(update={"dataset": measured})
    entry = SimpleNamespace(card=card, name=card.name)
    with (
        mock.patch.object(Store, "card", return_value=card),
        mock.patch.object(Store, "entries", return_value=[entry]),
    ):
        yield card
