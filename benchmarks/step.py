"""Speed of a training step on a GPU, for each way in which `core.training` could run it.

    python -m benchmarks.step [--device cuda] [--models ae-conv-16 …] [--epochs 2]

Each model is trained for some epochs in every way; the ways alternate after each epoch. ``replay``
is the recorded step alone, without the batch's look-up, its noise and the learning rate's schedule.
The last line is a JSON object: images per second of each model in each way, or why a way failed.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

import torch

from core.data import Dataset, load
from core.training.devices import choose_device, device_name, prepare
from core.training.loop import Trainer
from core.training.optimisation.step import CapturedStep
from core.training.recipes.recipe import Recipe
from core.training.recipes.shipped import RECIPES

MODELS = ("dae-dense-128", "vae-dense-20", "ae-conv-16", "vae-conv-2", "dae-conv-32", "clf-conv")
WAYS = {
    "eager, float32": {"graph": False, "tf32": False},
    "eager": {"graph": False},
    "graph": {},  # as `Trainer` does it
    "graph, any algorithm": {"deterministic": False},
    "graph, contiguous": {"channels_last": False},
    "graph, bfloat16": {"bfloat16": True},
    "graph, bfloat16, any algorithm": {"bfloat16": True, "deterministic": False},
    "graph, compiled": {"compiled": True},
    "graph, compiled, bfloat16": {"compiled": True, "bfloat16": True},
}
"""Differences of each way from `Trainer`, which replays a recorded step in TF32."""
REPLAYS = 500


def set_arithmetic(way: Any, device: torch.device) -> None:
    """Set PyTorch's arithmetic for the next epoch in this way."""
    prepare(device)
    if not way.get("tf32", True):
        torch.set_float32_matmul_precision("highest")
        torch.backends.cudnn.allow_tf32 = False
    torch.backends.cudnn.deterministic = way.get("deterministic", True)
    torch.backends.cudnn.benchmark = not torch.backends.cudnn.deterministic


def autocast(loss: Callable[..., Any], device: torch.device) -> Callable[..., Any]:
    """The loss with matrix products and convolutions in bfloat16."""

    def in_bfloat16(*arguments: Any) -> Any:
        # Without autocast's cache, which would outlive the recording that fills it.
        with torch.autocast(device.type, torch.bfloat16, cache_enabled=False):
            return loss(*arguments)

    return in_bfloat16


def trainer_of(recipe: Recipe, dataset: Dataset, device: torch.device, way: Any) -> Trainer:
    """A trainer that runs its step in this way."""
    trainer = Trainer(recipe, dataset, device)
    if not way.get("channels_last", True):
        trainer.module.to(memory_format=torch.contiguous_format)
    loss: Callable[..., Any] = trainer.module.loss
    if way.get("compiled"):
        loss = torch.compile(loss)
    if way.get("bfloat16"):
        loss = autocast(loss, device)
    trainer.module.loss = loss  # pyrefly: ignore[method-assign]
    if not way.get("graph", True):
        trainer._learn = trainer._learn_now
    return trainer


def epochs(recipe: Recipe, dataset: Dataset, device: torch.device, way: Any) -> Iterator[float]:
    """Images per second of each epoch in this way.

    Raises:
        RuntimeError: the step cannot be recorded.
    """
    trainer = trainer_of(recipe, dataset, device, way)
    while True:
        set_arithmetic(way, device)
        rate = trainer.run_epoch().images_per_second
        if trainer.trouble:
            raise RuntimeError(trainer.trouble)
        yield rate


def replay_seconds(recipe: Recipe, dataset: Dataset, device: torch.device) -> float | None:
    """Seconds of the recorded step alone; None if no step was recorded."""
    trainer = Trainer(recipe, dataset, device)
    set_arithmetic({}, device)
    trainer.run_epoch()
    learn = trainer._learn
    if not isinstance(learn, CapturedStep) or learn._replay is None:
        return None
    torch.cuda.synchronize(device)
    start = time.perf_counter()
    for _ in range(REPLAYS):
        learn._replay()
    torch.cuda.synchronize(device)
    return (time.perf_counter() - start) / REPLAYS


def measure(recipe: Recipe, dataset: Dataset, device: torch.device, count: int) -> dict[str, Any]:
    """Images per second of each way: the median of ``count`` epochs after a warm-up epoch."""
    loops = {name: epochs(recipe, dataset, device, way) for name, way in WAYS.items()}
    rates: dict[str, list[float]] = {name: [] for name in loops}
    failed = {}
    for _ in range(1 + count):
        for name in [name for name in loops if name not in failed]:
            try:
                rates[name].append(next(loops[name]))
            except Exception as error:  # one failing way must not hide the others
                failed[name] = f"{type(error).__name__}: {str(error).splitlines()[0][:150]}"
    result: dict[str, Any] = {
        name: failed.get(name) or round(median(of[1:])) for name, of in rates.items()
    }
    seconds = replay_seconds(recipe, dataset, device)
    return result | {"replay": None if seconds is None else round(recipe.batch_size / seconds)}


def main(arguments: list[str] | None = None) -> int:
    """Measure each model, print a line per way, and end with a line of JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.step", description=__doc__)
    parser.add_argument("--device", default="auto", help="auto, cuda, cuda:1")
    parser.add_argument("--models", nargs="+", default=list(MODELS), metavar="NAME")
    parser.add_argument("--epochs", type=int, default=2, help="epochs after a warm-up epoch")
    args = parser.parse_args(arguments)
    device, dataset = choose_device(args.device), load("mnist")
    title = device_name(device)
    print(f"{title}, torch {torch.__version__}, {dataset.train:,} images per epoch")
    result: dict[str, Any] = {"device": title, "torch": torch.__version__}
    for name in args.models:
        result[name] = measure(RECIPES[name], dataset, device, args.epochs)
        print(f"{name}:")
        for way, rate in result[name].items():
            print(f"  {way:30} {rate if not isinstance(rate, int) else f'{rate:,} images/s'}")
        sys.stdout.flush()
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
