"""Why a recipe cannot be trained here."""

from core.checkpoints import Store
from core.data import entry_named, is_local
from core.data.library import fetch_command
from core.errors import CheckpointError, DataError
from core.jobs.plan.estimate import images_per_epoch
from core.settings import settings
from core.training.recipes.recipe import Recipe
from core.training.transfer import encoder_weights, shapes


def problem(recipe: Recipe, store: Store) -> str | None:
    """Why a recipe cannot be trained here, in one sentence; None if it can."""
    try:
        entry = entry_named(recipe.dataset)
    except DataError as error:
        return str(error)
    if not is_local(recipe.dataset):
        return (
            f"{entry.title} is not on this machine: fetch it with "
            f"'{fetch_command(recipe.dataset)}', or choose another data set."
        )
    if recipe.train_count is not None and recipe.train_count > entry.train:
        return f"{entry.title} has {entry.train:,} training images, not {recipe.train_count:,}."
    seen = images_per_epoch(recipe) * recipe.epochs
    if seen > settings().job_images:
        return (
            f"This training would see {seen:,} images, and {settings().job_images:,} are allowed: "
            "train fewer epochs or on fewer images."
        )
    if images_per_epoch(recipe) < 1:
        return "No training images are left: use more images or hold out fewer."
    names = {item.name for item in store.entries()} if store.folder.exists() else set()
    if recipe.name in names:
        return f"There is a checkpoint '{recipe.name}' already: choose another name."
    if recipe.initial is None:
        return None
    if recipe.initial not in names:
        return (
            f"It starts from the encoder of {recipe.initial}, which is not in the store: train "
            "that one first, or start from random weights."
        )
    return _transfer_problem(recipe, recipe.initial, store)


def _transfer_problem(recipe: Recipe, initial: str, store: Store) -> str | None:
    """Why the encoder of the initial checkpoint cannot be copied; None if it can."""
    try:
        source = store.card(initial).model
    except CheckpointError as error:
        return str(error)
    own, copies = shapes(recipe.model), encoder_weights(shapes(source), source, recipe.model)
    if not copies:
        return f"{initial} has no encoder to copy: choose another checkpoint."
    for name, tensor in copies.items():
        if name not in own or own[name].shape != tensor.shape:
            has = tuple(own[name].shape) if name in own else "absent"
            return (
                f"The encoder of {initial} does not fit: its {name} is {tuple(tensor.shape)}, "
                f"this network's is {has}. Give the network the same encoder layers."
            )
    return None
