"""Open the dashboard in the visitor's browser once it answers: `open_browser.py URL`."""

import os
import sys
import time
import urllib.error
import urllib.request
import webbrowser

PATIENCE_S = 60


def has_screen() -> bool:
    """Whether this machine can show a browser window; without one a text browser would start."""
    if sys.platform.startswith("linux"):
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return True


def answers(url: str) -> bool:
    """Whether the dashboard at ``url`` is up."""
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as reply:
            return reply.status == 200
    except (OSError, urllib.error.URLError):
        return False


def main(url: str) -> None:
    """Wait for the dashboard at ``url``, for at most a minute, and show it."""
    deadline = time.monotonic() + PATIENCE_S
    while has_screen() and time.monotonic() < deadline:
        if answers(url):
            webbrowser.open(url)
            return
        time.sleep(0.2)


if __name__ == "__main__":
    main(sys.argv[1])
