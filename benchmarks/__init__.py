"""Measurements of speed, each a module with one line of JSON at its end."""

from core.settings import tune_process

tune_process()  # before a benchmark imports PyTorch
