"""How long a training takes on the CPU, measured on a few steps."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import torch

import models
from core import noise as noises
from core.data import entry_named
from core.jobs.context import worker_threads
from core.training.optimisation import eager
from core.training.recipes.recipe import Recipe

TRIAL_STEPS = 3
TRIAL_IMAGES = 128  # per step, at most
TRIAL_SECONDS = 0.5  # no further step after that, because a form waits for the estimate


def images_per_epoch(recipe: Recipe) -> int:
    """Training images per epoch, assuming the complete data set."""
    count = recipe.train_count or entry_named(recipe.dataset).train
    return count - int(count * recipe.validation_share) + recipe.written_count


def cpu_seconds(recipe: Recipe) -> float:
    """Estimated seconds for all epochs of the recipe on this machine's CPU.

    Measures a few steps on random images with as many threads as a worker has, under the current
    load of the machine.
    """
    spec = json.dumps(recipe.model, sort_keys=True)
    noise = json.dumps(recipe.noise, sort_keys=True)
    rate = _images_per_second(spec, noise, min(recipe.batch_size, TRIAL_IMAGES))
    return images_per_epoch(recipe) * recipe.epochs / rate


@cache
def _images_per_second(spec: str, noise: str, batch: int) -> float:
    threads = (worker_threads("cpu"),)  # PyTorch's number of threads is that of the calling thread
    with ThreadPoolExecutor(1, "estimate", torch.set_num_threads, threads) as alone:
        return alone.submit(_measure, spec, noise, batch).result()


def _measure(spec: str, noise: str, batch: int) -> float:
    with torch.random.fork_rng(devices=[]):
        module = models.build(json.loads(spec)).train()
    module.to(memory_format=torch.channels_last)  # as in a training
    corrupt = None if noise == "null" else noises.from_spec(json.loads(noise))
    optimiser = eager.Adam(module.parameters(), fused=True)
    generator = noises.make_generator(0)
    clean = torch.rand(batch, *module.config.shape, generator=generator)
    target = clean if module.task == "reconstruct" else torch.zeros(batch, dtype=torch.int64)
    times = []
    for _ in range(1 + TRIAL_STEPS):
        start = time.perf_counter()
        inputs = clean if corrupt is None else corrupt(clean, generator)
        optimiser.zero_grad(set_to_none=True)
        module.loss(inputs, target, generator)["loss"].backward()
        optimiser.step()
        times.append(time.perf_counter() - start)
        if len(times) > 1 and sum(times) > TRIAL_SECONDS:
            break
    return batch / min(times[1:])  # the first step also allocates memory
