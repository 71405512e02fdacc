"""A link brings back the whole state of each screen, in a browser that has never been there."""

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.helpers import forget, settle, until, visit

# Addresses of each screen in which nothing is as usual.
LINKS = [
    "/denoise?kind=speckle&sigma=0.7&seed=5&cleaners=dae-conv-32&reader=clf-conv&digit=60012"
    "&digit_class=9",
    "/draw?noise=mask&level=0.3&seed=4&board=row-60007",
    "/map?map=bottleneck:clf-bottleneck-2&beside=bottleneck:ae-conv-2&colour=cluster&k=7&seed=3"
    "&hide=1,4&names=0&same=1&size=4.5&opacity=0.6&row=60007&drawn=ae-dense-32&read=clf-mlp-1",
    "/map?map=bottleneck:ae-conv-2&plane=0&pictures=0&sel=0b:-2,0,0,2&order=high&page=2",
    "/map?part=Make+a+map&preset=Expert&new_method=umap&new_source=ae-dense-32&new_unit=true"
    "&new_umap_neighbours=30&new_components=20&new_seed=7",
    "/walk?view=between&model=vae-conv-16&beside=ae-conv-16&stops=row-60001,row-60003&frames=5&frame=3",
    "/clusters?part=Groups&k=10&source=ae-dense-32&cluster_seed=3",
    "/report?section=Digits&models=dae-conv-32&digits_seed=12&digits_count=30",
    "/report?section=Errors&models=ae-conv-16&examples_which=Best&examples_count=50",
    "/train?start=An+inventor&inventor.epochs=7&inventor.seed=3",
    "/checkpoints?look=Table&task=Classifiers",
    "/checkpoints?checkpoint=ae-conv-2",
    "/data?set=digits-8x8",
    "/data?data=digits-8x8",
]

# What the visible controls of a page hold, one line each, those of our own widgets included.
STATE = """() => {
    const lines = [];
    const name = (e) => e.getAttribute('aria-label') ?? e.id ?? '';
    const add = (e, value) => lines.push(`${name(e)}: ${value}`);
    const walk = (root) => {
        for (const e of root.querySelectorAll('*')) {
            if (e.shadowRoot) walk(e.shadowRoot);
            if (!e.checkVisibility()) continue;
            if (e.matches('h1, h2')) lines.push(`heading ${e.textContent}`);
            else if (e.matches('[type=checkbox], [type=radio]')) add(e, e.checked);
            else if (e.matches('input:not([type=file]), select')) add(e, e.value);
            else if (e.matches('[aria-checked]')) lines.push(`${e.textContent} ${e.ariaChecked}`);
            else if (e.matches('[aria-pressed]')) lines.push(`${e.textContent} ${e.ariaPressed}`);
            else if (e.matches('[data-tag]')) lines.push(`tag ${e.textContent}`);
        }
    };
    walk(document.querySelector('[data-testid="stMain"]'));
    return lines;
}"""


# The widget of a screen, once it is ready: it loads after Streamlit's part of the page.
WIDGETS = {
    "/denoise": ".dial[data-painted]",
    "/draw": ".draw canvas.board",
    "/map": '.lm[data-state="ready"]',
    "/walk": '.walk[data-state="ready"][data-painted]',
}
PAUSE_MS = 700  # longer than a widget waits before it writes the address


def state(page: Page) -> list[str]:
    """What the controls of the page hold once nothing changes any more."""
    path = urlsplit(page.url).path
    if path in WIDGETS and "part=" not in page.url:
        expect(page.locator(WIDGETS[path]).first).to_be_attached()
    seen: list[tuple[list[str], str]] = []

    def changes_no_more() -> bool:
        settle(page)
        page.wait_for_timeout(PAUSE_MS)
        seen.append((page.evaluate(STATE), page.url))
        return len(seen) > 1 and seen[-1] == seen[-2]

    until(page, changes_no_more)
    return seen[-1][0]


def parameters(page: Page) -> dict[str, str]:
    """The query of the page's address."""
    return dict(parse_qsl(urlsplit(page.url).query, keep_blank_values=True))


@pytest.fixture(scope="module")
def stranger(browser: Browser, base_url: str) -> Iterator[Page]:
    """A page in another browser profile: one for all links, because a new one compiles anew."""
    context = browser.new_context(base_url=base_url)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def usual_states() -> dict[str, list[str]]:
    """What each screen holds without a link, by its path."""
    return {}


@pytest.mark.parametrize("link", LINKS)
def test_a_link_brings_back_the_whole_state(
    page: Page, stranger: Page, usual_states: dict[str, list[str]], link: str
) -> None:
    path = link.partition("?")[0]
    if path not in usual_states:
        visit(page, path)
        usual_states[path] = state(page)
    visit(page, link)
    shown, address = state(page), parameters(page)
    assert shown != usual_states[path]
    linked = dict(parse_qsl(urlsplit(link).query))
    assert {name: address.get(name) for name in linked} == linked, "a part of the link was dropped"

    try:
        visit(stranger, page.url)
        assert state(stranger) == shown
        assert parameters(stranger) == address
    finally:
        forget(stranger)
