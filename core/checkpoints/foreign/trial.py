"""Trial of a network from elsewhere on pictures, before it is kept."""

import time
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

import models
from core.checkpoints.foreign.notes import standardisation
from core.checkpoints.foreign.parts import Part, replace_layout
from core.checkpoints.foreign.reading import RANGES
from core.data import Dataset, to_float
from core.data.dataset import Shape
from models import ImportedNetwork
from models.imported import ImportedAutoencoderConfig, ImportedClassifierConfig, PictureFormat

MAX_PICTURES = 64
MIN_PICTURES = 4  # however slow the network is
MAX_PICTURE_S = 0.5  # seconds per picture; a gesture waits for it
MAX_TRIAL_S = 5.0  # seconds for the pictures of one trial, and for those of all guesses
RARE_RANGE_FACTOR = 0.95
"""A rarer range is chosen only if its loss is below this fraction of a usual range's loss, because
several ranges do about equally well with a network that has hardly been trained."""
TOLERANCE = 1e-3  # between a picture alone and in a batch, relative to the largest number
STANDARDISED = {
    1: standardisation((0.1307,), (0.3081,)),
    3: standardisation((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
}
"""The usual mean and standard deviation by number of channels: those of MNIST and ImageNet."""


@dataclass(frozen=True, eq=False)
class Trial:
    """Outputs of a network for N pictures."""

    pictures: Tensor
    """float32 (N, C, H, W) in [0, 1]."""
    inputs: Tensor
    """Input of the network in its own range: (N, C, H, W)."""
    codes: Tensor
    """(N, latent)."""
    rebuilt: Tensor | None
    """(N, C, H, W), not clipped; None without a decoder."""
    probabilities: Tensor | None
    """(N, classes); None without a classifier."""
    picture_s: float
    """Seconds per picture, one at a time."""

    @property
    def error(self) -> float | None:
        """Mean squared error per pixel after clipping to [0, 1]; None without a decoder."""
        if self.rebuilt is None:
            return None
        return float(((self.rebuilt.clamp(0, 1) - self.pictures) ** 2).mean())


def sample(dataset: Dataset) -> tuple[Tensor, Tensor]:
    """The first test pictures of a data set and their labels, to try a network on.

    float32 (N, C, H, W) in [0, 1] and int64 (N,). A data set without a test split gives its first
    pictures.
    """
    part = dataset.split("test")
    part = part if len(part) else dataset
    return to_float(part.images[:MAX_PICTURES]), part.labels[:MAX_PICTURES]


def ramp(shape: Shape) -> Tensor:
    """Four gradients from black to white, for a shape that no data set has: (4, C, H, W)."""
    row = torch.linspace(0, 1, shape[2]).expand(shape)
    column = torch.linspace(0, 1, shape[1])[:, None].expand(shape)
    return torch.stack([row, 1 - row, column, row * column])


def module_of(part: Part) -> ImportedNetwork:
    """Build the module of a network, in eval mode."""
    module = models.build(part.config.model_dump(mode="json"))
    assert isinstance(module, ImportedNetwork)
    state = {
        name: torch.from_numpy(np.frombuffer(data, np.uint8).copy())
        for name, data in part.graphs.items()
    }
    module.load_state_dict(state, assign=True)
    return module.eval()


@torch.inference_mode()
def try_part(part: Part, pictures: Tensor) -> Trial:
    """Run a network on pictures, float32 (N, C, H, W) in [0, 1].

    A slow network runs on the first of them only, as many as `MAX_TRIAL_S` leaves time for.

    Raises:
        ValueError: the network cannot run, is too slow, or gives numbers that are not finite, not
            as many as promised, not the same twice, or dependent on the other pictures of a batch.
    """
    module = module_of(part)
    try:
        start = time.perf_counter()
        module(pictures[:1])
        start = time.perf_counter()
        alone = module(pictures[:1])
        picture_s = time.perf_counter() - start
        if picture_s > MAX_PICTURE_S:
            raise ValueError(
                f"it takes {picture_s:.1f} seconds per picture, more than the {MAX_PICTURE_S:g}"
                " that a gesture may wait"
            )
        pictures = pictures[: max(MIN_PICTURES, int(MAX_TRIAL_S / max(picture_s, 1e-6)))]
        codes = module.encode(pictures)
        rebuilt = module.decode(codes) if module.task == "reconstruct" else None
        logits = module.classify(pictures) if module.task == "classify" else None
    except RuntimeError as error:
        raise ValueError(str(error)) from error
    outputs = {"code": codes, "picture": rebuilt, "classes": logits}
    for name, output in outputs.items():
        if output is not None and not output.isfinite().all():
            raise ValueError(f"its {name} has numbers that are infinite or not a number")
    result = next(item for item in (rebuilt, logits, codes) if item is not None)
    if not torch.allclose(module(pictures[:1]), alone):
        raise ValueError("it gives other numbers for the same picture: export it for inference")
    if (result[:1] - alone).abs().max() > TOLERANCE * (1 + float(alone.abs().max())):
        raise ValueError("a picture's result depends on the pictures beside it in a batch")
    takes = part.config.encoder.takes
    return Trial(
        pictures=pictures,
        inputs=replace_layout(takes, "nchw").to_graph(pictures),
        codes=codes,
        rebuilt=rebuilt,
        probabilities=None if logits is None else logits.softmax(1),
        picture_s=picture_s,
    )


def settle(part: Part, pictures: Tensor) -> tuple[Part, Trial]:
    """A network with a batch size that works, and its outputs for pictures.

    A graph may declare any number of pictures and still support only one. Raises ValueError as
    `try_part` does.
    """
    try:
        return part, try_part(part, pictures)
    except ValueError:
        if all(graph.batch is not None for graph in part.config.graphs.values()):
            raise
        singly = _with_batch(part, 1)
        trial = try_part(singly, pictures)  # if this fails too, its reason is the better one
        return singly, trial


def guess_ranges(
    part: Part,
    pictures: Tensor,
    labels: Tensor,
    classes: int,
    takes: PictureFormat | None = None,
    gives: PictureFormat | None = None,
) -> Part:
    """The same network with the range of pixels that suits it best on labelled pictures.

    The best range gives an autoencoder the smallest reconstruction error and a classifier the
    fewest wrong classes. Among ranges that do about equally well, the most usual one is chosen,
    pixels from 0 to 1 first. An encoder alone and a classifier of other classes stay as they are,
    and so does a network so slow that the guesses would take longer than `MAX_TRIAL_S`. ``takes``
    and ``gives`` are ranges that are already known.
    """
    start = time.perf_counter()
    usual = [*RANGES.values(), STANDARDISED[part.config.shape[0]]]
    decodes = isinstance(part.config, ImportedAutoencoderConfig)
    best: tuple[float, Part] | None = None
    for expected in [takes] if takes else usual:
        for output in ([gives] if gives else usual) if decodes else [None]:
            if time.perf_counter() - start > MAX_TRIAL_S:
                return part
            candidate = with_ranges(part, expected, output)
            try:
                trial = try_part(candidate, pictures)
            except ValueError:
                continue
            if trial.error is not None:
                loss = trial.error
            elif trial.probabilities is not None and trial.probabilities.shape[1] == classes:
                read = trial.probabilities.argmax(1)
                loss = float((read != labels[: len(read)]).float().mean())
            else:
                return part
            if best is None or loss < RARE_RANGE_FACTOR * best[0] - 1e-6:
                best = (loss, candidate)
    return part if best is None else best[1]


def with_ranges(part: Part, takes: PictureFormat, gives: PictureFormat | None) -> Part:
    """The same network with other ranges of pixels; layouts stay."""
    config = part.config
    encoder = config.encoder
    changes: dict[str, Any] = {
        "encoder": encoder.model_copy(update={"takes": replace_layout(takes, encoder.takes.layout)})
    }
    if isinstance(config, ImportedAutoencoderConfig) and gives is not None:
        decoder = config.decoder
        changes["decoder"] = decoder.model_copy(
            update={"gives": replace_layout(gives, decoder.gives.layout)}
        )
    if isinstance(config, ImportedClassifierConfig) and config.reader.takes is not None:
        reader = config.reader
        layout = config.reader.takes.layout
        changes["reader"] = reader.model_copy(update={"takes": replace_layout(takes, layout)})
    return replace(part, config=config.model_copy(update=changes))


def _with_batch(part: Part, batch: int) -> Part:
    changes = {
        name: getattr(part.config, name).model_copy(update={"batch": batch})
        for name in part.config.graphs
    }
    return replace(part, config=part.config.model_copy(update=changes))
