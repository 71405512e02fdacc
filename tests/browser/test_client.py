"""The helper that all live components share: what it promises, kept with a server made of promises.

The script runs in a bare page of the same server; each call of `ask` is answered by the test.
"""

from typing import Any

import pytest
from playwright.sync_api import Page

SETUP = """async () => {
    const { Live, Refused, Unreachable, Banner } = await import("/assets/client.js");
    const calls = [];
    const seen = { shown: [], refused: [], most: 0, open: 0 };
    const banner = new Banner(document.body);
    const live = new Live({
        ask: (question, signal) => {
            seen.open += 1;
            seen.most = Math.max(seen.most, seen.open);
            return new Promise((answer, fail) => {
                calls.push({ question, answer, fail, signal });
            }).finally(() => (seen.open -= 1));
        },
        show: (answer, question) => seen.shown.push([question, answer]),
        refused: (sentence) => seen.refused.push(sentence),
        banner,
    });
    Object.assign(window, { live, calls, seen, Refused, Unreachable });
}"""
EMPTY = '<!DOCTYPE html><link rel="icon" href="data:,">'
TURN = "() => new Promise((done) => setTimeout(done, 20))"


@pytest.fixture
def bare(page: Page) -> Page:
    """A page without Streamlit that has a `Live` with its bookkeeping in `window`."""
    page.route("**/bare", lambda route: route.fulfill(content_type="text/html", body=EMPTY))
    page.goto("/bare")
    page.evaluate(SETUP)
    return page


def do(page: Page, script: str) -> Any:
    """Run a line, let its promises settle, and give its value."""
    value = page.evaluate(script)
    page.evaluate(TURN)
    return value


def seen(page: Page, name: str) -> Any:
    return page.evaluate(f"seen.{name}")


def asked(page: Page) -> list[int]:
    """The questions that have been asked so far, in order."""
    return list(page.evaluate("calls.map(({ question }) => question)"))


def test_few_are_under_way_and_of_those_that_wait_only_the_newest_is_asked(bare: Page) -> None:
    do(bare, "for (let n = 1; n <= 50; n += 1) live.send(n)")
    assert asked(bare) == [1, 2]

    do(bare, "calls[0].answer('one')")

    assert asked(bare) == [1, 2, 50]
    do(bare, "calls[1].answer('two')")
    do(bare, "calls[2].answer('fifty')")
    assert asked(bare) == [1, 2, 50]
    assert seen(bare, "most") == 2
    assert seen(bare, "shown") == [[1, "one"], [2, "two"], [50, "fifty"]]
    assert bare.evaluate("live.busy") is False


def test_an_answer_older_than_the_one_on_the_screen_is_dropped(bare: Page) -> None:
    do(bare, "live.send(1); live.send(2)")
    do(bare, "calls[1].answer('new')")
    do(bare, "calls[0].answer('old')")

    assert seen(bare, "shown") == [[2, "new"]]


def test_a_refusal_is_said_until_a_newer_question_is_answered(bare: Page) -> None:
    do(bare, "live.send(1)")
    do(bare, "calls[0].fail(new Refused(422, 'Too much.'))")
    assert seen(bare, "refused") == ["Too much."]
    assert bare.get_by_role("alert").count() == 0

    do(bare, "live.send(2)")
    do(bare, "calls[1].answer('fine')")

    assert seen(bare, "refused") == ["Too much.", ""]
    assert asked(bare) == [1, 2]


@pytest.mark.parametrize(
    "error", ["new Unreachable('The server does not answer.')", "new Refused(503, 'Overloaded.')"]
)
def test_a_server_in_trouble_is_asked_the_newest_again_until_it_answers(
    bare: Page, error: str
) -> None:
    do(bare, "live.send(1)")
    # All in the page, whose own clock measures the pause: nobody hammers a server in trouble.
    soon = bare.evaluate(
        f"""async () => {{
            calls[0].fail({error});
            await new Promise((done) => setTimeout(done, 20));
            live.send(2);
            live.send(3);
            return calls.length;
        }}"""
    )
    assert soon == 1
    banner = bare.get_by_role("alert")
    assert banner.count() == 1

    bare.wait_for_function("calls.length === 2")
    do(bare, f"calls[1].fail({error})")
    bare.wait_for_function("calls.length === 3")
    assert asked(bare) == [1, 3, 3]
    do(bare, "calls[2].answer('back')")

    assert banner.count() == 0
    assert seen(bare, "shown") == [[3, "back"]]
    assert seen(bare, "most") == 1


def test_what_is_closed_paints_nothing_and_asks_nothing_more(bare: Page) -> None:
    do(bare, "live.send(1); live.send(2); live.send(3)")

    do(bare, "live.close()")
    do(bare, "calls[0].answer('late'); live.send(4)")

    assert bare.evaluate("calls[1].signal.aborted") is True
    assert asked(bare) == [1, 2]
    assert seen(bare, "shown") == []


def test_an_answer_that_takes_a_while_is_asked_for_until_it_is_there(bare: Page) -> None:
    told = iter([(202, {"doing": "Work", "done": 1, "total": 2}), (200, None)])

    def answer(route: Any) -> None:
        status, body = next(told)
        if body is not None:
            route.fulfill(status=status, json=body)
            return
        header = b'{"x":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}'
        route.fulfill(status=status, body=len(header).to_bytes(8, "little") + header + b"\x05\x07")

    bare.route("**/api/slow", answer)
    got = bare.evaluate(
        """async () => {
            const { fetchWhenReady } = await import("/assets/client.js");
            const progress = [];
            const hear = (how) => progress.push(how);
            const { arrays } = await fetchWhenReady("/api/slow", { progress: hear });
            return { x: [...arrays.x.data], progress };
        }"""
    )

    assert got == {"x": [5, 7], "progress": [{"doing": "Work", "done": 1, "total": 2}]}


CHANNEL = """async () => {
    const { fetchJson } = await import("/assets/client.js");
    const sockets = (window.sockets = []);
    const Real = WebSocket;
    window.WebSocket = class extends Real {
        constructor(address) {
            super(address);
            sockets.push(this);
        }
    };
    const asked = { rows: [60000], noise: { kind: "gaussian" } };
    window.ask = async () => (await fetchJson("/api/noise", { body: asked })).images.length;
}"""


def test_calls_go_through_one_channel_and_as_requests_where_it_is_gone(page: Page) -> None:
    # A page of the server itself: of one that is made up a browser does not know how near it is.
    page.goto("/healthz")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.evaluate(CHANNEL)

    def asked() -> int:
        before = sum("/api/noise" in url for url in requests)
        assert page.evaluate("ask()") == 1
        return sum("/api/noise" in url for url in requests) - before

    assert asked() == 1  # which opens the channel
    page.wait_for_function("sockets[0].readyState === WebSocket.OPEN")
    assert asked() == 0
    page.evaluate("new Promise((done) => { sockets[0].onclose = done; sockets[0].close(); })")
    assert asked() == 1
    assert page.evaluate("sockets.length") == 1  # not at once again
