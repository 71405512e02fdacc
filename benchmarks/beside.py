"""Slowdown of denoising during a training: the same calls with and without one in the background.

    python -m benchmarks.beside [--calls 300] [--rounds 5] [--recipe ae-conv-16] [--browser]

A server on this machine denoises a digit 60 times a second, the rate of a dragged dial. Phases
without a training alternate with phases during one on the CPU, so other work on the machine affects
both alike. With ``--browser`` Chromium also drags the dial, and changes the digit through a
Streamlit rerun. The last line is a JSON object: the ratio of the median call during a training to
the median call without one, and the longest time that it took to stop a training.
"""

import argparse
import json
import os
import platform
import tempfile
import time
from contextlib import ExitStack
from datetime import date
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import httpx2
from playwright.sync_api import Page, sync_playwright

from benchmarks.latency import ROW, drag, first, on_dial, rerun
from benchmarks.serving import percentile, server
from core.checkpoints.pool import pool
from core.jobs import JobSpec, LocalRunner
from core.settings import settings
from core.training.recipes.shipped import recipe_named
from tools.chromium import launch_options

RATE_HZ = 60
MOVES, RERUNS = 100, 10  # per phase in the browser
BEGIN_S = 900  # so long because a training gives way to all other work on the machine


def gesture(url: str, model: str, reader: str | None, calls: int) -> list[float]:
    """Milliseconds of each call of a visitor who drags the dial."""
    times = []
    with httpx2.Client(base_url=url, timeout=60) as client:
        for move in range(calls):
            noise = {"kind": "gaussian", "sigma": move % 200 / 100}
            body = {"rows": [ROW], "models": [model], "noise": noise, "seed": 0}
            start = time.perf_counter()
            answer = client.post(
                "/api/denoise",
                json=body | ({"classifier": reader} if reader else {}),
                headers={"accept": "application/octet-stream"},
            )
            times.append(1000 * (time.perf_counter() - start))
            answer.raise_for_status()
            time.sleep(max(0.0, 1 / RATE_HZ - (time.perf_counter() - start)))
    return times


def begin(runner: LocalRunner, recipe: str) -> str:
    """Start a training and return its id once it has trained a batch."""
    values = recipe_named(recipe, epochs=10_000, judge=None, rival=None).model_dump(mode="json")
    params = {"recipe": values}
    job = runner.submit(JobSpec(kind="train", title=recipe, params=params))
    deadline = time.monotonic() + BEGIN_S
    while runner.status(job).progress.done <= 0:
        if time.monotonic() > deadline or not runner.status(job).active:
            raise SystemExit(f"The training did not start: {runner.status(job).message}")
        time.sleep(0.1)
    return job


def end(runner: LocalRunner, job: str) -> float:
    """Stop a training and return the seconds that it took to stop."""
    start = time.perf_counter()
    runner.cancel(job)
    while runner.status(job).active:
        time.sleep(0.01)
    return time.perf_counter() - start


def main() -> None:
    """Measure in alternation, print, and end with a line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--calls", type=int, default=300, help="calls per phase")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--recipe", default="ae-conv-16", help="recipe of the training")
    parser.add_argument("--browser", action="store_true", help="also measure in Chromium")
    args = parser.parse_args()
    names = pool().names("reconstruct")
    model = first(names, "dae-dense-128", "dense")
    if model is None:
        raise SystemExit("There is no dense autoencoder in the store: train dae-dense-128 first.")
    reader = first(pool().names("classify"), "clf-mlp-3", "clf")
    versions = ", ".join(f"{name} {version(name)}" for name in ("torch", "streamlit", "uvicorn"))
    print(
        f"{date.today()}: {platform.machine()}, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}, {versions}, load before {os.getloadavg()[0]:.1f}"
    )
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (home / "data").symlink_to(settings().data.resolve())
        os.environ["LATENT_LAB_HOME"] = str(home)  # leaves the user's own jobs alone
        url = stack.enter_context(server())
        page = _page(stack) if args.browser else None
        figures = _turns(url, LocalRunner(home / "jobs"), model, reader, page, args)
    print(json.dumps(figures))


def _page(stack: ExitStack) -> Page:
    playwright = stack.enter_context(sync_playwright())
    browser = playwright.chromium.launch(**launch_options())
    stack.callback(browser.close)
    return browser.new_page(viewport={"width": 1280, "height": 900})


def _turns(
    url: str,
    runner: LocalRunner,
    model: str,
    reader: str | None,
    page: Page | None,
    args: argparse.Namespace,
) -> dict[str, Any]:
    times: dict[tuple[str, str], list[float]] = {}
    stops = []

    def measure(phase: str) -> None:
        phase_times = {"route": gesture(url, model, reader, args.calls)}
        if page is not None:
            phase_times["dial"] = drag(page, url, on_dial(model), MOVES)
            phase_times["rerun"] = rerun(page, RERUNS)
        for what, values in phase_times.items():
            times.setdefault((what, phase), []).extend(values)
            print(
                f"{what:<6} {phase:<6} p50 {percentile(values, 50)} ms, "
                f"p95 {percentile(values, 95)} ms, load {os.getloadavg()[0]:.1f}"
            )

    gesture(url, model, reader, 50)  # the first calls load models
    for _ in range(args.rounds):
        measure("idle")
        job = begin(runner, args.recipe)
        try:
            measure("beside")
        finally:
            stops.append(end(runner, job))
    ratios = {
        f"{what}_ratio": round(median(times[what, "beside"]) / median(times[what, "idle"]), 2)
        for what in dict.fromkeys(what for what, _ in times)
    }
    return {**ratios, "stop_s": round(max(stops), 2)}


if __name__ == "__main__":
    main()
