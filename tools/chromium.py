"""Find or install a Chromium for the browser tests: ``python -m tools.chromium``.

It tries the browser on the path, then Playwright's build, then the system's package, and fails with
a sentence if none starts.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Error, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")

FLAGS = [
    "--no-sandbox",  # tests often run as root, where the sandbox refuses to start
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-unsafe-swiftshader",  # WebGL in software, for machines with no GPU
]


def launch_options() -> dict[str, Any]:
    """Arguments of Playwright's ``chromium.launch``; without a path it starts its own build."""
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    return {"args": FLAGS, **({"executable_path": on_path} if on_path else {})}


def problem() -> str | None:
    """Playwright's message if the browser does not start; None if it does."""
    try:
        with sync_playwright() as playwright:
            playwright.chromium.launch(**launch_options()).close()
    except Error as error:
        return str(error)
    return None


def install_from_playwright() -> None:
    """Download Playwright's build."""
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def install_from_system() -> None:
    """Install the system's package; does nothing without root and apt-get."""
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-q"], check=False)
        install = ["apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium"]
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(install, check=False, env=environment)


def main() -> str | None:
    """Make sure that a browser starts; returns the reason if none does."""
    sources: list[Callable[[], None]] = [install_from_playwright, install_from_system]
    trouble = problem()
    while trouble and sources:
        sources.pop(0)()
        trouble = problem()
    if trouble:
        return f"{trouble}\nNo Chromium starts: install the system's package `chromium`."
    return None


if __name__ == "__main__":
    sys.exit(main())
