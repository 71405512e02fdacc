"""What a projection lays out."""

import numpy as np
import pytest

from core.data import load
from core.maps.projections.inputs import embed, load_inputs
from tests.unit.maps.small_projections import SMALL


def test_a_sample_is_balanced_drawn_by_its_seed_and_in_row_order() -> None:
    rows = load_inputs(SMALL).rows
    assert (np.diff(rows) > 0).all()
    assert np.bincount(load_inputs(SMALL).labels).tolist() == [30] * 10
    np.testing.assert_array_equal(rows, load_inputs(SMALL.model_copy()).rows)
    other = load_inputs(SMALL.model_copy(update={"sample_seed": 1})).rows
    assert not np.array_equal(rows, other)


@pytest.mark.parametrize("checkpoint", [None, "ae-dense-32", "ae-dense-200"])
@pytest.mark.parametrize("unit", [False, True])
def test_a_known_digit_given_as_new_gets_its_own_vector(checkpoint: str | None, unit: bool) -> None:
    result = SMALL.model_copy(update={"checkpoint": checkpoint, "unit": unit, "count": 60})
    matches = load_inputs(result)
    data = load()
    x = data.images[matches.rows[:5]][:, None].float() / 255

    np.testing.assert_allclose(embed(result, x, matches.basis), matches.vectors[:5], atol=2e-3)
    assert matches.vectors.shape[1] == {None: 50, "ae-dense-32": 32, "ae-dense-200": 50}[checkpoint]


def test_vectors_at_unit_length_have_length_one() -> None:
    wanted = SMALL.model_copy(update={"unit": True, "method": {"kind": "pca"}})
    lengths = np.linalg.norm(load_inputs(wanted).vectors, axis=1)

    np.testing.assert_allclose(lengths, 1, atol=1e-5)
