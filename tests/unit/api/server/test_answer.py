"""Answers as JSON, raw bytes and PNG."""

import base64
import io
import json

import numpy as np
import pytest
from PIL import Image
from safetensors.numpy import load
from starlette.testclient import TestClient

from core.api.server.answer import ARRAYS, JSON, PNG, Answer, Picture, choose_media, png, render
from tests.unit.api.support import refused

ROW = np.arange(6, dtype=np.float32).reshape(2, 3)


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_an_unavailable_media_type_is_refused(client: TestClient) -> None:
    sentence = refused(client.get("/api/models", headers={"accept": "text/csv"}), 406)
    assert "application/json" in sentence


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("*/*", JSON),
        ("", JSON),
        ("application/octet-stream", ARRAYS),
        ("application/json;q=0.5, image/*", PNG),
        ("image/png;q=0, */*;q=0.1", JSON),
        ("application/json;q=x, image/png;q=0.2", PNG),
        ("text/csv", None),
        ("*/*;q=0", None),
    ],
)
def test_the_best_media_type_on_offer_is_chosen(accept: str, media: str | None) -> None:
    assert choose_media(accept, [JSON, ARRAYS, PNG]) == media


def test_both_forms_hold_the_same_numbers_values_and_pictures() -> None:
    pixels = np.array([[0, 255], [9, 3]], np.uint8)
    # Neither a transposed nor a reversed array lies in memory as it is read.
    answer = Answer(
        {"points": ROW.T, "back": ROW[:, ::-1]}, {"psnr": np.inf, "shown": [Picture(pixels)]}
    )

    raw = bytes(render(answer, ARRAYS).body)
    arrays = load(raw)
    header = json.loads(raw[8 : 8 + int.from_bytes(raw[:8], "little")])
    values = json.loads(header["__metadata__"]["values"])
    plain = json.loads(bytes(render(answer, JSON).body))

    assert plain["points"] == arrays["points"].tolist() == ROW.T.tolist()
    assert plain["back"] == arrays["back"].tolist() == ROW[:, ::-1].tolist()
    assert plain["psnr"] is values["psnr"] is None
    assert (arrays[values["shown"][0]] == pixels).all()
    address = plain["shown"][0].removeprefix("data:image/png;base64,")
    assert (np.asarray(opened(base64.b64decode(address))) == pixels).all()


def test_a_png_has_its_images_in_a_row_each_pixel_enlarged() -> None:
    grey = opened(png(np.stack([np.zeros((2, 3)), np.ones((2, 3))]), scale=2))
    colour = opened(png(np.ones((2, 3, 4, 5), np.float32)))

    assert (grey.mode, grey.size) == ("L", (12, 4))
    assert [grey.getpixel((x, 0)) for x in (5, 6)] == [0, 255]
    assert (colour.mode, colour.size) == ("RGB", (10, 4))


def test_only_an_answer_that_allows_it_is_cached() -> None:
    assert render(Answer({}), JSON).headers["cache-control"] == "no-store"
    assert render(Answer({}, max_age_s=60), JSON).headers["cache-control"] == "private, max-age=60"
