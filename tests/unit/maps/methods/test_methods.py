"""Every projection method keeps the same promises."""

import math
from dataclasses import fields

import numpy as np
import pytest

from core.errors import ProjectionError
from core.maps import methods
from core.maps.methods import METHODS, Watch
from core.maps.projections import fitting
from core.text.controls import controls
from tests.unit.maps.small_projections import NAMES, accuracy, digits, layout_of


@pytest.mark.parametrize(("name", "least"), [("tsne", 0.74), ("umap", 0.74), ("pca", 0.33)])
def test_separates_the_classes(name: str, least: float) -> None:
    _, labels = digits()
    shuffled = np.random.default_rng(0).permutation(labels)

    assert accuracy(layout_of(name), shuffled) < 0.2
    assert accuracy(layout_of(name), labels) > least


@pytest.mark.parametrize("name", NAMES)
def test_gives_the_same_layout_for_the_same_seed_only(name: str) -> None:
    again = fitting.fit(digits()[0], METHODS[name](), 0).xy
    np.testing.assert_array_equal(layout_of(name), again)

    other = fitting.fit(digits()[0], METHODS[name](), 1).xy
    assert np.array_equal(layout_of(name), other) is not METHODS[name].uses_seed


@pytest.mark.parametrize("name", NAMES)
def test_listens_to_every_parameter(name: str) -> None:
    x = digits()[0][:200]
    usual = fitting.fit(x, METHODS[name](), 0).xy
    for control in controls(METHODS[name]):
        other = type(control.default)(min(control.high, control.default + 3 * control.step))
        changed = fitting.fit(x, METHODS[name](**{control.name: other}), 0).xy
        assert not np.array_equal(usual, changed), control.name


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("count", [4, 5, 12])
def test_lays_out_a_handful_and_says_what_it_reduced(name: str, count: int) -> None:
    method = METHODS[name]()
    result = fitting.fit(digits()[0][:count], method, 0)

    assert np.isfinite(result.xy).all()
    assert len(np.unique(result.xy, axis=0)) == count
    limits = {item.name: item.metadata["most"] for item in fields(method)}
    above = [key for key, most in limits.items() if most and getattr(method, key) > most(count)]
    assert sum("reduced from" in note for note in result.notes) == len(above)


@pytest.mark.parametrize("name", NAMES)
def test_refuses_too_few_and_identical_digits(name: str) -> None:
    x = digits()[0]
    with pytest.raises(ProjectionError, match="at least 4 pictures .* there are 3"):
        fitting.fit(x[:3], METHODS[name](), 0)
    with pytest.raises(ProjectionError, match="All 50 pictures are at the same place"):
        fitting.fit(np.repeat(x[:1], 50, axis=0), METHODS[name](), 0)


@pytest.mark.parametrize("name", NAMES)
def test_leaves_digits_without_numbers_out_and_says_so(name: str) -> None:
    x = digits()[0][:120].copy()
    x[::10, 3] = np.nan
    x[5] = np.inf
    result = fitting.fit(x, METHODS[name](), 0)

    lost = ~np.isfinite(x).all(axis=1)
    np.testing.assert_array_equal(np.isfinite(result.xy).all(axis=1), ~lost)
    assert "13 of 120 pictures have no place" in result.notes[0]


@pytest.mark.parametrize("name", NAMES)
def test_survives_half_duplicates_and_a_single_number(name: str) -> None:
    x = digits()[0]
    half = np.concatenate([x[:100], np.repeat(x[:1], 100, axis=0)])
    for given in (half, x[:100, :1]):
        assert np.isfinite(fitting.fit(given, METHODS[name](), 0).xy).all()


@pytest.mark.parametrize("name", NAMES)
def test_checks_each_parameter(name: str) -> None:
    for control in controls(METHODS[name]):
        for bad in (control.low - 1, control.high + 1, "x", None, True, math.nan):
            with pytest.raises(ProjectionError, match=f"{control.name}: Input should be"):
                METHODS[name](**{control.name: bad})


@pytest.mark.parametrize("name", NAMES)
def test_reports_its_progress_from_start_to_end(name: str) -> None:
    shares: list[float] = []
    watch = Watch(lambda words, share: shares.append(share))
    fitting.fit(digits()[0][:200], METHODS[name](), 0, watch)

    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)


def test_takes_longer_for_more() -> None:
    for method in METHODS.values():
        assert 0 < method().seconds(1000) < method().seconds(70_000)


@pytest.mark.parametrize("name", NAMES)
def test_a_spec_names_the_method_and_every_parameter(name: str) -> None:
    method = METHODS[name]()
    spec = methods.to_spec(method)

    assert methods.from_spec(spec) == methods.from_spec({"kind": name}) == method
    assert spec.keys() == {"kind", *(item.name for item in fields(method))}


def test_unknown_methods_and_parameters_are_sentences() -> None:
    with pytest.raises(ProjectionError, match="choose one of tsne"):
        methods.from_spec({"kind": "magic"})
    with pytest.raises(ProjectionError, match="colour: there is no such field"):
        methods.from_spec({"kind": "tsne", "colour": 1})
