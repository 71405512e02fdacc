"""Freed memory: a process that works with tensors asks the system for it once."""

import ctypes
import platform
import subprocess
import sys

import pytest

from core import settings
from core.settings import PROJECT

FAULTS = """
import resource, sys
if sys.argv[1] == "kept":
    from core.settings import tune_process
    tune_process()
import torch
faults = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_minflt
def work():
    ones = [torch.ones(2**20 * 10) for _ in range(5)]  # 40 MB each
for _ in range(5):
    work()  # the first ones fill the gaps that the imports left
before = faults()
for _ in range(10):
    work()
print(faults() - before)
"""
PAGES = 10 * 5 * 40 * 2**20 // 4096  # that ten turns fill


def pages_fetched(way: str) -> int:
    command = [sys.executable, "-c", FAULTS, way]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    return int(done.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library")
def test_blocks_of_forty_megabytes_are_used_again():
    assert pages_fetched("kept") < PAGES / 5


def test_another_c_library_is_left_as_it_is(monkeypatch):
    monkeypatch.setattr(ctypes, "CDLL", lambda name: object())
    assert not settings.keep_freed_memory()
