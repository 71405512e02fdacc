"""Inference: encode, decode, denoise and classify in batches, and the queue for slow work."""

from core.inference.batches import (
    BATCH,
    CPU_BATCH,
    batch_size,
    batches,
    classify,
    decode,
    device_of,
    encode,
    in_batches,
    posterior,
    reconstruct,
)
from core.inference.errors import psnr, squared_errors

__all__ = [
    "BATCH",
    "CPU_BATCH",
    "batch_size",
    "batches",
    "classify",
    "decode",
    "device_of",
    "encode",
    "in_batches",
    "posterior",
    "psnr",
    "reconstruct",
    "squared_errors",
]
