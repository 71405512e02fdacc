"""Names and formats of figures."""

from core.text import metrics as metric_text


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
    assert metric_text.key_words({"squared_error": 9}) == "differs by 9.00 from the original"
    assert metric_text.key_words({"other": 1.0}) == ""
