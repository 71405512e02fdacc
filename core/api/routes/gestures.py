"""What a hand does to digits: add noise, clean, encode, decode, classify."""

from collections.abc import Sequence
from typing import Annotated, Self

import numpy as np
import torch
from pydantic import Field, model_validator

from core import inference
from core.api.routes.asks import (
    MAX_MODELS,
    Asks,
    AsksImages,
    Latents,
    ModelName,
    NoiseSpec,
    Seed,
    module_for,
)
from core.api.server.answer import ARRAYS, JSON, PNG, Answer
from core.api.server.endpoint import Endpoint, Refusal
from core.api.server.numbers import table
from core.inference import denoising
from core.noise import seeded


class AsksModel(AsksImages):
    """Images for one model."""

    model: ModelName


class AsksNoise(AsksImages):
    """Images and the noise to add."""

    noise: NoiseSpec
    seed: Seed = 0


class AsksDenoise(AsksImages):
    """Images, the noise to add first, and who takes it off and who reads the result."""

    models: Annotated[list[ModelName], Field(max_length=MAX_MODELS)] = Field(
        [], description="Autoencoders; none shows only what the noise does."
    )
    noise: NoiseSpec = None
    seed: Seed = 0
    classifier: ModelName | None = Field(None, description="Who reads the images, if anybody.")

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        if len(set(self.models)) < len(self.models):
            raise ValueError("models: name each only once")
        return self


class AsksDecode(Asks):
    """Latent vectors for one autoencoder."""

    model: ModelName
    latents: Latents


def denoise(asked: AsksDenoise) -> Answer:
    """Images before and after, with errors and verdicts."""
    return denoise_together([asked])[0]


def denoise_together(asked: Sequence[AsksDenoise]) -> list[Answer]:
    """The answers to calls that name the same models."""
    first = asked[0]
    denoisers = {name: module_for(name, "reconstruct") for name in first.models}
    classifier = module_for(first.classifier, "classify") if first.classifier else None
    lots = [(one.x(), one.noise, one.seed) for one in asked]
    done = denoising.clean_together(lots, denoisers, classifier=classifier)
    return [_told(part, first.models) for part in done]


def _same_models(asked: AsksDenoise) -> tuple[str | None, ...]:
    return (asked.classifier, *asked.models)


def _told(done: denoising.Cleaning, models: list[str]) -> Answer:
    arrays = {
        "clean": done.clean,
        "noisy": done.noisy,
        "cleaned": done.cleaned,
        "squared_errors": done.squared_errors,
        "psnr": done.psnr,
    }
    if done.probabilities is not None:
        arrays["probabilities"] = done.probabilities
    return Answer(
        {name: value.numpy() for name, value in arrays.items()},
        {"models": models},
        done.strip,
    )


def add_noise(asked: AsksNoise) -> Answer:
    """Noisy images."""
    if asked.noise is None:
        raise Refusal(422, 'noise: expected an object, such as {"kind": "gaussian"}.')
    noisy = asked.noise(asked.x(), seeded(asked.seed))[:, 0].numpy()
    return Answer({"images": noisy}, picture=lambda: noisy)


def encode(asked: AsksModel) -> Answer:
    """Latent vectors."""
    module = module_for(asked.model, None)
    return Answer({"latents": inference.encode(module, asked.x()).numpy()})


def decode(asked: AsksDecode) -> Answer:
    """Images from latent vectors."""
    module = module_for(asked.model, "reconstruct")
    try:
        latents = table(asked.latents, module.latent_size)
    except ValueError as error:
        raise Refusal(422, f"latents: {error}.") from error
    images = inference.decode(module, torch.from_numpy(latents))[:, 0].clamp(0, 1).numpy()
    return Answer({"images": images}, picture=lambda: images)


def classify(asked: AsksModel) -> Answer:
    """Probabilities and the most likely classes."""
    read = inference.classify(module_for(asked.model, "classify"), asked.x()).numpy()
    return Answer({"probabilities": read, "classes": read.argmax(1).astype(np.int32)})


_ROWS = {"rows": [60000, 60001]}
_BOTH = (JSON, ARRAYS)
_ALL = (JSON, ARRAYS, PNG)

ENDPOINTS = [
    Endpoint(
        "/api/denoise",
        "Add noise to digits and clean them",
        "Gives the clean, noisy and cleaned images, the summed squared error and the PSNR in dB of "
        "the noisy and each cleaned image (PSNR is null where nothing differs), and the "
        "classifier's probabilities for the clean, the noisy and each cleaned one. As PNG: one "
        "strip, for each image the clean, the noisy and the cleaned ones.",
        AsksDenoise,
        denoise,
        together=denoise_together,
        alike=_same_models,
        media=_ALL,
        raw="images",
        example={
            **_ROWS,
            "models": ["dae-dense-128"],
            "classifier": "clf-mlp-3",
            "noise": {"kind": "gaussian", "sigma": 0.5},
            "seed": 1,
        },
    ),
    Endpoint(
        "/api/noise",
        "Add noise to digits",
        "Gives the noisy images, with pixels from 0 to 1. The same seed gives the same noise.",
        AsksNoise,
        add_noise,
        media=_ALL,
        raw="images",
        example={**_ROWS, "noise": {"kind": "mask", "zeros": 0.4, "ones": 0.05}, "seed": 1},
    ),
    Endpoint(
        "/api/encode",
        "The numbers at a model's bottleneck",
        "Gives a latent vector for each image; of a variational autoencoder, the mean.",
        AsksModel,
        encode,
        media=_BOTH,
        raw="images",
        example={**_ROWS, "model": "dae-dense-128"},
    ),
    Endpoint(
        "/api/decode",
        "Images from latent vectors",
        "Gives the image that an autoencoder makes of each vector, with pixels from 0 to 1. "
        "A raw body holds float32 numbers, as many for each vector as the model's latent size.",
        AsksDecode,
        decode,
        media=_ALL,
        raw="latents",
        example={"model": "vae-conv-2", "latents": [[0.0, 0.0], [1.5, -0.5]]},
    ),
    Endpoint(
        "/api/classify",
        "Which digit an image shows",
        "Gives the probability of each of the ten classes, and the most likely class.",
        AsksModel,
        classify,
        media=_BOTH,
        raw="images",
        example={**_ROWS, "model": "clf-mlp-3"},
    ),
]
