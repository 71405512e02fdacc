"""The question: three digits that people wrote and one that nobody did."""

from pathlib import Path

import numpy as np
import pytest

from core import data
from core.errors import RoomError
from core.rooms import quiz
from tests.stores import store_at


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_all_but_the_answer_are_test_digits(seed: int) -> None:
    puzzle = quiz.ask(1, seed)

    digits = data.load("mnist").split("test").images.numpy()
    known = [bool((digits == picture).all((1, 2)).any()) for picture in puzzle.pictures]
    assert known == [index != puzzle.answer for index in range(quiz.CHOICES)]
    assert puzzle.pictures[puzzle.answer].max() > 150  # something is drawn there


def test_the_same_seed_asks_the_same() -> None:
    first, again, other = quiz.ask(1, 5), quiz.ask(1, 5), quiz.ask(1, 6)

    assert np.array_equal(first.pictures, again.pictures)
    assert first.answer == again.answer
    assert not np.array_equal(first.pictures, other.pictures)


def test_without_an_autoencoder_there_is_no_question(tmp_path: Path) -> None:
    with store_at(tmp_path), pytest.raises(RoomError, match="Train page"):
        quiz.ask(1, 0)
