"""Networks that Keras and JAX have written, whose pictures have their channels last."""

from pathlib import Path

import numpy as np
import pytest
import torch

from core.checkpoints.foreign import adding, trial
from core.checkpoints.foreign.sources import Answers
from core.data import load, to_float

EXPORTED = Path(__file__).parent / "exported"


@pytest.mark.parametrize("program", ["keras", "jax"])
def test_the_files_of_another_program_give_its_own_numbers(program: str) -> None:
    folder = EXPORTED / program
    names = ("encoder.onnx", "decoder.onnx")
    files = [(name, (folder / name).read_bytes()) for name in names]
    reading, (candidate,) = adding.prepare(files, "digits-8x8", Answers())
    assert reading.parts[0].task == "reconstruct"
    for format in adding.formats(candidate.part).values():
        assert (format.layout, format.offset, format.scale) == ("nhwc", (0.0,), (1.0,))
    error = candidate.trial.error
    assert error is not None
    assert error < 0.02

    pictures = to_float(load("digits-8x8").split("test").images[:7])
    module = trial.module_of(candidate.part)
    with torch.inference_mode():
        codes = module.encode(pictures)
        rebuilt = module.decode(codes)
    expected = np.load(folder / "results.npz")
    np.testing.assert_allclose(codes, expected["codes"], atol=1e-5)
    np.testing.assert_allclose(rebuilt[:, 0], expected["rebuilt"], atol=1e-5)
