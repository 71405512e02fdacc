"""What a checkpoint says about every digit of a split."""

from collections.abc import Iterator

import numpy as np
import pytest

from core import data, inference
from core.checkpoints.pool import pool
from core.errors import CheckpointError
from core.inference import encodings
from tests.unit.maps.planes import PLANE, READER, store_of_planes


@pytest.fixture(scope="module", autouse=True)
def planes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with store_of_planes(tmp_path_factory.mktemp("maps")):
        yield


def test_errors_and_predictions_are_those_of_the_model() -> None:
    test = data.load().split("test")
    errors = encodings.reconstruction_errors(PLANE, "mnist", "test")
    predicted, probability = encodings.predictions(READER, "mnist", "test")
    x = data.to_float(test.images[1990:2010])

    drawn = inference.reconstruct(pool().module(PLANE), x)
    best, which = inference.classify(pool().module(READER), x).max(1)
    np.testing.assert_allclose(errors[1990:2010], inference.squared_errors(x, drawn), rtol=1e-4)
    assert predicted[1990:2010].tolist() == which.tolist()
    np.testing.assert_allclose(probability[1990:2010], best, rtol=1e-4)


def test_a_model_of_the_other_task_is_refused() -> None:
    with pytest.raises(CheckpointError, match="classifies images"):
        encodings.reconstruction_errors(READER, "mnist", "test")
    with pytest.raises(CheckpointError, match="reconstructs images"):
        encodings.predictions(PLANE, "mnist", "test")
