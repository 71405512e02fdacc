"""Classifiers."""

import torch

from tests.unit.digits import digits
from tests.unit.models.specs import SPECS, built


def test_dropout_works_in_training_only():
    module = built(SPECS["clf-conv"])
    x, _ = digits(4)
    with torch.no_grad():
        assert torch.equal(module.eval()(x), module(x))
        assert not torch.equal(module.train()(x), module(x))
