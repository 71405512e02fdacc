"""``docs/results.md``: every claim, ours beside it, better or worse, with seed, device and time."""

import os
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import torch
from pydantic import BaseModel, ConfigDict, ValidationError

from core.errors import ResultsError
from core.literature.rows import Row
from core.storage.files import write_atomic
from core.training.loop import device_name

PACKAGES = ("torch", "numpy", "scikit-learn")


class Run(BaseModel):
    """What a run was made with: kept as ``docs/results/run.json``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    date: str  # ISO 8601, UTC
    device: str
    processor: str
    threads: int  # of PyTorch on the CPU
    seed: int
    seconds: float  # the whole run; models trained in an earlier run are not trained again
    versions: dict[str, str]
    dataset: str  # title and number of images


def this_run(device: torch.device, seed: int, seconds: float, dataset: str) -> Run:
    """The description of the run that ends now."""
    return Run(
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        device=device_name(device),
        processor=f"{platform.machine()}, {os.cpu_count()} cores",
        threads=torch.get_num_threads(),
        seed=seed,
        seconds=seconds,
        versions={"python": platform.python_version()} | {name: version(name) for name in PACKAGES},
        dataset=dataset,
    )


def write_run(run: Run, path: Path) -> None:
    """Keep the description of a run."""
    write_atomic(path, (run.model_dump_json(indent=1) + "\n").encode())


def read_run(path: Path) -> Run:
    """The description that was kept; `ResultsError` where it is missing or damaged."""
    try:
        return Run.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise ResultsError(f"{path} cannot be read; `make reproduce` writes it.") from error


HEAD = """# What the literature reports, measured again

Written by `make reproduce`; the same as data: [results.json](results.json).

{met} of {count} claims are met. {run}

"Asked" is what ours must be: at least the source's figure, and often more. Figures are of the
{dataset} test digits. "Time" is that of this measurement; where it needs models, the time that
their training took, then or earlier, follows. Seeds are those of the models, else of the run.
"""


def page(
    themes: Mapping[str, Sequence[Row]], figures: Mapping[str, Sequence[str]], run: Run
) -> str:
    """The page as Markdown.

    Args:
        themes: the rows of each theme, in the order of the page.
        figures: for a theme the Markdown of its pictures.
        run: how and when it was measured.
    """
    rows = [row for group in themes.values() for row in group]
    lines = [
        HEAD.format(
            met=sum(row.met for row in rows),
            count=len(rows),
            run=_run_words(run),
            dataset=run.dataset,
        )
    ]
    lines += _shortfalls(rows)
    for theme, group in themes.items():
        if group:
            lines += ["", f"## {theme}", "", *_table(group), "", *_notes(group)]
            lines += [line for figure in figures.get(theme, ()) for line in ("", figure)]
    return "\n".join(lines).rstrip() + "\n"


def _run_words(run: Run) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in run.versions.items())
    threads = f"{run.threads} thread{'' if run.threads == 1 else 's'}"
    return (
        f"The last run ended on {run.date}; it took {_time(run.seconds)} on {run.device} "
        f"({run.processor}, {threads}) with {versions}, seed {run.seed}."
    )


def _shortfalls(rows: Sequence[Row]) -> list[str]:
    """Everything that is worse than asked, or not measured, before anything else."""
    worse = [row for row in rows if not row.met and row.ours is not None]
    missing = [row for row in rows if row.ours is None]
    lines = []
    if worse:
        lines += ["## Worse than asked", ""]
        lines += [
            f"- {_cell(row.claim)}: {row.ours_words}, asked {row.asked_words}: {row.verdict}."
            for row in worse
        ]
    if missing:
        lines += ["", "## Not measured", ""]
        lines += [f"- {_cell(row.claim)}: {_cell(row.words)}" for row in missing]
    return lines


def _table(rows: Sequence[Row]) -> list[str]:
    lines = [
        "| claim | source | it says | asked | ours | better or worse | seed | device | time |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        cells = (
            row.claim,
            row.source,
            row.reported or "–",
            row.asked_words,
            row.ours_words,
            row.verdict if row.met else f"**{row.verdict}**",
            _seeds(row.seeds),
            _device(row),
            _times(row),
        )
        lines.append("| " + " | ".join(map(_cell, cells)) + " |")
    return lines


def _notes(rows: Sequence[Row]) -> list[str]:
    return [
        f"- `{row.id}`: {_cell(row.words)}." for row in rows if row.words and row.ours is not None
    ]


def _seeds(seeds: Sequence[int]) -> str:
    if len(seeds) > 2 and list(seeds) == list(range(seeds[0], seeds[-1] + 1)):
        return f"{seeds[0]}–{seeds[-1]}"
    return ", ".join(map(str, seeds))


def _device(row: Row) -> str:
    elsewhere = [name for name in row.trained_on if name != row.device]
    return row.device + (f" (trained on {', '.join(elsewhere)})" if elsewhere else "")


def _times(row: Row) -> str:
    trained = f"; training {_time(row.training_seconds)}" if row.training_seconds else ""
    return _time(row.seconds) + trained


def _time(seconds: float) -> str:
    if seconds < 1:
        return "under 1 s"
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.1f} min"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
