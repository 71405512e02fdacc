"""Jobs that compute a map."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from core import maps
from core.errors import ProjectionError
from core.jobs import JobSpec, LocalRunner
from core.jobs.context import CancelledError, Context
from core.jobs.kinds import projection
from core.maps.projections import fitting, store
from core.maps.projections.request import Request
from tests.stores import home_at
from tests.unit.maps.small_projections import SMALL, forget


@pytest.fixture(autouse=True)
def home(tmp_path: Path) -> Iterator[Path]:
    """A home folder without projections, with the real data and the shipped checkpoints."""
    with home_at(tmp_path):
        yield tmp_path


def context(home: Path, choice: Request) -> Context:
    runner = LocalRunner(home / "jobs")
    spec = JobSpec(kind="project", title="a map", params=choice.model_dump(mode="json"))
    return Context(runner.folder(runner.submit(spec)))


def test_the_result_names_a_map_that_is_listed(home: Path) -> None:
    result = projection.run(context(home, SMALL))

    info = maps.info(result["map"])
    assert info in maps.infos()
    layout = maps.layout(info.id, "mnist", "test")
    assert len(layout) == 300
    assert np.isfinite(layout.xy).all()
    assert result["seconds"] > 0


def test_keeps_layouts_on_the_way(home: Path) -> None:
    work = context(home, SMALL)
    projection.run(work)

    runner, job = LocalRunner(home / "jobs"), work.folder.name
    iterations = projection.frames(runner, job)
    assert iterations[:2] == [25, 50]
    last = projection.frame(runner, job, iterations[-1])
    assert last is not None
    assert (last.iteration, last.digits, len(last.xy)) == (350, 300, 300)
    path = work.folder / "layouts" / "000025.safetensors"
    path.write_bytes(path.read_bytes()[:50])
    assert projection.frame(runner, job, 25) is None
    assert projection.frame(runner, job, 26) is None


def test_a_map_that_is_there_is_not_made_again(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = projection.run(context(home, SMALL))
    monkeypatch.setattr(fitting, "fit", None)

    assert projection.run(context(home, SMALL)) == first


def test_a_request_to_stop_ends_it_without_a_map(home: Path) -> None:
    work = context(home, SMALL)
    (work.folder / "stop").touch()

    with pytest.raises(CancelledError):
        projection.run(work)
    assert store.entries() == []


def test_nonsense_is_refused_in_a_sentence(home: Path) -> None:
    work = context(home, SMALL)
    work.spec = work.spec.model_copy(update={"params": {"method": {"kind": "magic"}}})
    with pytest.raises(ProjectionError, match="is not valid: method: There is no"):
        projection.run(work)


def test_a_damaged_map_is_made_again(home: Path) -> None:
    result = projection.run(context(home, SMALL))
    before = maps.layout(result["map"], "mnist", "test").xy
    (path,) = (home / "cache" / "projections").glob("*.safetensors")
    content = bytearray(path.read_bytes())
    content[-5] ^= 1
    path.write_bytes(content)
    forget()

    assert store.entries() == []
    assert store.damaged_keys() == [path.stem]
    with pytest.raises(ProjectionError, match="or its file is damaged"):
        maps.layout(result["map"], "mnist", "test")
    assert projection.run(context(home, SMALL))["map"] == result["map"]
    np.testing.assert_array_equal(maps.layout(result["map"], "mnist", "test").xy, before)
