"""The training loop.

The images are on the device as one uint8 tensor; a batch is an index look-up and its noise is drawn
there too, so nothing crosses to the host until an epoch ends. On two cores this is several times
faster than the same model behind a `DataLoader` (see benchmarks/training.py).
"""

import copy
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

import torch
from torch import Tensor

import models
from core import noise as noises
from core.data import Dataset, to_float
from core.errors import RecipeError, TrainingError
from core.evaluation.metrics import balanced_accuracy
from core.noise.deformations import AffineAugment
from core.training.devices import prepare
from core.training.history import Epoch, has_settled
from core.training.optimisation.optimisers import make_optimiser, make_schedule, place_state
from core.training.optimisation.step import CapturedStep, Parts, Work, record_cuda
from core.training.recipes.recipe import Recipe
from core.training.rows import choose_rows, written_digits
from core.training.transfer import copy_encoder

EVALUATION_BATCH = 1000  # images

DIVERGED = 100.0
"""Multiple of the untrained network's loss above which a training counts as diverged. A network
that learns stays below it, because even a constant output, the worst case, does."""


class CancelledError(Exception):
    """The caller stopped an epoch; the epochs before it are complete."""


class Trainer:
    """One training run: construct, call `run_epoch` until `is_finished`, read `module`.

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
            recipe: everything that decides the weights; its seed is the run's seed.
            dataset: the data set that the recipe names, or the shipped sample of it.
            device: device to train on.
            initial: encoder weights to start from, by name; all other weights are new.

        Raises:
            RecipeError: the data set is too small for the recipe, or ``initial`` does not fit.
        """
        self.recipe = recipe
        self.device = torch.device(device)
        self.dataset = dataset
        self.history: list[Epoch] = []
        self._untrained_loss: float | None = None  # of the first batch
        prepare(self.device)
        self.rows = choose_rows(recipe, dataset)
        self._place_data(dataset)
        torch.manual_seed(recipe.seed)  # fresh weights, and the masks of dropout
        self.module = models.build(recipe.model)
        if initial is not None:
            copy_encoder(initial, self.module)
        self.module.to(self.device)
        # Makes convolutions a quarter faster on a CPU (measured); tensor cores of a GPU need it.
        self.module.to(memory_format=torch.channels_last)
        self.noise = None if recipe.noise is None else noises.from_spec(recipe.noise)
        self.augment, self.augment_target = None, "same"
        if recipe.augment is not None:
            self.augment = AffineAugment(**recipe.augment.model_dump(exclude={"target"}))
            self.augment_target = recipe.augment.target
        self.steps_per_epoch = math.ceil(len(self.images) / recipe.batch_size)
        self.optimiser = make_optimiser(recipe, self.module, self.device)
        self.schedule = make_schedule(recipe, self.optimiser, self.steps_per_epoch)
        self.generator = noises.make_generator(recipe.seed, self.device)
        self._not_finite = torch.zeros((), device=self.device)
        # Fused optimisers skip the step while `found_inf` is set: a loss that is not a number
        # never reaches the weights, without a synchronisation of the device.
        self.optimiser.found_inf = self._not_finite  # pyrefly: ignore[missing-attribute]
        self._statistics = list(self.module.buffers())  # of batch normalisation
        self._learn: Work = self._learn_now
        if self.device.type == "cuda":
            self._learn = CapturedStep(self._learn_now, self.generator, record_cuda)

    def _place_data(self, dataset: Dataset) -> None:
        train, test = dataset.split("train"), dataset.split("test")
        part, rows = train, self.rows.validation
        if not len(rows):
            part, rows = test, self.rows.test
        images, labels = written_digits(self.recipe, dataset, self.rows)
        self.images = torch.cat([train.images[self.rows.train], images]).to(self.device)
        self.labels = torch.cat([train.labels[self.rows.train], labels]).to(self.device)
        self.validation_images = part.images[rows].to(self.device)
        self.validation_labels = part.labels[rows].to(self.device)

    @property
    def is_finished(self) -> bool:
        """Whether the last epoch is done, or the stopping rule has been met."""
        return len(self.history) >= self.recipe.epochs or self.stopped_early

    @property
    def stopped_early(self) -> bool:
        """Whether the recipe's stopping rule has been met."""
        return has_settled(self.history, self.recipe.stopping)

    def run_epoch(self, on_batch: Callable[[int, int], bool] = lambda done, total: False) -> Epoch:
        """Train for one pass over the images and evaluate the result.

        ``on_batch`` gets the number of finished batches and their total. If it returns True, the
        epoch ends with `CancelledError`; the caller then restores the last `state`.

        Raises:
            TrainingError: the loss is no longer a number, and the weights are the last good ones;
                or it has grown far above that of the untrained network.
        """
        start = time.perf_counter()
        self._warm_up_kl(len(self.history) + 1)
        means = self._train_pass(on_batch)
        training_s = time.perf_counter() - start
        self._check_loss(means["loss"])
        validation_loss, balanced_error = self._validation_loss(), self._balanced_error()
        epoch = Epoch(
            epoch=len(self.history) + 1,
            loss=means.pop("loss"),
            validation_loss=validation_loss,
            learning_rate=float(self.optimiser.param_groups[0]["lr"]),
            seconds=time.perf_counter() - start,
            images_per_second=len(self.images) / training_s,
            parts=means,
            balanced_error=balanced_error,
        )
        self.history.append(epoch)
        return epoch

    def _train_pass(self, on_batch: Callable[[int, int], bool]) -> dict[str, float]:
        """Take a step on each batch, in random order; returns the loss and its parts per image."""
        self.module.train()
        order = torch.randperm(len(self.images), generator=self.generator, device=self.device)
        totals: dict[str, Tensor] = {}
        batches = order.split(self.recipe.batch_size)
        for done, rows in enumerate(batches, start=1):
            parts = self._step(rows)
            if self._untrained_loss is None:
                self._untrained_loss = float(parts["loss"])
            for name, value in parts.items():
                totals[name] = totals.get(name, 0) + value * len(rows)
            if on_batch(done, len(batches)):
                raise CancelledError
        return {name: float(total) / len(self.images) for name, total in totals.items()}

    def _check_loss(self, loss: float) -> None:
        """Raise TrainingError if the loss is not a number or far above the untrained network's."""
        number = len(self.history) + 1
        if self._not_finite.item():
            raise TrainingError(
                f"The loss stopped being a number in epoch {number}. Try a smaller learning rate."
            )
        if self._untrained_loss is not None and loss > DIVERGED * self._untrained_loss:
            raise TrainingError(
                f"The loss grew to {loss:.3g} in epoch {number}, from "
                f"{self._untrained_loss:.3g} before the training. Try a smaller learning rate."
            )

    def epochs(self) -> Iterator[Epoch]:
        """Train until finished and yield each epoch as it ends."""
        while not self.is_finished:
            yield self.run_epoch()

    def _step(self, rows: Tensor) -> Parts:
        images = clean = inputs = to_float(self.images[rows])
        if self.augment is not None:
            if self.augment_target != "original":
                clean = inputs = self.augment(images, self.generator)
            if self.augment_target != "same":
                inputs = self.augment(images, self.generator)
        if self.noise is not None:
            inputs = self.noise(inputs, self.generator)
        target = clean if self.module.task == "reconstruct" else self.labels[rows]
        parts = self._learn(inputs, target)
        if self.schedule is not None:
            self.schedule.step()
        return parts

    def _learn_now(self, inputs: Tensor, target: Tensor) -> Parts:
        """Take one step on a batch and return the parts of its loss, detached."""
        statistics = [buffer.clone() for buffer in self._statistics]
        parts = self.module.loss(inputs, target, self.generator)
        self._not_finite.copy_(
            torch.maximum(self._not_finite, (~parts["loss"].detach().isfinite()).float())
        )
        self.optimiser.zero_grad(set_to_none=True)
        parts["loss"].backward()
        self.optimiser.step()
        for buffer, before in zip(self._statistics, statistics, strict=True):
            buffer.copy_(torch.where(self._not_finite.bool(), before, buffer))
        return {name: value.detach() for name, value in parts.items()}

    @torch.inference_mode()
    def _validation_loss(self) -> float:
        """Mean loss over the validation images; their noise is the same in each epoch."""
        self.module.eval()
        generator = noises.make_generator(self.recipe.seed + 1, self.device)
        total = torch.zeros((), device=self.device, dtype=torch.float64)
        for rows in torch.arange(len(self.validation_images)).split(EVALUATION_BATCH):
            clean = to_float(self.validation_images[rows])
            inputs = clean if self.noise is None else self.noise(clean, generator)
            target = clean if self.module.task == "reconstruct" else self.validation_labels[rows]
            total += self.module.loss(inputs, target, generator)["loss"].double() * len(rows)
        return float(total) / max(1, len(self.validation_images))

    def _balanced_error(self) -> float | None:
        """Balanced error on the training images; None unless the stopping rule monitors it."""
        rule = self.recipe.stopping
        if rule is None or rule.monitor != "balanced_error":
            return None
        self.module.eval()
        return 1 - balanced_accuracy(self.module, to_float(self.images), self.labels.cpu())

    def _warm_up_kl(self, number: int) -> None:
        if self.recipe.kl_warmup_epochs:
            scale = min(1.0, number / self.recipe.kl_warmup_epochs)
            if scale != self.module.kl_scale:
                self.module.kl_scale = scale
                self._forget_recording()

    def _forget_recording(self) -> None:
        if isinstance(self._learn, CapturedStep):
            self._learn.forget()

    @property
    def trouble(self) -> str:
        """One sentence on why a GPU is slower than it could be, or an empty string."""
        return self._learn.trouble if isinstance(self._learn, CapturedStep) else ""

    def state(self) -> dict[str, Any]:
        """Everything that `restore` needs: weights, optimiser, generators, history.

        It is a copy: further training does not change it.
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
            "untrained_loss": self._untrained_loss,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Restore what `state` returned, in this process or another.

        Raises:
            RecipeError: the data set has changed since then.
        """
        if state["dataset"] != self.dataset.fingerprint:
            raise RecipeError(
                f"{self.dataset.title} has changed since this training began; put the files back, "
                "or start the training again."
            )
        self.module.load_state_dict(state["module"])
        # The optimiser keeps the tensors that it is given and changes them in place.
        self.optimiser.load_state_dict(copy.deepcopy(state["optimiser"]))
        place_state(self.optimiser, self.device)
        if self.schedule is not None:
            self.schedule.load_state_dict(state["schedule"])
        self.generator.set_state(state["generator"])
        torch.set_rng_state(state["torch"])
        if state["cuda"] is not None:
            torch.cuda.set_rng_state(state["cuda"], self.device)
        self.history = [Epoch(**row) for row in state["history"]]
        self._untrained_loss = state.get("untrained_loss")  # earlier versions did not keep it
        self._not_finite.zero_()
        self._forget_recording()
