"""The route for drawings and pictures: what it finds in them, and what it refuses."""

import base64
import io
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from safetensors.numpy import load
from starlette.testclient import TestClient

from core import data, images, inference, noise
from core.checkpoints.pool import pool
from core.images.nondigits import doubt
from core.inference import queue
from core.maps import placing
from core.settings import PROJECT
from tests.unit.api.support import client_of
from tests.unit.endless import never_ready
from tests.unit.images.pictures import chosen_digits, enlarged, file_of

CLEANER, READER, PLACER = "dae-small", "clf-small", "ae-plane"
RAW = {"accept": "application/octet-stream", "content-type": "application/octet-stream"}
SCRIPTS = PROJECT / "pages"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The routes over a store of three small networks."""
    specs: dict[str, dict[str, Any]] = {
        CLEANER: {"family": "dense", "latent": 16},
        READER: {"family": "clf-dense", "widths": [20]},
        PLACER: {"family": "dense", "latent": 2},
    }
    with client_of(tmp_path_factory.mktemp("store"), specs) as opened:
        yield opened


def drawing() -> np.ndarray:
    """Ink of a digit on 140×140 pixels."""
    return np.pad(enlarged(chosen_digits()[0][0], 4), 14)


def prepare(client: TestClient, picture: bytes, **query: Any) -> httpx2.Response:
    return client.post("/api/prepare", params=query, content=picture, headers=RAW)


def when_ready(ask: Callable[[], httpx2.Response]) -> httpx2.Response:
    """The answer once it is more than how far it is."""
    while (answer := ask()).status_code == 202:
        time.sleep(0.05)
    return answer


def refused(answer: httpx2.Response, status: int = 422) -> str:
    assert answer.status_code == status, answer.text
    sentence = str(answer.json()["error"])
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


@pytest.mark.parametrize("level", [None, {"kind": "gaussian", "sigma": 0.4}])
def test_a_drawing_gives_what_core_computes(
    client: TestClient, level: dict[str, Any] | None
) -> None:
    ink = drawing()

    noised = {} if level is None else {"noise": json.dumps(level), "seed": 7}
    answer = prepare(client, ink.tobytes(), width=140, models=CLEANER, classifier=READER, **noised)

    tensors = load(answer.content)
    image = images.prepare_drawing(ink).images
    x = torch.from_numpy(image[:, None].astype(np.float32) / 255)
    noisy = x if level is None else noise.from_spec(level)(x, noise.make_generator(7))
    cleaned = inference.reconstruct(pool().module(CLEANER), noisy)
    np.testing.assert_array_equal(tensors["images"], image)
    np.testing.assert_array_equal(tensors["noisy"], noisy[:, 0])
    np.testing.assert_allclose(tensors["cleaned"][0], cleaned[:, 0], atol=1e-5)
    for stage, shown in enumerate((x, noisy, cleaned)):
        read = inference.classify(pool().module(READER), shown)
        np.testing.assert_allclose(tensors["probabilities"][stage], read, atol=1e-5)


def test_each_digit_of_a_picture_has_its_own_noise_the_same_as_alone(client: TestClient) -> None:
    paper = Image.new("L", (300, 100), 255)
    for place, digit in enumerate(chosen_digits()[0][:3]):
        paper.paste(Image.fromarray(255 - enlarged(digit, 3)), (100 * place + 8, 8))
    noised = {"noise": json.dumps({"kind": "block", "side": 12}), "seed": 7}

    tensors = load(prepare(client, file_of(paper), **noised).content)

    assert len(tensors["images"]) == 3
    patches = (tensors["noisy"] != tensors["images"].astype(np.float32) / 255).reshape(3, -1)
    assert len(np.unique(patches, axis=0)) == 3
    for image, noisy in zip(tensors["images"], tensors["noisy"], strict=True):
        query = {**noised, "dtype": "uint8"}
        alone = client.post("/api/noise", params=query, content=image.tobytes(), headers=RAW)
        np.testing.assert_array_equal(load(alone.content)["images"][0], noisy)


class SureOfSevens:
    """A detector to which everything is a 7, and which counts what it has judged."""

    def __init__(self) -> None:
        self.judged = 0

    def confidences(self, pictures: np.ndarray) -> np.ndarray:
        return np.ones(len(pictures), np.float32)

    def opinions(self, pictures: np.ndarray, confidences: object) -> list[doubt.Opinion]:
        self.judged += len(pictures)
        seven = doubt.Opinion(7, 0.9, 1, 0.1, 0.8, 3.0, 2.0, "digit", ("It looks like one.",))
        return [seven] * len(pictures)


def test_a_digit_is_judged_unless_its_stroke_still_grows(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    detector = SureOfSevens()
    monkeypatch.setattr(doubt, "detector", lambda: detector)
    picture = base64.b64encode(drawing().tobytes()).decode()
    body = {"picture": picture, "width": 140, "classifier": READER}

    rest = client.post("/api/prepare", json=body).json()
    growing = client.post("/api/prepare", json={**body, "verdicts": False}).json()

    assert [(one["verdict"], one["text"]) for one in rest["verdicts"]] == [("digit", "7")]
    assert growing["verdicts"] == []
    assert growing["probabilities"] == rest["probabilities"]
    assert detector.judged == 1


def test_a_digit_lands_on_a_map_beside_the_nearest_of_a_search_by_hand(client: TestClient) -> None:
    query = {"width": 140, "map": f"bottleneck:{PLACER}"}
    answer = when_ready(lambda: prepare(client, drawing().tobytes(), **query))

    tensors = load(answer.content)
    test = data.load().split("test")
    module = pool().module(PLACER)
    places = inference.encode(module, data.to_float(test.images)).numpy()
    x = torch.from_numpy(tensors["images"][:, None].astype(np.float32) / 255)
    np.testing.assert_allclose(tensors["places"], inference.encode(module, x), atol=1e-4)
    nearest = np.argsort(np.linalg.norm(places - tensors["places"], axis=1))[:5]
    assert tensors["neighbour_rows"].tolist() == [test.rows[nearest].tolist()]
    assert tensors["neighbour_labels"].tolist() == [test.labels[nearest].tolist()]
    np.testing.assert_array_equal(tensors["neighbours"][0], test.images[nearest])


def test_a_map_whose_digits_are_not_gathered_yet_is_asked_for_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "result", never_ready)
    placing._indexes.clear()

    answer = prepare(client, drawing().tobytes(), width=140, map=f"bottleneck:{PLACER}")

    assert answer.status_code == 202
    assert answer.json()["doing"] == "Gathering the digits of the map"


def test_a_picture_may_come_as_bytes_or_as_base64(client: TestClient) -> None:
    file = file_of(Image.fromarray(drawing()))

    raw = load(prepare(client, file).content)
    document = client.post("/api/prepare", json={"picture": base64.b64encode(file).decode()}).json()

    np.testing.assert_array_equal(raw["images"], document["images"])


def test_the_steps_are_pictures_in_json_and_arrays_in_raw_bytes(client: TestClient) -> None:
    file = file_of(Image.fromarray(drawing()))

    content = prepare(client, file).content
    document = client.post("/api/prepare", json={"picture": base64.b64encode(file).decode()}).json()

    assert document["steps"][-1]["name"] == "centred"
    arrays, header = load(content), content[8 : 8 + int.from_bytes(content[:8], "little")]
    steps = json.loads(json.loads(header)["__metadata__"]["values"])["steps"]
    for raw, step in zip(steps, document["steps"], strict=True):
        shown = Image.open(io.BytesIO(base64.b64decode(step["png"].partition(",")[2])))
        assert max(shown.size) <= 140
        np.testing.assert_array_equal(arrays[raw["png"]], np.asarray(shown))
    assert not any(name.startswith("picture_") for name in document)


def test_each_digit_of_a_picture_has_its_box_and_its_steps(client: TestClient) -> None:
    sheet = np.concatenate([np.pad(digit, 10) for digit in chosen_digits()[0][:3]], axis=1)
    file = file_of(Image.fromarray(sheet))

    first, last = (
        client.post(
            "/api/prepare", json={"picture": base64.b64encode(file).decode(), "digit": which}
        ).json()
        for which in (0, 2)
    )

    assert first["count"] == 3
    assert [box[0] for box in first["boxes"]] == sorted(box[0] for box in first["boxes"])
    assert first["steps"][-1]["png"] != last["steps"][-1]["png"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"width": 139}, "multiple of 139"),
        ({"width": 0}, "width"),
        ({"width": 10**12}, "width"),
        ({"width": 140, "digit": 1}, "has 1"),
        ({"width": 140, "digit": -1}, "digit"),
        ({"width": 140, "map": f"bottleneck:{CLEANER}"}, "needs two"),
        ({"width": 140, "map": "bottleneck:nobody"}, "nobody"),
        ({"width": 140, "map": "projection:gone"}, "no projection"),
        ({"width": 140, "map": "cats"}, "no map"),
        ({"width": 140, "map": f"bottleneck:{PLACER}", "split": "most"}, "split"),
        ({"width": 140, "map": f"bottleneck:{PLACER}", "dataset": "cats"}, "mnist"),
        ({"width": 140, "models": f"{CLEANER},{CLEANER}"}, "only once"),
        ({"width": 140, "models": READER}, "classifies images"),
        ({"width": 140, "noise": '{"kind": "fog"}'}, "gaussian"),
        ({}, "not a picture"),
    ],
)
def test_a_wrong_call_is_refused_in_a_sentence(
    client: TestClient, query: dict[str, Any], words: str
) -> None:
    assert words in refused(when_ready(lambda: prepare(client, drawing().tobytes(), **query)))


def test_base64_that_is_none_is_refused(client: TestClient) -> None:
    for picture in ("***", 7, ["AAAA"], None):
        assert "base64" in refused(client.post("/api/prepare", json={"picture": picture}))


def test_a_photo_may_be_larger_than_other_calls_and_not_larger_than_told(
    client: TestClient,
) -> None:
    photo = file_of(Image.fromarray(drawing()))

    assert prepare(client, photo + bytes(6 * 2**20)).status_code == 200
    sentence = refused(prepare(client, bytes(images.MAX_BYTES + 1)), 413)
    assert f"{images.MAX_BYTES:,}" in sentence


@given(body=st.binary(max_size=3000), width=st.none() | st.integers(-1, 3000))
def test_any_bytes_get_an_answer_or_a_sentence(
    client: TestClient, body: bytes, width: int | None
) -> None:
    answer = prepare(client, body, **({} if width is None else {"width": width}))
    assert answer.status_code == 200 or refused(answer)


def test_boxes_and_turns_by_hand_are_obeyed(client: TestClient) -> None:
    paper = Image.new("L", (200, 100), 255)
    for left in (20, 120):
        paper.paste(0, (left + 20, 15, left + 30, 85))
    file = file_of(paper.rotate(-90, expand=True))

    answer = prepare(client, file, turns=1, boxes="0,0,0.5,1,0.5,0,1,1")

    tensors = load(answer.content)
    np.testing.assert_allclose(tensors["boxes"], [[0, 0, 0.5, 1], [0.5, 0, 1, 1]])
    assert len(tensors["images"]) == 2
    for boxes in ("0,0,1", "0.5,0,0.2,1", "0,0,1,2"):
        assert "boxes" in refused(prepare(client, file, boxes=boxes))
    assert "turns" in refused(prepare(client, file, turns=4))
