"""The training loop.

The images sit on the device as one uint8 tensor; a batch is an index look-up and its noise is
made there too, so nothing crosses to the host until an epoch ends. On two cores this is several
times faster than the same model behind a `DataLoader` (see benchmarks/training.py).
"""

import copy
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor

import models
from core import noise as noises
from core.data import Dataset, balanced_subset, to_float
from core.errors import RecipeError, TrainingError
from core.evaluation.metrics import balanced_accuracy
from core.noise.deformations import AffineAugment
from core.training.optimisers import make_optimiser, make_schedule, place_state
from core.training.recipes import Recipe
from core.training.step import Captured, Parts, Work, prepare, record_cuda
from models import Network

EVALUATION_BATCH = 1000  # images


class Cancelled(Exception):
    """Raised out of an epoch when the caller asked to stop; whole epochs before it are kept."""


@dataclass(frozen=True)
class Epoch:
    """What one pass over the training images gave."""

    epoch: int  # 1 for the first
    loss: float  # mean over the training images
    validation_loss: float  # mean over the held-out images, else over the test images
    learning_rate: float  # at the end of the epoch
    seconds: float  # training and evaluation
    images_per_second: float  # training alone
    parts: dict[str, float] = field(default_factory=dict)  # such as kl, accuracy; training images
    balanced_error: float | None = None  # 1 - balanced accuracy, where a recipe stops on it

    def row(self) -> dict[str, float]:
        """The epoch as one flat row of numbers, as a card keeps it."""
        values = {key: value for key, value in asdict(self).items() if key != "parts"}
        return {key: float(value) for key, value in values.items() if value is not None} | {
            key: float(value) for key, value in self.parts.items()
        }


def choose_device(wanted: str = "auto") -> torch.device:
    """The device asked for, or with ``auto`` the best there is: CUDA, then MPS, then the CPU.

    Raises:
        RecipeError: the device is unknown or not on this machine.
    """
    if wanted == "auto":
        if torch.cuda.is_available():
            return torch.device("cuda")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    try:
        device = torch.device(wanted)
        torch.empty(1, device=device)
    except (RuntimeError, AssertionError) as error:
        raise RecipeError(f"This machine has no device {wanted!r}; choose cpu or auto.") from error
    return device


def device_name(device: torch.device) -> str:
    """What a card calls the device: ``cpu``, or the name of the GPU."""
    return torch.cuda.get_device_name(device) if device.type == "cuda" else str(device)


