"""Networks whose weights are NaN or 3e38, on every page beside a good one, and as the only ones."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import torch

from core.checkpoints import Store
from tests.app.helpers import open_page, ship, texts
from tests.menu import FILES
from tests.stores import home_at, store_at
from tests.unit.checkpoints.attacks import forge

VALUES = {"nan": float("nan"), "huge": 3e38}
SPECS = {"ae": {"family": "dense", "latent": 2}, "clf": {"family": "clf-dense", "widths": [20]}}
PAGES = [file.partition("/")[0] for file in FILES]
# A link to each page that computes with a network.
LINKS = {
    "denoise": {"cleaners": "{}-ae", "reader": "{}-clf"},
    "draw": {"cleaners": "{}-ae", "draw_map": "bottleneck:{}-ae"},
    "walk": {"model": "{}-ae"},
    "report": {"models": "{}-ae"},
    "checkpoints": {"checkpoint": "{}-ae"},
}


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A store of its own, and caches of its own."""
    (tmp_path / "store").mkdir()
    (tmp_path / "home").mkdir()
    with home_at(tmp_path / "home"), store_at(tmp_path / "store"):
        yield tmp_path / "store"


def spoil(folder: Path) -> None:
    for kind, value in VALUES.items():
        for task, spec in SPECS.items():
            module = forge.module(0, spec)
            with torch.no_grad():
                for weights in module.parameters():
                    weights.fill_(value)
            Store(folder).save(module, forge.card(f"{kind}-{task}", module))


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("name", LINKS)
def test_a_page_says_in_a_sentence_what_is_wrong(folder: Path, name: str, kind: str) -> None:
    spoil(folder)
    ship(Store(folder), "dae-dense-10", "clf-mlp-3", "vae-conv-2")
    query: dict[str, str | Sequence[str]] = {
        key: value.format(kind) for key, value in LINKS[name].items()
    }

    assert "its results are meaningless; train it again." in texts(open_page(name, query))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_uses_the_others(folder: Path, name: str) -> None:
    spoil(folder)
    ship(Store(folder), "dae-dense-10", "clf-mlp-3", "vae-conv-2")

    assert "meaningless" not in texts(open_page(name))


@pytest.mark.parametrize("name", LINKS)
def test_a_page_opens_if_no_network_is_of_use(folder: Path, name: str) -> None:
    spoil(folder)

    open_page(name)
