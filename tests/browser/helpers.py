"""What browser tests do with a page: open it, wait for Streamlit, read what went wrong."""

import re
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from weakref import WeakSet

from playwright.sync_api import (
    ConsoleMessage,
    Error,
    FloatRect,
    Locator,
    Page,
    Response,
    expect,
)

TIMEOUT_MS = 120_000
FIT_MS = 10_000
QUIET_MS = 400
QUIET_FRAMES = 8

# Counts the reruns that a page has asked for and that have not begun: only the socket knows of
# them. A message to the server begins with the tag of its one field; one from it may have a hash
# (1) and metadata (2) first.
_WIRE = """(() => {
    if (window.__reruns) return;
    const RERUN = (11 << 3) | 2;
    const NEW_SESSION = (4 << 3) | 2;
    const reruns = (window.__reruns = { askedAt: null });
    const kind = (bytes) => {
        let at = 0;
        while (bytes[at] === 0x0a || bytes[at] === 0x12) {
            let length = 0;
            let shift = 0;
            do {
                at += 1;
                length += (bytes[at] & 127) << shift;
                shift += 7;
            } while (bytes[at] > 127);
            at += 1 + length;
        }
        return bytes[at];
    };
    window.WebSocket = class extends WebSocket {
        constructor(address, ...rest) {
            super(address, ...rest);
            if (!String(address).includes("/_stcore/stream")) return;
            this.addEventListener("message", ({ data }) => {
                if (data instanceof ArrayBuffer && kind(new Uint8Array(data)) === NEW_SESSION)
                    reruns.askedAt = null;
            });
            this.addEventListener("close", () => (reruns.askedAt = null));
            this.__counts = true;
        }
        send(data) {
            const [tag] = new Uint8Array(data.buffer ?? data, data.byteOffset ?? 0);
            if (this.__counts && tag === RERUN) reruns.askedAt = performance.now();
            super.send(data);
        }
    };
})();"""
_prepared: WeakSet[Page] = WeakSet()

# Streamlit writes its state onto the page; a rerun that a click has just asked for may not have
# begun yet, and a place that comes near asks for one by itself. So the page counts as settled only
# once no such rerun is missing and nothing has moved for a while, and for some frames, which take
# longer on a busy machine.
_SETTLED = """([quietMs, quietFrames]) => {
    const isComing = (root) => [...root.querySelectorAll('*')].some((e) =>
        ['waiting', 'coming'].includes(e.dataset.near) || (e.shadowRoot && isComing(e.shadowRoot))
    );
    const isLate = (image) => image.loading !== 'lazy' && !image.complete;
    const app = document.querySelector('[data-testid="stApp"]');
    const main = app?.querySelector('[data-testid="stMain"]');
    const busy = ['stSkeleton', 'stAppSkeleton', 'stSpinner'];
    const idle = app?.dataset.testConnectionState === 'CONNECTED'
        && app.dataset.testScriptState === 'notRunning'
        && window.__reruns?.askedAt == null
        && document.fonts.status === 'loaded'
        && ![...app.querySelectorAll('[class*="_near"]')].some(isComing)
        && !busy.some((id) => app.querySelector(`[data-testid="${id}"]`))
        && ![...(main?.querySelectorAll('img') ?? [])].some(isLate);
    const size = `${main?.scrollWidth} ${main?.scrollHeight}`;
    if (!idle || window.__quiet?.size !== size)
        window.__quiet = { since: performance.now(), frames: 0, size };
    window.__quiet.frames += 1;
    return idle && window.__quiet.frames > quietFrames
        && performance.now() - window.__quiet.since >= quietMs;
}"""


def prepare(page: Page) -> None:
    """Give ``page`` the patience of these tests; let `settle` know of the reruns it asks for."""
    if page not in _prepared:
        page.set_default_timeout(TIMEOUT_MS)
        page.add_init_script(_WIRE)
        _prepared.add(page)


def settle(page: Page, timeout_ms: int = TIMEOUT_MS) -> None:
    """Wait until Streamlit has finished running and has shown the result."""
    page.evaluate("window.__quiet = null")
    page.wait_for_function(_SETTLED, arg=[QUIET_MS, QUIET_FRAMES], timeout=timeout_ms)


def visit(
    page: Page, path: str = "/", *, width: int = 1280, height: int = 900, dark: bool = False
) -> None:
    """Open ``path`` in a window of ``width`` by ``height`` pixels and wait until it has settled."""
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme="dark" if dark else "light")
    prepare(page)
    page.goto(path)
    settle(page)


def forget(page: Page) -> None:
    """Leave ``page`` as in a browser that has never been here, but for the scripts in its cache."""
    for other in page.context.pages:
        if other is not page:
            other.close()
    page.unroute_all(behavior="ignoreErrors")
    if page.url.startswith("http"):
        page.evaluate("localStorage.clear(); sessionStorage.clear()")
    page.context.clear_cookies()
    page.emulate_media(color_scheme="null", reduced_motion="null")
    page.goto("about:blank")


def until(page: Page, is_true: Callable[[], object], timeout_ms: int = TIMEOUT_MS) -> None:
    """Wait until a condition that no expectation of Playwright has is true; AssertionError if not.

    For what a page paints or measures after it has said that something has changed.
    """
    deadline = time.monotonic() + timeout_ms / 1000
    while not is_true():
        assert time.monotonic() < deadline, "it did not become true"
        page.wait_for_timeout(50)


def box_of(part: Locator) -> FloatRect:
    """Where a part of the page is once it is there and stands still."""
    expect(part).to_be_visible()
    boxes = [part.bounding_box()]

    def stands_still() -> bool:
        boxes.append(part.bounding_box())
        return boxes[-1] is not None and boxes[-1] == boxes[-2]

    until(part.page, stands_still)
    box = boxes[-1]
    assert box is not None
    return box


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window, once it has had time to fit."""
    main = page.get_by_test_id("stMain")
    with suppress(Error):
        page.wait_for_function(
            "e => e.scrollWidth <= e.clientWidth", arg=main.element_handle(), timeout=FIT_MS
        )
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
