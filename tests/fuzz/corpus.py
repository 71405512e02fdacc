"""What earlier runs have found to cover more of the code: one ZIP archive per kind."""

import zipfile
from collections.abc import Iterable
from io import BytesIO

from core.settings import PROJECT
from core.storage.digests import sha256
from core.storage.files import write_atomic

FOLDER = PROJECT / "tests" / "fuzz" / "corpus"
MAX_FILES, MAX_FILE_BYTES = 60, 8_000


def kept(name: str) -> list[bytes]:
    """The inputs kept for a kind; none before its first run."""
    path = FOLDER / f"{name}.zip"
    if not path.exists():
        return []
    with zipfile.ZipFile(path) as archive:
        return [archive.read(entry) for entry in archive.namelist()]


def write_corpus(name: str, inputs: Iterable[bytes]) -> None:
    """Keep the shortest of ``inputs``, the same archive for the same ones."""
    short = sorted({data for data in inputs if len(data) <= MAX_FILE_BYTES}, key=_order)
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for data in short[:MAX_FILES]:
            # Without a time, so that equal inputs give an equal archive.
            entry = zipfile.ZipInfo(sha256(data)[:16])
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    write_atomic(FOLDER / f"{name}.zip", buffer.getvalue())


def _order(data: bytes) -> tuple[int, bytes]:
    return len(data), data
