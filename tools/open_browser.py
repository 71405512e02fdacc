"""Open the dashboard in a browser once it answers: ``python tools/open_browser.py URL``."""

import os
import sys
import time
import urllib.error
import urllib.request
import webbrowser

TIMEOUT_S = 60


def has_screen() -> bool:
    """Whether this machine has a screen; without one a text browser would start."""
    if sys.platform.startswith("linux"):
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return True


def answers(url: str) -> bool:
    """Whether the dashboard at ``url`` answers."""
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as reply:
            return reply.status == 200
    except (OSError, urllib.error.URLError):
        return False


def main(url: str) -> None:
    """Wait at most a minute for the dashboard at ``url`` and open it."""
    deadline = time.monotonic() + TIMEOUT_S
    while has_screen() and time.monotonic() < deadline:
        if answers(url):
            webbrowser.open(url)
            return
        time.sleep(0.2)


if __name__ == "__main__":
    main(sys.argv[1])
