"""Benchmarks, one per module; the last line of each one's output is a JSON object."""

from core.settings import tune_process

tune_process()  # before a benchmark imports PyTorch
