"""A card that the store accepts is shown by every page, whatever a stranger has written into it."""

import copy
import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from core import figures
from core.api.routes.library import ModelsRequest, list_models
from core.checkpoints import Card, Store, architecture, descriptions
from core.checkpoints.card import MAX_CARD_BYTES
from core.checkpoints.pool import pool
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
from pages.shared import open_in
from tests.stores import store_at
from tests.unit.checkpoints.attacks import forge

STRANGE: list[Any] = [
    None, True, 5, 0.0, -0.5, 3e38, "", " ", "original", "con", [], [1], ["a"], {}, {"kind": []},
    {"target": []}, [0.5] * 300,
]  # fmt: skip
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


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value within a JSON value."""
    if path:
        yield path
    if isinstance(value, (dict, list)):
        for key, child in value.items() if isinstance(value, dict) else enumerate(value):
            yield from paths(child, (*path, key))


def mutants() -> Iterator[tuple[str, Card]]:
    """Every card that is accepted after one of its values was replaced or removed."""
    for card in cards():
        for number, path in enumerate(filter(_is_read, paths(card))):
            whole = path[0] in ("title", "name", "recipe", "metrics")
            values = STRANGE if whole else STRANGE[number % 4 :: 4]
            for value in [*values, KeyError]:
                text = json.dumps(_changed(card, path, value))
                if len(text) > MAX_CARD_BYTES:
                    continue
                try:
                    accepted = Card.from_json(text)
                    models_layout = architecture.summary(accepted.model)
                except (ValueError, TypeError, KeyError, RuntimeError):
                    continue  # refused, by the card or by the comparison with the tensors
                assert models_layout.layers
                yield f"{'.'.join(map(str, path))} = {str(value)[:40]}", accepted


READ = {
    "title", "name", "metrics", "history", "dataset", "seed", "parameters", "notes", "versions",
}  # fmt: skip
READ_OF_RECIPES = {"noise", "augment", "initial"}
READ_OF_MODELS = {"widths", "output", "latent_activation", "pixel_loss", "bottleneck"}


def _is_read(path: tuple[Any, ...]) -> bool:
    """Whether a page reads the value; of a list, the first item stands for all."""
    if any(isinstance(key, int) and key > 0 for key in path):
        return False
    of = {"recipe": READ_OF_RECIPES, "model": READ_OF_MODELS}.get(path[0])
    return path[0] in READ if of is None else len(path) == 1 or path[1] in of


def _changed(card: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    changed = copy.deepcopy(card)
    place = changed
    for key in path[:-1]:
        place = place[key]
    if value is KeyError:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return changed


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
        figures.alt_text(
            figures.per_class_bars(
                series, classes, title=metric_name(kind).title, lower_is_better=True
            )
        )
    for keys in histories.curve_groups(card.history).values():
        for log in (False, True):
            figures.alt_text(figures.training_curves(card.history, keys, log=log))


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
                figures.alt_text(figures.compared_curves(lines, group + unit, per_cent=False))
    lines = dict(histories.error_curves(card))
    if lines:
        figures.alt_text(figures.compared_curves(lines, "Error", per_cent=False))


def show_latent_sizes(card: Card) -> None:
    """What Report's Latent size section shows, for every visitor: it lists all autoencoders."""
    dataset = load()
    models, _ = latent_sizes.models_by_size(dataset)
    pca = [100.0 / (n + 1) for n in range(65)]
    largest = max([64, *(model.latent for model in models)])
    figures.alt_text(figures.latent_sizes(models, pca, largest))
    latent_sizes.compare_with_pca(models, pca)
    ranges = latent_sizes.latent_ranges(dataset)
    if ranges:
        figures.alt_text(
            figures.latent_reach(
                [one.name for one in ranges],
                [one.low for one in ranges],
                [one.high for one in ranges],
                [one.std for one in ranges],
                [one.within_4 for one in ranges],
            )
        )
    if card.task == "reconstruct":
        class_errors.card_errors(card.name, dataset)


def show_pretraining(card: Card) -> None:
    """What Report's Pretraining section shows, for every visitor: it lists all classifiers."""
    for case in pretraining.cases():
        assert case.title
        metric = case.card.metrics.get("recipe_test_balanced_accuracy")
        assert metric is None or isinstance(metric, (float, tuple))


VIEWS: list[Callable[[Card], None]] = [
    show_details, show_gallery, show_training, show_latent_sizes, show_pretraining,
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    with store_at(tmp_path):
        yield tmp_path


@pytest.mark.slow
def test_every_view_of_every_accepted_card(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fingerprint = load().fingerprint
    faults, count = [], 0
    for change, mutant in mutants():
        count += 1
        measured = mutant.dataset.model_copy(update={"fingerprint": fingerprint})
        card = mutant.model_copy(update={"dataset": measured})
        monkeypatch.setattr(Store, "card", lambda _, __, card=card: card)
        entry = type("Entry", (), {"card": card, "name": card.name})()
        monkeypatch.setattr(Store, "entries", lambda _, entry=entry: [entry])
        assert pool().names() == [card.name]
        for view in VIEWS:
            try:
                view(card)
            except Exception as error:
                faults.append(f"{change}: {view.__name__}: {error!r}")
    assert not faults, "\n".join(faults)
    assert count > 200


def test_more_is_refused_than_a_wrong_type() -> None:
    for path, value in (
        (("title",), " \t "),
        (("title",), "\u200b\u3164"),
        (("name",), "con"),
        (("name",), "lpt1.v2"),
        (("metrics", "squared_error_per_class"), [0.5] * 10_000),
    ):
        with pytest.raises(ValueError, match="its card is not valid"):
            Card.from_json(json.dumps(_changed(cards()[0], path, value)))
