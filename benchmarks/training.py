"""Images per second of this project's training loop and of a `DataLoader` loop.

    python -m benchmarks.training [--device cuda] [--images 60000] [--threads 2]

Both loops train the same network with the same optimiser, loss, noise and batch size on the same
images. The `DataLoader` loop is that of PyTorch's tutorials: PIL images, `ToTensor`, noise on the
batch, `loss.item()` after each step, and 0 or 2 loader processes, whichever is faster. The last
line is a JSON object with the ratios of the rates.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from statistics import median

import torch
from torch.utils.data import DataLoader, Subset
from torchvision.datasets import VisionDataset
from torchvision.transforms import ToTensor
from torchvision.transforms.functional import to_pil_image

import models
from core import noise as noises
from core.data import Dataset, load
from core.training.devices import choose_device, device_name
from core.training.loop import Trainer
from core.training.recipes.recipe import Recipe
from core.training.recipes.shipped import RECIPES

MODELS = {
    "dense_ratio": "dae-dense-128",
    "vae_ratio": "vae-dense-20",
    "conv_ratio": "ae-conv-16",
}
LOADERS = (0, 2)  # processes


class Pictures(VisionDataset):
    """The images as torchvision's MNIST returns them: PIL images through a transform."""

    def __init__(self, dataset: Dataset) -> None:
        super().__init__(root="", transform=ToTensor())
        self.images, self.labels = dataset.images, dataset.labels

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, int]:
        picture = to_pil_image(self.images[index])
        return self.transform(picture), int(self.labels[index])


def subset(dataset: Dataset, count: int) -> Dataset:
    """The first ``count`` training images, and a thousand test images."""
    rows = torch.cat([torch.arange(count), torch.arange(dataset.train, dataset.train + 1000)])
    return replace(
        dataset,
        images=dataset.images[rows],
        labels=dataset.labels[rows],
        rows=dataset.rows[rows],
        train=count,
    )


def ours(recipe: Recipe, dataset: Dataset, device: torch.device) -> Iterator[float]:
    """Images per second of each epoch of this project's loop."""
    trainer = Trainer(recipe, dataset, device)
    while True:
        yield trainer.run_epoch().images_per_second


def theirs(recipe: Recipe, dataset: Dataset, device: torch.device, loaders: int) -> Iterator[float]:
    """Images per second of each epoch of the `DataLoader` loop."""
    torch.manual_seed(recipe.seed)
    module = models.build(recipe.model).to(device).train()
    corrupt = None if recipe.noise is None else noises.from_spec(recipe.noise)
    generator = noises.make_generator(recipe.seed, device)
    optimiser = torch.optim.Adam(module.parameters(), lr=recipe.optimiser.learning_rate)
    pictures = Subset(Pictures(dataset), range(dataset.train))
    loader = DataLoader(
        pictures,
        recipe.batch_size,
        shuffle=True,
        num_workers=loaders,
        pin_memory=device.type == "cuda",
        persistent_workers=loaders > 0,
    )
    while True:
        start, total = time.perf_counter(), 0.0
        for x, _label in loader:
            clean = x.to(device)
            inputs = clean if corrupt is None else corrupt(clean, generator)
            loss = module.loss(inputs, clean, generator)["loss"]
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item()
        yield len(pictures) / (time.perf_counter() - start)


def measure(
    recipe: Recipe, dataset: Dataset, device: torch.device, epochs: int
) -> tuple[float, float]:
    """Images per second of this project's loop and of the faster `DataLoader` loop.

    Medians over ``epochs`` after a warm-up epoch. The loops alternate after each epoch, so other
    work on the machine affects both alike.
    """
    loops = [ours(recipe, dataset, device)]
    loops += [theirs(recipe, dataset, device, loaders) for loaders in LOADERS]
    rates = [[next(loop) for loop in loops] for _ in range(1 + epochs)][1:]
    mine, *usual = (median(of_loop) for of_loop in zip(*rates, strict=True))
    return mine, max(usual)


def main(arguments: list[str] | None = None) -> int:
    """Measure each model, print a line for each, and end with a line of JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.training", description=__doc__)
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda, cuda:1, mps")
    parser.add_argument("--images", type=int, default=60_000, help="training images per epoch")
    parser.add_argument("--epochs", type=int, default=3, help="epochs after a warm-up epoch")
    parser.add_argument("--threads", type=int, help="CPU threads; by default PyTorch chooses")
    parser.add_argument("--models", nargs="+", default=list(MODELS.values()), metavar="NAME")
    args = parser.parse_args(arguments)
    if args.threads:
        torch.set_num_threads(args.threads)
    device = choose_device(args.device)
    dataset = subset(load("mnist"), args.images)
    title = device_name(device)
    load_average = os.getloadavg()[0]
    print(
        f"{title}, {torch.get_num_threads()} threads, {args.images:,} images per epoch, "
        f"load average {load_average:.1f} at the start"
    )
    result: dict[str, object] = {"device": title}
    for key, name in MODELS.items():
        if name not in args.models:
            continue
        mine, usual = measure(RECIPES[name], dataset, device, args.epochs)
        result[key] = round(mine / usual, 2)
        ratio = mine / usual
        print(
            f"{name}: {mine:,.0f} images/s, DataLoader {usual:,.0f}, ratio {ratio:.2f}", flush=True
        )
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
