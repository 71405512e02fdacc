"""The data of a figure as CSV."""

from core import figures
from tests.unit.figures.tables import rows


def test_the_data_of_bars_come_as_a_table() -> None:
    figure = figures.per_class_bars(
        {"A <b>": (1.5, 2), "B": (3, float("nan"))}, ("0", "1"), title="Error"
    )

    assert rows(figure) == [
        ["series", "Class", "Error"],
        ["A <b>", "0", "1.5"],
        ["A <b>", "1", "2"],
        ["B", "0", "3"],
        ["B", "1", ""],
    ]


def test_the_data_of_a_confusion_matrix_come_cell_by_cell() -> None:
    figure = figures.confusion_matrix([[3, 1], [0, 4]], ("a", "b"))

    assert rows(figure) == [
        ["Read as", "True class", "% of row", "count"],
        ["a", "a", "75.0", "3"],
        ["b", "a", "25.0", "1"],
        ["a", "b", "0.0", "0"],
        ["b", "b", "100.0", "4"],
    ]
