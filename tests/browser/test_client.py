"""The scripts that all widgets share, in a real browser: how they load and call the server.

What of them needs no page is tested in ``tests/js``.
"""

import re
from collections import Counter
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocket, expect

from core.api.static import assets
from pages.shared.widgets import VERSION
from tests.browser.helpers import settle, visit

SHARED = assets.address(VERSION, "shared/scripts")
LIVE = """async (shared) => {
    const { Refused, Unreachable } = await import(`${shared}/server/client.js`);
    const { Live } = await import(`${shared}/server/live.js`);
    const { Banner } = await import(`${shared}/page/banner.js`);
    const calls = [];
    const shown = [];
    const live = new Live({
        ask: (question) => new Promise((answer, fail) => calls.push({ question, answer, fail })),
        show: (answer, question) => shown.push([question, answer]),
        banner: new Banner(document.body),
    });
    Object.assign(window, { live, calls, shown, Refused, Unreachable });
}"""
EMPTY = '<!DOCTYPE html><link rel="icon" href="data:,">'
# The widget of each page, once it has painted.
WIDGETS = {
    "Start": ".start[data-painted]",
    "Denoise": ".dial[data-painted]",
    "Draw": ".draw",
    "Map": '.lm[data-state="ready"]',
    "Walk": '.walk[data-state="ready"][data-painted]',
}


@pytest.fixture
def bare(page: Page) -> Page:
    """A page of this server without Streamlit."""
    page.route("**/bare", lambda route: route.fulfill(content_type="text/html", body=EMPTY))
    page.goto("/bare")
    return page


@pytest.mark.parametrize(
    "error", ["new Unreachable('The server does not answer.')", "new Refused(503, 'Overloaded.')"]
)
def test_a_banner_reports_a_server_in_trouble_until_it_answers(bare: Page, error: str) -> None:
    bare.evaluate(LIVE, SHARED)
    banner = bare.get_by_role("alert")

    bare.evaluate(f"live.send(1); calls[0].fail({error})")
    words = "^The server" if "Unreach" in error else r"^Overloaded\."
    expect(banner).to_have_text(re.compile(words))
    bare.wait_for_function("calls.length === 2")
    bare.evaluate("calls[1].answer('back')")
    bare.wait_for_function("shown.length === 1")

    expect(banner).to_have_count(0)
    assert bare.evaluate("shown") == [[1, "back"]]


def test_an_answer_that_takes_a_while_is_asked_for_until_it_is_there(bare: Page) -> None:
    answers = iter([(202, {"doing": "Work", "done": 1, "total": 2}), (200, None)])

    def answer(route: Any) -> None:
        status, body = next(answers)
        if body is not None:
            route.fulfill(status=status, json=body)
            return
        header = b'{"x":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}'
        route.fulfill(status=status, body=len(header).to_bytes(8, "little") + header + b"\x05\x07")

    bare.route("**/api/slow", answer)
    result = bare.evaluate(
        """async (shared) => {
            const { fetchWhenReady } = await import(`${shared}/server/client.js`);
            const heard = [];
            const progress = (how) => heard.push(how);
            const { arrays } = await fetchWhenReady("/api/slow", { progress });
            return { x: [...arrays.x.data], heard };
        }""",
        SHARED,
    )

    assert result == {"x": [5, 7], "heard": [{"doing": "Work", "done": 1, "total": 2}]}


CHANNEL = """async (shared) => {
    const { call } = await import(`${shared}/server/client.js`);
    const sockets = (window.sockets = []);
    const Real = WebSocket;
    window.WebSocket = class extends Real {
        constructor(address) {
            super(address);
            sockets.push(this);
        }
    };
    const body = { rows: [60000], noise: { kind: "gaussian" } };
    window.ask = async () => {
        const answer = await call("/api/noise", { body });
        return (await answer.json()).images.length;
    };
}"""


def test_calls_go_through_one_channel_and_as_requests_without_it(page: Page) -> None:
    # A page of the server itself: of one that is made up a browser does not know how near it is.
    page.goto("/healthz")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.evaluate(CHANNEL, SHARED)

    def requests_of_a_call() -> int:
        before = sum("/api/noise" in url for url in requests)
        assert page.evaluate("ask()") == 1
        return sum("/api/noise" in url for url in requests) - before

    assert requests_of_a_call() == 1  # which opens the channel
    page.wait_for_function("sockets[0].readyState === WebSocket.OPEN")
    assert requests_of_a_call() == 0
    page.evaluate("new Promise((done) => { sockets[0].onclose = done; sockets[0].close(); })")
    assert requests_of_a_call() == 1
    assert page.evaluate("sockets.length") == 1  # not at once again


def test_all_pages_of_a_visit_load_each_module_once_and_share_one_channel(
    fresh_page: Page,
) -> None:
    page = fresh_page
    scripts: list[str] = []
    sockets: list[WebSocket] = []
    # A module that has been loaded is no request; one under a second address would be.
    page.on("request", lambda request: scripts.append(request.url))
    page.on("websocket", lambda socket: sockets.append(socket))

    visit(page, "/")
    for title, widget in WIDGETS.items():
        page.get_by_test_id("stTopNavLink").filter(has_text=title).click()
        settle(page)
        page.locator(widget).first.wait_for()
        if title == "Draw":
            page.get_by_role("button", name="Example digit").click()
            page.locator(".draw[data-painted]").wait_for()

    modules = [url.partition("/assets/")[2].split("?")[0] for url in scripts if "/assets/" in url]
    names = Counter(module.partition("/")[2] for module in modules)
    assert names["shared/scripts/server/client.js"] == 1
    assert {name: count for name, count in names.items() if count > 1} == {}
    assert {module.partition("/")[0] for module in modules} - {"plotly"} == {VERSION}
    assert len([socket for socket in sockets if socket.url.endswith("/api/channel")]) == 1
