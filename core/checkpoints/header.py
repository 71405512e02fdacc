"""Header of a safetensors file, verified completely because the file may be hostile.

Format: eight bytes N (unsigned, little-endian), N bytes of JSON, then the tensors' raw bytes
(https://github.com/huggingface/safetensors#format). Every function here raises ``ValueError`` with
one short clause; the caller names the file.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from core.checkpoints.card import excerpt, json_depth
from core.storage.digests import sha256
from core.storage.files import MAX_FILE_BYTES

MAX_HEADER_BYTES = 4 * 1024 * 1024
MAX_TENSORS = 1_000
MAX_DIMENSIONS = 8
LENGTH_BYTES = 8
CARD_KEY = "card"
CARD_DIGEST_KEY = "card_sha256"
ITEM_BYTES = {"F64": 8, "I64": 8, "F32": 4, "F16": 2, "BF16": 2, "U8": 1}


@dataclass(frozen=True)
class TensorInfo:
    """One tensor of a file: its safetensors dtype, its shape and the position of its bytes."""

    dtype: str
    shape: tuple[int, ...]
    begin: int  # bytes after the header
    end: int


@dataclass(frozen=True)
class Header:
    """A verified header; the tensors fill the rest of the file without gaps or overlaps."""

    tensors: Mapping[str, TensorInfo]
    card_json: str
    data_start: int  # bytes from the start of the file


def header_length(first: bytes, file_bytes: int) -> int:
    """Length in bytes of the JSON after the first eight bytes of a file."""
    if file_bytes > MAX_FILE_BYTES:
        raise ValueError(f"it has {file_bytes:,} bytes, more than the {MAX_FILE_BYTES:,} allowed")
    if len(first) < LENGTH_BYTES:
        raise ValueError(f"it has only {file_bytes:,} bytes, so it was cut short")
    length = int.from_bytes(first[:LENGTH_BYTES], "little")
    if first.startswith((b"PK\x03\x04", b"\x80")) and length > MAX_HEADER_BYTES:
        raise ValueError(
            "it is a pickle or a ZIP archive, which could run code; convert it to safetensors"
        )
    if first.startswith(b"version "):
        raise ValueError("it is a Git LFS pointer, not the weights; run 'git lfs pull'")
    if first.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise ValueError("it is a web page, not the weights; download the file itself")
    if length > MAX_HEADER_BYTES:
        raise ValueError(
            f"its header claims {length:,} bytes, more than the {MAX_HEADER_BYTES:,} allowed"
        )
    if length > file_bytes - LENGTH_BYTES:
        raise ValueError(
            f"its header claims {length:,} bytes but only {file_bytes - LENGTH_BYTES:,} follow, so"
            " it was cut short"
        )
    return length


def parse_header(text: bytes, file_bytes: int) -> Header:
    """Parse and verify the JSON header of a file of ``file_bytes`` bytes."""
    if not text.startswith(b"{"):
        raise ValueError("its header is not a JSON object")
    items = _strict_json(text)
    if not isinstance(items, dict):
        raise ValueError("its header is not a JSON object")
    card_json = _card_json(items.pop("__metadata__", None))
    if not items:
        raise ValueError("it has no tensors")
    if len(items) > MAX_TENSORS:
        raise ValueError(f"it has {len(items):,} tensors, more than the {MAX_TENSORS:,} allowed")
    tensors = {name: _tensor_info(name, item) for name, item in items.items()}
    data_start = LENGTH_BYTES + len(text)
    _check_layout(tensors, file_bytes - data_start)
    return Header(tensors, card_json, data_start)


def with_metadata(data: bytes, metadata: Mapping[str, str]) -> bytes:
    """Replace the metadata of a safetensors file, reproducibly.

    The library itself writes metadata in an order that changes between calls.
    """
    length = int.from_bytes(data[:LENGTH_BYTES], "little")
    items = json.loads(data[LENGTH_BYTES : LENGTH_BYTES + length])
    items.pop("__metadata__", None)
    text = json.dumps(
        {"__metadata__": dict(sorted(metadata.items())), **items}, separators=(",", ":")
    ).encode()
    text += b" " * (-len(text) % LENGTH_BYTES)  # the format aligns tensors to eight bytes
    return len(text).to_bytes(LENGTH_BYTES, "little") + text + data[LENGTH_BYTES + length :]


def card_digest(card_json: str) -> str:
    """SHA-256 (hex) of the text of a card in the header."""
    return sha256(card_json.encode("utf-8", "surrogatepass"))


def _card_json(metadata: Any) -> str:
    """Read the text of the card from the metadata and compare it with its digest."""
    if not isinstance(metadata, dict) or not all(isinstance(v, str) for v in metadata.values()):
        raise ValueError("it has no card in its header, so it was not saved by this program")
    card_json, digest = metadata.get(CARD_KEY), metadata.get(CARD_DIGEST_KEY)
    if card_json is None or digest is None:
        raise ValueError("it has no card in its header, so it was not saved by this program")
    if card_digest(card_json) != digest:
        raise ValueError("its card does not match its SHA-256, so it was damaged or altered")
    _strict_json(card_json.encode("utf-8", "surrogatepass"))
    return card_json


def _strict_json(text: bytes) -> Any:
    """Parse JSON; duplicate keys, NaN, infinities and deep nesting are refused."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(pairs)
        if len(result) != len(pairs):
            raise ValueError("a key appears twice")
        return result

    def refuse(constant: str) -> NoReturn:
        raise ValueError(f"{constant} is not a JSON number")

    def finite(number: str) -> float:
        value = float(number)
        if not math.isfinite(value):
            raise ValueError(f"{excerpt(number)} is too large a number")
        return value

    try:
        value = json.loads(
            text.decode("utf-8"),
            object_pairs_hook=unique,
            parse_constant=refuse,
            parse_float=finite,
        )
    except RecursionError as error:
        raise ValueError("its header is nested too deeply") from error
    except ValueError as error:  # covers bad UTF-8, bad JSON and the hooks above
        raise ValueError(f"its header is not valid JSON ({str(error)[:120]})") from error
    if json_depth(value) > 20:
        raise ValueError("its header is nested too deeply")
    return value


