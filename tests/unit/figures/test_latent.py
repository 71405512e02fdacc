"""Error over the latent size, and the range of latent numbers."""

from core import figures
from core.evaluation.autoencoders.latent_sizes import SizedModel
from tests.unit.figures.tables import rows


def test_autoencoders_stand_beside_pca() -> None:
    pca = [50.0, 40.0, 30.0, 20.0]
    models = [
        SizedModel("good", "Good", "convolutional", False, 2, 10.0),
        SizedModel("poor", "Poor", "dense", True, 3, 25.0),
    ]
    figure = figures.latent_sizes(models, pca, largest=3)

    assert list(figure.data[0].y) == [40, 30, 20]
    assert [trace.name for trace in figure.data[1:]] == [
        "Convolutional",
        "Dense, trained to denoise",
    ]
    words = figures.alt_text(figure)
    assert "1 of 2 autoencoders" in words
    assert "good, with an error 3.0 times smaller" in words


def test_the_reach_of_each_number_is_a_line_from_end_to_end() -> None:
    figure = figures.latent_reach(
        ["plain", "cloud"],
        low=[(-7.0, -2.5), (-3.5, -3.0)],
        high=[(6.0, 5.0), (2.0, 4.0)],
        std=[(1.9, 1.2), (1.0, 1.1)],
        within_4=[0.875, 1.0],
    )

    ranges, deviations = figure.data[:4], figure.data[4:]
    assert [list(trace.x) for trace in ranges] == [[-7, 6], [-2.5, 5], [-3.5, 2], [-3, 4]]
    assert [list(trace.x) for trace in deviations] == [[-s, s] for s in (1.9, 1.2, 1.0, 1.1)]
    assert figure.data[1].y == ("plain: second",) * 2
    long = figures.latent_reach(["A title of many words (name)"], [(0, 0)], [(1, 1)], [(1, 1)])
    assert all(len(line) <= 26 for line in long.data[0].y[0].split("<br>"))
    assert [shape.x0 for shape in figure.layout.shapes] == [-4, 4]
    assert "plain from -7.0 to 6.0, 87.50 % of the digits within ±4" in figures.alt_text(figure)
    assert rows(figure)[1] == ["from the lowest to the highest", "-7.0", "plain: first"]


def test_errors_over_the_latent_size_are_on_logarithmic_axes() -> None:
    figure = figures.error_over_size([2, 4], {"PCA": [50.0, 40.0], "deep": [30.0, 20.0]})

    assert (figure.layout.xaxis.type, figure.layout.yaxis.type) == ("log", "log")
    assert [list(trace.y) for trace in figure.data] == [[50, 40], [30, 20]]
    assert figures.alt_text(figure) == (
        "Squared error per digit for 2 to 4 latent numbers: PCA from 50.0 to 40.0; "
        "deep from 30.0 to 20.0."
    )
