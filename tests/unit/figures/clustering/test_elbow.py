"""K-means over the number of clusters."""

from core import figures
from tests.unit.figures.tables import rows


def test_an_elbow_has_its_knee_marked_and_its_table_holds_the_points_alone() -> None:
    ks, inertias = [1, 2, 3, 9], [9.0, 3.0, 2.5, 1.0]
    figure = figures.elbow_curve(ks, inertias, knee=2, choice=3)
    assert [trace.name for trace in figure.data] == [
        "Inertia", "Knee: k = 2", "Straight from first to last",
    ]  # fmt: skip
    assert (figure.data[1].x, figure.data[1].y) == ((2,), (3.0,))
    assert "The knee is at k = 2." in figures.alt_text(figure)
    assert [row[-2:] for row in rows(figure)[1:]] == [
        ["1", "9.0"], ["2", "3.0"], ["3", "2.5"], ["9", "1.0"],
    ]  # fmt: skip
    assert len(figure.layout.shapes) == 1
    assert not figures.elbow_curve(ks, inertias, knee=None, choice=50).layout.shapes


def test_an_elbow_without_a_point_says_so() -> None:
    assert "yet" in figures.alt_text(figures.elbow_curve([], [], knee=None, choice=3))
    assert "yet" in figures.alt_text(figures.cluster_errors([], {"Test digits": []}))


def test_errors_are_drawn_in_per_cent() -> None:
    figure = figures.cluster_errors([1, 5], {"Train": [0.9, 0.5], "Test": [0.8, 0.25]})
    assert list(figure.data[1].y) == [80, 25]
    assert "Test from 80.0 % at k = 1 to 25.0 % at k = 5" in figures.alt_text(figure)
    assert figure.data[0].line.dash != figure.data[1].line.dash
