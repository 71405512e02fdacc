"""The Chromium of the browser tests: the machine's own, else Playwright's, else the system's.

`python -m tools.chromium` finds or installs one and fails with a sentence where it cannot.
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
    """Arguments of Playwright's ``chromium.launch``; it uses its own build where none is named."""
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    return {"args": FLAGS, **({"executable_path": on_path} if on_path else {})}


def problem() -> str | None:
    """What keeps the browser from starting, in Playwright's words, or None where it starts."""
    try:
        with sync_playwright() as playwright:
            playwright.chromium.launch(**launch_options()).close()
    except Error as error:
        return str(error)
    return None


def from_playwright() -> None:
    """Download Playwright's build."""
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def from_system() -> None:
    """Install the system's package, which takes root and apt-get; else do nothing."""
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-q"], check=False)
        install = ["apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium"]
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(install, check=False, env=environment)


def main() -> str | None:
    """Make sure that a browser starts; the sentence that says why not, or None."""
    sources: list[Callable[[], None]] = [from_playwright, from_system]
    trouble = problem()
    while trouble and sources:
        sources.pop(0)()
        trouble = problem()
    if trouble:
        return f"{trouble}\nNo Chromium starts here: install the system's package `chromium`."
    return None


if __name__ == "__main__":
    sys.exit(main())
