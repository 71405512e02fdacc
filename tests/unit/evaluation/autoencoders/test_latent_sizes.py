"""Latent sizes and ranges of the store's models."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.checkpoints import Store
from core.data import Dataset
from core.evaluation.autoencoders import latent_sizes, pca
from tests.unit.checkpoints.attacks import forge
from tests.unit.evaluation.samples import AE, CLF, small


def test_the_error_of_pca_is_computed_once(
    digits: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = small(digits)
    first = latent_sizes.pca_errors(part)
    monkeypatch.setattr(pca, "pixel_errors", None)

    np.testing.assert_array_equal(latent_sizes.pca_errors(part), first)
    assert first.shape == (785,)


def test_models_are_sized_from_cards_on_the_same_data(store: Path, digits: Dataset) -> None:
    spec = {"family": "dense", "latent": 4, "output": "linear"}
    module = forge.module(0, spec)
    metrics = {"squared_error": 28.0, "squared_error_unclipped": 30.5}
    Store(store).save(module, forge.card("straight", module, metrics=metrics))
    clipped = forge.card("clipped", module, metrics={"squared_error": 28.0})
    Store(store).save(module, clipped)
    same = replace(digits, fingerprint="0" * 64)

    known, unknown = latent_sizes.models_by_size(same)

    assert [(one.name, one.kind, one.latent, one.error) for one in known] == [
        ("straight", "linear", 4, 30.5)
    ], "as it is, because PCA's output is not clipped either"
    assert {AE, "clipped"} <= set(unknown)
    assert CLF not in unknown
    assert latent_sizes.models_by_size(digits)[0] == []
    Store(store).delete("straight")
    Store(store).delete("clipped")


def test_autoencoders_stand_beside_a_pca_of_as_many_numbers() -> None:
    models = [
        latent_sizes.SizedModel("ae", "", "dense", False, 2, 20.0),
        latent_sizes.SizedModel("dae", "", "dense", True, 800, 5.0),
    ]
    errors = [100.0 - n for n in range(65)]

    lines = latent_sizes.compare_with_pca(models, errors)

    assert [line.latent for line in lines] == [*latent_sizes.SIZES, 800]
    assert (lines[0].name, lines[0].pca, lines[0].ratio) == ("ae", 98.0, pytest.approx(4.9))
    assert (lines[1].name, lines[1].error, lines[1].ratio) == ("", None, None)
    assert (lines[-1].kind, lines[-1].pca) == ("dense, denoising", None)


def test_only_two_numbers_on_the_same_data_have_a_reach(store: Path, digits: Dataset) -> None:
    spread = {
        "squared_error": 30.5,
        "latent_low": (-7.0, -2.0),
        "latent_high": (6.0, 5.0),
        "latent_std": (1.9, 1.2),
        "latent_share_within_4": 0.89,
    }
    for name, size, figures in (
        ("plane", 2, spread),
        ("bare", 2, {"squared_error": 31.0}),
        ("space", 3, {**spread, "latent_std": (1.0, 1.0, 1.0)}),
    ):
        module = forge.module(0, {"family": "dense", "latent": size})
        Store(store).save(module, forge.card(name, module, metrics=figures))

    (one,) = latent_sizes.latent_ranges(replace(digits, fingerprint="0" * 64))

    assert (one.name, one.kind, one.error, one.within_4) == ("plane", "dense", 30.5, 0.89)
    assert (one.low, one.high, one.std) == ((-7.0, -2.0), (6.0, 5.0), (1.9, 1.2))
    assert latent_sizes.latent_ranges(digits) == []
    for name in ("plane", "bare", "space"):
        Store(store).delete(name)
