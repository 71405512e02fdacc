"""Every screen with data sets of one's own: one without labels, and one in colour."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.settings import settings
from tests.browser.helpers import visit
from tests.own_sets import INVENTOR, NAMES, add_sets, train_networks

SCREENS = (
    "/", "/denoise", "/map", "/walk", "/walk?view=between", "/walk?view=arithmetic",
    "/walk?view=directions", "/clusters", "/data", "/train?view=new", "/checkpoints",
)  # fmt: skip
ODD = re.compile(r"\b(undefined|NaN|\[object)\b")
# All that can be read or heard, also in the shadows of widgets.
TEXTS = """() => {
    const words = [];
    const read = (node) => {
        if (node.nodeType === Node.TEXT_NODE) words.push(node.textContent);
        if (["STYLE", "SCRIPT"].includes(node.tagName)) return;
        for (const name of ["aria-label", "title", "alt", "placeholder"]) {
            words.push(node.getAttribute?.(name) ?? "");
        }
        [...(node.shadowRoot?.childNodes ?? []), ...node.childNodes].forEach(read);
    };
    read(document.querySelector('[data-testid="stMain"]'));
    return words.filter((text) => text.trim());
}"""


@pytest.fixture(scope="module", autouse=True)
def _sets(
    tmp_path_factory: pytest.TempPathFactory, lab_home: Path, own_store: Path
) -> Iterator[None]:
    add_sets(tmp_path_factory.mktemp("own"))
    names = train_networks()
    yield
    for name in names:
        (own_store / f"{name}.safetensors").unlink(missing_ok=True)
    shutil.rmtree(settings().imports, ignore_errors=True)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("path", SCREENS)
def test_every_screen_says_nothing_odd(page: Page, path: str, name: str) -> None:
    visit(page, f"{path}{'&' if '?' in path else '?'}data={name}")

    main = page.get_by_test_id("stMain")
    expect(main.get_by_test_id("stException")).to_have_count(0)
    expect(main.get_by_role("alert").filter(has_text=re.compile("wrong|error"))).to_have_count(0)
    assert not [text for text in page.evaluate(TEXTS) if ODD.search(text)]
    assert f"data={name}" in page.url


@pytest.mark.parametrize("name", NAMES)
def test_a_walk_paints_pictures(page: Page, name: str) -> None:
    visit(page, f"/walk?data={name}&view=plane&model={name}-{INVENTOR}")

    expect(page.get_by_text(re.compile("^nearest test picture: "))).to_be_visible()
    expect(page.locator(".walk[data-painted]")).to_be_attached()
    assert page.get_by_text(re.compile("nearest test digit")).count() == 0
