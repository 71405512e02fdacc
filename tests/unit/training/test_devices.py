"""Devices to train on."""

import pytest
import torch

from core.errors import RecipeError
from core.training.devices import choose_device


def test_an_unknown_device_is_refused():
    with pytest.raises(RecipeError) as caught:
        choose_device("abacus")
    assert str(caught.value) == "This machine has no device 'abacus'; choose cpu or auto."
    assert choose_device("cpu") == torch.device("cpu")
    assert choose_device().type in ("cpu", "cuda", "mps")