class Trainer:
    """One training run: construct, call `run_epoch` until `finished`, read `module`.

    The same recipe, seed and device give the same weights. `state` and `restore` carry everything
    over to another process, so that a resumed run ends with the weights of an uninterrupted one.
    """

    def __init__(
        self,
        recipe: Recipe,
        dataset: Dataset,
        device: torch.device | str = "cpu",
        initial: dict[str, Tensor] | None = None,
    ) -> None:
        """Place the data and fresh weights on the device.

        Args:
            recipe: all that decides the weights; its seed is the run's seed.
            dataset: the set that the recipe names, or the sample of it that can be had.
            device: where to train.
            initial: weights to start from, replacing those of the same names; the others are new.

        Raises:
            RecipeError: the data set is too small for the recipe, or ``initial`` does not fit.
        """
        self.recipe = recipe
        self.device = torch.device(device)
        self.dataset = dataset
        self.history: list[Epoch] = []
        prepare(self.device)
        self._place_data(dataset)
        torch.manual_seed(recipe.seed)  # fresh weights, and the masks of dropout
        self.module = models.build(recipe.model)
        if initial is not None:
            _start_from(self.module, initial)
        self.module.to(self.device)
        # Convolutions: measured a quarter faster on a CPU, and what tensor cores want on a GPU.
        self.module.to(memory_format=torch.channels_last)
        self.noise = None if recipe.noise is None else noises.from_spec(recipe.noise)
        self.augment, self.asked = None, "same"
        if recipe.augment is not None:
            self.augment = AffineAugment(**recipe.augment.model_dump(exclude={"target"}))
            self.asked = recipe.augment.target
        self.steps_per_epoch = math.ceil(len(self.images) / recipe.batch_size)
        self.optimiser = make_optimiser(recipe, self.module, self.device)
        self.schedule = make_schedule(recipe, self.optimiser, self.steps_per_epoch)
        self.generator = noises.seeded(recipe.seed, self.device)
        self._bad = torch.zeros((), device=self.device)
        # Fused optimisers skip the step while `found_inf` is set: a loss that is not a number
        # never reaches the weights, and the device is not waited for.
        self.optimiser.found_inf = self._bad  # pyrefly: ignore[missing-attribute]
        self._statistics = list(self.module.buffers())  # of batch normalisation
        self._learn: Work = self._learn_now
        if self.device.type == "cuda":
            self._learn = Captured(self._learn_now, self.generator, record_cuda)

    def _place_data(self, dataset: Dataset) -> None:
        recipe = self.recipe
        if dataset.name != recipe.dataset:
            raise RecipeError(f"The recipe asks for {recipe.dataset}, got {dataset.name}.")
        train, test = dataset.split("train"), dataset.split("test")
        rows = _choose(train, recipe.train_count, recipe.seed, "train")
        held_out = int(len(rows) * recipe.validation_share)
        if held_out or recipe.train_count is not None:
            order = torch.randperm(len(rows), generator=noises.seeded(recipe.seed))
            rows = rows[order]
        self.train_rows, self.validation_rows = rows[held_out:], rows[:held_out]
        self.test_rows = _choose(test, recipe.test_count, recipe.seed, "test")
        if len(self.train_rows) == 0:
            raise RecipeError("There is no image to train on; ask for more or hold out fewer.")
        if held_out:
            checked, checked_rows = train, self.validation_rows
        else:
            checked, checked_rows = test, self.test_rows
        self.images = train.images[self.train_rows].to(self.device)
        self.labels = train.labels[self.train_rows].to(self.device)
        self.validation_images = checked.images[checked_rows].to(self.device)
        self.validation_labels = checked.labels[checked_rows].to(self.device)

    @property
    def finished(self) -> bool:
        """Whether the last epoch is done, or the stopping rule has been met."""
        return len(self.history) >= self.recipe.epochs or self.stopped_early

    @property
    def stopped_early(self) -> bool:
        """Whether the monitored figure has changed too little over the last epochs."""
        rule = self.recipe.stopping
        if rule is None or len(self.history) <= rule.epochs:
            return False
        values = [getattr(epoch, rule.monitor) for epoch in self.history[-rule.epochs - 1 :]]
        return all(abs(new - old) <= rule.change * abs(old) for old, new in pairwise(values))

    def run_epoch(self, on_batch: Callable[[int, int], bool] = lambda done, total: False) -> Epoch:
        """Train one pass over the images and evaluate it.

        ``on_batch`` is told the batches done and their total; when it returns True the epoch is
        given up with `Cancelled`, and the caller restores the last `state`.

        Raises:
            TrainingError: the loss is no longer a number; the weights are the last good ones.
        """
        start = time.perf_counter()
        number = len(self.history) + 1
        self._warm_up_kl(number)
        self.module.train()
        order = torch.randperm(len(self.images), generator=self.generator, device=self.device)
        totals: dict[str, Tensor] = {}
        batches = order.split(self.recipe.batch_size)
        for done, rows in enumerate(batches, start=1):
            for name, value in self._step(rows).items():
                totals[name] = totals.get(name, 0) + value * len(rows)
            if on_batch(done, len(batches)):
                raise Cancelled
        means = {name: float(total) / len(self.images) for name, total in totals.items()}
        trained = time.perf_counter() - start
        if self._bad.item():
            raise TrainingError(
                f"The loss stopped being a number in epoch {number}; the weights from before are "
                "kept. Try a smaller learning rate."
            )
        rule = self.recipe.stopping
        balanced = rule is not None and rule.monitor == "balanced_error"
        epoch = Epoch(
            epoch=number,
            loss=means.pop("loss"),
            validation_loss=self._validation_loss(),
            learning_rate=float(self.optimiser.param_groups[0]["lr"]),
            seconds=0.0,
            images_per_second=len(self.images) / trained,
            parts=means,
            balanced_error=self._balanced_error() if balanced else None,
        )
        epoch = replace(epoch, seconds=time.perf_counter() - start)
        self.history.append(epoch)
        return epoch

    def epochs(self) -> Iterator[Epoch]:
        """Run until finished, giving each epoch as it ends."""
        while not self.finished:
            yield self.run_epoch()

    def _step(self, rows: Tensor) -> Parts:
        images = clean = seen = to_float(self.images[rows])
        if self.augment is not None:
            if self.asked != "original":
                clean = seen = self.augment(images, self.generator)
            if self.asked != "same":
                seen = self.augment(images, self.generator)
        if self.noise is not None:
            seen = self.noise(seen, self.generator)
        target = clean if self.module.task == "reconstruct" else self.labels[rows]
        parts = self._learn(seen, target)
        if self.schedule is not None:
            self.schedule.step()
        return parts

    def _learn_now(self, seen: Tensor, target: Tensor) -> Parts:
        """One step on a batch; the parts of its loss, cut off from what they came from."""
        statistics = [buffer.clone() for buffer in self._statistics]
        parts = self.module.loss(seen, target, self.generator)
        self._bad.copy_(torch.maximum(self._bad, (~parts["loss"].detach().isfinite()).float()))
        self.optimiser.zero_grad(set_to_none=True)
        parts["loss"].backward()
        self.optimiser.step()
        for buffer, before in zip(self._statistics, statistics, strict=True):
            buffer.copy_(torch.where(self._bad.bool(), before, buffer))
        return {name: value.detach() for name, value in parts.items()}

    @torch.inference_mode()
    def _validation_loss(self) -> float:
        """Mean loss over the validation images, with noise of its own seed, the same each time."""
        self.module.eval()
        generator = noises.seeded(self.recipe.seed + 1, self.device)
        total = torch.zeros((), device=self.device, dtype=torch.float64)
        for rows in torch.arange(len(self.validation_images)).split(EVALUATION_BATCH):
            clean = to_float(self.validation_images[rows])
            seen = clean if self.noise is None else self.noise(clean, generator)
            target = clean if self.module.task == "reconstruct" else self.validation_labels[rows]
            total += self.module.loss(seen, target, generator)["loss"].double() * len(rows)
        return float(total) / max(1, len(self.validation_images))

    def _balanced_error(self) -> float:
        self.module.eval()
        return 1 - balanced_accuracy(self.module, to_float(self.images), self.labels.cpu())

    def _warm_up_kl(self, number: int) -> None:
        if self.recipe.kl_warmup_epochs:
            scale = min(1.0, number / self.recipe.kl_warmup_epochs)
            if scale != self.module.kl_scale:
                self.module.kl_scale = scale
                self._record_anew()

    def _record_anew(self) -> None:
        if isinstance(self._learn, Captured):
            self._learn.forget()

    @property
    def trouble(self) -> str:
        """Why a GPU is slower than it could be, a sentence; empty where all is well."""
        return self._learn.trouble if isinstance(self._learn, Captured) else ""

    def state(self) -> dict[str, Any]:
        """Everything a later `restore` needs: weights, optimiser, generators, history.

        A copy, so that training on does not change it.
        """
        return {
            "dataset": self.dataset.fingerprint,
            "module": copy.deepcopy(self.module.state_dict()),
            "optimiser": copy.deepcopy(self.optimiser.state_dict()),
            "schedule": None if self.schedule is None else self.schedule.state_dict(),
            "generator": self.generator.get_state(),
            "torch": torch.get_rng_state(),
            "cuda": torch.cuda.get_rng_state(self.device) if self.device.type == "cuda" else None,
            "history": [asdict(epoch) for epoch in self.history],
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go back to what `state` returned, in this process or another.

        Raises:
            RecipeError: the images are others than those of that state.
        """
        if state["dataset"] != self.dataset.fingerprint:
            raise RecipeError(
                f"{self.dataset.title} is no longer the data that this training began with; put "
                "the files back, or start the training again."
            )
        self.module.load_state_dict(state["module"])
        # The optimiser would go on with the very tensors it is given, and change them.
        self.optimiser.load_state_dict(copy.deepcopy(state["optimiser"]))
        place_state(self.optimiser, self.device)
        if self.schedule is not None:
            self.schedule.load_state_dict(state["schedule"])
        self.generator.set_state(state["generator"])
        torch.set_rng_state(state["torch"])
        if state["cuda"] is not None:
            torch.cuda.set_rng_state(state["cuda"], self.device)
        self.history = [Epoch(**row) for row in state["history"]]
        self._bad.zero_()
        self._record_anew()


def _choose(part: Dataset, count: int | None, seed: int, split: str) -> Tensor:
    """Positions in one split: all of them, or ``count`` balanced by class."""
    if count is None:
        return torch.arange(len(part))
    if count > len(part):
        raise RecipeError(
            f"The recipe asks for {count:,} {split} images, {part.title} has {len(part):,}."
        )
    return balanced_subset(part, count, seed)


def _start_from(module: Network, initial: dict[str, Tensor]) -> None:
    """Copy the encoder's weights of another model into this one."""
    own = module.state_dict()
    shared = {name: value for name, value in initial.items() if name.startswith("encoder.")}
    for name, value in shared.items():
        if name not in own or own[name].shape != value.shape:
            raise RecipeError(
                f"The starting weights do not fit: {name} is {tuple(value.shape)}, "
                f"here {tuple(own[name].shape) if name in own else 'absent'}."
            )
    if not shared:
        raise RecipeError("The starting checkpoint has no encoder to copy.")
    module.load_state_dict({**own, **shared})
