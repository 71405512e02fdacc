"""Measure everything that the literature reports: ``make reproduce``.

Writes results.md, results.json and the pictures in results/ into the folder of the documents.
Models trained on the way are kept in the cache, so that a run that was stopped goes on.
"""

from core.settings import tune_process

tune_process()  # before PyTorch is imported

import argparse
import sys
import tempfile
import time
from pathlib import Path

import torch
from tqdm import tqdm

from core.checkpoints import Store
from core.data import load
from core.errors import DataError, LatentLabError, ResultsError
from core.literature import drawing
from core.literature import series as series_files
from core.literature.bench import Bench, quick_part
from core.literature.catalogue import CLAIMS, SERIES, THEMES, chosen, theme_of
from core.literature.claim import Claim
from core.literature.page import Run, page, read_run, this_run, write_run
from core.literature.rows import Row, merge, read_rows, write_rows
from core.literature.runner import run
from core.settings import PROJECT, settings
from core.training.loop import choose_device


def reproduce(claims: list[Claim], bench: Bench, out: Path, pictures: bool = True) -> list[Row]:
    """Measure the claims and write all that comes of it into ``out``; the rows measured now.

    Rows of other claims that are in ``out`` already stay as they are.
    """
    start = time.perf_counter()
    with tqdm(total=len(claims), desc="claims", unit="claim", disable=None) as bar:
        bench.say = lambda text: bar.set_postfix_str(text[:60])

        def done(row: Row) -> None:
            mark = "" if bench.quick else "met" if row.met else "NOT MET"
            bar.write(f"{row.id:38} {row.ours_words:>12}   {row.asked_words:24} {mark}".rstrip())
            if row.ours is None:
                bar.write(f"  {row.words}")
            bar.update()

        rows = run(claims, bench, done)
        folder = out / "results"
        for theme in dict.fromkeys(map(theme_of, claims)):
            _write_series(theme, bench, folder)
    seconds = time.perf_counter() - start
    now = this_run(bench.device, bench.seed, seconds, f"{len(bench.x):,} {bench.dataset.title}")
    _write(merge(_old(out), rows, list(CLAIMS)), now, out, whole=len(rows) == len(CLAIMS))
    if pictures:
        draw_pictures(out)
    return rows


def _write_series(theme: str, bench: Bench, folder: Path) -> None:
    if theme not in SERIES:
        return
    try:
        series_files.write(bench.series(SERIES[theme]), folder)
    except LatentLabError as error:
        print(f"{theme}: no figure, for {error}", file=sys.stderr)


def _old(out: Path) -> list[Row]:
    path = out / "results.json"
    return read_rows(path) if path.exists() else []


def _write(rows: list[Row], now: Run, out: Path, *, whole: bool) -> None:
    """The table as data and as a page; the page describes the last run of all the claims."""
    path = out / "results" / "run.json"
    if whole or not path.exists():
        write_run(now, path)
    write_rows(rows, out / "results.json")
    by_theme = {
        theme: [row for row in rows if row.id in {claim.id for claim in claims}]
        for theme, claims in THEMES.items()
    }
    figures = {
        theme: [
            drawing.markdown(name, figure)
            for name, figure in drawing.figures_of(theme, path.parent).items()
        ]
        for theme in THEMES
    }
    text = page(by_theme, figures, read_run(path))
    (out / "results.md").write_text(text, encoding="utf-8")


def draw_pictures(out: Path) -> None:
    """Draw every figure whose series is there; a sentence where nothing can draw."""
    folder = out / "results"
    figures = {
        name: figure
        for theme in THEMES
        for name, figure in drawing.figures_of(theme, folder).items()
    }
    try:
        drawing.draw(figures, folder)
    except ResultsError as error:
        print(error, file=sys.stderr)


def bench_for(device: str, seed: int, quick: bool, kept: Path) -> Bench:
    """The bench of a run on all of MNIST, or of a quick one on a part of it.

    Raises:
        DataError: a whole run where only the sample of MNIST can be had.
    """
    dataset = load("mnist")
    if quick:
        dataset = quick_part(dataset)
    elif dataset.is_sample:
        raise DataError(
            f"The claims are about all of MNIST, and here is the {dataset.notice}: connect to the "
            "internet and run `make data`."
        )
    kept.mkdir(parents=True, exist_ok=True)
    return Bench(
        dataset=dataset,
        device=choose_device(device),
        shipped=Store(settings().checkpoints),
        kept=Store(kept),
        seed=seed,
        quick=quick,
    )


def main(arguments: list[str] | None = None) -> int:
    """Measure the claims asked for; 0 when the results are written, met or not."""
    parser = argparse.ArgumentParser(prog="python -m core.literature", description=__doc__)
    parser.add_argument(
        "--only",
        nargs="+",
        default=[],
        metavar="CLAIM",
        help="only claims of these ids (with * and ?) or themes",
    )
    parser.add_argument("--list", action="store_true", help="list the claims and stop")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda, cuda:1, mps")
    parser.add_argument("--seed", type=int, default=0, help="first seed of what is trained here")
    parser.add_argument("--threads", type=int, help="CPU threads, instead of PyTorch's choice")
    parser.add_argument("--out", type=Path, help="folder to write into, instead of docs")
    parser.add_argument(
        "--quick",
        action="store_true",
        help="try every claim on a few digits, into a temporary folder; the figures mean nothing",
    )
    parser.add_argument("--no-pictures", action="store_true", help="leave the pictures as they are")
    asked = parser.parse_args(arguments)
    if asked.threads:
        torch.set_num_threads(asked.threads)
    try:
        claims = chosen(asked.only)
        if asked.list:
            for claim in claims:
                print(f"{theme_of(claim):22} {claim.id:36} {claim.claim}")
            return 0
        if asked.quick:
            with tempfile.TemporaryDirectory(prefix="latent-lab-reproduce-") as name:
                out = asked.out or Path(name)
                bench = bench_for(asked.device, asked.seed, True, Path(name) / "kept")
                rows = reproduce(claims, bench, out, pictures=False)
                missing = [row.id for row in rows if row.ours is None]
                print(f"{len(rows) - len(missing)} of {len(rows)} claims could be measured")
                return 1 if missing else 0
        kept = settings().cache / "reproduce"
        bench = bench_for(asked.device, asked.seed, False, kept)
        out = asked.out or PROJECT / "docs"
        rows = reproduce(claims, bench, out, pictures=not asked.no_pictures)
        print(f"{sum(row.met for row in rows)} of {len(rows)} claims met: {out / 'results.md'}")
    except LatentLabError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
