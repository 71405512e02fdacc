"""Fit the detector of non-digits: MNIST's training digits against non-digits.

    python -m core.images calibrate

writes the detector's file into the checkpoint store. The threshold is set on training digits that
the fit has not seen; the measures in its header come from the test digits and other non-digits.
"""

import json
from dataclasses import asdict, dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn
from torch.nn import functional as F

from core.checkpoints.pool import pool
from core.data import Dataset, load
from core.errors import CheckpointError, ImageError
from core.images import handwriting
from core.images.digits.candidates import prepare
from core.images.nondigits import examples
from core.images.nondigits.doubt import (
    AUTOENCODER,
    CLASSIFIER,
    FILE,
    FOLDER,
    Evidence,
    Figures,
    Measures,
    Weights,
    evidence,
)
from core.noise import AffineAugment, from_spec, make_generator
from core.settings import settings
from core.storage.files import write_atomic
from models import Network
from models.classifier import Classifier

Pixels = NDArray[np.uint8]

COUNT = 20_000  # digits, and as many non-digits
CHECKED = 3_000  # of each, held out of the fit
SEED = 999  # of the non-digits that a detector is measured with
MEMBERS = 4  # networks whose log odds are averaged: fewer non-digits pass than with one
HIDDEN = 48  # units of each
EPOCHS = 8
REFUSED = 0.005  # share of held-out digits below the threshold
UNCLEAR = 0.008  # share of held-out digits whose likeliest class is in doubt
_STROKES = {"kind": "mixture", "limits": [["erosion", 0.9], ["dilation", 1.2], ["blur", 1.2]]}


@dataclass(frozen=True, eq=False)
class Sample:
    """Digits and non-digits, as evidence."""

    digits: Evidence
    labels: NDArray[np.int64]
    others: Evidence


def deformed_digits(count: int, seed: int = 0) -> tuple[Pixels, NDArray[np.int64]]:
    """Training digits, uint8 (count, 28, 28), and labels, int64 (count,), shuffled.

    A quarter is unchanged, a quarter deformed, and the rest written on pages and found again.
    """
    train = load("mnist").split("train")
    kept, changed = count // 4, count // 2
    order = np.random.default_rng(seed).permutation(len(train))
    x = train.images[order[:changed]].float()[:, None] / 255
    generator = make_generator(seed)
    move = AffineAugment(rotation=14, scale=0.1, shear=0.2, shift=0.8)
    x[kept:] = from_spec(_STROKES)(move(x[kept:], generator), generator)
    images = (x[:, 0] * 255).round().to(torch.uint8).numpy()
    rest = order[changed:]
    pages, classes = handwriting.make(
        count - changed, train.images[rest].numpy(), train.labels[rest].numpy(), seed
    )
    every = np.concatenate([np.stack([_prepared_again(image) for image in images]), pages])
    labels = np.concatenate([train.labels[order[:changed]].numpy(), classes])
    mixed = np.random.default_rng(seed).permutation(count)
    return every[mixed], labels[mixed]


def _prepared_again(image: Pixels) -> Pixels:
    try:
        return prepare(image.astype(np.float32) / np.float32(255))[0]
    except ImageError:  # too faint to cut out
        return image


def sample(seed: int) -> Sample:
    """Sample for a fit: training digits, and non-digits made from the seed."""
    digits, labels = deformed_digits(COUNT, seed)
    train = load("mnist").split("train")
    others, _ = examples.make(COUNT, train.images.numpy(), train.labels.numpy(), seed + 1)
    classifier, autoencoder = networks()
    return Sample(
        evidence(digits, classifier, autoencoder),
        labels,
        evidence(others, classifier, autoencoder),
    )


def unseen_sample(test: Dataset, seed: int, others: int = CHECKED) -> Sample:
    """Sample to measure a detector with: all test digits, and non-digits that no fit has seen."""
    classifier, autoencoder = networks()
    digits, labels = test.images.numpy(), test.labels.numpy()
    drawn, _ = examples.make(others, digits, labels, seed)
    return Sample(
        evidence(digits, classifier, autoencoder),
        labels,
        evidence(drawn, classifier, autoencoder),
    )


def networks() -> tuple[Classifier, Network]:
    """The classifier and the autoencoder; `CheckpointError` if one is missing."""
    classifier = pool().module(CLASSIFIER)
    if not isinstance(classifier, Classifier):
        raise CheckpointError(f"'{CLASSIFIER}' is no classifier: restore the shipped one.")
    return classifier, pool().module(AUTOENCODER)


def part(seen: Evidence, rows: slice | NDArray[np.int64]) -> Evidence:
    """Some rows of the evidence."""
    return Evidence(seen.features[rows], seen.logits[rows], seen.latent[rows], seen.errors[rows])


