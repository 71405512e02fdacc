"""What browser tests do with a page: open it, wait for Streamlit, read what went wrong."""

import re
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Error, Page, Response

TIMEOUT_MS = 60_000
QUIET_MS = 400

# Streamlit writes its state onto the page; a rerun that a click has just asked for may not have
# begun yet, so the page counts as settled only once it has been quiet for a while.
_SETTLED = """(quiet) => {
    const app = document.querySelector('[data-testid="stApp"]');
    const busy = ['stSkeleton', 'stAppSkeleton', 'stSpinner'];
    const idle = app?.dataset.testConnectionState === 'CONNECTED'
        && app.dataset.testScriptState === 'notRunning'
        && !busy.some((id) => app.querySelector(`[data-testid="${id}"]`));
    if (!idle) window.__quietSince = null;
    else window.__quietSince ??= performance.now();
    return idle && performance.now() - window.__quietSince >= quiet;
}"""


def settle(page: Page, timeout_ms: int = TIMEOUT_MS) -> None:
    """Wait until Streamlit has finished running and has shown the result."""
    page.evaluate("window.__quietSince = null")
    page.wait_for_function(_SETTLED, arg=QUIET_MS, timeout=timeout_ms)


def visit(
    page: Page, path: str = "/", *, width: int = 1280, height: int = 900, dark: bool = False
) -> None:
    """Open ``path`` in a window of ``width`` by ``height`` pixels and wait until it has settled."""
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme="dark" if dark else "light")
    page.goto(path)
    settle(page)


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    main = page.get_by_test_id("stMain")
    return int(main.evaluate("e => e.scrollWidth - e.clientWidth"))


class Troubles(list[str]):
    """Everything that went wrong on a page or behind it, one line each, as the test goes on."""

    def __init__(self, server_log: Path) -> None:
        super().__init__()
        self._log = server_log
        self._read = server_log.stat().st_size

    def watch(self, page: Page) -> None:
        """Collect console errors, uncaught exceptions and failed answers of ``page``."""
        page.on("console", self._on_console)
        page.on("pageerror", self._on_page_error)
        page.on("response", self._on_response)

    def leave(self, page: Page) -> None:
        """Collect no more of them."""
        page.remove_listener("console", self._on_console)
        page.remove_listener("pageerror", self._on_page_error)
        page.remove_listener("response", self._on_response)

    def _on_response(self, response: Response) -> None:
        if response.status >= 400:
            self.append(f"{response.status} {response.url}")

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.append(f"console: {message.text} ({message.location['url']})")

    def _on_page_error(self, error: Error) -> None:
        self.append(f"uncaught: {error}")

    def read_server(self) -> None:
        """Add the tracebacks and attempts to call out that the server has logged since."""
        with self._log.open(encoding="utf-8", errors="replace") as log:
            log.seek(self._read)
            text = log.read()
            self._read = log.tell()
        self.extend(re.findall(r"CALL OUT: .*", text))
        self.extend(re.findall(r"Traceback \(most recent call last\):\n(?:\s.*\n)*.*", text))


def assert_no_trouble(page: Page, troubles: Troubles) -> None:
    """Fail with every error so far, on the page, in its console and in the server's log."""
    boxes = page.get_by_test_id("stException").all_inner_texts()
    troubles.read_server()
    found = [*boxes, *troubles]
    assert not found, "\n".join(found)
