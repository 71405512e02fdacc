"""Writing a checkpoint: no failure, kill or full disk on the way harms what was there before."""

import errno
import fcntl
import multiprocessing
import os
import random
import resource
import signal
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from safetensors import safe_open

from core.checkpoints import Store
from core.errors import CheckpointError
from core.storage import files
from tests.counts import Tried
from tests.unit.checkpoints.attacks import forge


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def listing(store: Store) -> list[str]:
    return sorted(path.name for path in store.folder.iterdir())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"model": {"family": "dense", "latent": 3}}, "not those of its architecture"),
        ({"model": {"family": "unknown"}}, "unknown family"),
        ({"parameters": 1}, "says 1 parameters but its architecture has 3,922"),
    ],
)
def test_a_card_of_another_model_is_not_saved(store, changes, words):
    store.save(forge.module(0), forge.card())
    with pytest.raises(CheckpointError, match=words):
        store.save(forge.module(1), forge.card(**changes))
    assert forge.same_weights(store.load("good")[0], forge.module(0))
    assert listing(store) == ["good.safetensors"]


FAILURES = {
    "no space": (OSError(errno.ENOSPC, "No space left on device"), "disk is full"),
    "quota": (OSError(errno.EDQUOT, "Disk quota exceeded"), "disk is full"),
    "read-only": (OSError(errno.EROFS, "Read-only file system"), "may not be written to"),
    "denied": (OSError(errno.EACCES, "Permission denied"), "may not be written to"),
    "input/output": (OSError(errno.EIO, "Input/output error"), "Input/output error"),
}


@pytest.mark.parametrize(
    "step", ["tempfile.mkstemp", "os.fchmod", "os.fsync", "pathlib.Path.replace"]
)
@pytest.mark.parametrize("failure", FAILURES)
def test_a_failed_step_leaves_the_folder_as_it_was(store, monkeypatch, step, failure):
    error, words = FAILURES[failure]
    store.save(forge.module(0), forge.card())
    before = (store.folder / "good.safetensors").read_bytes()

    def fail(*_, **__):
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(step, fail)
        with pytest.raises(CheckpointError, match=words) as caught:
            store.save(forge.module(1), forge.card())
    assert "good.safetensors" in str(caught.value)
    assert (store.folder / "good.safetensors").read_bytes() == before
    assert listing(store) == ["good.safetensors"]


def test_an_interruption_leaves_the_folder_as_it_was(store, monkeypatch):
    store.save(forge.module(0), forge.card())

    def interrupt(_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", interrupt)
        with pytest.raises(KeyboardInterrupt):
            store.save(forge.module(1), forge.card())
    assert forge.same_weights(store.load("good")[0], forge.module(0))
    assert listing(store) == ["good.safetensors"]


def test_a_full_disk_is_told_with_what_is_free_and_needed(store, monkeypatch):
    entry = store.save(forge.module(), forge.card())

    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)

    def usage(_):
        assert listing(store) == ["good.safetensors"]  # what will be free once all is tidy
        return SimpleNamespace(free=1234)

    monkeypatch.setattr("shutil.disk_usage", usage)
    with pytest.raises(CheckpointError, match=rf"{entry.bytes:,} bytes needed, 1,234 free"):
        store.save(forge.module(), forge.card())


def test_a_limit_on_file_sizes_met_halfway(store):
    small = store.save(forge.module(), forge.card())
    before = small.path.read_bytes()
    large = forge.module(spec=forge.LARGE_SPEC)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))
    try:
        with pytest.raises(CheckpointError, match="File too large"):
            store.save(large, forge.card("good", large))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert small.path.read_bytes() == before
    assert listing(store) == ["good.safetensors"]


def test_a_store_that_is_read_only(store, monkeypatch, tried: Tried):
    store.save(forge.module(), forge.card())
    store.folder.chmod(0o555)
    # permissions do not bind an administrator, and another user may not reach the tests' folder
    monkeypatch.chdir(store.folder)
    store = Store(".")
    user = os.geteuid()
    if user == 0:
        os.seteuid(65_534)
    try:
        store.load("good")
        for action in (
            lambda: store.save(forge.module(1), forge.card()),
            lambda: store.import_bytes("new", forge.forgery().seal()),
            lambda: store.delete("good"),
        ):
            with pytest.raises(CheckpointError, match="permissions"):
                action()
        assert store.clean() == []
        assert listing(store) == ["good.safetensors"]
    finally:
        os.seteuid(user)
        store.folder.chmod(0o755)
    tried(3)


