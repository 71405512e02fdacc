"""A runner of each kind, for the tests that hold for both."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.jobs.cluster import pulse
from core.jobs.cluster import scheduler as scheduling
from core.jobs.cluster.capacity import Demand
from core.jobs.cluster.client import RayClient
from core.jobs.cluster.scheduler import Scheduler
from core.jobs.folders.folder import JobFolder
from core.jobs.folders.runner import FolderRunner
from core.jobs.kinds import KINDS
from core.jobs.local import LocalRunner
from core.jobs.local.process import kill_worker
from core.settings import settings
from tests.cluster.head import TOKEN, Head
from tests.stores import store_at
from tests.unit.jobs import work
from tests.unit.jobs.local.waiting import LONG_S, until

ENTRYPOINT = "python -m tests.cluster.worker"
TIMEOUT_S = 1500  # a guard: a job of Ray starts in 4 s, on a busy machine in a minute


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that need Ray, and give them more time than others."""
    for item in items:
        if isinstance(item, pytest.Function) and item.path.parent == Path(__file__).parent:
            params = item.callspec.params if hasattr(item, "callspec") else {}
            if "ray" in item.fixturenames or params.get("runner") == "cluster":
                item.add_marker(pytest.mark.ray)
                item.add_marker(pytest.mark.timeout(TIMEOUT_S))


@pytest.fixture(autouse=True)
def test_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, kind in work.KINDS.items():
        monkeypatch.setitem(KINDS, name, kind)


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a worker be silent for longer: on a busy machine PyTorch alone takes half a minute."""
    for module in (pulse, scheduling):
        monkeypatch.setattr(module, "LOST_S", 120.0)


@pytest.fixture(scope="session")
def ray() -> Path:
    """Folder of the programs of an environment with Ray, which `make test-cluster` names."""
    folder = os.environ.get("LATENT_LAB_TEST_RAY")
    if not folder:
        pytest.skip("needs Ray: make test-cluster runs it")
    return Path(folder).absolute()


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the cluster shares, with a home for each test and one store."""
    folder = tmp_path_factory.mktemp("shared")
    (folder / "checkpoints").mkdir()
    return folder


@pytest.fixture(autouse=True)
def store(homes: Path) -> Iterator[None]:
    """The store that the cluster shares, for one test: others of this process have another."""
    with store_at(homes / "checkpoints"):
        yield


@pytest.fixture(scope="session")
def one_head(ray: Path, homes: Path) -> Iterator[Head]:
    """A cluster that the tests share."""
    head = Head(ray, homes)
    try:
        yield head
    finally:
        head.close()
    assert not head.processes()


@pytest.fixture
def head(one_head: Head) -> Head:
    """A cluster that answers, even if the test before has failed and left it dead."""
    if not one_head.answers(0):
        one_head.kill()
        one_head.start()
    return one_head


@pytest.fixture
def home(homes: Path, request: pytest.FixtureRequest) -> Path:
    """The home of one test, with the real data."""
    folder = homes / f"test-{len(list(homes.iterdir()))}"
    folder.mkdir()
    (folder / "data").symlink_to(settings().data.resolve(), target_is_directory=True)
    return folder


@pytest.fixture
def scheduler(head: Head, home: Path) -> Scheduler:
    """Of the cluster, not started."""
    return Scheduler(home / "jobs", RayClient(head.address, TOKEN), Demand(), ENTRYPOINT)


@pytest.fixture
def cluster(scheduler: Scheduler) -> Iterator[FolderRunner]:
    """A runner of the cluster alone, which runs its jobs."""
    runner = FolderRunner(scheduler._home, scheduler)
    runner.start()
    yield runner
    end_all(runner)


@pytest.fixture(params=["local", "cluster"])
def runner(request: pytest.FixtureRequest, home: Path) -> Iterator[FolderRunner]:
    """A runner of this machine, and one of the cluster."""
    if request.param == "cluster":
        yield request.getfixturevalue("cluster")
        return
    runner = LocalRunner(home / "jobs")
    runner.start()
    yield runner
    end_all(runner)
    for worker in (home / "jobs").glob("*/worker.json"):
        kill_worker(JobFolder(worker.parent))


@pytest.fixture
def device(runner: FolderRunner, request: pytest.FixtureRequest) -> str:
    """The device of the runner's jobs."""
    return "cluster" if "cluster" in request.node.callspec.id.split("-") else "cpu"


def end_all(runner: FolderRunner) -> None:
    """Stop every job that a test has left, so that the next one finds the cluster free."""
    for status in reversed(runner.jobs()):
        runner.cancel(status.id)
    until(lambda: not any(status.active for status in runner.jobs()), LONG_S)
    runner.stop()
