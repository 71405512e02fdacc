"""Files that run code when unpickled or unpacked: none of that ever happens here."""

import ast
import functools
import io
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from core.errors import CheckpointError
from core.settings import PROJECT


class Payload:
    """Writes a marker file when it is unpickled."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self):
        return Path.touch, (self.marker,)


def raw_pickle(marker: Path, protocol: int) -> bytes:
    return pickle.dumps(Payload(marker), protocol)


def torch_file(marker: Path, zipped: bool) -> bytes:
    file = io.BytesIO()
    torch.save({"w": Payload(marker)}, file, _use_new_zipfile_serialization=zipped)
    return file.getvalue()


def zip_bomb(_: Path) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("archive/data/0", bytes(50_000_000))
    return file.getvalue()


ATTACKS: dict[str, Callable[[Path], bytes]] = {
    **{f"pickle-protocol-{n}": functools.partial(raw_pickle, protocol=n) for n in range(6)},
    "torch-zip": functools.partial(torch_file, zipped=True),
    "torch-legacy": functools.partial(torch_file, zipped=False),
    "zip-bomb": zip_bomb,
}


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("forced", [False, True], ids=["", "unsafe-load-forced"])
def test_pickle_behind_the_right_suffix(refuse, tmp_path, monkeypatch, attack, forced):
    if forced:
        monkeypatch.setenv("TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD", "1")
    marker = tmp_path / "marker"
    refuse(ATTACKS[attack](marker))
    assert not marker.exists()


@pytest.mark.parametrize("attack", ["pickle-protocol-4", "torch-zip", "torch-legacy"])
def test_message_says_to_convert(refuse, tmp_path, attack):
    assert "convert it to safetensors" in refuse(ATTACKS[attack](tmp_path / "marker"))


@pytest.mark.parametrize("suffix", ["pt", "pth", "PTH", "pkl", "pickle", "ckpt", "bin", "zip"])
def test_import_of_a_pickle(store, tmp_path, monkeypatch, suffix):
    monkeypatch.setenv("TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD", "1")
    marker = tmp_path / "marker"
    before = sorted(store.folder.iterdir())
    with pytest.raises(CheckpointError, match="convert it to safetensors"):
        store.import_bytes(f"model.{suffix}", torch_file(marker, True))
    assert not marker.exists()
    assert sorted(store.folder.iterdir()) == before


def test_the_payload_is_live(tmp_path):
    marker = tmp_path / "marker"
    pickle.loads(raw_pickle(marker, 4))  # noqa: S301 - shows that the attacks above could strike
    assert marker.exists()


def test_nothing_in_the_program_unpickles():
    """No torch.load without weights_only=True, no pickle, joblib, shelve or allow_pickle=True."""
    files = [PROJECT / "app.py"]
    for folder in ("core", "models", "pages"):
        files += sorted((PROJECT / folder).rglob("*.py"))
    result = [f"{file.name}: {fault}" for file in files for fault in unsafe_calls(file.read_text())]
    assert len(files) > 20
    assert result == []


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ("torch.load(f)", 1),
        ("torch.load(f, weights_only=False)", 1),
        ("torch.load(f, weights_only=True)", 0),
        ("import pickle", 1),
        ("from joblib import load", 1),
        ("np.load(f, allow_pickle=True)", 1),
        ("np.load(f)", 0),
    ],
)
def test_the_search_finds_what_it_looks_for(code, count):
    assert len(list(unsafe_calls(code))) == count


def unsafe_calls(code: str):
    unsafe_modules = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            names = {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names = {(node.module or "").split(".")[0]}
        else:
            names = set()
        yield from (f"imports {name}" for name in names & unsafe_modules)
        if isinstance(node, ast.Call):
            options = {word.arg: ast.unparse(word.value) for word in node.keywords}
            called = ast.unparse(node.func)
            if called == "torch.load" and options.get("weights_only") != "True":
                yield ast.unparse(node)
            if options.get("allow_pickle") == "True":
                yield ast.unparse(node)
