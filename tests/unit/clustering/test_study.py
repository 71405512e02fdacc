"""Studies as JSON and in words."""

import pytest

from core.clustering import (
    Source,
    study_from,
)
from core.clustering.study import is_quick, suggested_clusters
from core.errors import ClusteringError
from tests.unit.clustering.studies import study_of


@pytest.mark.parametrize(
    ("train", "classes", "groups"),
    [(60_000, 10, 20), (60_000, 49, 49), (102, 3, 6), (240, 0, 11), (60_000, 0, 20), (20, 10, 10),
     (5, 0, 2), (1, 1, 1)],
)  # fmt: skip
def test_a_small_set_starts_with_few_groups(train: int, classes: int, groups: int) -> None:
    assert suggested_clusters(train, classes) == groups


def test_few_pictures_are_quick_and_all_of_mnist_is_not() -> None:
    assert is_quick(study_of(6), 102, 48 * 48 * 3)
    assert not is_quick(study_of(20), 60_000, 784)


class TestStudy:
    def test_survives_json(self) -> None:
        study = study_of(7, Source(checkpoint="x", scaling="unit"), method="full")
        assert study_from(study.model_dump(mode="json")) == study

    @pytest.mark.parametrize(
        ("values", "words"),
        [
            ({"settings": {"clusters": 0}}, "settings.clusters: .*, not 0"),
            ({"settings": {"clusters": 5000}}, "less than or equal to 1000"),
            ({"settings": {"colour": 1}}, "settings.colour"),
            ({"source": {"scaling": "log"}}, "source.scaling: .*, not 'log'"),
        ],
    )
    def test_what_is_wrong_is_named(self, values: dict[str, object], words: str) -> None:
        with pytest.raises(ClusteringError, match=words):
            study_from(values)

    def test_titles(self) -> None:
        assert study_of(1).title == "1 group of pixels"
        assert study_of(9, Source(checkpoint="x", scaling="unit")).title == (
            "9 groups of x, rows at length 1"
        )
