"""Snapshots of a training: outputs for ten digits and the latent map after each epoch.

All snapshots of a run show the same images.

A snapshot does not use the random generators of the training, so it does not change the weights.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Self

import torch
from safetensors import SafetensorError
from safetensors import torch as safetensors
from torch import Tensor

from core import noise as noises
from core.data import Dataset, balanced_subset, to_float
from core.errors import TrainingError
from core.evaluation.autoencoders import pca
from core.inference import classify, encode, reconstruct
from core.storage.files import write_atomic
from core.training.loop import Trainer

MAP_IMAGES = 2000  # test images on the map, balanced by class
DIGITS = 10  # the first of each class in a seeded order
NOISE_SEED = 0

SHARED_FILE = "fixed.safetensors"


@dataclass(frozen=True)
class SharedImages:
    """Images and labels that all snapshots of a run share."""

    digits: Tensor  # uint8 (D, H, W) or (D, 3, H, W), without noise; D is at most 10
    noisy: Tensor  # uint8, as `digits`; the input of the model
    digit_labels: Tensor  # int64 (D,)
    map_labels: Tensor  # int64 (M,)
    map_rows: Tensor  # int64 (M,), row ids in the data set

    @classmethod
    def parse(cls, content: bytes) -> Self:
        """Parse the contents of a file named `SHARED_FILE`; `TrainingError` if it is damaged."""
        return cls(**_parse(content, SHARED_FILE, cls.__dataclass_fields__))


@dataclass(frozen=True)
class Snapshot:
    """Map and outputs of the model after one epoch."""

    points: Tensor  # float32 (M, 2)
    output: Tensor  # uint8 reconstructions, as the digits; float32 (D, classes) probabilities

    @classmethod
    def parse(cls, content: bytes) -> Self:
        """Parse the contents of a snapshot's file; `TrainingError` if it is damaged."""
        return cls(**_parse(content, "of an epoch", cls.__dataclass_fields__))


def share(trainer: Trainer, folder: Path) -> None:
    """Write what all snapshots of a run share into ``folder``, unless an earlier worker has."""
    path = folder / SHARED_FILE
    if path.exists():
        return
    test = trainer.dataset.split("test")
    rows, digits = _choose(test, trainer.recipe.seed)
    shared = {
        "digits": test.images[digits].contiguous(),
        "noisy": _as_bytes(_inputs(trainer, test.images[digits])),
        "digit_labels": test.labels[digits].contiguous(),
        "map_labels": test.labels[rows].contiguous(),
        "map_rows": test.rows[rows].contiguous(),
    }
    write_atomic(path, safetensors.save(shared))


def take(trainer: Trainer, folder: Path) -> None:
    """Write a snapshot of the epoch that just ended into ``folder``, as one small file.

    A two-dimensional latent is its own map. A larger one is projected onto its first two principal
    components (PCA) of the first epoch; all epochs use the same axes, so only the points move.
    """
    trainer.module.eval()
    share(trainer, folder)
    test = trainer.dataset.split("test")
    rows, digits = _choose(test, trainer.recipe.seed)
    inputs = _inputs(trainer, test.images[digits])
    z = encode(trainer.module, to_float(test.images[rows]))
    frame = _frame(folder, z)
    points = (z - frame["centre"]) @ frame["axes"]
    if trainer.module.task == "reconstruct":
        output = _as_bytes(reconstruct(trainer.module, inputs))
    else:
        output = classify(trainer.module, inputs)
    tensors = {"points": points.contiguous(), "output": output.contiguous()}
    write_atomic(folder / file_name(len(trainer.history)), safetensors.save(tensors))


def file_name(epoch: int) -> str:
    """File name of the snapshot of an epoch."""
    return f"{epoch:05d}.safetensors"


def epochs_in(names: Iterable[str]) -> list[int]:
    """Sorted epochs whose snapshots are among these file names."""
    paths = [PurePath(name) for name in names]
    return sorted(int(path.stem) for path in paths if path.stem.isdecimal())


def _choose(test: Dataset, seed: int) -> tuple[Tensor, Tensor]:
    """Positions of the map's images and of one digit per class in the test images."""
    counts = torch.bincount(test.labels, minlength=len(test.classes))
    count = min(MAP_IMAGES, int(counts.min()) * len(test.classes))
    if count == 0 or not test.classes:  # no classes, or one is missing: take the first images
        rows = torch.arange(min(MAP_IMAGES, len(test)))
        return rows, rows[:DIGITS]
    rows = balanced_subset(test, count, seed)
    first = rows[: len(test.classes)]  # the classes take turns, so these are one of each
    return rows, first[test.labels[first].argsort()][:DIGITS]


def _axes(z: Tensor) -> dict[str, Tensor]:
    """Projection of a latent (N, d) onto two axes: a centre (d,) and directions (d, 2)."""
    size = z.shape[1]
    if size == 2:
        return {"centre": torch.zeros(2), "axes": torch.eye(2)}
    if size == 1:
        return {"centre": torch.zeros(1), "axes": torch.tensor([[1.0, 0.0]])}
    basis = pca.fit(z.numpy()).basis(2)
    return {
        "centre": torch.from_numpy(basis.mean),
        "axes": torch.from_numpy(basis.axes.T.copy()),
    }


def _inputs(trainer: Trainer, images: Tensor) -> Tensor:
    """The network's input for uint8 images: float (N, C, H, W), always with the same noise."""
    clean = to_float(images)
    if trainer.noise is None:
        return clean
    return trainer.noise(clean, noises.make_generator(NOISE_SEED))


def _as_bytes(x: Tensor) -> Tensor:
    """Float (N, C, H, W) in [0, 1] -> uint8 (N, H, W) or (N, 3, H, W)."""
    return (x.squeeze(1) * 255).round().to(torch.uint8).cpu().contiguous()


def _frame(folder: Path, z: Tensor) -> dict[str, Tensor]:
    """The axes of a run's maps: those in ``folder``, or at the first epoch those of ``z``."""
    path = folder / SHARED_FILE
    try:
        content = path.read_bytes()
    except OSError as error:
        raise TrainingError(f"The snapshot '{path.name}' cannot be read.") from error
    with suppress(TrainingError):
        return _parse(content, path.name, ("centre", "axes"))
    images = _parse(content, path.name, SharedImages.__dataclass_fields__)
    axes = _axes(z)
    write_atomic(path, safetensors.save(images | axes))
    return axes


def _parse(content: bytes, name: str, fields: Iterable[str]) -> dict[str, Tensor]:
    try:
        tensors = safetensors.load(content)
        return {field: tensors[field] for field in fields}
    except (SafetensorError, KeyError) as error:
        raise TrainingError(f"The snapshot '{name}' is damaged.") from error
