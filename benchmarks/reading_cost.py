"""Cost of reading one picture: processor seconds and peak memory, each in a new process."""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.digit_cases import cases
from core.settings import tune_process

Shades = NDArray[np.floating]


def _dots() -> Shades:
    """4,900 dots in rows and columns."""
    sheet = np.full((1400, 1400), 1.0)
    y, x = np.mgrid[0:1400, 0:1400] % 20 - 10
    sheet[x * x + y * y < 30] = 0
    return sheet


def _squares() -> Shades:
    """An empty sheet of squared paper, 2,000 × 1,500 pixels."""
    sheet = np.full((2000, 1500), 0.95)
    sheet[::40] = sheet[:, ::40] = 0.5
    return sheet + np.random.default_rng(0).normal(0, 0.02, sheet.shape)


def _noise() -> Shades:
    return np.random.default_rng(0).random((2000, 2000)).round()


def _scribbles() -> Shades:
    """Blurred noise, which falls into thousands of pieces of ink."""
    small = Image.fromarray(np.random.default_rng(0).random((250, 250)).astype(np.float32))
    return np.asarray(small.resize((2000, 2000), Image.Resampling.BICUBIC)) - 0.2


HOSTILE: dict[str, Callable[[], Shades]] = {
    "4,900 dots": _dots,
    "empty squared sheet of 3 megapixels": _squares,
    "noise of 4 megapixels": _noise,
    "20,000 blots": _scribbles,
}
ORDINARY = (
    "photo of 12 megapixels",
    "A4 at 600 dpi",
    "A4 page, 200 digits",
    "table cell, 4 of its lines",
)


def write_pictures(folder: Path) -> dict[str, Path]:
    """Write the pictures; returns the file of each by its name."""
    files = {}
    for case in cases(0, 1, list(ORDINARY)):
        files[case.kind] = folder / f"{len(files)}{case.suffix}"
        files[case.kind].write_bytes(case.file)
    for name, draw in HOSTILE.items():
        files[name] = folder / f"{len(files)}.png"
        shades = np.rint(draw().clip(0, 1) * 255).astype(np.uint8)
        Image.fromarray(shades).save(files[name], compress_level=1)
    return files


def costs() -> dict[str, dict[str, float]]:
    """Per picture: processor seconds, and peak memory in MB, total and added by the reading."""
    with TemporaryDirectory() as folder:
        files = write_pictures(Path(folder))
        return {name: _cost(path) for name, path in files.items()}


def _cost(path: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.reading_cost", str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _read_once(path: Path) -> None:
    """Read a picture in this process and print its cost."""
    tune_process()  # before PyTorch is imported
    from benchmarks.reading import read_digits

    read_digits(next(cases(0, 1, ["open 4 of two strokes"])).file)  # loads the networks
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    read = read_digits(path.read_bytes())
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    row = {"cpu_s": round(seconds, 2), "peak_mb": peak // 1024, "added_mb": (peak - before) // 1024}
    print(json.dumps({**row, "digits": len(read)}))


if __name__ == "__main__":
    _read_once(Path(sys.argv[1]))
