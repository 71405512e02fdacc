"""Latency from pointer event to painted pixels on Denoise, Walk and Draw, in Chromium.

    python -m benchmarks.latency [--moves 500] [--visitors 50] [--seconds 10]

Measures the dial with a dense and a convolutional autoencoder, a change through a Streamlit rerun
in the same run, a drag over the plane of Walk, a stroke on the board of Draw, every route of the
server one call at a time, and many visitors who drag at once. Run it on a quiet machine. The last
line is a JSON object; times are in milliseconds, and a value that cannot be measured is null.
"""

import argparse
import asyncio
import json
import os
import platform
import time
from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib.metadata import version

import httpx2
import numpy as np
from playwright.sync_api import Page, sync_playwright

from benchmarks.serving import START_S, percentile, server
from core.api.documentation import code_samples
from core.api.endpoints import ENDPOINTS
from core.api.server.endpoint import Endpoint
from core.checkpoints.pool import pool
from tools.chromium import launch_options

RATE_HZ = 30
ROW = 60_000

# Runs in the page. A time ends when the pixels are on the canvas; the browser shows them in its
# next frame.
WATCH = """(component) => {
    const inside = (root) => root.querySelector(component) ?? [...root.querySelectorAll('*')]
        .map((e) => e.shadowRoot && inside(e.shadowRoot)).find(Boolean);
    window.latencies = [];
    inside(document).addEventListener('painted', ({detail}) => {
        if (detail.movedAt) window.latencies.push(performance.now() - detail.movedAt);
    });
}"""

# The same page, but through a rerun of Streamlit: the time from a press on the digit's number to
# the first painted picture of the new digit.
RERUN = """(down) => new Promise((resolve) => {
    const inside = (root) => root.querySelector('.dial') ?? [...root.querySelectorAll('*')]
        .map((e) => e.shadowRoot && inside(e.shadowRoot)).find(Boolean);
    const button = document.querySelector(
        `[data-testid="stNumberInputStep${down ? 'Down' : 'Up'}"]`);
    const start = performance.now();
    inside(document).addEventListener('painted', () => resolve(performance.now() - start),
        {once: true});
    button.click();
})"""


@dataclass(frozen=True)
class Gesture:
    """A drag on a page."""

    path: str
    component: str
    """Selector of the element that fires ``painted``."""
    ready: str
    """Selector of an element that exists once the page is ready."""
    handle: str
    """Selector of the element to drag over."""
    down: float = 0.0
    """Vertical movement, as a share of the handle's height."""


def on_dial(model: str) -> Gesture:
    """The dial of Denoise, with one digit and one model."""
    path = f"/denoise?digit={ROW}&cleaners={model}"
    return Gesture(path, ".dial", ".dial[data-painted]", "#dial-sigma")


def on_plane(model: str) -> Gesture:
    """The plane of Walk, with a model of two latent numbers."""
    path = f"/walk?view=plane&model={model}&beside=none"
    return Gesture(path, ".walk", ".walk[data-state=ready][data-painted]", "canvas.plane", 0.35)


ON_BOARD = Gesture("/draw", ".draw", ".where p:text('Draw a digit')", "canvas.board", 0.35)
"""The board of Draw: every movement prepares, cleans and classifies the digit and places it."""


def drag(page: Page, url: str, gesture: Gesture, moves: int) -> list[float]:
    """Milliseconds from each pointer event to its paint."""
    page.goto(url + gesture.path)
    page.wait_for_selector(gesture.ready, timeout=START_S * 1000)
    page.wait_for_timeout(3000)
    page.evaluate(WATCH, gesture.component)
    page.locator(gesture.handle).scroll_into_view_if_needed()
    box = page.locator(gesture.handle).bounding_box()
    if box is None:
        raise SystemExit(f"{gesture.handle} is not on the page.")
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, middle)
    page.mouse.down()
    for move in range(moves):
        # Back and forth over most of the handle, so that each move changes the picture.
        share = 0.5 + 0.4 * np.sin(move * 0.37)
        down = gesture.down * box["height"] * np.cos(move * 0.29)
        page.mouse.move(box["x"] + box["width"] * float(share), middle + float(down))
        page.wait_for_timeout(1000 / 60)
    page.wait_for_timeout(500)
    page.mouse.up()
    times: list[float] = page.evaluate("window.latencies")
    return times


def rerun(page: Page, times: int) -> list[float]:
    """Milliseconds from each press to the paint after a rerun of the page."""
    page.wait_for_timeout(2000)
    return [page.evaluate(RERUN, bool(press % 2)) for press in range(times)]


def routes(url: str, calls: int) -> None:
    """Print the time of each route for its documented example, called from this machine.

    The first call of a route is not counted, because it may compute a result that is then cached.
    For a route that answers 202 the calls are counted once its result is ready.
    """
    print(f"{'route':<24} {'answer':<26} {'bytes':>9} {'p50 ms':>8} {'p95 ms':>8}")
    with httpx2.Client(base_url=url, timeout=120) as client:
        for endpoint in ENDPOINTS:
            if "job" in endpoint.example:
                continue  # needs a job
            for media in endpoint.media:
                call = partial(_ask, client, endpoint, media)
                answer = call()
                deadline = time.monotonic() + START_S
                while answer.status_code == 202 and time.monotonic() < deadline:
                    time.sleep(0.2)
                    answer = call()
                times = []
                for _ in range(calls):
                    start = time.perf_counter()
                    answer = call()
                    times.append(1000 * (time.perf_counter() - start))
                size = f"{len(answer.content):>9,}" if answer.status_code == 200 else "   failed"
                print(
                    f"{endpoint.path:<24} {media:<26} {size} {percentile(times, 50):>8} "
                    f"{percentile(times, 95):>8}"
                )


