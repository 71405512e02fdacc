"""The state of a training run on disk: exact, and refused if a single bit differs."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest
import torch

from core.errors import StorageError, TrainingError
from core.training.state import load_state, save_state

VALUE: dict[Any, Any] = {
    "tensors": [torch.arange(6).reshape(2, 3), torch.tensor(1.5), torch.empty(0)],
    1: ("a tuple", None, True, 0.1, float("inf")),
    "nested": {"": {}, "tensor": []},
    "slice": torch.arange(10)[::3],
}


def test_a_state_comes_back_as_it_was(tmp_path: Path) -> None:
    save_state(tmp_path / "state", VALUE)

    back = load_state(tmp_path / "state")

    assert back[1] == VALUE[1]
    assert back["nested"] == VALUE["nested"]
    assert torch.equal(back["slice"], VALUE["slice"])
    for one, other in zip(back["tensors"], VALUE["tensors"], strict=True):
        assert torch.equal(one, other)
        assert one.dtype == other.dtype


def test_a_flipped_bit_anywhere_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "state"
    save_state(path, {"weights": torch.arange(20.0), "epoch": 3})
    whole = path.read_bytes()
    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= 1
        path.write_bytes(damaged)
        with pytest.raises(TrainingError, match="cannot be read.*start the training again"):
            load_state(path)


def test_an_object_that_cannot_be_saved_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="cannot hold a object"):
        save_state(tmp_path / "state", {"thing": object()})


def test_a_failed_save_keeps_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_state(tmp_path / "state", {"epoch": 1})

    def full(number: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(StorageError, match="disk is full"):
            save_state(tmp_path / "state", {"epoch": 2})

    assert load_state(tmp_path / "state") == {"epoch": 1}
