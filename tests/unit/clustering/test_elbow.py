"""K-means over the number of clusters."""

import pytest

from core import clustering
from core.clustering import (
    ElbowPoint,
    ElbowStudy,
    kmeans,
)
from core.data import Dataset
from tests.unit.clustering.studies import study_of


class TestElbow:
    def test_ks_are_the_ends_and_the_multiples_between(self) -> None:
        study = study_of()
        assert ElbowStudy(study=study).ks == (1, *range(10, 250, 10), 250)
        assert ElbowStudy(study=study, lowest=3, highest=9, step=4).ks == (3, 4, 8, 9)
        assert ElbowStudy(study=study, step=1).ks == tuple(range(1, 251))
        assert ElbowStudy(study=study, lowest=5, highest=5).ks == (5,)

    def test_ends_the_wrong_way_round_are_refused(self) -> None:
        with pytest.raises(ValueError, match="is above the highest"):
            ElbowStudy(study=study_of(), lowest=9, highest=3)

    def test_goes_on_where_it_was_stopped(
        self, small: Dataset, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        elbow = ElbowStudy(study=study_of(), lowest=1, highest=20, step=5)
        fitted: list[int] = []
        whole = kmeans.best_run

        def noted(rows, chosen, on_progress=lambda *_: None):
            fitted.append(chosen.clusters)
            return whole(rows, chosen, on_progress)

        monkeypatch.setattr(kmeans, "best_run", noted)

        class Stop(Exception):
            pass

        def stop(done: int, point: ElbowPoint) -> None:
            if done == 2:
                raise Stop

        with pytest.raises(Stop):
            elbow.run(stop)
        assert [point.k for point in elbow.cached_points()] == [1, 5]

        points = elbow.run()

        assert fitted == [1, 5, 10, 15, 20]
        assert points == elbow.cached_points()
        inertias = [point.inertia for point in points]
        assert inertias == sorted(inertias, reverse=True)
        assert points[-1].test_error < points[0].test_error

    def test_a_point_is_what_a_clustering_gives(self, small: Dataset) -> None:
        (point,) = ElbowStudy(study=study_of(99), lowest=12, highest=12).run()
        result = clustering.fit(study_of(12))
        assert point.inertia == pytest.approx(result.inertia)
        assert (point.train_error, point.test_error) == (result.train_error, result.test_error)

    def test_the_knee_of_a_bent_line_is_where_it_bends(self) -> None:
        ks = [1, 2, 3, 4, 5, 6, 7, 8]
        assert clustering.knee(ks, [100, 70, 40, 10, 8, 6, 4, 2]) == 4

    @pytest.mark.parametrize("inertias", [[3, 2], [], [9, 6, 3], [1, 2, 3], [1, 3, 1], [9, 8, 0]])
    def test_what_does_not_bend_has_no_knee(self, inertias: list[float]) -> None:
        assert clustering.knee(list(range(1, 1 + len(inertias))), inertias) is None
