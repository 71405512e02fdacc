"""Seconds from the server's start to the first picture, and from a link to each screen's picture.

    python -m benchmarks.startup [--visits 5]

Runs ``make run`` on a warm installation and opens the dashboard in Chromium on this machine. A
screen counts as open when its main picture is painted: from a link, which loads Streamlit's client
again, and from the menu. Map's is painted when all its points and axes stand at their final places;
Plotly, which makes them answer the pointer, replaces them later, and the decoded plane behind them
comes after that. Start it on a quiet machine. The last line is a JSON object: seconds, and the
memory of the server in MB.
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from core.settings import PROJECT
from tools.chromium import launch_options

PATIENCE_S = 300
SIZE = {"width": 1280, "height": 800}
LOOK_MS = 10  # pause between two looks; Playwright itself soon looks only twice a second

# Address of a screen, and a selector that matches once its main picture is painted.
SCREENS = {
    "": ".start[data-painted]",
    "denoise": ".dial[data-painted]",
    "draw": "canvas.board",
    "map": ".lm[data-painted]",
    "walk": ".walk[data-painted]",
    "tour": ".scene[data-painted]",
    "clusters": "[data-testid=stMain] img",
    "report": "[data-testid=stMain] img",
    "train?view=new": ".cards img, .js-plotly-plot",  # from the menu it opens on the last job
    "checkpoints": ".cards img",
}

BETWEEN = "tour"  # has nothing that could be taken for another screen's picture
FINISHED = "[data-testid=stApp][data-test-script-state=notRunning]"


@contextmanager
def running() -> Iterator[tuple[str, int]]:
    """The dashboard as ``make run`` starts it; yields its address and process id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        ["make", "run", "OPEN=0", f"PORT={port}"],
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield f"http://127.0.0.1:{port}/", process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def memory_mb(group: int) -> float:
    """Resident memory of all processes of a group, in MB."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            if os.getpgid(int(status.parent.name)) == group:
                fields = dict(line.split(":", 1) for line in status.read_text().splitlines())
                total += int(fields.get("VmRSS", "0 kB").split()[0])
        except (OSError, ValueError):
            continue  # it ended meanwhile
    return total * 1024 / 1e6


def wait_for_picture(page: Page, selector: str) -> None:
    """Wait until an element that matches is visible."""
    picture = page.locator(selector).first
    start = time.perf_counter()
    while not picture.is_visible():
        if time.perf_counter() - start > PATIENCE_S:
            raise SystemExit(f"{page.url} showed no picture.")
        page.wait_for_timeout(LOOK_MS)


def seconds_to_open(browser: Browser, address: str, picture: str) -> float:
    """Seconds from a link to a painted picture, in a new tab that shares the browser's caches."""
    page = browser.contexts[0].new_page()
    page.set_default_timeout(1000 * PATIENCE_S)
    start = time.perf_counter()
    page.goto(address, wait_until="commit")
    wait_for_picture(page, picture)
    seconds = time.perf_counter() - start
    page.close()
    return seconds


def seconds_from_menu(page: Page, name: str) -> float:
    """Seconds from a click in the menu to a painted picture, from a quite different screen."""
    before = "" if name == BETWEEN else BETWEEN
    _choose(page, before)
    page.locator(FINISHED).wait_for()
    start = time.perf_counter()
    _choose(page, name)
    return time.perf_counter() - start


def _choose(page: Page, name: str) -> None:
    """Choose a screen in the menu and wait for its picture."""
    path = urlsplit(name).path
    page.locator(f"[data-testid=stTopNavLink][href$='/{path}']").click()
    wait_for_picture(page, SCREENS[name])


def wait_for(port: int) -> None:
    """Wait until the port is open, because a waiting browser would take time from the server."""
    start = time.perf_counter()
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError as error:
            if time.perf_counter() - start > PATIENCE_S:
                raise SystemExit("The server did not answer.") from error
            time.sleep(0.02)


def _p95(times: dict[str, list[float]]) -> float:
    return round(float(np.percentile(np.concatenate(list(times.values())), 95)), 2)


def main() -> None:
    """Measure, print a line for each screen, and end with one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--visits", type=int, default=5, help="of each screen")
    visits = parser.parse_args().visits
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        # One tab stays open; otherwise each visit would open a window, 0.3 s of the browser's own.
        browser.new_context(viewport=SIZE).new_page()
        start = time.perf_counter()
        with running() as (url, group):
            wait_for(urlsplit(url).port or 80)
            seconds_to_open(browser, url, SCREENS[""])
            start_s = time.perf_counter() - start
            times: dict[str, list[float]] = {}
            for name, picture in SCREENS.items():
                seconds = [seconds_to_open(browser, url + name, picture) for _ in range(visits + 1)]
                times[name] = seconds[1:]  # the first fills the browser's caches
                middle, worst = np.median(times[name]), max(times[name])
                print(
                    f"{name or 'start':<12} first {seconds[0]:.2f} s, then {middle:.2f} s,"
                    f" at most {worst:.2f} s"
                )
            page = browser.contexts[0].new_page()
            page.set_default_timeout(1000 * PATIENCE_S)
            page.goto(url)
            page.locator(SCREENS[""]).first.wait_for()
            chosen = {
                name: [seconds_from_menu(page, name) for _ in range(visits + 1)][1:]
                for name in SCREENS
            }
            for name, seconds in chosen.items():
                print(f"{name or 'start':<12} from the menu {np.median(seconds):.2f} s")
            rss = memory_mb(group)
        browser.close()
    result = {
        "start_s": round(start_s, 2),
        "page_p95_s": _p95(times),
        "menu_p95_s": _p95(chosen),
        "report_s": round(float(np.median(times["report"])), 2),
        "rss_mb": round(rss),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
