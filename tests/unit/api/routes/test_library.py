"""Checkpoints, data sets and single digits through the routes."""

import io

import numpy as np
from PIL import Image
from starlette.testclient import TestClient

from core import data
from core.checkpoints.pool import pool
from tests.unit.api.support import AUTOENCODER, CLASSIFIER, DENOISER, GAUSSIAN


def test_a_picture_is_a_image_png_of_the_pixels(client: TestClient) -> None:
    body = {"rows": [60_000], "models": [DENOISER], "noise": GAUSSIAN}
    strip = client.post("/api/denoise", json=body, headers={"accept": "image/png"})
    digit = client.get("/api/digits/mnist/60000?scale=3")

    with Image.open(io.BytesIO(strip.content)) as picture:
        assert (picture.format, picture.mode, picture.size) == ("PNG", "L", (84, 28))
    with Image.open(io.BytesIO(digit.content)) as picture:
        shown = np.asarray(picture)
    np.testing.assert_array_equal(shown[::3, ::3], data.load().images[60_000].numpy())
    assert shown.shape == (84, 84)


def test_a_digit_comes_with_its_label(client: TestClient) -> None:
    values = client.get("/api/digits/mnist/60000", headers={"accept": "application/json"}).json()

    assert values["label"] == int(data.load().labels[60_000])
    assert values["image"] == data.load().images[60_000].tolist()


def test_models_lists_the_usable_checkpoints_by_task(client: TestClient) -> None:
    everything = client.get("/api/models").json()["models"]
    readers = client.get("/api/models?task=classify").json()["models"]

    assert [model["name"] for model in everything] == sorted([DENOISER, AUTOENCODER, CLASSIFIER])
    assert [model["name"] for model in readers] == [CLASSIFIER]
    assert everything[0]["sha256"] == pool().card(AUTOENCODER).sha256
