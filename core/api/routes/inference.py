"""Routes that add noise to digits, denoise, encode, decode and classify them."""

from collections.abc import Sequence
from typing import Annotated, Self

import numpy as np
import torch
from pydantic import Field, model_validator

from core import inference
from core.api.bounds.costs import HALF_MS, PASS_MS, Cost, size_for, size_of
from core.api.refusal import Refusal
from core.api.routes.requests import (
    MAX_MODELS,
    ImagesRequest,
    Latents,
    ModelName,
    NoiseSpec,
    RouteRequest,
    Seed,
    open_module,
    require_distinct,
)
from core.api.server.answer import ARRAYS, JSON, PNG, Answer
from core.api.server.endpoint import Endpoint
from core.api.server.numbers import MAX_COUNT, table
from core.data import as_pictures
from core.inference import denoising
from core.noise import apply_seeded

NOISE_MS = 0.3  # per image, for the slowest kind


class ModelRequest(ImagesRequest):
    """Images for one model."""

    model: ModelName


class NoiseRequest(ImagesRequest):
    """Images and the noise to add."""

    noise: NoiseSpec
    seed: Seed = 0


class DenoiseRequest(ImagesRequest):
    """Images, the noise to add first, the denoisers and the classifier."""

    models: Annotated[list[ModelName], Field(max_length=MAX_MODELS)] = Field(
        [], description="Autoencoders; without any, the answer has only the noisy images."
    )
    noise: NoiseSpec = None
    seed: Seed = 0
    classifier: ModelName | None = Field(None, description="Classifies every image, if given.")

    @model_validator(mode="after")
    def _require_distinct(self) -> Self:
        require_distinct(self.models)
        return self


class DecodeRequest(RouteRequest):
    """Latent vectors for one autoencoder."""

    model: ModelName
    latents: Latents


def _cost_of_denoising(request: DenoiseRequest) -> Cost:
    size, rows = size_of(request.dataset), 2 + len(request.models)
    ms = PASS_MS * len(request.models) + (HALF_MS * rows if request.classifier else 0)
    each = (NOISE_MS + ms) * size.share
    return Cost(request.count * each, request.count * rows * size.numbers)


def _cost_of_noise(request: NoiseRequest) -> Cost:
    size = size_of(request.dataset)
    return Cost(request.count * NOISE_MS * size.share, request.count * size.numbers)


def _cost_of_half(request: ModelRequest) -> Cost:
    return Cost(request.count * HALF_MS * size_of(request.dataset).share)


