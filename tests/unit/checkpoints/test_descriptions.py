"""Descriptions of checkpoints, whatever the card says."""

import pytest

from core.checkpoints import descriptions
from tests.unit.checkpoints.attacks import forge


@pytest.mark.parametrize(
    ("noise", "words"),
    [
        (None, "none"),
        ({"kind": "gaussian", "sigma": 0.25}, "Gaussian, sigma 0.25"),
        ({"kind": "mask", "zeros": 0.4, "ones": 0.05}, "mask, 40 % black, 5 % white"),
        ({"kind": "mixture", "limits": [["blur", 2], ["block", 9]]}, "mixture of 2 kinds"),
        ({"kind": "blur", "radius": 2}, "blur, 2"),
        ({"kind": "<b>"}, "unknown"),
        ({"kind": "gaussian", "sigma": "strong"}, "unknown"),
        ({"kind": ["gaussian"]}, "unknown"),
        ("gaussian", "unknown"),
        (7, "unknown"),
    ],
)
def test_the_noise_of_any_card_has_words(noise, words) -> None:
    assert descriptions.describe_noise({"noise": noise}) == words


def test_the_sentence_says_what_it_does_and_what_it_learned_from() -> None:
    words = descriptions.describe(forge.card())

    assert "784 pixels into 2 numbers" in words
    assert "60,000 images" in words
    assert "noise" not in words
    noisy = forge.card(recipe={"noise": {"kind": "gaussian", "sigma": 0.5}})
    assert "sigma 0.5" in descriptions.describe(noisy)


def test_class_names_are_those_of_the_data_and_numbers_elsewhere() -> None:
    assert descriptions.class_names("fashion-mnist", 10)[1] == "Trouser"
    assert descriptions.class_names("fashion-mnist", 3) == ("0", "1", "2")
    assert descriptions.class_names("unknown", 2) == ("0", "1")