def _tensor_info(name: str, item: Any) -> TensorInfo:
    where = f"its tensor {excerpt(name)}"
    if not isinstance(item, dict) or item.keys() != {"dtype", "shape", "data_offsets"}:
        raise ValueError(f"{where} lacks a dtype, a shape or offsets, or has more than these")
    dtype, shape, offsets = item["dtype"], item["shape"], item["data_offsets"]
    if not isinstance(dtype, str) or dtype not in ITEM_BYTES:
        raise ValueError(f"{where} has dtype {excerpt(dtype)}; known are {', '.join(ITEM_BYTES)}")
    if not _is_counts(shape) or len(shape) > MAX_DIMENSIONS:
        raise ValueError(f"{where} has no valid shape: {excerpt(shape)}")
    if not _is_counts(offsets) or len(offsets) != 2 or offsets[0] > offsets[1]:
        raise ValueError(f"{where} has no valid offsets: {excerpt(offsets)}")
    needs = math.prod(shape) * ITEM_BYTES[dtype]
    size = offsets[1] - offsets[0]
    if needs != size:
        raise ValueError(
            f"{where} of shape {excerpt(shape)} and dtype {dtype} needs {excerpt(needs)} bytes but"
            f" has {size:,}"
        )
    return TensorInfo(dtype, tuple(shape), offsets[0], offsets[1])


def _is_counts(value: Any) -> bool:
    # type(n), because bool is an int in Python; no file is larger than 2**53 bytes.
    return isinstance(value, list) and all(type(n) is int and 0 <= n < 2**53 for n in value)


def _check_layout(tensors: Mapping[str, TensorInfo], data_bytes: int) -> None:
    """Raise ValueError unless the tensors fill ``data_bytes`` bytes without gaps or overlaps."""
    last_end = 0
    for name, info in sorted(tensors.items(), key=lambda item: (item[1].begin, item[1].end)):
        if info.begin != last_end:
            fault = "overlaps the one before it" if info.begin < last_end else "follows a gap"
            raise ValueError(f"its tensor {excerpt(name)} at byte {info.begin:,} {fault}")
        last_end = info.end
    if last_end != data_bytes:
        fault = "so it was cut short" if last_end > data_bytes else "so it has extra bytes"
        raise ValueError(f"its tensors take {last_end:,} bytes but {data_bytes:,} follow, {fault}")
