"""The stories of the tour: they show what the networks really do."""

import numpy as np
import pytest

from core.data import Dataset, lookup
from core.errors import CheckpointError
from core.evaluation import showcase

LEVELS = (0.0, 0.3, 0.6)


def test_a_digit_gets_noisier_and_is_cleaned_at_every_level(digits: Dataset) -> None:
    row = int(digits.split("test").rows[0])
    story = showcase.noise_story("dae-conv-32", "clf-conv", digits, row, LEVELS)

    original = digits.images[lookup.position(digits, row)].numpy().astype(float)
    before = np.abs(story.noisy - original).mean((1, 2))
    after = np.abs(story.cleaned - original).mean((1, 2))
    assert before[0] == 0
    assert (np.diff(before) > 0).all()
    assert (after[1:] < before[1:] / 2).all()
    assert story.read_cleaned.tolist() == [7, 7, 7]


def test_levels_share_one_pattern_of_noise(digits: Dataset) -> None:
    row = int(digits.split("test").rows[0])
    story = showcase.noise_story("dae-conv-32", "clf-conv", digits, row, (0.1, 0.2))

    black = digits.images[lookup.position(digits, row)].numpy() == 0
    brighter = (story.noisy > 0) & black
    assert (brighter[0] == brighter[1]).mean() > 0.99


def test_a_story_needs_a_denoiser_and_a_classifier(digits: Dataset) -> None:
    row = int(digits.rows[0])
    with pytest.raises(CheckpointError):
        showcase.noise_story("clf-conv", "clf-conv", digits, row, LEVELS)
    with pytest.raises(CheckpointError):
        showcase.noise_story("dae-conv-32", "dae-conv-32", digits, row, LEVELS)


def test_what_is_no_digit_is_rebuilt_worse(digits: Dataset) -> None:
    rows = digits.split("test").rows[:4].tolist()
    story = showcase.odd_story("ae-conv-16", digits, rows)

    assert len(story.pictures) == len(story.rebuilt) == len(story.errors) == 8
    assert story.is_digit.tolist() == [True, False] * 4
    assert story.errors[~story.is_digit].min() > story.errors[story.is_digit].max()
    assert (story.errors[~story.is_digit] > story.threshold).all()
