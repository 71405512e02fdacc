"""Files whose header lies: each is refused from the header alone."""

import json
import struct
import tracemalloc

import pytest

from core.errors import CheckpointError
from tests.unit.checkpoints.attacks import forge
from tests.unit.checkpoints.attacks.conftest import Refuse


def test_a_forgery_with_nothing_changed_loads(store):
    (store.folder / "hostile.safetensors").write_bytes(forge.forgery().seal())
    module, card = store.load("hostile")
    assert card.title == "Small dense autoencoder"
    assert sum(p.numel() for p in module.parameters()) == card.parameters


@pytest.mark.parametrize("length", [0, 4, 7, 8])
def test_cut_to_a_few_bytes(refuse: Refuse, length):
    assert "cut short" in refuse(forge.forgery().seal()[:length]) or length == 8


@pytest.mark.parametrize("share", [0.01, 0.5, 0.9])
def test_cut_to_a_share(refuse: Refuse, share):
    data = forge.forgery().seal()
    assert "cut short" in refuse(data[: int(len(data) * share)])


def test_last_byte_missing(refuse: Refuse):
    assert "cut short" in refuse(forge.forgery().seal()[:-1])


def test_a_git_lfs_pointer_names_the_command_that_fetches_the_weights(refuse: Refuse):
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 9\n"
    assert "a Git LFS pointer, not the weights; run 'git lfs pull'" in refuse(pointer)


@pytest.mark.parametrize(
    "start",
    [b"<!DOCTYPE html>", b"<html>", b"\n  <html>", b"\xef\xbb\xbf<!doctype html>"],
)
def test_a_web_page_is_called_one(refuse: Refuse, start):
    assert "it is a web page" in refuse(start + b"<title>Not found</title>" * 20)


@pytest.mark.parametrize("extra", [b"\0", b"\0" * 4096])
def test_something_appended(refuse: Refuse, extra):
    assert "so it has extra bytes" in refuse(forge.forgery().seal() + extra)


@pytest.mark.parametrize("length", [2**22 + 1, 2**31, 2**40, 2**63, 2**64 - 1])
def test_huge_header_length(refuse: Refuse, length):
    data = forge.forgery().seal()
    message = refuse(struct.pack("<Q", length) + data[8:])
    assert f"{length:,}" in message


def test_sparse_file_beyond_the_size_bound(refuse: Refuse, store):
    path = store.folder / "huge.safetensors"
    path.write_bytes(forge.forgery().seal())
    with path.open("r+b") as file:
        file.truncate(2**40)
    tracemalloc.start()
    entry = store.entry("huge")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "1,099,511,627,776 bytes" in entry.problem
    assert peak < 10_000_000


def test_import_beyond_the_size_bound(store, monkeypatch):
    data = forge.forgery().seal()
    monkeypatch.setattr("core.checkpoints.header.MAX_FILE_BYTES", len(data) - 1)
    with pytest.raises(
        CheckpointError, match=rf"{len(data):,} bytes, more than the {len(data) - 1:,}"
    ):
        store.import_bytes("hostile.safetensors", data)


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"x" * 100,
        b"[]",
        b"null",
        b"12",
        b'"text"',
        b'{"a": ',
        b"\xff\xfe{}",
        b'{"a": "\xed\xa0\x80"}',
        b"{} trailing",
        b" {}",
        b"\0" * 64,
        b"<!doctype html><p>404",
    ],
)
def test_not_json(refuse: Refuse, header):
    assert "header" in refuse(forge.assemble(header, b"\0" * 16))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 5000])
def test_numbers_that_are_not_json(refuse: Refuse, number):
    header = json.dumps({**forge.forgery().tensors, "x": "NUMBER"})
    assert "not valid JSON" in refuse(
        forge.assemble(header.replace('"NUMBER"', number).encode(), b"")
    )


@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}")])
@pytest.mark.parametrize("depth", [100, 100_000])
def test_deep_nesting_in_the_header(refuse: Refuse, opening, closing, depth):
    header = b'{"a":' + opening * depth + b"1" + closing * depth + b"}"
    assert "nested too deeply" in refuse(forge.assemble(header, b""))


def test_duplicate_key(refuse: Refuse):
    parts = forge.forgery()
    sealed = parts.seal()
    length = struct.unpack("<Q", sealed[:8])[0]
    first = next(iter(parts.tensors))
    entry = json.dumps(parts.tensors[first])
    header = sealed[8 : 8 + length - 1] + f', "{first}": {entry}}}'.encode()
    assert "twice" in refuse(forge.assemble(header, parts.data))


def test_half_a_million_tensors(refuse: Refuse):
    entries = (
        f'"{i}":{{"dtype":"F32","shape":[1],"data_offsets":[{4 * i},{4 * i + 4}]}}'
        for i in range(500_000)
    )
    header = "{" + ",".join(entries) + "}"
    assert "header claims" in refuse(forge.assemble(header.encode(), b"\0" * 2_000_000))


