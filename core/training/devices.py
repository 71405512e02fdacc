"""Devices to train on: the CPU, an NVIDIA GPU (CUDA) or an Apple GPU (MPS)."""

import torch

from core.errors import RecipeError


def choose_device(name: str = "auto") -> torch.device:
    """Device of this name; ``auto`` means CUDA if available, else MPS, else the CPU.

    Raises:
        RecipeError: the device is unknown or not on this machine.
    """
    if name == "auto":
        if torch.cuda.is_available():
            return torch.device("cuda")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    try:
        device = torch.device(name)
        torch.empty(1, device=device)
    except (RuntimeError, AssertionError) as error:
        raise RecipeError(f"This machine has no device {name!r}; choose cpu or auto.") from error
    return device


def device_name(device: torch.device) -> str:
    """Name of the device on a card: ``cpu``, ``mps`` or the model of the GPU."""
    return torch.cuda.get_device_name(device) if device.type == "cuda" else str(device)


def prepare(device: torch.device) -> None:
    """Make a CUDA device use TF32 for float32 products and deterministic convolutions.

    TF32 rounds each factor to 10 bits and accumulates in float32; tensor cores need it.
    """
    if device.type == "cuda":
        torch.set_float32_matmul_precision("high")
        torch.backends.cudnn.allow_tf32 = True
        torch.backends.cudnn.deterministic = True
