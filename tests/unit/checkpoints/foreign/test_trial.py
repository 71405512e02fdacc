"""A network is tried on pictures before it is kept."""

import numpy as np
from onnx import helper

from core.checkpoints.foreign import adding
from core.checkpoints.foreign.sources import Answers
from tests.unit.checkpoints.foreign import graphs


def test_the_range_that_suits_the_pictures_is_the_guess():
    # The identity on 8×8 pictures, for pixels from −1 to 1 on both sides.
    eye = helper.make_node("Identity", ["x"], ["z"])
    clip = helper.make_node("Tanh", ["z"], ["t"])
    back = helper.make_node("Mul", ["t", "k"], ["y"])
    gain = graphs.numpy_helper.from_array(np.array([1 / np.tanh(1)], np.float32), "k")
    sides = ["n", 64]
    data = graphs.model(
        [eye, clip, back], [("x", sides)], [("z", sides), ("y", sides)], [gain]
    ).SerializeToString()
    answers = Answers(meanings={"a.onnx:z": "code", "a.onnx:y": "picture"})
    reading, (candidate,) = adding.prepare([("a.onnx", data)], "digits-8x8", answers)
    assert reading.unsure >= {"takes", "gives"}
    formats = adding.formats(candidate.part)
    assert formats["takes"].offset == formats["gives"].offset == (-1.0,)