def test_saving_over_a_model_that_is_in_use(store):
    store.save(forge.module(0), forge.card())
    in_use, _ = store.load("good")
    with safe_open(store.folder / "good.safetensors", "pt") as mapped:
        held = mapped.get_tensor("encoder.0.weight")
        store.save(forge.module(1), forge.card())
        assert torch.equal(held, forge.module(0).state_dict()["encoder.0.weight"])
    assert forge.same_weights(in_use, forge.module(0))
    store.save(in_use, forge.card())
    assert forge.same_weights(store.load("good")[0], forge.module(0))


# Processes that die, and what they leave


def killed_while_saving(store: Store, delay_s: float) -> None:
    """Let a process save for ever, and kill it ``delay_s`` seconds after its first save."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.unit.checkpoints.attacks.forge"])
    victim = store.folder / "victim.safetensors"
    victim.unlink(missing_ok=True)
    process = context.Process(target=forge.save_for_ever, args=(str(store.folder),))
    process.start()
    while not victim.exists():
        assert process.is_alive()
        time.sleep(0.001)
    time.sleep(delay_s)
    process.kill()
    process.join()
    assert process.exitcode == -signal.SIGKILL


def test_killed_ten_times_while_saving(store):
    store.folder.mkdir()
    chance = random.Random(0)
    networks = [forge.module(seed, forge.LARGE_SPEC) for seed in (1, 2)]
    for _ in range(10):
        killed_while_saving(store, chance.uniform(0, 0.2))
        module, card = store.load("victim")
        assert forge.same_weights(module, networks[int(card.seed)])
        assert [entry.name for entry in store.entries()] == ["victim"]
        Store(store.folder).clean()
        assert listing(store) == ["victim.safetensors"]


def test_clean_removes_what_the_dead_left_and_nothing_else(store):
    store.save(forge.module(), forge.card())
    (store.folder / "README.md").write_text("about these files")
    (store.folder / ".keep").touch()
    stray = files.TEMPORARY_PREFIX + "abc"
    (store.folder / stray).write_bytes(b"half a file")
    outside = store.folder.parent / "outside"
    outside.write_text("precious")
    (store.folder / (files.TEMPORARY_PREFIX + "link")).symlink_to(outside)
    assert store.clean() == [stray]
    assert outside.read_text() == "precious"
    assert {"README.md", ".keep", "good.safetensors"} < set(listing(store))
    assert stray not in listing(store)


def test_clean_spares_a_file_that_is_being_written(store):
    store.folder.mkdir()
    number, path = files._locked_temporary(store.folder)
    try:
        assert store.clean() == []
        assert path.exists()
    finally:
        os.close(number)
    assert store.clean() == [path.name]


def test_a_clean_up_between_creation_and_lock_costs_only_a_new_name(store, monkeypatch):
    store.folder.mkdir()
    lock = fcntl.flock
    stolen: list[Path] = []

    def steal_first(number, flags):
        if not stolen:
            stolen.extend(store.folder.glob(files.TEMPORARY_PREFIX + "*"))
            stolen[0].unlink()
        lock(number, flags)

    monkeypatch.setattr("fcntl.flock", steal_first)
    store.save(forge.module(), forge.card())
    assert len(stolen) == 1
    assert listing(store) == ["good.safetensors"]
    store.load("good")


def save_new(folder: str, seed: int, start: Any, outcomes: Any) -> None:
    """In a process of its own: save a model under a new name together with others."""
    store, module = Store(folder), forge.module(seed)
    start.wait()
    try:
        store.save(module, forge.card("new", seed=seed), overwrite=False)
        outcomes.put(seed)
    except CheckpointError:
        outcomes.put(None)


def test_of_several_processes_that_save_one_new_name_exactly_one_wins(
    store: Store, tried: Tried
) -> None:
    store.folder.mkdir()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.unit.checkpoints.test_writes"])
    for _ in range(5):
        start, outcomes = context.Barrier(4), context.Queue()
        args = [(str(store.folder), seed, start, outcomes) for seed in range(4)]
        processes = [context.Process(target=save_new, args=one) for one in args]
        for process in processes:
            process.start()
        winners = [seed for _ in args if (seed := outcomes.get(timeout=60)) is not None]
        for process in processes:
            process.join()

        assert len(winners) == 1
        module, card = store.load("new")
        assert card.seed == winners[0]
        assert forge.same_weights(module, forge.module(winners[0]))
        store.delete("new")
    tried(5 * 4)
