"""Checkpoint files made by hand, so that the tests state the format without asking the store.

`Forgery` holds the parts of a file; each test changes one part and calls `seal`, which keeps every
digest right, so that the attack is refused for itself and not for a broken seal.
"""

import hashlib
import json
import struct
from dataclasses import dataclass
from typing import Any

import torch

import models
from core.checkpoints import Card, DatasetCard, Store

SPEC = {"family": "dense", "widths": [], "latent": 2}
LARGE_SPEC = {"family": "dense", "widths": [512, 256], "latent": 2}  # 4 MB


def module(seed: int = 0, spec: dict[str, Any] = SPEC) -> models.Network:
    """A small module with the weights of ``seed``."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return models.build(spec)


def card(name: str = "good", of: models.Network | None = None, **changes: Any) -> Card:
    """A valid card for ``of`` (or for ``module()``)."""
    network = of if of is not None else module()
    values: dict[str, Any] = {
        "name": name,
        "title": "Small dense autoencoder",
        "model": network.config.model_dump(mode="json"),
        "parameters": models.parameter_count(network),
        "recipe": {"name": name, "epochs": 2, "noise": None},
        "dataset": DatasetCard(
            name="mnist",
            fingerprint="0" * 64,
            train_count=60_000,
            validation_count=0,
            test_count=10_000,
            is_sample=False,
        ),
        "history": ({"epoch": 1, "loss": 0.5}, {"epoch": 2, "loss": 0.25}),
        "metrics": {"error": 12.5, "error_by_class": (1.0, 2.0)},
        "notes": ("trained by hand",),
        "versions": {"torch": "2.14.1"},
        "device": "cpu",
        "seconds": 3.5,
        "seed": 7,
        "source": "this project",
        "created": "2026-01-31T12:00:00+00:00",
    }
    return Card(**{**values, **changes})


@dataclass
class Forgery:
    """The parts of a checkpoint file: tensor entries, card, extra metadata, raw bytes."""

    tensors: dict[str, Any]
    card: dict[str, Any]
    data: bytes

    def seal(self) -> bytes:
        """The file, with the digests of the tensors and of the card as they should be."""
        digest = hashlib.sha256()
        for name in sorted(self.tensors):
            entry = self.tensors[name]
            begin, end = entry["data_offsets"]
            digest.update(json.dumps([name, entry["dtype"], entry["shape"]]).encode())
            digest.update(self.data[max(begin, 0) : max(end, 0)])
        return assemble(
            {**self.tensors, "__metadata__": metadata({**self.card, "sha256": digest.hexdigest()})},
            self.data,
        )


def metadata(card: dict[str, Any] | str) -> dict[str, str]:
    """The header's metadata for a card (as JSON values, or as any text)."""
    text = card if isinstance(card, str) else json.dumps(card)
    return {"card": text, "card_sha256": hashlib.sha256(text.encode()).hexdigest()}


def assemble(header: dict[str, Any] | bytes, data: bytes) -> bytes:
    """A safetensors file from its header (or any bytes in its place) and its data."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def forgery(of: models.Network | None = None) -> Forgery:
    """The parts of a valid file of ``of`` (or of ``module()``)."""
    network = of if of is not None else module()
    tensors, data = {}, b""
    for name, tensor in network.state_dict().items():
        raw = tensor.numpy().astype("<f4").tobytes()
        offsets = [len(data), len(data) + len(raw)]
        tensors[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": offsets}
        data += raw
    values = json.loads(card("hostile", network).model_dump_json())
    return Forgery(tensors, values, data)


def same_weights(one: torch.nn.Module, other: torch.nn.Module) -> bool:
    """Whether two modules hold the same tensors, bit for bit, under the same names."""
    ours, theirs = one.state_dict(), other.state_dict()
    return ours.keys() == theirs.keys() and all(torch.equal(ours[k], theirs[k]) for k in ours)


def save_for_ever(folder: str) -> None:
    """Save two models in turn under one name until killed; runs in a process of its own."""
    torch.set_num_threads(1)
    networks = [module(seed, LARGE_SPEC) for seed in (1, 2)]
    store = Store(folder)
    while True:
        for number, network in enumerate(networks):
            store.save(network, card("victim", network, seed=number))
