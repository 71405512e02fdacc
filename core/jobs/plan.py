"""Before a launch: what a training will cost, what would go wrong, and the runs of a sweep."""

import itertools
import json
import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Any

import torch

import models
from core import noise as noises
from core.checkpoints import Store
from core.data import CATALOGUE
from core.errors import CheckpointError, RecipeError
from core.jobs.kinds import worker_threads
from core.training import eager
from core.training.recipes import Recipe, recipe_from
from core.training.transfer import encoder_weights, shapes

TRIED_STEPS = 3
TRIED_IMAGES = 128  # at most, in one step
TRIED_SECONDS = 0.5  # no further step after that: a form waits for it
MAX_RUNS = 50  # of one sweep
SWEPT = {
    "learning rate": (0.1, 0.01, 0.001, 0.0001),
    "latent size": (2, 8, 32),
    "noise": (0.1, 0.3, 0.5),
    "seed": (0, 1, 2),
}
"""What a sweep can vary, with values to begin with."""


@dataclass(frozen=True)
class Device:
    """Somewhere to train."""

    name: str  # as PyTorch calls it
    title: str  # for people


def devices() -> list[Device]:
    """The devices of this machine, the fastest first, GPUs with their free memory."""
    found = [Device(f"cuda:{index}", title) for index, title in enumerate(_gpus())]
    if torch.backends.mps.is_available():
        found.append(Device("mps", "Apple GPU (MPS)"))
    cores = os.cpu_count() or 1
    kept = worker_threads("cpu")
    leaves = "one core stays free for the dashboard" if kept < cores else "its only core"
    return [*found, Device("cpu", f"CPU ({cores} cores, {leaves})")]


def _gpus() -> list[str]:
    """A line for each GPU; asked of its driver, for PyTorch would take memory there to tell."""
    if not torch.cuda.is_available():
        return []
    query = ["nvidia-smi", "--query-gpu=name,memory.free", "--format=csv,noheader,nounits"]
    try:
        told = subprocess.run(query, capture_output=True, text=True, check=True, timeout=5).stdout
        lines = [line.rsplit(",", 1) for line in told.strip().splitlines()]
        titles = [f"{name.strip()}, {int(free) / 1024:.1f} GiB free" for name, free in lines]
    except (OSError, ValueError, subprocess.SubprocessError):
        titles = []
    count = torch.cuda.device_count()
    if len(titles) != count:  # hidden GPUs, say: then no line can be given to any of them
        titles = [torch.cuda.get_device_name(index) for index in range(count)]
    return titles


def images_per_epoch(recipe: Recipe) -> int:
    """Training images of one epoch, of the complete data set."""
    count = recipe.train_count or CATALOGUE[recipe.dataset].train
    return count - int(count * recipe.validation_share)


def problem(recipe: Recipe, store: Store) -> str | None:
    """What makes a recipe impossible to carry out here, in one sentence; None if nothing does."""
    entry = CATALOGUE.get(recipe.dataset)
    if entry is None:
        return f"There is no data set {recipe.dataset!r}: choose one of {', '.join(CATALOGUE)}."
    if recipe.train_count is not None and recipe.train_count > entry.train:
        return f"{entry.title} has {entry.train:,} training images, not {recipe.train_count:,}."
    if images_per_epoch(recipe) < 1:
        return "Nothing is left to train on: ask for more images or hold out fewer."
    names = {item.name for item in store.entries()} if store.folder.exists() else set()
    if recipe.name in names:
        return f"There is a checkpoint '{recipe.name}' already: choose another name."
    if recipe.initial is not None:
        return _misfit(recipe, store)
    return None


def _misfit(recipe: Recipe, store: Store) -> str | None:
    """Why the encoder of the starting checkpoint cannot be copied; None where it can."""
    assert recipe.initial is not None
    try:
        theirs = store.card(recipe.initial).model
    except CheckpointError as error:
        return str(error)
    own, copied = shapes(recipe.model), encoder_weights(shapes(theirs), theirs, recipe.model)
    if not copied:
        return f"{recipe.initial} has no encoder to copy: choose another checkpoint."
    for name, given in copied.items():
        if name not in own or own[name].shape != given.shape:
            has = tuple(own[name].shape) if name in own else "absent"
            return (
                f"The encoder of {recipe.initial} does not fit: its {name} is "
                f"{tuple(given.shape)}, this network's is {has}. Give the network the same "
                "encoder layers."
            )
    return None


