"""What the columns of a table are, by their names."""

import pytest

from core.checkpoints.foreign.vectors.columns import rank, sort_columns


def test_numbered_columns_are_one_vector_and_the_rest_is_named() -> None:
    columns = sort_columns(["row_id", "z_0", "z_1", "z_2", "label"], ["title"], None)

    assert columns.vector == ("z_0", "z_1", "z_2")
    assert columns.row == "row_id"
    assert columns.rest == ("label", "title")
    assert columns.options == ("z",)


def test_the_likeliest_of_several_vectors_is_chosen_unless_another_is_asked_for() -> None:
    names = ["pixel[0]", "pixel[1]", "pixel[2]", "embedding.0", "embedding.1"]

    assert sort_columns(names, [], None).vector == ("embedding.0", "embedding.1")
    chosen = sort_columns(names, [], "pixel")
    assert chosen.vector == ("pixel[0]", "pixel[1]", "pixel[2]")
    assert chosen.options == ("pixel", "embedding")
    assert chosen.rest == ("embedding.0", "embedding.1")


def test_of_unknown_names_the_longer_vector_is_the_likelier() -> None:
    names = ["a1", "a2", "b1", "b2", "b3"]

    assert sort_columns(names, [], None).options == ("b", "a")


def test_without_numbers_all_columns_count_that_are_not_about_the_picture() -> None:
    columns = sort_columns(["index", "width", "height", "Label"], [], None)

    assert columns.vector == ("width", "height")
    assert columns.rest == ("index", "Label")
    assert columns.options == ()


def test_one_numbered_column_alone_is_no_vector_of_its_own() -> None:
    assert sort_columns(["z_0", "width"], [], None).vector == ("z_0", "width")


@pytest.mark.parametrize(("likely", "unlikely"), [("vector", "z"), ("Latent_", "pixel")])
def test_rank_orders_names(likely: str, unlikely: str) -> None:
    assert rank(likely) < rank(unlikely)
