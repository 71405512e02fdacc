"""The file of a data set is whole or absent, whatever happens to it or to its writer."""

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.data import CATALOGUE, dataset_file, load
from core.data.catalogue import DIGITS, Entry
from core.data.fetchers import FetchedData
from core.errors import DataError
from core.settings import PROJECT
from core.storage.files import TEMPORARY_PREFIX
from tests.unit.data.support import Register, Source, restart


def test_a_written_set_needs_no_torchvision(register: Register, few: FetchedData) -> None:
    register(Source(few).fetcher())
    load("few")
    script = (
        "import sys; from core.data import CATALOGUE, load; from core.data.catalogue import *;"
        "CATALOGUE['few'] = Entry('few', 'Few', DIGITS, 40, 20, ());"
        "print(len(load('few')), 'torchvision' in sys.modules, 'mlxtend' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=PROJECT, capture_output=True, text=True, check=True
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
        pytest.param(lambda content: content.replace(b'"40"', b'"4x"'), id="not a number"),
        pytest.param(lambda content: content.replace(b'"few"', b'"pew"'), id="its name"),
    ],
)
def test_a_damaged_file_is_named_and_fetched_again(
    register: Register,
    few: FetchedData,
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


def test_a_damaged_file_with_no_other_source_is_no_data(
    register: Register, few: FetchedData
) -> None:
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
    few: FetchedData, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    entry = Entry("few", "Few", DIGITS, 40, 20, ())
    path = tmp_path_factory.mktemp("altered") / "few.safetensors"
    whole = dataset_file.dataset(entry, few, "a test")
    dataset_file.write(path, whole)
    content = bytearray(path.read_bytes())
    header = 8 + int.from_bytes(content[:8], "little")
    anywhere = st.integers(0, len(content) - 1)
    for _ in range(data.draw(st.integers(1, 3))):
        # Half of the changes go to the header, which is a small part of the file.
        position = data.draw(st.one_of(st.integers(0, header - 1), anywhere))
        content[position] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    try:
        result = dataset_file.read(path, entry)
    except DataError as error:
        message = str(error)
    else:
        assert torch.equal(result.images, whole.images)
        assert torch.equal(result.labels, whole.labels)
        assert (result.source, result.train) == (whole.source, whole.train)
        return
    assert message.startswith(f"{path} is damaged")


def test_a_file_changed_after_loading_changes_nothing(register: Register, few: FetchedData) -> None:
    path = register(Source(few).fetcher())
    load("few")
    restart()
    data = load("few")
    path.write_bytes(bytes(path.stat().st_size))
    assert torch.equal(data.images, few.images)


def test_a_huge_file_is_refused_from_its_size(tmp_path: Path) -> None:
    path = tmp_path / "few.safetensors"
    with path.open("wb") as file:
        file.truncate(2**40)  # sparse: takes no room
    with pytest.raises(DataError, match=r"1,099,511,627,776 bytes are not Few"):
        dataset_file.read(path, Entry("few", "Few", DIGITS, 40, 20, ()))


def test_a_folder_in_the_place_of_the_file(register: Register, few: FetchedData) -> None:
    source = Source(few)
    path = register(source.fetcher())
    path.mkdir(parents=True)
    assert torch.equal(load("few").images, few.images)


def test_a_full_disk_costs_the_file_but_not_the_data(
    register: Register,
    few: FetchedData,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = register(Source(few).fetcher())
    monkeypatch.setattr(os, "fsync", full)
    assert torch.equal(load("few").images, few.images)
    assert list(path.parent.iterdir()) == []
    assert f"'{path.name}' could not be saved: the disk is full" in caplog.text
    assert "The next start fetches Few again." in caplog.text


STALLED_WRITER = """
import os, time
from pathlib import Path
from core.data import dataset_file
from core.data.catalogue import DIGITS, Entry
path = Path({path!r})
entry = Entry("few", "Few", DIGITS, 40, 20, ())
def stall(descriptor):
    print("written", flush=True)
    time.sleep(600)
os.fsync = stall
dataset_file.write(path, dataset_file.read(path, entry))
"""


def test_a_writer_killed_in_the_middle_harms_nothing(register: Register, few: FetchedData) -> None:
    source = Source(few)
    path = register(source.fetcher())
    load("few")
    before = path.read_bytes()
    script = STALLED_WRITER.format(path=str(path))
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "written\n"
        os.kill(writer.pid, signal.SIGKILL)
    assert writer.returncode == -signal.SIGKILL
    assert path.read_bytes() == before
    [stray] = path.parent.glob(f"{TEMPORARY_PREFIX}*")
    assert stray.stat().st_size > 0

    path.unlink()
    restart()
    load("few")
    assert source.calls == 2
    assert list(path.parent.iterdir()) == [path]


BUSY_WRITER = """
import sys
from pathlib import Path
from core.data import dataset_file
from core.data.catalogue import DIGITS, Entry
path = Path({path!r})
entry = Entry("few", "Few", DIGITS, 40, 20, ())
data = dataset_file.read(path, entry)
print("ready", flush=True)
sys.stdin.readline()
for _ in range(50):
    dataset_file.write(path, data)
"""


def test_two_processes_at_once(register: Register, few: FetchedData) -> None:
    path = register(Source(few).fetcher())
    load("few")
    script = BUSY_WRITER.format(path=str(path))
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", script],
            cwd=PROJECT,
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
        assert len(dataset_file.read(path, CATALOGUE["few"])) == 60
    for writer in writers:
        writer.communicate()
        assert writer.returncode == 0
    assert list(path.parent.iterdir()) == [path]
