"""A card that the store accepts is shown by every page, whatever a stranger has written into it."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.checkpoints import Card, architecture
from core.checkpoints.card import MAX_CARD_BYTES
from core.checkpoints.pool import pool
from tests.counts import Tried
from tests.stores import store_at
from tests.unit.card_views import VIEWS, as_the_only_card, cards

STRANGE: list[Any] = [
    None, True, 5, 0.0, -0.5, 3e38, "", " ", "original", "con", [], [1], ["a"], {}, {"kind": []},
    {"target": []}, [0.5] * 300,
]  # fmt: skip


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


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    with store_at(tmp_path):
        yield tmp_path


@pytest.mark.slow
def test_every_view_of_every_accepted_card(folder: Path, tried: Tried) -> None:
    faults, count = [], 0
    for change, mutant in mutants():
        count += 1
        with as_the_only_card(mutant) as card:
            assert pool().names() == [card.name]
            for view in VIEWS:
                try:
                    view(card)
                except Exception as error:
                    faults.append(f"{change}: {view.__name__}: {error!r}")
    assert not faults, "\n".join(faults)
    assert count > 200
    tried(count)


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
