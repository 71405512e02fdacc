"""How many images of each class."""

from core.figures import alt_text, class_counts, csv_of


def test_the_bars_stack_both_parts_and_the_text_names_the_extremes() -> None:
    figure = class_counts(["cat", "<b>dog</b>"], [30, 1000], [2, 500])

    assert figure.layout.barmode == "stack"
    assert [list(bar.y) for bar in figure.data] == [[30, 1000], [2, 500]]
    assert figure.data[0].x[1] == "&lt;b&gt;dog&lt;/b&gt;"
    assert alt_text(figure) == (
        "Pictures per class: most of <b>dog</b> (1,500), fewest of cat (32)."
    )
    assert "Training,cat,30" in csv_of(figure)


def test_equal_classes_are_told_as_such() -> None:
    assert alt_text(class_counts(["a", "b"], [3, 4], [2, 1])) == (
        "Pictures per class: 5 of each of the 2."
    )