def _cost_of_decoding(request: DecodeRequest) -> Cost:
    latents, size = request.latents, size_for(request.model)
    # A vector as bytes has at least four bytes; only the model knows how many numbers it has.
    count = len(latents) if isinstance(latents, list) else min(MAX_COUNT, len(latents) // 4)
    return Cost(count * HALF_MS * size.share, count * size.numbers)


def denoise(request: DenoiseRequest) -> Answer:
    """Images before and after, with errors and class probabilities."""
    return denoise_batch([request])[0]


def denoise_batch(requests: Sequence[DenoiseRequest]) -> list[Answer]:
    """Answers to requests that name the same models."""
    first = requests[0]
    denoisers = {name: open_module(name, "reconstruct", first.dataset) for name in first.models}
    classifier = None
    if first.classifier:
        classifier = open_module(first.classifier, "classify", first.dataset)
    inputs = [(request.x(), request.noise, request.seed) for request in requests]
    results = denoising.denoise_together(inputs, denoisers, classifier=classifier)
    return [_answer(result, first.models) for result in results]


def _models_of(request: DenoiseRequest) -> tuple[str | None, ...]:
    return (request.dataset, request.classifier, *request.models)


def _answer(result: denoising.Denoising, models: list[str]) -> Answer:
    arrays = {
        "clean": result.clean,
        "noisy": result.noisy,
        "cleaned": result.outputs,
        "squared_errors": result.squared_errors,
        "psnr": result.psnr,
    }
    if result.probabilities is not None:
        arrays["probabilities"] = result.probabilities
    return Answer(
        {name: value.numpy() for name, value in arrays.items()},
        {"models": models},
        result.strip,
    )


def add_noise(request: NoiseRequest) -> Answer:
    """Noisy images, float32 in [0, 1]."""
    if request.noise is None:
        raise Refusal(422, 'noise: expected an object, such as {"kind": "gaussian"}.')
    noisy = as_pictures(apply_seeded(request.noise, request.x(), request.seed)).numpy()
    return Answer({"images": noisy}, picture=lambda: noisy)


def encode(request: ModelRequest) -> Answer:
    """Latent vectors, float32 (N, latent size)."""
    module = open_module(request.model, None, request.dataset)
    return Answer({"latents": inference.encode(module, request.x()).numpy()})


def decode(request: DecodeRequest) -> Answer:
    """Images from latent vectors, float32 in [0, 1]."""
    module = open_module(request.model, "reconstruct")
    try:
        latents = table(request.latents, module.latent_size)
    except ValueError as error:
        raise Refusal(422, f"latents: {error}.") from error
    images = as_pictures(inference.decode(module, torch.from_numpy(latents))).clamp(0, 1).numpy()
    return Answer({"images": images}, picture=lambda: images)


def classify(request: ModelRequest) -> Answer:
    """Class probabilities, float32 (N, classes), and the most likely classes, int32 (N,)."""
    module = open_module(request.model, "classify", request.dataset)
    probabilities = inference.classify(module, request.x()).numpy()
    classes = probabilities.argmax(1).astype(np.int32)
    return Answer({"probabilities": probabilities, "classes": classes})


_ROWS = {"rows": [60000, 60001]}
_ARRAY_MEDIA = (JSON, ARRAYS)
_IMAGE_MEDIA = (JSON, ARRAYS, PNG)

ENDPOINTS = [
    Endpoint(
        "/api/denoise",
        "Add noise to images and denoise them",
        "Returns the clean, noisy and denoised images; the squared error, summed over the pixels, "
        "and the PSNR in dB of the noisy and of each denoised image (PSNR is null if nothing "
        "differs); and the classifier's probabilities for the clean, the noisy and each denoised "
        "image. As PNG: one strip, with the clean, the noisy and the denoised images in turn.",
        DenoiseRequest,
        denoise,
        cost=_cost_of_denoising,
        batch_handler=denoise_batch,
        batch_key=_models_of,
        media=_IMAGE_MEDIA,
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
        "Add noise to images",
        "Returns the noisy images, with pixels from 0 to 1. The same seed gives an image the same "
        "noise, alone or among others.",
        NoiseRequest,
        add_noise,
        cost=_cost_of_noise,
        media=_IMAGE_MEDIA,
        raw="images",
        example={**_ROWS, "noise": {"kind": "mask", "zeros": 0.4, "ones": 0.05}, "seed": 1},
    ),
    Endpoint(
        "/api/encode",
        "Latent vectors of images",
        "Returns a latent vector per image; for a variational autoencoder, the mean.",
        ModelRequest,
        encode,
        cost=_cost_of_half,
        media=_ARRAY_MEDIA,
        raw="images",
        example={**_ROWS, "model": "dae-dense-128"},
    ),
    Endpoint(
        "/api/decode",
        "Images from latent vectors",
        "Returns the image that an autoencoder decodes from each vector, with pixels from 0 to 1. "
        "A raw body is float32 numbers, as many per vector as the model's latent size.",
        DecodeRequest,
        decode,
        cost=_cost_of_decoding,
        media=_IMAGE_MEDIA,
        raw="latents",
        example={"model": "vae-conv-2", "latents": [[0.0, 0.0], [1.5, -0.5]]},
    ),
    Endpoint(
        "/api/classify",
        "Classify images",
        "Returns the probability of each of its classes, and the most likely class.",
        ModelRequest,
        classify,
        cost=_cost_of_half,
        media=_ARRAY_MEDIA,
        raw="images",
        example={**_ROWS, "model": "clf-mlp-3"},
    ),
]
