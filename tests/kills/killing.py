"""Processes that write until they are killed."""

import multiprocessing
import random
import signal
import time
from multiprocessing.connection import Connection
from pathlib import Path

import torch

from core.storage.files import remove_strays
from tests.kills.writers import WRITERS

LONGEST_S = 0.05
"""A kill comes at a random moment within this time after the first write."""


def write_for_ever(name: str, folder: str, starts: Connection) -> None:
    """Write until killed; runs in a process of its own."""
    torch.set_num_threads(1)
    number = 0
    while True:
        number += 1
        WRITERS[name].write(Path(folder), number)
        if number == 1:
            starts.send(True)


def kill_often(name: str, folder: Path, times: int, seed: int = 0) -> int:
    """Kill a writer ``times`` times and check each time; the number of stray files it left."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.kills.killing"])
    chance, strays = random.Random(seed), 0
    for _ in range(times):
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=write_for_ever, args=(name, str(folder), there))
        process.start()
        there.close()
        assert here.poll(60), "the writer did not begin"
        here.recv()  # EOFError if the writer failed: what the kill before left has stopped it
        time.sleep(chance.uniform(0, LONGEST_S))
        process.kill()
        process.join()
        assert process.exitcode == -signal.SIGKILL
        process.close()
        here.close()
        WRITERS[name].check(folder)
        strays += len(remove_strays(folder))
    return strays
