"""Train recipes from the shell: ``python -m core.training NAME... [--device cuda]``.

A name that ends in ``.json`` is a recipe file, such as one downloaded from the Train page.
"""

from core.settings import tune_process
from core.text.numbers import quantity

tune_process()  # before PyTorch is imported

import argparse
import json
import sys
from pathlib import Path

import torch
from tqdm import tqdm

from core.checkpoints import Card, Store
from core.data import load
from core.errors import LatentLabError, RecipeError
from core.settings import settings
from core.training.cards import make_card, remeasure
from core.training.devices import choose_device
from core.training.loop import Trainer
from core.training.recipes.recipe import Recipe, recipe_from
from core.training.recipes.shipped import RECIPES, recipe_named
from core.training.transfer import initial_weights


def train(name: str, device: torch.device, store: Store, changes: dict[str, object]) -> None:
    """Train one recipe with a progress bar and save its checkpoint."""
    recipe = (
        recipe_at(Path(name), changes) if name.endswith(".json") else recipe_named(name, **changes)
    )
    trainer = Trainer(recipe, load(recipe.dataset), device, initial_weights(recipe, store))
    with tqdm(total=recipe.epochs, desc=recipe.name, unit="epoch") as bar:
        while not trainer.is_finished:
            epoch = trainer.run_epoch()
            bar.update()
            bar.set_postfix_str(
                f"loss {epoch.loss:.4f}, validation {epoch.validation_loss:.4f}, "
                f"{epoch.images_per_second:,.0f} images/s"
            )
    entry = store.save(trainer.module, make_card(trainer, store))
    print(f"{recipe.name}: {quantity(len(trainer.history), 'epoch')}, saved as {entry.path}")
    _print_metrics(store.card(recipe.name))


def recipe_at(path: Path, changes: dict[str, object]) -> Recipe:
    """Read a recipe from a JSON file and replace some of its fields.

    Raises:
        RecipeError: the file is missing or has no valid recipe, or a change is not valid.
    """
    try:
        values = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise RecipeError(f"'{path.name}' cannot be read as a recipe: {error}.") from error
    if not isinstance(values, dict):
        raise RecipeError(f"'{path.name}' has no recipe; download one from the Train page.")
    return recipe_from({**values, **changes})


def measure_again(name: str, store: Store) -> None:
    """Measure a stored checkpoint again and rewrite its card; the weights stay the same."""
    card = remeasure(name, load(store.card(name).dataset.name), store)
    store.save(store.load(name)[0], card)
    print(f"{name}: measured again")
    _print_metrics(card)


def _print_metrics(card: Card) -> None:
    for key, value in card.metrics.items():
        if isinstance(value, float) and not key.startswith("train_"):
            print(f"  {key:32} {value:.4f}")


def main(arguments: list[str] | None = None) -> int:
    """Train the recipes named on the command line; 0 if all of them were saved."""
    parser = argparse.ArgumentParser(prog="python -m core.training", description=__doc__)
    parser.add_argument(
        "names",
        nargs="+",
        metavar="NAME",
        help=f"a recipe's file (.json) or one of: {', '.join(RECIPES)}",
    )
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda, cuda:1, mps")
    parser.add_argument("--epochs", type=int, help="epochs, instead of the recipe's")
    parser.add_argument("--seed", type=int, help="seed, instead of the recipe's")
    parser.add_argument("--out", type=Path, default=settings().checkpoints, help="store folder")
    parser.add_argument("--threads", type=int, help="CPU threads, instead of PyTorch's choice")
    parser.add_argument(
        "--measure", action="store_true", help="only measure the stored checkpoints again"
    )
    options = parser.parse_args(arguments)
    if options.threads:
        torch.set_num_threads(options.threads)
    changes = {
        key: value
        for key, value in {"epochs": options.epochs, "seed": options.seed}.items()
        if value is not None
    }
    try:
        device, store = choose_device(options.device), Store(options.out)
        for name in options.names:
            if options.measure:
                measure_again(name, store)
            else:
                train(name, device, store, changes)
    except LatentLabError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
