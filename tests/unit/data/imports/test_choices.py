"""A choice that cannot be meant is refused before any file is opened."""

from typing import Any

import pytest
from pydantic import ValidationError

from core.data.imports import Choices


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        ({"value_range": (255, 0)}, "black must be smaller than the value for white"),
        ({"classes": ("cat", " cat ")}, "two classes have the same name"),
        ({"test_share": 0.0}, "greater than or equal to 0.01"),
        ({"resize": 100_000}, "less than or equal to"),
        ({"colours": "grey"}, "Extra inputs are not permitted"),
    ],
)
def test_a_wrong_choice_is_refused(choice: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        Choices.model_validate(choice)


def test_only_choices_of_reading_read_a_file_again() -> None:
    plain = Choices().reading_key()
    later: list[dict[str, Any]] = [{"inverted": True}, {"resize": 16}, {"test_share": 0.5}]
    assert {Choices.model_validate(choice).reading_key() for choice in later} == {plain}
    assert Choices(label="none").reading_key() != plain
    assert Choices(size=(28, 20)).reading_key() != plain
