"""Measure claims and write the outcomes: results.json, results.md and the folder results."""

import sys
import time
from pathlib import Path

from tqdm import tqdm

from core.errors import LatentLabError, ResultsError
from core.literature.claim import Claim
from core.literature.experiment import Experiment
from core.literature.measuring import measure_all
from core.literature.results import pictures, series
from core.literature.results.markdown import results_page
from core.literature.results.outcomes import Outcome, merge, read_outcomes, write_outcomes
from core.literature.results.run_record import RunRecord, read_run, record_run, write_run
from core.literature.themes import CLAIMS, SERIES, THEMES, theme_of
from core.storage.files import write_atomic


def reproduce(
    claims: list[Claim], experiment: Experiment, out: Path, with_pictures: bool = True
) -> list[Outcome]:
    """Measure the claims, write everything into ``out`` and return the new outcomes.

    Outcomes of other claims that are already in ``out`` stay as they are.
    """
    start = time.perf_counter()
    with tqdm(total=len(claims), desc="claims", unit="claim", disable=None) as bar:
        experiment.on_status = lambda text: bar.set_postfix_str(text[:60])

        def print_outcome(outcome: Outcome) -> None:
            mark = "" if experiment.quick else "met" if outcome.met else "NOT MET"
            line = f"{outcome.id:38} {outcome.ours_text:>12}   {outcome.bound_text:24} {mark}"
            bar.write(line.rstrip())
            if outcome.ours is None:
                bar.write(f"  {outcome.note}")
            bar.update()

        outcomes = measure_all(claims, experiment, print_outcome)
        for theme in dict.fromkeys(map(theme_of, claims)):
            _write_series(theme, experiment, out / "results")
    seconds = time.perf_counter() - start
    dataset = f"{len(experiment.x):,} {experiment.dataset.title}"
    run = record_run(experiment.device, experiment.seed, seconds, dataset)
    every = merge(_outcomes_in(out), outcomes, list(CLAIMS))
    _write(every, run, out, is_complete=len(outcomes) == len(CLAIMS))
    if with_pictures:
        draw_pictures(out)
    return outcomes


def _write_series(theme: str, experiment: Experiment, folder: Path) -> None:
    if theme not in SERIES:
        return
    try:
        series.write(experiment.series(SERIES[theme]), folder)
    except LatentLabError as error:
        print(f"{theme}: no figure. {error}", file=sys.stderr)


def _outcomes_in(out: Path) -> list[Outcome]:
    path = out / "results.json"
    return read_outcomes(path) if path.exists() else []


def _write(outcomes: list[Outcome], run: RunRecord, out: Path, *, is_complete: bool) -> None:
    """Write the data and the page; the page describes the last complete run."""
    path = out / "results" / "run.json"
    if is_complete or not path.exists():
        write_run(run, path)
    write_outcomes(outcomes, out / "results.json")
    by_theme = {
        theme: [outcome for outcome in outcomes if outcome.id in {claim.id for claim in claims}]
        for theme, claims in THEMES.items()
    }
    links = {
        theme: [
            pictures.markdown(name, figure)
            for name, figure in pictures.figures_of(theme, path.parent).items()
        ]
        for theme in THEMES
    }
    text = results_page(by_theme, links, read_run(path))
    write_atomic(out / "results.md", text.encode())


def draw_pictures(out: Path) -> None:
    """Draw every figure whose series exists; print a sentence if no browser can draw."""
    folder = out / "results"
    figures = {
        name: figure
        for theme in THEMES
        for name, figure in pictures.figures_of(theme, folder).items()
    }
    try:
        pictures.draw(figures, folder)
    except ResultsError as error:
        print(error, file=sys.stderr)