def _ask(client: httpx2.Client, endpoint: Endpoint, media: str) -> httpx2.Response:
    accept = {"accept": media}
    if endpoint.method == "POST":
        return client.post(endpoint.path, json=dict(endpoint.example), headers=accept)
    return client.get(code_samples.address(endpoint, ""), headers=accept)


async def visitors(
    url: str, count: int, seconds: float, model: str, reader: str | None
) -> tuple[list[float], int]:
    """Milliseconds per answer and the number of errors, with ``count`` visitors at once."""
    times: list[float] = []
    errors = 0
    limits = httpx2.Limits(max_connections=count, max_keepalive_connections=count)

    async def visit(client: httpx2.AsyncClient, number: int) -> None:
        nonlocal errors
        await asyncio.sleep(number / count / RATE_HZ)
        end = time.perf_counter() + seconds
        move = 0
        while (start := time.perf_counter()) < end:
            body = {
                "rows": [ROW + number],
                "models": [model],
                "noise": {"kind": "gaussian", "sigma": move % 200 / 100},
                "seed": number,
            } | ({"classifier": reader} if reader else {})
            try:
                answer = await client.post(
                    "/api/denoise", json=body, headers={"accept": "application/octet-stream"}
                )
                errors += answer.status_code != 200
            except httpx2.HTTPError:
                errors += 1
            times.append(1000 * (time.perf_counter() - start))
            # Like the dial, a visitor has one call in flight: newer moves replace older ones.
            await asyncio.sleep(max(0.0, 1 / RATE_HZ - (time.perf_counter() - start)))
            move += 1

    async with httpx2.AsyncClient(base_url=url, timeout=30, limits=limits) as client:
        await asyncio.gather(*(visit(client, number) for number in range(count)))
    return times, errors


def first(names: list[str], *words: str) -> str | None:
    """The first name that contains one of the words, in the order of the words."""
    return next((name for word in words for name in names if word in name), None)


def main() -> None:
    """Measure, print, and end with a line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--moves", type=int, default=500)
    parser.add_argument("--reruns", type=int, default=50)
    parser.add_argument("--calls", type=int, default=40, help="calls per route")
    parser.add_argument("--visitors", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=10)
    args = parser.parse_args()
    names = pool().names("reconstruct")
    dense, conv = first(names, "dae-dense-128", "dense"), first(names, "dae-conv", "conv")
    plane = first(names, "ae-conv-2", "vae-conv-2")
    reader = first(pool().names("classify"), "clf-mlp-3", "clf")
    if dense is None:
        raise SystemExit("There is no dense autoencoder in the store: train dae-dense-128 first.")
    machine = f"{platform.machine()}, {os.cpu_count()} cores"
    print(f"{date.today()}: {machine}, load before {os.getloadavg()[0]:.2f}")
    versions = [f"{name} {version(name)}" for name in ("torch", "streamlit", "uvicorn")]
    print(f"Python {platform.python_version()}, {', '.join(versions)}")
    with server() as url:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(**launch_options())
            print(f"Chromium {browser.version}")
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            dense_ms = drag(page, url, on_dial(dense), args.moves)
            rerun_ms = rerun(page, args.reruns)
            conv_ms = drag(page, url, on_dial(conv), args.moves) if conv else []
            walk_ms = drag(page, url, on_plane(plane), args.moves) if plane else []
            draw_ms = drag(page, url, ON_BOARD, args.moves)
            browser.close()
        routes(url, args.calls)
        answers, errors = asyncio.run(visitors(url, args.visitors, args.seconds, dense, reader))
    print(f"{dense}: {len(dense_ms)} paints; {conv}: {len(conv_ms)}; reruns: {len(rerun_ms)}")
    print(f"walk with {plane}: {len(walk_ms)} paints; drawing: {len(draw_ms)}")
    print(f"visitors: {len(answers) / args.seconds:.0f} answers per second")
    result = {
        "dense_p50_ms": percentile(dense_ms, 50),
        "dense_p95_ms": percentile(dense_ms, 95),
        "conv_p95_ms": percentile(conv_ms, 95),
        "walk_p50_ms": percentile(walk_ms, 50),
        "walk_p95_ms": percentile(walk_ms, 95),
        "draw_p50_ms": percentile(draw_ms, 50),
        "draw_p95_ms": percentile(draw_ms, 95),
        "rerun_p50_ms": percentile(rerun_ms, 50),
        "rerun_p95_ms": percentile(rerun_ms, 95),
        "visitors": args.visitors,
        "visitors_p95_ms": percentile(answers, 95),
        "visitors_errors": errors,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
