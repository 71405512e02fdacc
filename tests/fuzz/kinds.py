"""The kinds of files that the product reads: good ones to start from, and how each is read.

A reader raises for a fault only: what it refuses in one sentence or reads whole is right.
"""

import io
import json
import math
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import torch
from PIL import Image
from safetensors import SafetensorError
from safetensors import numpy as safetensors
from safetensors.torch import save as save_tensors

from core import figures, images
from core.checkpoints import Card, architecture, codec
from core.checkpoints.foreign import adding, vectors
from core.checkpoints.foreign.sources import Answers
from core.data import dataset_file, imports
from core.data.catalogue import Entry
from core.data.fetchers import FetchedData
from core.errors import CheckpointError, DataError, ImageError, LatentLabError, TrainingError
from core.evaluation import histories
from core.jobs import LocalRunner
from core.jobs.epochs import best_run, epoch_rows, sweep_runs
from core.jobs.folders.folder import Submission
from core.jobs.spec import JobSpec
from core.maps.projections import store as maps
from core.maps.projections.request import Request
from core.storage.arrays import _DIGEST, ArrayFolder, _digest
from core.storage.digests import sha256
from core.training import snapshots
from core.training.state import load_state, save_state
from pages.shared.jobs.job_text import progress_text
from tests.unit.card_views import VIEWS, as_the_only_card, cards, draw
from tests.unit.checkpoints.attacks import forge
from tests.unit.checkpoints.foreign import graphs

PICTURE_PIXELS = 40_000
"""A larger picture is only decoded; to look for digits in it takes too long for a trial."""
JOB = "000001-0123456789ab"


@dataclass(frozen=True)
class Kind:
    """One kind of file."""

    title: str
    """In the plural, for the table."""
    files: Callable[[Path], list[bytes]]
    """Good ones, made with the help of an empty folder."""
    read: Callable[[bytes, Path], None]
    """Reads the bytes as the product does, with a folder of its own; raises for a fault."""
    is_json: bool = False
    """Whether its files are JSON, so that values are replaced as well as bytes."""


def checkpoint_files(_: Path) -> list[bytes]:
    """Two small checkpoints, with shapes of one and of several dimensions."""
    convolutional = forge.module(
        spec={"family": "conv", "latent": 2, "channels": [2, 2], "strides": [2, 2]}
    )
    return [forge.forgery().seal(), forge.forgery(convolutional).seal()]


def read_checkpoint(data: bytes, _: Path) -> None:
    """As it is, and with its digests put right, so that the checks after them are reached."""
    for file in {data, resealed(data)}:
        try:
            loaded = codec.unpack(file)
        except ValueError as refusal:
            _require_clause(refusal)
        else:
            assert loaded.module(torch.zeros(1, *loaded.card.shape)).shape[0] == 1


def resealed(data: bytes) -> bytes:
    """The file with the digests that its header and its weights should have, where it has any."""
    length = int.from_bytes(data[:8], "little")
    try:
        header = json.loads(data[8 : 8 + length])
        card = json.loads(header.pop("__metadata__")["card"])
        return forge.Forgery(header, card, data[8 + length :]).seal()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError):
        return data


def card_files(_: Path) -> list[bytes]:
    """An autoencoder's and a classifier's card."""
    return [json.dumps(card).encode() for card in cards()]


def read_card(data: bytes, _: Path) -> None:
    """Accepted and shown by every page, or refused."""
    try:
        text = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return  # the header is refused before, which `read_checkpoint` reaches
    try:
        card = Card.from_json(text)
    except ValueError as refusal:
        _require_clause(refusal)
        return
    try:
        architecture.summary(card.model)
    except (ValueError, TypeError, KeyError, RuntimeError):
        return  # refused by the comparison with the tensors
    with as_the_only_card(card) as shown:
        for view in VIEWS:
            view(shown)


def picture_files(_: Path) -> list[bytes]:
    """One small picture of each format, and of the modes that need care."""
    ink = np.zeros((24, 20), np.uint8)
    ink[4:20, 8:11] = 255
    grey = Image.fromarray(ink)
    clear = Image.merge("RGBA", [grey, grey, grey, grey])
    deep = Image.fromarray(ink.astype(np.uint16) * 200)
    files = [_picture(grey, kind) for kind in ("PNG", "JPEG", "WEBP", "BMP", "GIF")]
    files += [_picture(clear, "PNG"), _picture(deep, "PNG"), _picture(grey.convert("1"), "PNG")]
    return [*files, _picture(grey, "GIF", save_all=True, append_images=[clear.convert("P")])]


