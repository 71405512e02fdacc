"""Every screen with data sets of one's own: one without labels, and one in colour."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from core.checkpoints.__main__ import main as keep
from core.jobs import LocalRunner
from core.maps.projections.request import Request
from core.settings import settings
from core.training.recipes.presets import PRESETS
from models import FAMILIES
from tests.browser.helpers import settle, visit
from tests.own_sets import INVENTOR, NAMES, PLAIN, add_sets, train_networks
from tests.unit.maps.small_projections import finished

SCREENS = (
    "/", "/denoise", "/map", "/walk", "/walk?view=between", "/walk?view=arithmetic",
    "/walk?view=directions", "/clusters", "/data", "/train?view=new", "/checkpoints",
)  # fmt: skip
VECTORS = "plain-vectors"
PATIENCE_MS = 300_000  # a worker imports PyTorch, which takes long on a busy machine
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


def trained(name: str) -> str:
    """The network that a test trains on a set from the form of Train."""
    return f"{name}-map"


@pytest.fixture(scope="module", autouse=True)
def _sets(
    tmp_path_factory: pytest.TempPathFactory, lab_home: Path, own_store: Path
) -> Iterator[None]:
    add_sets(tmp_path_factory.mktemp("own"))
    names = train_networks()
    yield
    jobs = LocalRunner(lab_home / "jobs")
    for status in jobs.jobs():
        jobs.cancel(status.id)
    for name in [*names, VECTORS, *map(trained, NAMES)]:
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
    expect(page).to_have_url(re.compile(f"data={name}"))


@pytest.mark.parametrize("name", NAMES)
def test_a_walk_paints_pictures(page: Page, name: str) -> None:
    visit(page, f"/walk?data={name}&view=plane&model={name}-{INVENTOR}")

    expect(page.get_by_text(re.compile("^nearest test picture: "))).to_be_visible()
    expect(page.locator(".walk[data-painted]")).to_be_attached()
    expect(page.get_by_text(re.compile("nearest test digit"))).to_have_count(0)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", NAMES)
def test_a_training_from_the_form_leads_to_every_screen(page: Page, name: str) -> None:
    fields = {
        "start": PRESETS["map"].title, "map.family": FAMILIES["conv"].title, "map.conv.latent": 2,
        "map.epochs": 2, "map.name": trained(name),
    }  # fmt: skip
    visit(page, f"/train?view=new&data={name}&{urlencode(fields, quote_via=quote)}")
    main = page.get_by_test_id("stMain")
    expect(main.get_by_text("settings that do not fit")).to_have_count(0)
    page.get_by_role("button", name="Start training").click()
    expect(main.get_by_text("Saved as the checkpoint")).to_be_visible(timeout=PATIENCE_MS)
    settle(page)
    assert not [text for text in page.evaluate(TEXTS) if ODD.search(text)]

    links = {
        screen: main.get_by_role("link", name=f"Open in {screen}").get_attribute("href")
        for screen in ("Denoise", "Map", "Walk")
    }
    for screen, ready in {
        "Denoise": ".dial[data-painted]", "Map": ".lm[data-state=ready]",
        "Walk": ".walk[data-painted]",
    }.items():  # fmt: skip
        visit(page, f"/{links[screen]}")
        expect(page.locator(ready)).to_be_attached()
        expect(main.get_by_text(trained(name)).first).to_be_attached()
        expect(page).to_have_url(re.compile(f"data={name}"))


def test_vectors_alone_have_a_projection_neighbours_and_groups(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "vectors.tsv"
    np.savetxt(file, np.random.default_rng(0).normal(size=(160, 6)), delimiter="\t")
    keep(["add", str(file), "--dataset", PLAIN, "--name", VECTORS])
    wanted = Request(dataset=PLAIN, split="all", checkpoint=VECTORS, method={"kind": "pca"})
    place = f"map={finished(wanted)}&digits=all&row=3&encoder={VECTORS}"

    visit(page, f"/map?data={PLAIN}&{place}")
    expect(page.locator(".lm")).to_have_attribute("data-state", "ready")
    expect(page.get_by_text(f"PCA of {VECTORS}'s latents · 160 pictures").first).to_be_attached()
    colours = page.get_by_label("Colour by").locator("option")
    expect(colours.first).to_have_text("Colour: one for all")
    expect(colours.filter(has_text=re.compile("^Colour: class$"))).to_have_count(0)
    near = page.get_by_role("region", name="Nearest neighbours")
    expect(near.get_by_role("heading", name=f"{VECTORS} (6 numbers)")).to_be_visible()
    expect(near.get_by_role("list").first.get_by_role("button")).to_have_count(12)

    visit(page, f"/clusters?data={PLAIN}&source={VECTORS}&k=3")
    groups = page.get_by_alt_text(re.compile(r"^Group \d: \d+ pictures?"))
    expect(groups).to_have_count(3, timeout=PATIENCE_MS)