def test_more_tensors_than_allowed_in_a_small_header(refuse: Refuse):
    parts = forge.forgery()
    parts.tensors = {
        str(i): {"dtype": "F32", "shape": [1], "data_offsets": [4 * i, 4 * i + 4]}
        for i in range(1_001)
    }
    parts.data = b"\0" * 4_004
    assert "1,001 tensors" in refuse(parts.seal())


def test_no_tensors(refuse: Refuse):
    parts = forge.forgery()
    parts.tensors, parts.data = {}, b""
    assert "no tensors" in refuse(parts.seal())


@pytest.mark.parametrize("shape", [[2**40], [2**20, 2**20, 2**20], [2**52] * 8, [10**30]])
def test_huge_shape(refuse: Refuse, shape):
    parts = forge.forgery()
    next(iter(parts.tensors.values()))["shape"] = shape
    assert "shape" in refuse(parts.seal())


@pytest.mark.parametrize(
    "shape", [[-1], [-2, -784], [1.5], ["784"], [True], [None], [[784]], 784, None, {}, [1] * 9]
)
def test_shape_that_is_none(refuse: Refuse, shape):
    parts = forge.forgery()
    next(iter(parts.tensors.values()))["shape"] = shape
    assert "shape" in refuse(parts.seal())


@pytest.mark.parametrize(
    "offsets", [[-4, 4], [8, 0], [0], [0, 4, 8], [0.0, 4.0], [False, True], "0:4", None]
)
def test_offsets_that_are_none(refuse: Refuse, offsets):
    parts = forge.forgery()
    sealed = json.loads(parts.seal()[8:].split(b"\x00", 1)[0].rsplit(b"}", 1)[0] + b"}")
    next(entry for name, entry in sealed.items() if name != "__metadata__")["data_offsets"] = (
        offsets
    )
    assert "offsets" in refuse(forge.assemble(sealed, parts.data))


def test_negative_offsets_of_the_right_length(refuse: Refuse):
    parts = forge.forgery()
    first = next(iter(parts.tensors.values()))
    length = first["data_offsets"][1]
    first["data_offsets"] = [-length, 0]
    assert "no valid offsets" in refuse(parts.seal())


def test_overlap(refuse: Refuse):
    parts = forge.forgery()
    entries = list(parts.tensors.values())
    length = entries[1]["data_offsets"][1] - entries[1]["data_offsets"][0]
    entries[1]["data_offsets"] = [0, length]
    assert "overlaps" in refuse(parts.seal())


def test_hole_between_tensors(refuse: Refuse):
    parts = forge.forgery()
    for entry in list(parts.tensors.values())[1:]:
        entry["data_offsets"] = [offset + 64 for offset in entry["data_offsets"]]
    parts.data += b"\0" * 64
    assert "follows a gap" in refuse(parts.seal())


def test_hole_before_the_first_tensor(refuse: Refuse):
    parts = forge.forgery()
    for entry in parts.tensors.values():
        entry["data_offsets"] = [offset + 8 for offset in entry["data_offsets"]]
    parts.data = b"\0" * 8 + parts.data
    assert "follows a gap" in refuse(parts.seal())


@pytest.mark.parametrize("dtype", ["F64", "F16"])
def test_dtype_and_size_disagree(refuse: Refuse, dtype):
    parts = forge.forgery()
    next(iter(parts.tensors.values()))["dtype"] = dtype
    assert "needs" in refuse(parts.seal())


@pytest.mark.parametrize("dtype", ["U8", "BOOL", "F8_E4M3", "C64", "f32", "", 32, None, ["F32"]])
def test_unknown_dtype(refuse: Refuse, dtype):
    parts = forge.forgery()
    next(iter(parts.tensors.values()))["dtype"] = dtype
    assert "dtype" in refuse(parts.seal())


@pytest.mark.parametrize("entry", [None, [], "F32", {}, {"dtype": "F32", "shape": [1]}])
def test_tensor_entry_that_is_none(refuse: Refuse, entry):
    parts = forge.forgery()
    header = {"__metadata__": forge.metadata(parts.card), "a": entry}
    assert "'a' lacks" in refuse(forge.assemble(header, parts.data))


@pytest.mark.parametrize(
    "metadata",
    [None, [], "card", {}, {"card": {}}, {"card": "{}"}, {"card_sha256": "0"}, {"format": "pt"}],
)
def test_file_of_another_program(refuse: Refuse, metadata):
    parts = forge.forgery()
    header = {"__metadata__": metadata, **parts.tensors}
    assert "no card" in refuse(forge.assemble(header, parts.data))


def test_name_of_a_tensor_as_an_essay(refuse: Refuse):
    parts = forge.forgery()
    parts.tensors["<script>alert(1)</script>\n\x1b[31m" + "x" * 100_000] = {
        "dtype": "U8",
        "shape": [0],
        "data_offsets": [0, 0],
    }
    assert "\\x1b" in refuse(parts.seal())
