"""What the tests of the Report page share."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.literature.results import outcomes, series

STAMP = {"device": "a CPU", "date": "2026-01-31T12:00:00+00:00"}
SERIES: tuple[series.Series, ...] = (
    series.LatentSizes(
        **STAMP,
        images=10_000,
        seed=3,
        sizes=(2, 4),
        pca=(40.0, 30.0),
        linear=(40.1, 30.0),
        dense=(20.0, 10.0),
    ),
    series.PretrainingSeeds(
        **STAMP,
        images=1000,
        seeds=(0, 1),
        case1=(0.9, 0.92),
        case2=(0.93, 0.91),
        case1_whole=(0.9, 0.9),
        case2_whole=(0.95, 0.95),
        whole_images=10_000,
        case1_curves=((0.5, 0.2), (0.5, 0.3)),
        case2_curves=((0.5, 0.1), (0.5, 0.1)),
    ),
    series.ClassErrors(
        **STAMP,
        images=10_000,
        classes=tuple("0123456789"),
        ours=tuple(float(n) for n in range(10)),
        source=tuple(10.0 + n for n in range(10)),
    ),
)


@pytest.fixture(autouse=True)
def results_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that does not exist in place of the project's results."""
    monkeypatch.setattr(series, "RESULTS", tmp_path / "results")
    monkeypatch.setattr(outcomes, "RESULTS_JSON", tmp_path / "results.json")
    return tmp_path / "results"


@pytest.fixture
def write_results(results_folder: Path) -> Callable[[], None]:
    """Writes one result of each kind."""

    def write() -> None:
        results_folder.mkdir()
        for one in SERIES:
            series.write(one, results_folder)

    return write
