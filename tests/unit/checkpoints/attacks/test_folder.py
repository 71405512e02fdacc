"""Things in the store's folder that are no plain files, and names that lead out of it."""

import os
import socket
from typing import Any

import pytest

from core.checkpoints import Store
from core.errors import CheckpointError
from tests.unit.checkpoints.attacks import forge


def bad_entry(store: Store) -> Any:
    """The only entry with a problem, after checks that the good one still works."""
    entries = {entry.name: entry for entry in store.entries()}
    assert entries["good"].problem is None
    store.load("good")
    (bad,) = [entry for entry in entries.values() if entry.problem]
    assert bad.card is None
    with pytest.raises(CheckpointError) as caught:
        store.load(bad.name)
    assert str(caught.value) == bad.problem
    return bad


def test_symbolic_link_to_a_checkpoint_outside(store, tmp_path):
    outside = tmp_path / "outside.safetensors"
    outside.write_bytes(forge.forgery().seal())
    (store.folder / "link.safetensors").symlink_to(outside)
    assert "symbolic link" in bad_entry(store).problem
    store.delete("link")
    assert outside.exists()
    assert not os.path.lexists(store.folder / "link.safetensors")


def test_symbolic_link_to_nowhere_and_to_itself(store):
    link = store.folder / "loop.safetensors"
    link.symlink_to(link)
    assert "symbolic link" in bad_entry(store).problem
    link.unlink()
    link.symlink_to(store.folder / "absent")
    assert "symbolic link" in bad_entry(store).problem


def test_symbolic_link_to_a_device(store):
    (store.folder / "zero.safetensors").symlink_to("/dev/zero")
    assert "symbolic link" in bad_entry(store).problem


def test_pipe_does_not_block(store):
    os.mkfifo(store.folder / "pipe.safetensors")
    assert "not a plain file" in bad_entry(store).problem


def test_socket(store, monkeypatch):
    monkeypatch.chdir(store.folder)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s.safetensors")
        assert "not a plain file" in bad_entry(store).problem


def test_device(store):
    try:
        os.mknod(store.folder / "null.safetensors", 0o644 | 0o020000, os.makedev(1, 3))
    except PermissionError:
        pytest.skip("only an administrator makes devices")
    assert "not a plain file" in bad_entry(store).problem


def test_folder_named_like_a_checkpoint(store):
    folder = store.folder / "folder.safetensors"
    folder.mkdir()
    assert "not a plain file" in bad_entry(store).problem
    with pytest.raises(CheckpointError, match=r"folder\.safetensors"):
        store.delete("folder")
    assert folder.is_dir()


def test_file_swapped_for_a_pipe_after_listing(store):
    path = store.folder / "good.safetensors"
    assert store.entry("good").problem is None
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(CheckpointError, match="not a plain file"):
        store.load("good")


@pytest.mark.parametrize(
    "file",
    [
        "<script>alert(1)<",
        "My Model",
        "UPPER",
        "line\nbreak",
        "\x1b[31mred",
        "\u202egnp",
        "ünï",
        "a" * 120,
        "-dash",
        "' OR 1=1",
    ],
)
def test_name_of_a_file_that_no_checkpoint_may_carry(store, file):
    (store.folder / f"{file}.safetensors").write_bytes(forge.forgery().seal())
    entry = bad_entry(store)
    assert entry.name == file
    assert "cannot name a checkpoint" in entry.problem
    assert entry.problem.isprintable()
    store.delete(entry.name)
    assert [entry.name for entry in store.entries()] == ["good"]


def test_name_of_a_file_that_is_not_unicode(store):
    path = os.fsencode(store.folder) + b"/\xff\xfe.safetensors"
    with open(path, "wb") as file:  # noqa: PTH123 - Path takes no bytes
        file.write(forge.forgery().seal())
    entry = bad_entry(store)
    entry.name.encode("utf-8")
    entry.problem.encode("utf-8")
    store.delete(entry.name)
    assert [entry.name for entry in store.entries()] == ["good"]


TRAVERSALS = [
    "../escaped",
    "..",
    ".",
    "",
    "/escaped",
    "a/b",
    "a\\b",
    "..\\escaped",
    "good\0",
    "good\n",
    ".hidden",
    "~root",
    "%2e%2e%2fescaped",
    "c:escaped",
    "good.safetensors/../../escaped",
    "x" * 81,
    "x" * 1_000_000,
]


@pytest.mark.parametrize("name", TRAVERSALS, ids=range(len(TRAVERSALS)))
def test_path_traversal(store, tmp_path, name):
    victim = tmp_path / "escaped.safetensors"
    victim.write_bytes(forge.forgery().seal())
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for action in (
        lambda: store.load(name),
        lambda: store.card(name),
        lambda: store.entry(name),
        lambda: store.delete(name),
        lambda: store.import_bytes(name, forge.forgery().seal()),
        lambda: store.import_bytes(f"{name}.safetensors", forge.forgery().seal()),
    ):
        with pytest.raises(CheckpointError) as caught:
            action()
        assert len(str(caught.value)) < 500
    card = forge.card("good").model_copy(update={"name": name})  # as no validation has seen it
    with pytest.raises(CheckpointError):
        store.save(forge.module(), card)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
