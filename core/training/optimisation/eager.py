"""PyTorch's optimisers without its compiler, which is too slow to import during training.

Their methods have a decorator that excludes them from compilation; on the first call it imports
`torch._dynamo`, which takes 3 to 7 seconds. Nothing is compiled here, so these classes use the
methods without the decorator.
"""

from inspect import unwrap

import torch
from torch.optim import Optimizer


class _Eager(Optimizer):
    add_param_group = unwrap(Optimizer.add_param_group)
    zero_grad = unwrap(Optimizer.zero_grad)
    state_dict = unwrap(Optimizer.state_dict)
    load_state_dict = unwrap(Optimizer.load_state_dict)


class SGD(_Eager, torch.optim.SGD):
    """`torch.optim.SGD` without the decorators of the compiler."""

    step = torch.no_grad()(unwrap(torch.optim.SGD.step))


class Adam(_Eager, torch.optim.Adam):
    """`torch.optim.Adam` without the decorators of the compiler."""

    step = torch.no_grad()(unwrap(torch.optim.Adam.step))


class AdamW(_Eager, torch.optim.AdamW):
    """`torch.optim.AdamW` without the decorators of the compiler."""

    step = torch.no_grad()(unwrap(torch.optim.AdamW.step))
