"""What one file takes and gives, from its notes, its axes and its names."""

import pytest
from onnx import TensorProto

from core.checkpoints.foreign.graphs import OnnxFile, Value, read_file
from core.checkpoints.foreign.notes import Notes
from core.checkpoints.foreign.sources import Answers, inspect_source, layout_of, own_shape
from tests.unit.checkpoints.foreign import graphs

SHAPE = (1, 28, 28)


def file(name: str, data: bytes) -> OnnxFile:
    return read_file(name, data)


def test_what_a_person_says_counts_more_than_the_names() -> None:
    own = file("e.onnx", graphs.encoder())
    guessed = inspect_source(own, Notes(), SHAPE, Answers(), 1)
    report = inspect_source(own, Notes(), SHAPE, Answers(meanings={"e.onnx:z": "classes"}), 1)

    assert (guessed.takes_pictures, guessed.meanings) == (True, {"z": "code"})
    assert report.first("classes") == "z"
    assert report.first("code") is None


def test_the_name_tells_a_decoder_among_several_files() -> None:
    flat = graphs.encoder((784,), output="y")

    alone = inspect_source(file("decoder.onnx", flat), Notes(), SHAPE, Answers(), 1)
    beside = inspect_source(file("decoder.onnx", flat), Notes(), SHAPE, Answers(), 2)

    assert alone.takes_pictures
    assert not beside.takes_pictures


def test_pictures_of_another_size_are_refused() -> None:
    with pytest.raises(ValueError, match="takes 784 numbers per picture and a picture of 8×8"):
        inspect_source(file("e.onnx", graphs.encoder()), Notes(), (1, 8, 8), Answers(), 1)


@pytest.mark.parametrize(
    ("sides", "shape"),
    [
        ((1, 28, 28), (1, 28, 28)),
        ((32, 24, 3), (3, 32, 24)),
        ((28, 20), (1, 28, 20)),
        ((784,), None),
    ],
)
def test_the_shape_is_read_from_the_axes(sides, shape) -> None:
    assert own_shape(file("e.onnx", graphs.encoder(sides)), Notes()) == shape


def test_axes_that_may_be_either_are_as_stated() -> None:
    value = Value("x", TensorProto.FLOAT, (3, 3, 3), None)

    assert layout_of(value, "nhwc") == "nhwc"
    assert layout_of(value, None) is None
