"""The confusion matrix: shades, cells and description."""

import pytest

from core import figures


def test_a_confusion_matrix_is_shaded_by_row_and_carries_each_cell() -> None:
    figure = figures.confusion_matrix([[90, 10], [50, 0]], ["yes", "no"])

    assert figure.data[0].z.tolist() == [[90, 10], [100, 0]]
    cells = {tuple(cell[:3]) for trace in figure.data[1:] for cell in trace.customdata}
    assert cells == {(0, 0, 90), (0, 1, 10), (1, 0, 50), (1, 1, 0)}
    words = figures.alt_text(figure)
    assert "90 of 150 images" in words
    assert "no read as yes, 50 times" in words


@pytest.mark.parametrize("right", [0, 30, 50, 60, 70, 80, 86, 90, 100])
def test_a_number_stands_out_from_its_cell_on_a_light_page(right: int) -> None:
    figure = figures.confusion_matrix([[right, 100 - right], [0, 100]], ["yes", "no"])
    white = {tuple(cell[:2]) for cell in figure.data[2].customdata}

    cell = [255 + (end - 255) * (0.04 + 0.96 * right / 100) for end in (0, 114, 178)]
    text = [255.0, 255, 255] if (0, 0) in white else [31.0, 41, 51]
    light, dark = sorted(map(luminance, (cell, text)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) > 3.7


def luminance(colour: list[float]) -> float:
    """Relative luminance (WCAG) of red, green and blue from 0 to 255."""
    parts = [
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in (value / 255 for value in colour)
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def test_a_confusion_matrix_with_an_empty_row_or_a_wrong_size() -> None:
    assert figures.confusion_matrix([[0, 0], [1, 1]], "ab").data[0].z[0].tolist() == [0, 0]
    with pytest.raises(ValueError, match=r"2 classes need counts \(2, 2\)"):
        figures.confusion_matrix([[1]], "ab")


def test_the_cells_of_a_confusion_matrix_can_show_shares_and_be_pressed() -> None:
    figure = figures.confusion_matrix([[3, 1], [0, 4]], ("a", "b"), per_cent=True)

    words, cells = {}, {}
    for trace in figure.data[1:]:
        for cell, text in zip(trace.customdata, trace.text, strict=True):
            words[int(cell[0]), int(cell[1])] = text
            cells[int(cell[0]), int(cell[1])] = int(cell[2])
    assert words == {(0, 0): "75.0", (0, 1): "25.0", (1, 0): "", (1, 1): "100.0"}
    assert cells == {(0, 0): 3, (0, 1): 1, (1, 0): 0, (1, 1): 4}
