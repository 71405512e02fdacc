"""What a worker on a cluster hands over is checked like an upload."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.checkpoints import Store
from core.checkpoints.ownership import owner_of
from core.jobs.cluster import delivery
from core.jobs.folders.folder import JobFolder
from core.jobs.folders.runner import FolderRunner
from core.jobs.folders.status import logged_state
from tests.stores import store_at
from tests.unit.checkpoints.attacks import forge
from tests.unit.jobs.work import spec


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with store_at(tmp_path / "checkpoints"):
        yield Store(tmp_path / "checkpoints")


def hand_over(job: JobFolder, name: str = "mine", event: str = "done") -> None:
    job.append("started", machine="gpu-1")
    job.outbox.mkdir(exist_ok=True)
    end = {"event": event, "result": {"checkpoint": name}, "message": f"It is '{name}'."}
    job.append("delivered", end=end, checkpoint=name)


def write(folder: Path, title: str = "Mine") -> bytes:
    module = forge.module()
    return Store(folder).save(module, forge.card("mine", module, title=title)).path.read_bytes()


def test_a_checkpoint_enters_the_store_under_a_free_name(
    runner: FolderRunner, job: JobFolder, store: Store
) -> None:
    owned = runner.folder(runner.submit(spec(device="cluster", to=9), owner="browser a"))
    hand_over(owned)
    data = write(owned.outbox)
    store.folder.mkdir()
    write(store.folder, title="Other")
    (store.folder / "mine.safetensors").write_bytes(b"damaged")
    assert delivery.is_due(owned)

    delivery.accept(owned)

    logged = logged_state(owned.events())
    assert (logged.state, logged.result) == ("done", {"checkpoint": "mine-2"})
    assert logged.message == "It is 'mine-2'."
    assert (store.folder / "mine-2.safetensors").read_bytes() == data
    assert owner_of(store, store.entry("mine-2")) == "browser a"
    assert not delivery.is_due(owned)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("mine", b"not a checkpoint"),
        ("mine", b""),
        ("mine", None),
        ("../../mine", None),
        ("/etc/passwd", None),
    ],
)
def test_a_file_that_an_upload_would_not_pass_is_a_failed_job(
    job: JobFolder, store: Store, name: str, data: bytes | None
) -> None:
    hand_over(job, name)
    if data is not None:
        (job.outbox / "mine.safetensors").write_bytes(data)

    delivery.accept(job)

    logged = logged_state(job.events())
    assert (logged.state, logged.resumable) == ("failed", True)
    assert logged.message.startswith("The cluster's result was refused: ")
    assert not store.folder.exists() or not list(store.folder.iterdir())


def test_a_link_out_of_the_outbox_is_refused(job: JobFolder, store: Store, tmp_path: Path) -> None:
    write(tmp_path / "elsewhere")
    hand_over(job)
    (job.outbox / "mine.safetensors").symlink_to(tmp_path / "elsewhere" / "mine.safetensors")

    delivery.accept(job)

    assert "symbolic link" in logged_state(job.events()).message


@pytest.mark.parametrize("end", [None, "done", {}, {"event": "queued"}, {"event": "done; reboot"}])
def test_a_last_message_that_cannot_be_read_is_a_failed_job(
    job: JobFolder, store: Store, end: object
) -> None:
    job.append("started")
    job.append("delivered", end=end, checkpoint="mine")

    delivery.accept(job)

    assert logged_state(job.events()).state == "failed"
