"""Kind of a file, from its first bytes, or from its name if they do not tell."""

import re
from pathlib import PurePosixPath

IDX, ARRAY, PARQUET, PICTURE, TABLE, ARCHIVE = "idx", "array", "parquet", "picture", "table", "zip"
OTHER = ""
HEAD = 512  # bytes; enough to tell the kind
PICTURE_SUFFIXES = {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp"}
TEXT_SUFFIXES = {".txt", ".data", ".dat"}
TABLE_SUFFIXES = {".csv", ".tsv"} | TEXT_SUFFIXES
_IDX_TYPES = b"\x08\x09\x0b\x0c\x0d\x0e"
_MAGIC = (
    (b"\x93NUMPY", ARRAY),
    (b"PAR1", PARQUET),
    (b"PK\x03\x04", ARCHIVE),
    (b"PK\x05\x06", ARCHIVE),
    (b"\x89PNG", PICTURE),
    (b"\xff\xd8\xff", PICTURE),
    (b"GIF8", PICTURE),
    (b"BM", PICTURE),
)
_REFUSED = (
    (b"\x89HDF", "an HDF5 file", "save its arrays with np.savez"),
    (b"MATLAB 5.0", "a MATLAB file", "save its arrays with np.savez"),
    (b"7z\xbc\xaf", "a 7z archive", "pack it as a zip file"),
    (b"Rar!", "a RAR archive", "pack it as a zip file"),
    (b"BZh", "a bzip2 file", "pack it as a zip or gzip file"),
    (b"\xfd7zXZ", "an xz file", "pack it as a zip or gzip file"),
    (b"%PDF", "a PDF file", "save its pictures as PNG or JPEG files in a zip"),
    (b"\x80\x02", "a pickle, which can run programs", "save its arrays with np.savez"),
    (b"\x80\x03", "a pickle, which can run programs", "save its arrays with np.savez"),
    (b"\x80\x04", "a pickle, which can run programs", "save its arrays with np.savez"),
    (b"\x80\x05", "a pickle, which can run programs", "save its arrays with np.savez"),
)
_WEB = re.compile(rb"^\s*(<!doctype html|<html|<\?xml)", re.IGNORECASE)
_LIBSVM = re.compile(rb"^\s*[-+]?\d+(\.\d+)?(\s+\d+:[-+\d.eE]+){3,}")


def kind_of(name: str, head: bytes) -> str:
    """Kind of a file by its first bytes and name; `OTHER` if it is not supported."""
    kind = kind_of_bytes(head)
    if kind == OTHER and PurePosixPath(name.lower().removesuffix(".gz")).suffix in TABLE_SUFFIXES:
        return OTHER if why_refused(head) else TABLE
    return kind


def kind_of_bytes(head: bytes) -> str:
    """Kind of a file by its first bytes alone."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return PICTURE
    if len(head) >= 4 and head[:2] == b"\0\0" and head[2] in _IDX_TYPES and 1 <= head[3] <= 4:
        return IDX
    return next((kind for magic, kind in _MAGIC if head.startswith(magic)), OTHER)


def why_refused(head: bytes) -> str:
    """What an unsupported file is and what to do, such as ``a web page: …``; empty if unknown."""
    if _WEB.match(head):
        return "a web page, perhaps an error of the server it came from: download it again"
    if head[257:262] == b"ustar":
        return "a tar archive: pack its files as a zip file"
    if _LIBSVM.match(head):
        return "in libsvm's format: save its numbers as CSV, or its arrays with np.savez"
    for magic, what, remedy in _REFUSED:
        if head.startswith(magic):
            return f"{what}: {remedy}"
    return ""