def _picture(image: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def read_picture(data: bytes, _: Path) -> None:
    """Decoded to shades in [0, 1] and searched for digits, or refused."""
    try:
        picture = images.read(data)
        assert np.isfinite(picture.grey).all()
        assert 0 <= picture.grey.min() <= picture.grey.max() <= 1
        if picture.grey.size <= PICTURE_PIXELS:
            prepared = images.prepare_picture(picture)
            assert prepared.images.shape[1:] == (28, 28)
    except ImageError as refusal:
        _require_sentence(refusal)


JOB_FILES = (
    "spec.json",
    "events.jsonl",
    "progress.json",
    "worker.json",
    "state",
    "shared",
    "epoch",
)
"""What the first byte of a trial chooses."""


def job_files(folder: Path) -> list[bytes]:
    """One of each file of a job's folder, after the byte that chooses it."""
    spec = JobSpec(kind="train", title="A training", group="a", params={"recipe": {"epochs": 2}})
    events = [
        {"event": "queued", "turn": 1},
        {"event": "renamed", "title": "Another"},
        {"event": "started"},
        {"event": "epoch", "epoch": 1, "loss": 0.5, "validation_loss": 0.4, "seconds": 2.0},
        {"event": "failed", "message": "Disk full.", "hint": "Make room.", "resumable": True},
    ]  # fmt: skip
    progress = {"done": 1.0, "total": 2.0, "unit": "epochs", "seconds_left": 3.0, "rate": 1.0}
    save_state(folder / "state", {"epoch": 1, "module": {"a": torch.ones(2)}, "list": [(1, None)]})
    ten = torch.zeros(10, 4, 4, dtype=torch.uint8)
    labels = torch.arange(10)
    shared = {
        "digits": ten, "noisy": ten.clone(), "digit_labels": labels, "map_labels": labels.clone(),
        "map_rows": labels.clone(),
    }  # fmt: skip
    contents = {
        "spec.json": Submission(spec=spec, submitted="2026-01-31T12:00:00+00:00").model_dump_json(),
        "events.jsonl": "\n".join(map(json.dumps, events)) + "\n",
        "progress.json": json.dumps(progress),
        "worker.json": json.dumps({"pid": 1, "start": "boot 5"}),
        "state": (folder / "state").read_bytes(),
        "shared": save_tensors(shared),
        "epoch": save_tensors({"points": torch.zeros(10, 2), "output": ten.clone()}),
    }
    return [
        bytes([JOB_FILES.index(name)]) + (text.encode() if isinstance(text, str) else text)
        for name, text in contents.items()
    ]


def read_job(data: bytes, folder: Path) -> None:
    """Listed with all that a page shows of it, whichever of its files is another."""
    name, content = JOB_FILES[data[0] % len(JOB_FILES)] if data else "spec.json", data[1:]
    if name == "state":
        (folder / name).write_bytes(content)
        _refused_in_a_sentence(TrainingError, lambda: load_state(folder / name))
    elif name == "shared":
        _refused_in_a_sentence(TrainingError, lambda: snapshots.SharedImages.parse(content))
    elif name == "epoch":
        _refused_in_a_sentence(TrainingError, lambda: snapshots.Snapshot.parse(content))
    else:
        _read_listed_job(name, content, folder)


def _read_listed_job(name: str, content: bytes, folder: Path) -> None:
    path = folder / "jobs" / JOB
    path.mkdir(parents=True, exist_ok=True)
    for file, good in _good_job(folder).items():
        (path / file).write_bytes(good)
    (path / name).unlink()  # a log is read on from where it was, unless it is another file
    (path / name).write_bytes(content)
    runner = LocalRunner(folder / "jobs")
    (status,) = runner.jobs()
    assert 0 <= status.share <= 1
    assert status.title
    progress_text(status)
    rows = epoch_rows(runner.events(JOB))
    for keys in histories.curve_groups(rows).values():
        draw(figures.training_curves, rows, keys)
    best_run(sweep_runs(runner, [status]))
    runner.log(JOB)


@cache
def _good_job(folder: Path) -> Mapping[str, bytes]:
    scratch = folder / "good job"
    scratch.mkdir(exist_ok=True)
    files = dict(zip(JOB_FILES, job_files(scratch), strict=True))
    return {name: files[name][1:] for name in JOB_FILES[:4]} | {"worker.lock": b"", "log.txt": b""}


SMALL = Entry(
    name="small", title="Small", classes=("a", "b"), shape=(1, 4, 4), train=3, test=1, fetchers=()
)


def data_files(folder: Path) -> list[bytes]:
    """A data set as the product keeps it."""
    fetched = FetchedData(torch.zeros(4, 4, 4, dtype=torch.uint8), torch.tensor([0, 1, 0, 1]), 3)
    dataset_file.write(folder / "small.safetensors", dataset_file.dataset(SMALL, fetched, "made"))
    return [(folder / "small.safetensors").read_bytes()]


def read_data(data: bytes, folder: Path) -> None:
    """The same pixels as were written, or refused as damaged."""
    path = folder / "small.safetensors"
    path.write_bytes(data)
    try:
        dataset = dataset_file.read(path, SMALL)
    except DataError as refusal:
        _require_sentence(refusal)
    else:
        assert dataset.fingerprint == sha256(
            [dataset.images.numpy().tobytes(), dataset.labels.numpy().tobytes()]
        )


OWN_FILES = (
    "own.npz",
    "own.npy",
    "train-images-idx3-ubyte",
    "own.zip",
    "own.csv",
    "own.parquet",
)
"""What the first byte of a trial chooses."""


def own_files(_: Path) -> list[bytes]:
    """One of each format in which people add pictures, after the byte that chooses it."""
    pictures, labels = np.arange(6 * 9 * 9).reshape(6, 9, 9) % 251, np.arange(6) % 2
    npz, npy, archive = io.BytesIO(), io.BytesIO(), io.BytesIO()
    np.savez(npz, images=pictures.astype(np.uint8), labels=labels)
    np.save(npy, pictures / 251)
    with zipfile.ZipFile(archive, "w") as folders:
        for number, picture in enumerate(pictures.astype(np.uint8)):
            folders.writestr(
                f"{number % 2}/{number}.png", _picture(Image.fromarray(picture), "PNG")
            )
    idx = bytes([0, 0, 8, 3, *(0, 0, 0, 6), *(0, 0, 0, 9), *(0, 0, 0, 9)])
    idx += pictures.astype(np.uint8).tobytes()
    rows = pictures.reshape(6, 81)
    table = "label," + ",".join(f"p{at}" for at in range(81)) + "\n"
    table += "".join(f"{at % 2},{','.join(map(str, row))}\n" for at, row in enumerate(rows))
    parquet = io.BytesIO()
    pngs = [{"bytes": _picture(Image.fromarray(one), "PNG")} for one in pictures.astype(np.uint8)]
    pq.write_table(pa.table({"image": pngs, "label": labels}), parquet)
    files = (
        npz.getvalue(), npy.getvalue(), idx, archive.getvalue(), table.encode(), parquet.getvalue(),
    )  # fmt: skip
    return [bytes([number]) + data for number, data in enumerate(files)]


def read_own(data: bytes, folder: Path) -> None:
    """Understood as pictures with their classes, or refused."""
    name, content = OWN_FILES[data[0] % len(OWN_FILES)] if data else OWN_FILES[0], data[1:]
    path = folder / name
    path.unlink(missing_ok=True)  # an equal stamp would be another file's understanding
    path.write_bytes(content)
    try:
        seen = imports.understand(path)
    except DataError as refusal:
        _require_sentence(refusal)
    else:
        assert seen.shape[1] > 0 < seen.shape[2]


VECTOR_FILES = ("own.npy", "own.npz", "own.csv", "own.tsv", "own.parquet")
"""What the first byte of a trial chooses."""


def vector_files(_: Path) -> list[bytes]:
    """One of each format in which people add vectors, after the byte that chooses it."""
    numbers = np.linspace(-1, 1, 18, dtype=np.float32).reshape(6, 3)
    npy, npz, parquet = io.BytesIO(), io.BytesIO(), io.BytesIO()
    np.save(npy, numbers)
    np.savez(npz, z=numbers, row=np.arange(6))
    pq.write_table(pa.table({"z": list(numbers), "row": np.arange(6)}), parquet)
    lines = [["z0", "z1", "row"], *([f"{a:.3f}", f"{b:.3f}", "1"] for a, b, _ in numbers)]
    texts = ("\n".join(mark.join(line) for line in lines).encode() for mark in ",\t")
    files = (npy.getvalue(), npz.getvalue(), *texts, parquet.getvalue())
    return [bytes([number]) + data for number, data in enumerate(files)]


def read_vectors(data: bytes, _: Path) -> None:
    """Understood as finite numbers, or refused."""
    name = VECTOR_FILES[data[0] % len(VECTOR_FILES)] if data else VECTOR_FILES[0]
    try:
        table = vectors.read(name, data[1:])
    except CheckpointError as refusal:
        _require_sentence(refusal)
    else:
        assert table.numbers.ndim == 2
        assert np.isfinite(table.numbers).all()


def graph_files(_: Path) -> list[bytes]:
    """An encoder, a decoder, a whole autoencoder and a classifier, and graphs to be refused."""
    shape = (1, 8, 8)
    good = [graphs.encoder(shape), graphs.decoder(64), graphs.autoencoder(64)]
    return [*good, *(content for content, _ in graphs.hostile().values() if len(content) < 20_000)]


def read_graph(data: bytes, _: Path) -> None:
    """Understood and tried on pictures, or refused."""
    try:
        adding.prepare([("own.onnx", data)], "digits-8x8", Answers())
    except (CheckpointError, DataError) as refusal:
        _require_sentence(refusal)


KEY = "0" * 64


def cache_files(folder: Path) -> list[bytes]:
    """A cached result, and a finished map with its record."""
    arrays = ArrayFolder(folder)
    arrays.write(
        KEY, {"x": np.arange(6, dtype=np.float32).reshape(2, 3), "n": np.ones(3, np.int64)}
    )
    record = maps.Record(
        request=Request(dataset="mnist", split="test", count=4), checkpoint_digest="",
        fingerprint="0" * 64, library="none", digits=4, seconds=1.0, created="2026-01-31",
    )  # fmt: skip
    arrays.write(
        "1" * 64,
        {
            "xy": np.zeros((4, 2), np.float32), "rows": np.arange(4),
            "labels": np.zeros(4, np.uint8),
            maps.RECORD: np.frombuffer(record.model_dump_json().encode(), np.uint8).copy(),
        },
    )  # fmt: skip
    return [path.read_bytes() for path in sorted(folder.iterdir())]


def read_cached(data: bytes, folder: Path) -> None:
    """Read as it is and as a map with its digest put right, or missing."""
    for file in {data, _with_digest(data)}:
        arrays = ArrayFolder(folder / "cache" / "projections")
        arrays.path.mkdir(parents=True, exist_ok=True)
        path = arrays.path / f"{KEY}.safetensors"
        path.unlink(missing_ok=True)
        path.write_bytes(file)
        content = arrays.read(KEY)
        assert content is None or all(isinstance(array, np.ndarray) for array in content.values())
        with mock.patch.object(maps, "_folder", return_value=arrays):
            listed, projection = maps.entries(), maps.find(KEY)
        for entry in listed:
            assert entry.key == KEY
        if projection is not None:
            assert math.isfinite(projection.record.seconds)
            assert len(projection.xy) == len(projection.rows) == len(projection.labels)


def _with_digest(data: bytes) -> bytes:
    """The file with the digest that its arrays should have, where they can be read."""
    try:
        arrays = safetensors.load(data)
        return safetensors.save(arrays, {_DIGEST: _digest(arrays)})
    except (SafetensorError, ValueError, TypeError, KeyError):
        return data


def _refused_in_a_sentence(error: type[LatentLabError], read: Callable[[], object]) -> None:
    try:
        read()
    except error as refusal:
        _require_sentence(refusal)


def _require_sentence(refusal: Exception) -> None:
    assert re.fullmatch(r".+[.]", str(refusal), re.DOTALL), refusal


def _require_clause(refusal: Exception) -> None:
    assert re.match(r"its? ", str(refusal)), refusal


KINDS = {
    "checkpoints": Kind("checkpoint files", checkpoint_files, read_checkpoint),
    "cards": Kind("cards of checkpoints", card_files, read_card, is_json=True),
    "pictures": Kind("pictures", picture_files, read_picture),
    "jobs": Kind("files of job folders", job_files, read_job, is_json=True),
    "data": Kind("data files", data_files, read_data),
    "imports": Kind("people's own files of pictures", own_files, read_own),
    "vectors": Kind("people's own files of vectors", vector_files, read_vectors),
    "graphs": Kind("ONNX files", graph_files, read_graph),
    "caches": Kind("cached results and maps", cache_files, read_cached),
}
