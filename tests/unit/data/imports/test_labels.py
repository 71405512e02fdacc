"""Labels as files have them."""

import numpy as np
import pytest

from core.data.imports.labels import classes_of
from core.errors import DataError


def names(labels, file_names=(), chosen=()) -> tuple[str, ...]:
    return classes_of(np.asarray(labels), file_names, chosen).names


def test_numbers_that_start_anywhere_with_gaps_are_classes() -> None:
    found = classes_of(np.array([7, 1, 3, 7]), (), ())
    assert found.names == ("1", "3", "7")
    assert found.indices.tolist() == [2, 0, 1, 2]
    assert found.notes == (
        "The labels go from 1 to 7 with 4 of them missing; each that occurs is a class.",
    )
    assert classes_of(np.array([1, 2]), (), ()).notes == (
        "The labels go from 1 to 2; each is a class.",
    )


def test_text_is_sorted_as_people_do() -> None:
    assert names(np.array(["b10", "b9", "a "], object)) == ("a", "b9", "b10")


def test_whole_floats_are_numbers_and_others_are_refused() -> None:
    assert names([1.0, 3.0]) == ("1", "3")
    for labels in ([0.5, 1.0], [np.inf, 1.0], [1e300, 1.0]):
        with pytest.raises(DataError, match="choose another label, or none"):
            names(labels)


def test_a_missing_label_is_skipped() -> None:
    found = classes_of(np.array(["a", None, "", np.nan], object), (), ())
    assert (found.names, found.indices.tolist()) == (("a",), [0, -1, -1, -1])
    assert found.notes == ("3 pictures without a label are skipped.",)
    assert classes_of(np.array([1.0, np.nan]), (), ()).indices.tolist() == [0, -1]


def test_names_of_the_file_and_of_the_person() -> None:
    assert names([0, 2], ["zero", "one", "two"]) == ("zero", "two")
    assert names([0, 7], ["zero"]) == ("zero", "7")
    assert names([0, 2], ["zero", "one", "two"], ("no", "yes")) == ("no", "yes")
    with pytest.raises(DataError, match="2 classes and 3 names: give one name per class"):
        names([0, 2], (), ("a", "b", "c"))


def test_long_names_are_cut_and_stay_different() -> None:
    found = names(np.array(["x" * 100 + "a", "x" * 100 + "b", "new\nline\x00"], object))
    assert len(set(found)) == 3
    assert max(map(len, found)) == 60
    assert found[0] == "new line"
