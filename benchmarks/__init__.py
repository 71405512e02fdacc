"""Measurements of speed: one module each, whose last line of output is a JSON object."""

from core.settings import tune_process

tune_process()  # before a benchmark imports PyTorch