def cpu_seconds(recipe: Recipe) -> float:
    """About how many seconds the recipe takes on this machine's CPU, all its epochs.

    Measured: a few steps on random images with a worker's number of threads, here and now, with
    what else the machine has to do.
    """
    spec = json.dumps(recipe.model, sort_keys=True)
    noise = json.dumps(recipe.noise, sort_keys=True)
    rate = _images_per_second(spec, noise, min(recipe.batch_size, TRIED_IMAGES))
    return images_per_epoch(recipe) * recipe.epochs / rate


@cache
def _images_per_second(spec: str, noise: str, batch: int) -> float:
    threads = (worker_threads("cpu"),)  # PyTorch's number of threads is that of the calling thread
    with ThreadPoolExecutor(1, "estimate", torch.set_num_threads, threads) as alone:
        return alone.submit(_measured, spec, noise, batch).result()


def _measured(spec: str, noise: str, batch: int) -> float:
    with torch.random.fork_rng(devices=[]):
        module = models.build(json.loads(spec)).train()
    module.to(memory_format=torch.channels_last)  # as a training has it
    corrupt = None if noise == "null" else noises.from_spec(json.loads(noise))
    optimiser = eager.Adam(module.parameters(), fused=True)
    generator = noises.seeded(0)
    clean = torch.rand(batch, 1, 28, 28, generator=generator)
    target = clean if module.task == "reconstruct" else torch.zeros(batch, dtype=torch.int64)
    times = []
    for _ in range(1 + TRIED_STEPS):
        start = time.perf_counter()
        seen = clean if corrupt is None else corrupt(clean, generator)
        optimiser.zero_grad(set_to_none=True)
        module.loss(seen, target, generator)["loss"].backward()
        optimiser.step()
        times.append(time.perf_counter() - start)
        if len(times) > 1 and sum(times) > TRIED_SECONDS:
            break
    return batch / min(times[1:])  # the first also pays for memory


@dataclass(frozen=True)
class Run:
    """One run of a sweep."""

    recipe: Recipe
    label: str  # such as "learning rate 0.01, seed 1"


def sweep(recipe: Recipe, axes: Mapping[str, Sequence[float]]) -> list[Run]:
    """A run for every combination of the values of the axes, which are keys of `SWEPT`.

    Raises:
        RecipeError: an axis has no values, the recipe cannot take one, or there are too many runs.
    """
    empty = [axis for axis, values in axes.items() if not values]
    if empty:
        raise RecipeError(f"Give the sweep at least one value for {empty[0]}.")
    combinations = list(itertools.product(*(dict.fromkeys(axes[axis]) for axis in axes)))
    if len(combinations) > MAX_RUNS:
        raise RecipeError(
            f"These are {len(combinations):,} runs; a sweep has at most {MAX_RUNS}: "
            "leave out some values."
        )
    runs = []
    for values in combinations:
        made = recipe.model_dump(mode="json")
        for axis, value in zip(axes, values, strict=True):
            _set(made, axis, value)
        parts = [f"{axis} {value:.12g}" for axis, value in zip(axes, values, strict=True)]
        ending = "".join(f"-{part.split(' ', part.count(' ') - 1)[-1]}" for part in parts)
        ending = ending.replace(" ", "")
        made["name"] = made["name"][: 80 - len(ending)] + ending
        runs.append(Run(recipe_from(made), ", ".join(parts)))
    return runs


def _set(made: dict[str, Any], axis: str, value: float) -> None:
    """Give a recipe's values one value of an axis."""
    if axis == "learning rate":
        made["optimiser"]["learning_rate"] = value
    elif axis == "seed":
        made["seed"] = value
    elif axis == "latent size":
        key = "latent" if "latent" in made["model"] else "bottleneck"
        if value != int(value):
            raise RecipeError(f"A latent has a whole number of values, not {value:g}.")
        made["model"][key] = int(value)
    elif axis == "noise":
        noise = made["noise"]
        if noise is None or noise["kind"] not in noises.KINDS:
            raise RecipeError("Choose one kind of noise before you vary its strength.")
        noise[noises.level_field(noise["kind"])] = value
    else:
        raise RecipeError(f"A sweep can vary {', '.join(SWEPT)}, not {axis}.")
