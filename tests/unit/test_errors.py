"""Sentences for a person: plain text, and the first problem of a validation in one clause."""

import ast

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from core.errors import first_problem
from core.settings import PROJECT


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")

    epochs: int = Field(1, ge=1)
    kind: str = "sgd"

    @field_validator("kind")
    @classmethod
    def _known(cls, value: str) -> str:
        if value != "sgd":
            raise ValueError("there is only sgd.\nTry that.")
        return value


class Outer(BaseModel):
    inner: Inner
    rows: list[int] = []


def problem(values: object) -> str:
    with pytest.raises(ValidationError) as caught:
        Outer.model_validate(values)
    return first_problem(caught.value)


CASES = {
    "a value out of range": (
        {"inner": {"epochs": 0}},
        "inner.epochs: Input should be greater than or equal to 1, not 0",
    ),
    "a field too many": (
        {"inner": {"epoch": 1}},
        "inner.epoch: there is no such field",
    ),
    "a field too few": ({}, "inner: it is missing"),
    "a message of our own": (
        {"inner": {"kind": "adam"}},
        "inner.kind: there is only sgd. Try that",
    ),
    "one item of a list": (
        {"inner": {}, "rows": [0, "one"]},
        "rows.1: Input should be a valid integer, unable to parse string as an integer, not 'one'",
    ),
    "a container, which would be too long to show": (
        {"inner": {"epochs": [0] * 1000}},
        "inner.epochs: Input should be a valid integer",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_first_problem_is_one_clause(case):
    values, clause = CASES[case]
    assert problem(values) == clause


def test_hostile_values_stay_short_and_on_one_line():
    clause = problem({"inner": {"epochs": "\x1b[2J\n" * 1000, "\x1b": 1}})
    assert clause.isprintable()
    assert len(clause) < 200
    assert problem({"inner": {"\x1b[2J" * 1000: 1}}).isprintable()


def test_any_other_error_speaks_for_itself():
    assert first_problem(ValueError("two\nlines.")) == "two lines"


# These write Markdown or HTML.
MARKUP = (
    "core/api/documentation/openapi.py",
    "core/checkpoints/export/model_folder.py",
    "core/literature/results/markdown.py",
)


def test_no_sentence_of_core_holds_a_backtick() -> None:
    """Pages and commands show errors character by character."""
    for path in (PROJECT / "core").rglob("*.py"):
        name = path.relative_to(PROJECT).as_posix()
        if name in MARKUP:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        documentation = {
            id(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert "`" not in node.value or id(node) in documentation, (name, node.lineno)
