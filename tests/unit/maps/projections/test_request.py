"""What a projection is computed from: its key, its title, its sample."""

from typing import Any

import pytest

from core.checkpoints.pool import pool
from core.data import load
from core.errors import ProjectionError
from core.maps import methods
from core.maps.methods import UMAP
from core.maps.projections import request
from core.maps.projections.request import Request
from core.text.controls import controls


def test_the_key_changes_with_every_input(monkeypatch: pytest.MonkeyPatch) -> None:
    base = Request(count=300, checkpoint="ae-conv-2", method={"kind": "umap"})
    changes: list[dict[str, Any]] = [
        {"split": "train"}, {"count": 301}, {"count": None}, {"sample_seed": 1},
        {"checkpoint": "vae-conv-2"}, {"checkpoint": None}, {"unit": True},
        {"components": 49}, {"seed": 1}, {"seed": None}, {"method": {"kind": "tsne"}},
        {"dimensions": 3},
        *({"method": {"kind": "umap", control.name: control.high}}
          for control in controls(UMAP)),
    ]  # fmt: skip
    keys = {request.key(base)}
    keys |= {request.key(Request(**{**base.model_dump(), **change})) for change in changes}
    assert len(keys) == 1 + len(changes)

    monkeypatch.setattr(methods, "version", lambda _: "other")
    assert request.key(base) not in keys
    monkeypatch.undo()
    monkeypatch.setattr(type(pool().store), "digest", lambda *_: "other weights")
    assert request.key(base) not in keys


def test_requests_for_the_same_thing_are_equal() -> None:
    assert Request(method={"kind": "pca"}, seed=5) == Request(method={"kind": "pca"})
    assert Request(method={"kind": "tsne"}) == Request(
        method={"kind": "tsne", "perplexity": 30.0}, sample_seed=9
    )


def test_what_differs_is_in_the_title() -> None:
    result = Request(
        checkpoint="ae-conv-16", unit=True, seed=None, count=300, split="train",
        method={"kind": "umap", "neighbours": 50},
    )  # fmt: skip
    assert request.title(result, 300) == (
        "UMAP of ae-conv-16's latents at unit length, neighbours 50, unseeded · 300 training digits"
    )
    sentence = request.about(result, load(), 300)
    assert "equally many of each class, drawn with seed 0" in sentence
    assert "Not reproducible" in sentence


def test_invalid_values_are_refused_in_a_sentence() -> None:
    with pytest.raises(ProjectionError, match=r"method: t-SNE: perplexity: Input should be"):
        request.parse({"method": {"kind": "tsne", "perplexity": 0}})
    with pytest.raises(ProjectionError, match="count"):
        request.parse({"count": 3})


def test_a_map_in_space_says_so_and_one_of_an_older_file_is_flat() -> None:
    space = Request(method={"kind": "umap"}, dimensions=3)
    assert request.title(space, 10).startswith("3-D UMAP of the pixels")
    flat = Request(method={"kind": "umap"}).model_dump(mode="json")
    assert Request(**{name: value for name, value in flat.items() if name != "dimensions"}) == (
        Request(method={"kind": "umap"})
    )
