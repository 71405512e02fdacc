"""Files for other programs, kept by content key: written once, then served from disk."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image

from core.exports.atlas import atlas_table
from core.exports.collection import VERSION, Collection, Contents, gather
from core.exports.lists import PictureList
from core.exports.projector import projector_folder
from core.exports.tables import csv_table, list_table, parquet_table, write_csv, write_parquet
from core.inference.progress import OnProgress, ignore_progress
from core.maps import selection
from core.settings import settings
from core.storage.cache import begin_computation, content_key
from core.storage.files import write_atomic
from core.storage.pruning import mark_used, prune

FOLDER = "exports"
KEPT_SHARE = 4
"""Files take at most 1 / `KEPT_SHARE` of the limit on cached results."""

Kind = Literal["csv", "parquet", "projector", "atlas", "sheet"]
TableKind = Literal["csv", "parquet"]


@dataclass(frozen=True)
class FileKind:
    """One kind of file that pictures can be saved as."""

    suffix: str
    media: str
    write: Callable[[Collection, str, OnProgress], bytes]
    """Returns the bytes of the file; the text is its name without the suffix."""


def _sheet(collection: Collection) -> bytes:
    pixels = selection.sheet(collection.dataset, collection.rows)
    stream = io.BytesIO()
    picture = pixels[0].transpose(1, 2, 0) if pixels.ndim == 4 else pixels
    Image.fromarray(picture).save(stream, "PNG", compress_level=1)
    return stream.getvalue()


KINDS: dict[Kind, FileKind] = {
    "csv": FileKind("csv", "text/csv", lambda collection, _, __: csv_table(collection)),
    "parquet": FileKind(
        "parquet",
        "application/vnd.apache.parquet",
        lambda collection, _, __: parquet_table(collection),
    ),
    "projector": FileKind(
        "zip", "application/zip", lambda collection, stem, _: projector_folder(collection, stem)
    ),
    "atlas": FileKind(
        "parquet",
        "application/vnd.apache.parquet",
        lambda collection, _, on_progress: atlas_table(collection, on_progress),
    ),
    "sheet": FileKind("png", "image/png", lambda collection, _, __: _sheet(collection)),
}


def pictures_key(contents: Contents, kind: Kind) -> str:
    """Content key of a file; LatentLabError if something that it holds does not exist."""
    return content_key(version=VERSION, what=kind, contents=contents.key())


def pictures_file(
    contents: Contents, kind: Kind, on_progress: OnProgress = ignore_progress
) -> Path:
    """Path of the file of a kind with these contents, which is written now unless it exists.

    Raises what `gather` raises, and ExportError if the kind of file cannot hold so much.
    """
    format = KINDS[kind]

    def write() -> bytes:
        return format.write(gather(contents, on_progress), stem(contents), on_progress)

    return kept_file(f"{pictures_key(contents, kind)}.{format.suffix}", write)


def list_file(
    pictures: PictureList, kind: TableKind, on_progress: OnProgress = ignore_progress
) -> Path:
    """Path of the file of a list of pictures, which is written now unless it exists.

    Raises what the ``columns`` of the list raise.
    """

    def write() -> bytes:
        table = list_table(pictures.columns(on_progress))
        return write_csv(table) if kind == "csv" else write_parquet(table)

    return kept_file(f"{pictures.key()}.{kind}", write)


def list_file_name(pictures: PictureList, kind: TableKind) -> str:
    """Suggested name for the file of a list."""
    return f"{_plain(pictures.stem)}.{kind}"


def stem(contents: Contents) -> str:
    """Suggested file name without its suffix, such as ``latent-lab-mnist-test-ae-conv-2``.

    It states the data set, its split or selection, and the network or the map of the vectors.
    """
    rows = contents.rows
    parts = [contents.dataset, contents.split if rows is None else f"{len(set(rows))}-selected"]
    parts.append(contents.source.partition(":")[2] or contents.source)
    return _plain("-".join(parts))


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9._-]+", "-", f"latent-lab-{name}".lower())[:120]


def file_name(contents: Contents, kind: Kind) -> str:
    """Suggested file name, different for each kind."""
    mark = f"-{kind}" if kind in ("projector", "atlas") else ""
    return f"{stem(contents)}{mark}.{KINDS[kind].suffix}"


def kept_file(name: str, write: Callable[[], bytes]) -> Path:
    """Path of the file of this name in the folder of exports; ``write`` makes it if it is missing.

    Raises StorageError if it cannot be written.
    """
    folder = settings().cache / FOLDER
    path = folder / name
    if path.is_file():
        mark_used(path)
        return path
    begin_computation()
    write_atomic(path, write())
    prune(folder, "", settings().cache_mb * 2**20 // KEPT_SHARE)
    return path