def fit(known: Sample, seed: int = 0) -> tuple[Weights, Figures]:
    """Fit a detector without the last `CHECKED` rows; the digits among those set its threshold."""
    learned = slice(0, len(known.labels) - CHECKED)
    held = slice(len(known.labels) - CHECKED, len(known.labels))
    digits, labels = part(known.digits, learned), known.labels[learned]
    others = part(known.others, slice(0, len(known.others.errors) - CHECKED))
    means = np.stack([digits.latent[labels == label].mean(0) for label in range(10)])
    covariance = np.cov((digits.latent - means[labels]).T)
    weights = Weights(
        mean=torch.from_numpy(digits.features.mean(0)),
        scale=torch.from_numpy(digits.features.std(0) + 0.05),
        class_means=torch.from_numpy(means).float(),
        precision=torch.from_numpy(np.linalg.inv(covariance)).float(),
        hidden=torch.zeros(0, digits.features.shape[1] + 4),
        hidden_bias=torch.zeros(0),
        out=torch.zeros(0),
        out_bias=torch.zeros(1),
    )
    x = torch.cat([weights.inputs(digits), weights.inputs(others)])
    y = torch.cat([torch.ones(len(digits.errors)), torch.zeros(len(others.errors))])
    for member in range(MEMBERS):
        weights = _with_member(weights, *_train(x, y, seed * MEMBERS + member))
    checked = part(known.digits, held)
    scores = weights.scores(checked)
    sure = torch.from_numpy(checked.logits).softmax(1).amax(1).numpy()
    threshold = float(np.quantile(scores, REFUSED))
    figures = Figures(
        threshold=threshold,
        spread=float(np.median(scores)) - threshold,
        usual_error=float(np.quantile(checked.errors, 0.99)),
        usual_distance=float(np.quantile(weights.distances(checked.latent), 0.99)),
        least_probability=float(np.quantile(sure, UNCLEAR)),
    )
    return weights, figures


def _train(x: Tensor, y: Tensor, seed: int) -> tuple[nn.Linear, nn.Linear]:
    """The two layers of one member."""
    torch.manual_seed(seed)
    first, last = nn.Linear(x.shape[1], HIDDEN), nn.Linear(HIDDEN, 1)
    optimiser = torch.optim.AdamW(
        [*first.parameters(), *last.parameters()], lr=1e-3, weight_decay=0.05
    )
    for _ in range(EPOCHS):
        for rows in torch.randperm(len(x)).split(256):
            optimiser.zero_grad()
            hidden = F.dropout(torch.relu(first(x[rows])), 0.3)
            loss = F.binary_cross_entropy_with_logits(last(hidden)[:, 0], y[rows])
            loss.backward()
            optimiser.step()
    return first, last


def _with_member(weights: Weights, first: nn.Linear, last: nn.Linear) -> Weights:
    """The weights with one more member, whose log odds count as one of `MEMBERS`."""
    return replace(
        weights,
        hidden=torch.cat([weights.hidden, first.weight.detach()]),
        hidden_bias=torch.cat([weights.hidden_bias, first.bias.detach()]),
        out=torch.cat([weights.out, last.weight.detach()[0] / MEMBERS]),
        out_bias=weights.out_bias + last.bias.detach() / MEMBERS,
    )


def evaluate(weights: Weights, figures: Figures, known: Sample) -> Measures:
    """How well a detector does on a sample that its fit has not seen."""
    digits, others = weights.scores(known.digits), weights.scores(known.others)
    truth = np.r_[np.ones(len(digits)), np.zeros(len(others))]
    sure = torch.from_numpy(known.digits.logits).softmax(1).amax(1).numpy()
    none = digits < figures.threshold
    return Measures(
        auroc=float(roc_auc_score(truth, np.r_[digits, others])),
        digits_refused=float(none.mean()),
        digits_doubted=float((none | (sure < figures.least_probability)).mean()),
        others_found=float((others < figures.threshold).mean()),
    )


def write(weights: Weights, figures: Figures, measures: Measures) -> None:
    """Keep the detector in the checkpoint store, bound to the networks it was fitted to."""
    digests = [pool().store.digest(name) for name in (CLASSIFIER, AUTOENCODER)]
    header = {
        "digests": digests,
        "networks": [CLASSIFIER, AUTOENCODER],
        "figures": asdict(figures),
        "measures": asdict(measures),
    }
    tensors = {name: value.contiguous().half() for name, value in vars(weights).items()}
    for name in ("class_means", "precision", "out_bias"):
        tensors[name] = vars(weights)[name].contiguous()
    folder = settings().checkpoints / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    write_atomic(folder / FILE, save(tensors, {"detector": json.dumps(header)}))


def calibrate(seed: int = 0) -> Measures:
    """Fit, measure and keep the detector; return its measures."""
    weights, figures = fit(sample(seed), seed)
    measures = evaluate(weights, figures, unseen_sample(load("mnist").split("test"), SEED))
    write(weights, figures, measures)
    return measures
