"""The cards of checkpoints: complete, bounded and the same after every journey."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from core.checkpoints import Card, DatasetCard, Store, suggest_name
from core.errors import CheckpointError
from tests.unit.checkpoints.attacks import forge

PRINTABLE = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]),
    max_size=30,
)
FINITE = st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | FINITE | PRINTABLE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(PRINTABLE, inner, max_size=3),
    max_leaves=8,
)
KEYS = PRINTABLE.filter(bool)
CARDS = st.builds(
    Card,
    name=st.from_regex(r"[a-z0-9][a-z0-9._-]{0,79}", fullmatch=True),
    title=PRINTABLE.map(lambda text: f"A {text}"),  # with something to read
    model=st.dictionaries(PRINTABLE, JSON, max_size=4),
    parameters=st.integers(0, 10**12),
    recipe=st.dictionaries(PRINTABLE, JSON, max_size=4),
    dataset=st.builds(
        DatasetCard,
        name=PRINTABLE,
        fingerprint=PRINTABLE,
        train_count=st.integers(0, 70_000),
        validation_count=st.integers(0, 70_000),
        test_count=st.integers(0, 70_000),
        is_sample=st.booleans(),
    ),
    history=st.lists(st.dictionaries(KEYS, FINITE, max_size=3), max_size=3).map(tuple),
    metrics=st.dictionaries(KEYS, FINITE | st.lists(FINITE, max_size=3).map(tuple), max_size=3),
    notes=st.lists(PRINTABLE, max_size=3).map(tuple),
    versions=st.dictionaries(KEYS, PRINTABLE, max_size=3),
    device=PRINTABLE,
    seconds=st.floats(0, 1e9),
    seed=st.integers(0, 2**64 - 1),
    source=PRINTABLE,
    created=st.datetimes().map(lambda moment: moment.isoformat() + "+00:00"),
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no failure
@given(CARDS)
def test_any_card_comes_back_from_its_json(card):
    assert Card.from_json(card.to_json()) == card


def test_a_card_cannot_be_changed():
    card = forge.card()
    with pytest.raises(ValidationError, match="frozen"):
        setattr(card, "title", "Another")  # noqa: B010 - the type checker knows that it cannot


@pytest.mark.parametrize(
    "changes",
    [
        {"metrics": {"error": float("nan")}},
        {"history": ({"loss": float("inf")},)},
        {"recipe": {"rate": float("nan")}},
        {"recipe": {"when": time.gmtime}},
        {"model": {"text": "\ud800"}},
        {"title": "x" * 201},
        {"name": "../up"},
        {"unknown": 1},
        {"created": "2026-01-31 12:00"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_card_with_a_bad_value_cannot_be_made(changes):
    with pytest.raises(ValidationError):
        forge.card(**changes)


def test_tuples_in_a_recipe_become_lists_at_once():
    assert forge.card(recipe={"a": (1, (2, 3))}).recipe == {"a": [1, [2, 3]]}


def test_a_card_that_is_too_long_as_a_whole_is_not_saved(tmp_path):
    store = Store(tmp_path / "store")
    history = tuple({f"a part with a long name {i}": 0.123456789 for i in range(60)} for _ in "x")
    card = forge.card(history=history * 2_000)
    with pytest.raises(CheckpointError, match="shorten its history"):
        store.save(forge.module(), card)
    assert not store.folder.exists()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("My Model (1).safetensors", "my-model-1"),
        ("../../etc/passwd", "etc-passwd"),
        ("ae-conv-2", "ae-conv-2"),
        ("数字", "model"),
        ("", "model"),
        ("x" * 200, "x" * 80),
    ],
)
def test_suggested_names_are_valid_and_close(text, name):
    assert suggest_name(text) == name
    assert forge.card(name).name == name
