"""What every test shares: a home folder of its own, and a reproducible search for examples."""

import os
from collections.abc import Generator, Iterator
from pathlib import Path
from types import SimpleNamespace

import hypothesis
import pytest
from limits import strategies
from limits.storage import memory

from core.api.bounds import rates as rates_module
from core.settings import settings, tune_process
from tests.counts import TRIED, Counts, Tried

tune_process()
TESTS = Path(__file__).parent

# Continuous integration must not fail by chance: the same examples each time, and no time limit on
# one. HYPOTHESIS_PROFILE=search looks for new ones.
hypothesis.settings.register_profile("steady", deadline=None, derandomize=True, max_examples=50)
hypothesis.settings.register_profile("search", deadline=None, max_examples=1000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


# Those that take longest, which start first where files are handed out to several processes, or
# one of them would end alone.
LONGEST = (
    "unit/checkpoints/test_shipped",
    "docs/test_additions",
    "unit/maps/test_projection",
    "unit/images/test_preparing",
    "app/test_train",
    "serving/test_stop",
    "serving/test_start",
    "browser/test_map",
    "browser/test_train",
    "browser/test_draw",
    "browser/test_denoise",
    "browser/test_checkpoints",
    "browser/test_shell",
    "browser/test_map_hands",
    "browser/test_walk",
)


HALF_PAST = 1_800_001_830.0  # amid an hour and amid a minute
COUNTS = pytest.StashKey[Counts]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let ``python -m tests.counts`` write the counts in docs/reliability.md."""
    parser.addoption("--write-counts", action="store_true", help="write docs/reliability.md")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Compare the count in docs/reliability.md with what a test has tried."""
    yield
    counts = item.config.stash.get(COUNTS, None)
    if counts is not None:
        counts.passed(item)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the counts, if that is what the tests are run for."""
    counts = session.config.stash.get(COUNTS, None)
    if counts is not None:
        counts.save()


@pytest.fixture
def tried(request: pytest.FixtureRequest) -> Tried:
    """Tell how many cases a test has tried, if docs/reliability.md counts more than one."""

    def tell(times: int) -> None:
        request.node.stash[TRIED] = times

    return tell


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the longest files first, and those for a browser last, and count those of each row.

    Playwright leaves an event loop running in its process, under which other tests cannot start
    one.
    """

    def place(item: pytest.Item) -> tuple[bool, int]:
        file = item.path.relative_to(TESTS).with_suffix("").as_posix()
        in_browser = file.startswith("browser/") or file == "serving/test_login"
        return in_browser, (*LONGEST, file).index(file)

    items.sort(key=place)
    # A run of single sets of parameters knows no sum.
    if not any("[" in argument for argument in config.args):
        config.stash[COUNTS] = Counts(write=config.getoption("--write-counts"))
        config.stash[COUNTS].collect(items)


@pytest.fixture
def held_rates(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fresh rates whose clock stands still.

    A full minute or hour amid a test would give back some of what the test has used.
    """
    clock = SimpleNamespace(time=lambda: HALF_PAST)
    for module in (memory, strategies, rates_module):
        monkeypatch.setattr(module, "time", clock)
    rates_module.rates.cache_clear()
    yield
    rates_module.rates.cache_clear()


@pytest.fixture(scope="session", autouse=True)
def lab_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home folder with the real data sets, and with caches and jobs that belong to the tests."""
    data = settings().data
    data.mkdir(parents=True, exist_ok=True)
    home = tmp_path_factory.mktemp("home")
    (home / "data").symlink_to(data.resolve(), target_is_directory=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LATENT_LAB_HOME", str(home))
        settings.cache_clear()
        yield home
    settings.cache_clear()
