"""Maps of finished projections."""

import numpy as np
import pytest

from core import maps
from core.checkpoints.pool import pool
from core.data import load
from core.errors import ProjectionError
from core.maps.projections import maps as projections
from core.maps.projections import request, store
from core.maps.projections.request import Request
from tests.unit.maps.small_projections import SMALL, finished, forget

pytestmark = pytest.mark.usefixtures("home")


def test_a_finished_projection_is_listed_and_shown() -> None:
    name = finished()

    info = maps.info(name)
    layout = maps.layout(name, "mnist", "test")
    assert info in maps.infos()
    assert (info.splits, info.checkpoint, info.decodes) == (("test",), None, False)
    assert "300 of the" in info.about
    assert info.about.endswith("A note.")
    np.testing.assert_array_equal(layout.labels, load().labels[layout.rows].numpy())
    assert maps.vectors_title(name, "mnist") == request.source_title(SMALL)
    with pytest.raises(ProjectionError, match="shows no training digits"):
        maps.layout(name, "mnist", "train")
    with pytest.raises(ProjectionError, match="is of mnist, not of fashion"):
        maps.layout(name, "fashion", "test")


def test_the_vectors_are_those_that_were_laid_out() -> None:
    wanted = Request(split="all", count=60, method={"kind": "pca"})
    name = finished(wanted)

    for split in maps.info(name).splits:
        layout = maps.layout(name, "mnist", split)
        pixels = load().images[layout.rows].flatten(1).numpy() / 255
        np.testing.assert_allclose(maps.vectors(name, "mnist", split), pixels, atol=1e-6)


def test_parts_of_a_map_of_all_digits_can_be_shown() -> None:
    new_request = Request(split="all", count=400, method={"kind": "pca"})
    name = finished(new_request)
    sizes = {split: len(maps.layout(name, "mnist", split)) for split in maps.info(name).splits}
    assert sizes["test"] + sizes["train"] == sizes["all"] == 400
    assert len({maps.key(name, "mnist", split) for split in maps.info(name).splits}) == 3


def test_a_deleted_projection_is_not_a_map_any_more() -> None:
    name = finished(Request(count=50, method={"kind": "pca"}))
    store.delete(store.entries()[0].key)

    with pytest.raises(ProjectionError, match="no projection"):
        maps.layout(name, "mnist", "test")
    assert name not in [info.id for info in maps.infos()]


@pytest.mark.parametrize("name", ["projection:", "projection:short", "projection:" + "0" * 16])
def test_an_unknown_name_is_a_sentence(name: str) -> None:
    finished(Request(count=50, method={"kind": "pca"}))
    with pytest.raises(ProjectionError, match="There is no"):
        maps.layout(name, "mnist", "test")


def test_another_data_set_makes_a_projection_out_of_date(monkeypatch: pytest.MonkeyPatch) -> None:
    name = finished(Request(count=50, method={"kind": "pca"}))
    entry = store.entries()[0]
    changed = entry.record.model_copy(update={"fingerprint": "another"})
    assert projections.is_current(entry)
    assert not projections.is_current(store.Entry(entry.key, changed))
    monkeypatch.setattr(projections, "is_current", lambda _: False)

    assert name not in [info.id for info in maps.infos()]
    with pytest.raises(ProjectionError, match="MNIST has changed since"):
        maps.layout(name, "mnist", "test")


def test_other_weights_have_other_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    name = finished(Request(count=50, checkpoint="ae-dense-32", method={"kind": "pca"}))
    monkeypatch.setattr(type(pool().store), "digest", lambda *_: "other weights")

    with pytest.raises(ProjectionError, match="has been trained again since"):
        maps.vectors(name, "mnist", "test")


def test_points_that_turn_out_damaged_are_a_sentence() -> None:
    name = finished(Request(count=50, method={"kind": "pca"}))
    path = store._folder().path / f"{store.all_keys()[0]}.safetensors"
    content = bytearray(path.read_bytes())
    content[content.index(b'{"request"') - 1] ^= 1  # not in the record
    path.write_bytes(content)
    forget()

    with pytest.raises(ProjectionError, match="or its file is damaged"):
        maps.layout(name, "mnist", "test")
    assert store.damaged_keys() == [path.stem]
