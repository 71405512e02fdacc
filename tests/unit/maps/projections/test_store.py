"""Finished projections on disk."""

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from core.maps.projections import request, store
from core.maps.projections.inputs import load_inputs
from core.maps.projections.request import Request
from core.storage.arrays import ArrayFolder
from tests.unit.maps.small_projections import SMALL, forget, saved

FLAT = Request(count=50, method={"kind": "pca"})

pytestmark = pytest.mark.usefixtures("home")


def projection(wanted: Request = FLAT) -> store.Projection:
    inputs = load_inputs(wanted)
    return saved(wanted, inputs.vectors[:, :2].copy())


def file_of(key: str) -> Path:
    return store._folder().path / f"{key}.safetensors"


@pytest.mark.parametrize("wanted", [FLAT, SMALL])  # without and with a reduction
def test_a_projection_comes_back_from_its_file(wanted: Request) -> None:
    before = projection(wanted)
    forget()
    after = store.find(before.key)

    assert after is not None
    assert after.record == before.record
    for name in ("xy", "rows", "labels"):
        np.testing.assert_array_equal(getattr(after, name), getattr(before, name))
    assert (after.basis is None) == (before.basis is None) == (wanted is FLAT)
    if after.basis and before.basis:
        np.testing.assert_array_equal(after.basis.axes, before.basis.axes)
        assert after.basis.share == before.basis.share == after.record.kept_variance


def test_a_listing_reads_the_records_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = [projection(FLAT.model_copy(update={"sample_seed": seed})) for seed in (0, 1, 2)]
    forget()
    monkeypatch.setattr(ArrayFolder, "read", None)

    assert {entry.key: entry.record for entry in store.entries()} == {
        one.key: one.record for one in kept
    }
    assert store.entry(kept[1].key) is not None
    assert store.damaged_keys() == []
    monkeypatch.setattr(ArrayFolder, "read_one", None)  # each record is read once
    assert len(store.entries()) == 3


def test_the_newest_comes_first() -> None:
    keys = []
    for year in (2020, 2022, 2021):
        one = projection(FLAT.model_copy(update={"sample_seed": year}))
        _rewrite(one.key, created=f"{year}-01-01T00:00:00+00:00")
        keys.append(one.key)

    assert [entry.key for entry in store.entries()] == [keys[1], keys[2], keys[0]]


def _rewrite(key: str, **changes: object) -> None:
    """Change fields of the record in a file; None removes one."""
    arrays = dict(load_file(file_of(key)))
    record = json.loads(arrays["record"].tobytes()) | changes
    record = {name: value for name, value in record.items() if value is not None}
    arrays["record"] = np.frombuffer(json.dumps(record).encode(), np.uint8)
    store._folder().write(key, arrays)
    forget()


def test_a_file_of_an_earlier_version_is_read() -> None:
    """It says ``made`` in place of ``created``, and has no notes."""
    key = projection().key
    _rewrite(key, created=None, notes=None, made="2025-03-01T12:00:00+00:00")

    entry = store.entry(key)
    assert entry is not None
    assert (entry.record.created, entry.record.notes) == ("2025-03-01T12:00:00+00:00", ())
    assert store.find(key) is not None


@pytest.mark.parametrize(
    "change", [{"request": None}, {"request": {"method": 3}}, {"seconds": "x"}]
)
def test_a_record_that_is_not_valid_counts_as_damage(change: dict[str, object]) -> None:
    key = projection().key
    _rewrite(key, **change)

    assert (store.entries(), store.find(key), store.damaged_keys()) == ([], None, [key])


@pytest.mark.parametrize("size", [0, 50, -1])
def test_a_file_that_is_cut_is_damaged_at_once(size: int) -> None:
    key = projection().key
    file_of(key).write_bytes(file_of(key).read_bytes()[:size])
    forget()

    assert (store.entries(), store.damaged_keys()) == ([], [key])
    assert store.find(key) is None


def test_a_flipped_bit_in_the_points_is_found_when_they_are_read() -> None:
    one = projection()
    content = bytearray(file_of(one.key).read_bytes())
    content[content.index(b'{"request"') - 1] ^= 1
    file_of(one.key).write_bytes(content)
    forget()

    assert [entry.key for entry in store.entries()] == [one.key]
    assert store.find(one.key) is None
    assert (store.entries(), store.damaged_keys()) == ([], [one.key])
    saved(FLAT, one.xy)  # computed again
    assert (len(store.entries()), store.damaged_keys()) == (1, [])


def test_a_projection_can_be_deleted() -> None:
    key = projection().key
    store.delete(key)
    store.delete(key)

    assert store.all_keys() == []
    assert (store.entries(), store.find(key), store.entry(key)) == ([], None, None)


def test_the_key_is_that_of_the_request() -> None:
    assert projection().key == request.key(FLAT)
