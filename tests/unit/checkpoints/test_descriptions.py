"""Words for checkpoints and figures: plain, in the right units, whatever the card says."""

import pytest

from core.checkpoints import descriptions
from core.text import metrics as metric_text
from core.text import numbers
from tests.unit.checkpoints.attacks import forge


def test_a_share_is_shown_in_per_cent_and_an_error_is_not() -> None:
    assert metric_text.metric_value("accuracy", 0.979) == "97.90 %"
    assert metric_text.metric_value("train_accuracy", 1.0) == "100.00 %"
    assert metric_text.metric_value("squared_error", 4.0581) == "4.058"
    assert metric_text.metric_value("latent_low", (-1.25, 3.0)) == "-1.25, 3"


def test_a_prefix_says_which_images_and_keeps_the_direction() -> None:
    plain, prefixed = map(metric_text.metric_name, ("squared_error", "train_squared_error"))

    assert prefixed.title == f"{plain.title}: training images"
    assert prefixed.better == plain.better == "lower"
    assert metric_text.metric_name("accuracy").direction == "higher is better"


def test_an_unknown_figure_keeps_its_own_name() -> None:
    name = metric_text.metric_name("my_new_figure")

    assert name.title == "My new figure"
    assert name.direction == ""


def test_figures_by_class_go_together_and_stay_out_of_the_table() -> None:
    metrics: dict[str, metric_text.Value] = {
        "squared_error_per_class": (1.0, 2.0),
        "train_squared_error_per_class": (3.0, 4.0),
        "rival_squared_error_per_class": (5.0,),
        "squared_error": 1.5,
    }

    groups = metric_text.per_class_groups(metrics)

    assert groups["squared_error_per_class"] == {
        "Test images": (1.0, 2.0),
        "Training images": (3.0, 4.0),
    }
    assert list(groups["rival_squared_error_per_class"].values()) == [(5.0,)]
    assert [row.key for row in metric_text.metric_rows(metrics)] == ["squared_error"]


def test_the_most_telling_figure() -> None:
    assert metric_text.key_words({"squared_error": 9, "accuracy": 0.5}) == "50.00 % read correctly"
    assert metric_text.key_words({"other": 1.0}) == ""


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


@pytest.mark.parametrize(
    ("seconds", "words"), [(8.44, "8.4 s"), (339, "5 min 39 s"), (7500, "2 h 5 min")]
)
def test_a_time_in_words(seconds, words) -> None:
    assert numbers.duration(seconds) == words


def test_a_size_in_words() -> None:
    assert [numbers.file_size(n) for n in (74_040, 999_900, 2_616_608)] == [
        "74 kB",
        "1.0 MB",
        "2.6 MB",
    ]
