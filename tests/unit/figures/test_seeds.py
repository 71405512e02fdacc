"""The same value of several cases, seed by seed."""

from core import figures


def test_a_line_joins_the_runs_of_a_seed_and_the_mean_is_marked() -> None:
    figure = figures.seed_pairs([7, 8], {"A": [0.9, 0.7], "B": [0.5, 0.1]}, title="Accuracy")

    assert [trace.name for trace in figure.data] == ["seed 7", "seed 8", "mean"]
    assert list(figure.data[0].y) == [90, 50]
    assert list(figure.data[2].y) == [80, 30]
    assert figures.alt_text(figure) == "Accuracy, mean over 2 seeds: A 80.00 %, B 30.00 %."
