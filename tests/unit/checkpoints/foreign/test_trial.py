"""A network is tried on pictures before it is kept."""

import time
from itertools import count
from types import SimpleNamespace

import numpy as np
import pytest
from onnx import helper

from core.checkpoints.foreign import adding, trial
from core.checkpoints.foreign.sources import Answers
from core.data import load
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


@pytest.mark.parametrize(("second_s", "pictures"), [(0.0001, 64), (0.2, 25), (0.45, 11)])
def test_a_slow_network_is_tried_on_fewer_pictures(monkeypatch, second_s, pictures):
    # Each look at the clock is one call of the network later.
    ticks = count()
    monkeypatch.setattr(trial, "time", SimpleNamespace(perf_counter=lambda: second_s * next(ticks)))
    files = [("a.onnx", graphs.autoencoder(64))]
    _, (candidate,) = adding.prepare(files, "digits-8x8", Answers())
    seen = candidate.trial
    assert seen.rebuilt is not None
    assert len(seen.pictures) == len(seen.codes) == len(seen.rebuilt) == pictures


def test_the_guesses_end_after_their_time(monkeypatch):
    tried = []
    real = trial.try_part

    def slow(part, pictures):
        tried.append(part)
        time.sleep(0.02)
        return real(part, pictures)

    monkeypatch.setattr(trial, "try_part", slow)
    monkeypatch.setattr(trial, "MAX_TRIAL_S", 0.0)
    files = [("a.onnx", graphs.autoencoder(64))]
    adding.prepare(files, "digits-8x8", Answers())
    assert len(tried) <= 2  # settling, and the guess that used up the time


def test_of_ranges_that_do_about_as_well_the_usual_one_is_the_guess():
    # One grey for every picture, which is a little nearer to the mean picture if it is taken for a
    # standardised one.
    nodes = [
        helper.make_node("Flatten", ["x"], ["f"]),
        helper.make_node("MatMul", ["f", "w"], ["z"]),
        helper.make_node("MatMul", ["z", "none"], ["zero"]),
        helper.make_node("Add", ["zero", "grey"], ["y"]),
    ]
    tensors = [
        graphs.weights("w", 64, 3),
        graphs.numpy_helper.from_array(np.zeros((3, 64), np.float32), "none"),
        graphs.numpy_helper.from_array(np.full(64, 0.38, np.float32), "grey"),
    ]
    data = graphs.model(
        nodes, [("x", ["n", 1, 8, 8])], [("z", ["n", 3]), ("y", ["n", 64])], tensors
    ).SerializeToString()
    answers = Answers(meanings={"a.onnx:z": "code", "a.onnx:y": "picture"})
    _, (candidate,) = adding.prepare([("a.onnx", data)], "digits-8x8", answers)
    pictures, _ = trial.sample(load("digits-8x8"))
    rarer = trial.with_ranges(candidate.part, trial.STANDARDISED[1], trial.STANDARDISED[1])
    errors = trial.try_part(rarer, pictures).error, candidate.trial.error
    assert errors[0] is not None
    assert errors[1] is not None
    assert errors[0] < errors[1]
    for format in adding.formats(candidate.part).values():
        assert (format.offset, format.scale) == ((0.0,), (1.0,))
