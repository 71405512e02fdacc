"""Every route: what it answers, what it refuses, and that no body whatever breaks it."""

import io
import json
import struct
from collections.abc import Iterator
from typing import Any

import httpx2
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from safetensors.numpy import load
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.testclient import TestClient

from core import data, inference, noise
from core.api import ENDPOINTS, routes
from core.api.routes import gestures, library
from core.api.server.endpoint import MAX_BODY_BYTES, Call, Endpoint
from core.checkpoints import Store
from core.checkpoints.pool import pool
from core.inference import queue
from core.settings import PROJECT, settings
from tests.unit.checkpoints.attacks import forge
from tests.unit.endless import never_ready

CLEANER, OTHER, READER = "dae-small", "ae-small", "clf-small"
ROWS = [60_000, 60_007, 0]
GAUSSIAN = {"kind": "gaussian", "sigma": 0.5}
RAW = {"accept": "application/octet-stream"}
SCRIPTS = PROJECT / "pages"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The routes over a store of three small networks and a file that is none."""
    folder = tmp_path_factory.mktemp("store")
    store = Store(folder)
    specs: dict[str, dict[str, Any]] = {
        CLEANER: {"family": "dense", "latent": 16},
        OTHER: {"family": "conv", "latent": 3, "channels": [4, 4, 4]},
        READER: {"family": "clf-dense", "widths": [20]},
    }
    for seed, (name, spec) in enumerate(specs.items()):
        module = forge.module(seed, spec)
        store.save(module, forge.card(name, module))
    (folder / "broken.safetensors").write_bytes(b"not a checkpoint")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LATENT_LAB_CHECKPOINTS", str(folder))
        settings.cache_clear()
        pool.cache_clear()
        patch.setattr(queue, "result", never_ready)
        with TestClient(Starlette(routes=routes(SCRIPTS))) as made:
            yield made
    settings.cache_clear()
    pool.cache_clear()


def pixels(rows: list[int]) -> torch.Tensor:
    """float32 (N, 1, 28, 28) in [0, 1]"""
    return data.to_float(data.load().images[rows])


def arrays(response: httpx2.Response) -> dict[str, np.ndarray]:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/octet-stream"
    return load(response.content)


def refused(response: httpx2.Response, status: int) -> str:
    """The one sentence of a refusal."""
    assert response.status_code == status, response.text
    assert set(response.json()) == {"error"}
    sentence = response.json()["error"]
    assert sentence.endswith((".", "?"))
    assert "\n" not in sentence
    assert len(sentence) < 400
    assert "Traceback" not in sentence
    return str(sentence)


def test_denoise_gives_what_core_computes(client: TestClient) -> None:
    asked = {
        "rows": ROWS,
        "models": [CLEANER, OTHER],
        "classifier": READER,
        "noise": GAUSSIAN,
        "seed": 11,
    }

    got = arrays(client.post("/api/denoise", json=asked, headers=RAW))

    x = pixels(ROWS)
    noisy = noise.from_spec(GAUSSIAN)(x, noise.seeded(11))
    cleaned = [inference.reconstruct(pool().module(name), noisy) for name in (CLEANER, OTHER)]
    np.testing.assert_array_equal(got["clean"], x[:, 0].numpy())
    np.testing.assert_array_equal(got["noisy"], noisy[:, 0].numpy())
    np.testing.assert_allclose(got["cleaned"], torch.stack(cleaned)[:, :, 0].numpy(), atol=1e-5)
    for index, image in enumerate([noisy, *cleaned]):
        np.testing.assert_allclose(
            got["squared_errors"][index], inference.squared_errors(x, image).numpy(), rtol=1e-4
        )
        np.testing.assert_allclose(got["psnr"][index], inference.psnr(x, image).numpy(), rtol=1e-4)
    for index, image in enumerate([x, noisy, *cleaned]):
        read = inference.classify(pool().module(READER), image)
        np.testing.assert_allclose(got["probabilities"][index], read.numpy(), atol=1e-5)


def test_json_and_raw_bytes_hold_the_same(client: TestClient) -> None:
    asked = {"rows": [60_001], "models": [CLEANER], "noise": {"kind": "block"}, "seed": 2}

    raw = arrays(client.post("/api/denoise", json=asked, headers=RAW))
    plain = client.post("/api/denoise", json=asked).json()

    assert plain.pop("models") == [CLEANER]
    assert set(plain) == set(raw)
    for name, value in raw.items():
        np.testing.assert_array_equal(np.array(plain[name], np.float32), value)


def test_without_noise_the_psnr_is_null_in_json_and_infinite_in_bytes(client: TestClient) -> None:
    asked = {"rows": [60_000], "models": []}

    assert client.post("/api/denoise", json=asked).json()["psnr"] == [[None]]
    assert np.isposinf(arrays(client.post("/api/denoise", json=asked, headers=RAW))["psnr"])


def test_a_raw_body_is_read_as_the_same_pixels(client: TestClient) -> None:
    x = pixels(ROWS)
    as_bytes = data.load().images[ROWS].numpy().tobytes()
    by_row = client.post("/api/encode", json={"model": CLEANER, "rows": ROWS}).json()["latents"]

    kind = {"content-type": "application/octet-stream"}
    path = f"/api/encode?model={CLEANER}"
    floats = client.post(path, content=x.numpy().tobytes(), headers=kind).json()["latents"]
    bytes_ = client.post(f"{path}&dtype=uint8", content=as_bytes, headers=kind).json()["latents"]
    lists = client.post("/api/encode", json={"model": CLEANER, "images": x[:, 0].tolist()}).json()

    np.testing.assert_allclose(floats, by_row, rtol=1e-5)
    np.testing.assert_allclose(bytes_, by_row, rtol=1e-5)
    np.testing.assert_allclose(lists["latents"], by_row, rtol=1e-5)


def test_what_was_encoded_can_be_decoded(client: TestClient) -> None:
    latents = client.post("/api/encode", json={"model": OTHER, "rows": ROWS}).json()["latents"]
    asked = {"model": OTHER, "latents": latents}

    images = np.array(client.post("/api/decode", json=asked).json()["images"], np.float32)

    expected = inference.reconstruct(pool().module(OTHER), pixels(ROWS))[:, 0]
    np.testing.assert_allclose(images, expected.numpy(), atol=1e-5)
    raw = client.post(
        f"/api/decode?model={OTHER}",
        content=np.array(latents, "<f4").tobytes(),
        headers={**RAW, "content-type": "application/octet-stream"},
    )
    np.testing.assert_allclose(arrays(raw)["images"], images, atol=1e-6)


def test_classify_gives_probabilities_and_the_most_likely_class(client: TestClient) -> None:
    got = client.post("/api/classify", json={"model": READER, "rows": ROWS}).json()

    expected = inference.classify(pool().module(READER), pixels(ROWS)).numpy()
    np.testing.assert_allclose(got["probabilities"], expected, atol=1e-6)
    assert got["classes"] == expected.argmax(1).tolist()


@pytest.mark.parametrize("kind", noise.KINDS)
def test_noise_of_every_kind_repeats_with_its_seed(client: TestClient, kind: str) -> None:
    def noisy(seed: int) -> np.ndarray:
        asked = {"rows": [60_000], "noise": {"kind": kind}, "seed": seed}
        return arrays(client.post("/api/noise", json=asked, headers=RAW))["images"]

    np.testing.assert_array_equal(noisy(5), noisy(5))
    assert not np.array_equal(noisy(5), pixels([60_000])[:, 0].numpy())


def test_a_picture_is_a_grey_png_of_the_pixels(client: TestClient) -> None:
    asked = {"rows": [60_000], "models": [CLEANER], "noise": GAUSSIAN}
    strip = client.post("/api/denoise", json=asked, headers={"accept": "image/png"})
    digit = client.get("/api/digits/mnist/60000?scale=3")

    with Image.open(io.BytesIO(strip.content)) as picture:
        assert (picture.format, picture.mode, picture.size) == ("PNG", "L", (84, 28))
    with Image.open(io.BytesIO(digit.content)) as picture:
        shown = np.asarray(picture)
    np.testing.assert_array_equal(shown[::3, ::3], data.load().images[60_000].numpy())
    assert shown.shape == (84, 84)


def test_a_digit_comes_with_its_label(client: TestClient) -> None:
    got = client.get("/api/digits/mnist/60000", headers={"accept": "application/json"}).json()

    assert got["label"] == int(data.load().labels[60_000])
    assert got["image"] == data.load().images[60_000].tolist()


def test_models_lists_the_usable_checkpoints_by_task(client: TestClient) -> None:
    everything = client.get("/api/models").json()["models"]
    readers = client.get("/api/models?task=classify").json()["models"]

    assert [model["name"] for model in everything] == sorted([CLEANER, OTHER, READER])
    assert [model["name"] for model in readers] == [READER]
    assert everything[0]["sha256"] == pool().card(OTHER).sha256


OK = {"rows": [0], "models": [CLEANER]}
IMAGE = [[0.0] * 28] * 28


@pytest.mark.parametrize(
    ("path", "asked", "status", "words"),
    [
        ("denoise", {"models": [CLEANER]}, 422, "either rows"),
        ("denoise", {**OK, "images": [IMAGE]}, 422, "either rows"),
        ("denoise", {**OK, "rows": []}, 422, "rows"),
        ("denoise", {**OK, "rows": [0] * 257}, 422, "256"),
        ("denoise", {**OK, "rows": [-1]}, 422, "rows.0"),
        ("denoise", {**OK, "rows": ["0"]}, 422, "rows.0"),
        ("denoise", {**OK, "rows": [True]}, 422, "rows.0"),
        ("denoise", {**OK, "rows": [70_000]}, 404, "no row 70000"),
        ("denoise", {**OK, "dataset": "cats"}, 422, "mnist"),
        ("denoise", {**OK, "models": ["nobody"]}, 404, "no checkpoint 'nobody'"),
        ("denoise", {**OK, "models": ["broken"]}, 404, "broken.safetensors"),
        ("denoise", {**OK, "models": ["../../etc/passwd"]}, 404, "no checkpoint"),
        ("denoise", {**OK, "models": [READER]}, 422, "classifies digits"),
        ("denoise", {**OK, "models": [CLEANER, CLEANER]}, 422, "only once"),
        ("denoise", {**OK, "classifier": CLEANER}, 422, "reconstructs images"),
        ("denoise", {**OK, "noise": {"kind": "fog"}}, 422, "gaussian"),
        ("denoise", {**OK, "noise": {"kind": "gaussian", "sigma": 9}}, 422, "from 0 to 2"),
        ("denoise", {**OK, "noise": {"kind": "gaussian", "depth": 1}}, 422, "no 'depth'"),
        ("denoise", {**OK, "noise": {"kind": "gaussian", "sigma": True}}, 422, "numbers"),
        ("denoise", {**OK, "noise": "gaussian"}, 422, "JSON"),
        ("denoise", {**OK, "seed": -1}, 422, "seed"),
        ("denoise", {**OK, "seed": 2**64}, 422, "seed"),
        ("denoise", {**OK, "modell": "x"}, 422, "modell"),
        ("classify", {"model": READER, "images": [[[0.0] * 27] * 28]}, 422, "28 rows of 28"),
        ("classify", {"model": READER, "images": [IMAGE] * 257}, 422, "256"),
        ("classify", {"model": READER, "images": [[[1.5] * 28] * 28]}, 422, "0 to 1"),
        ("classify", {"model": READER, "images": [[[10**400] * 28] * 28]}, 422, "too large"),
        ("classify", {"model": READER, "images": [[["0"] * 28] * 28]}, 422, "numbers"),
        ("classify", {"model": READER, "images": [[[True] * 28] * 28]}, 422, "numbers"),
        ("classify", {"model": READER, "images": []}, 422, "1 to 256"),
        ("classify", {"rows": [0]}, 422, "model"),
        ("decode", {"model": OTHER, "latents": [[0.0, 0.0]]}, 422, "3 numbers"),
        ("decode", {"model": OTHER, "latents": [[1e39, 0, 0]]}, 422, "finite"),
        ("decode", {"model": READER, "latents": [[0.0]]}, 422, "classifies digits"),
        ("noise", {"rows": [0]}, 422, "noise"),
    ],
)
def test_a_wrong_call_is_refused_in_a_sentence(
    client: TestClient, path: str, asked: dict[str, Any], status: int, words: str
) -> None:
    assert words in refused(client.post(f"/api/{path}", json=asked), status)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b"[1, 2]", "application/json", 400),
        (b'{"rows": [NaN]}', "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (json.dumps({f"k{i}": 0 for i in range(9_999)}).encode(), "application/json", 422),
        (b"x=1", "application/x-www-form-urlencoded", 415),
        (b"{}", "", 415),
    ],
    ids=["empty", "cut", "a list", "NaN", "not UTF-8", "deep", "many keys", "a form", "no type"],
)
def test_a_body_that_is_no_call_is_refused(
    client: TestClient, body: bytes, kind: str, status: int
) -> None:
    refused(client.post("/api/denoise", content=body, headers={"content-type": kind}), status)


def test_raw_pixels_that_are_not_finite_or_cut_are_refused(client: TestClient) -> None:
    kind = {"content-type": "application/octet-stream"}
    path = f"/api/classify?model={READER}"
    not_a_number = struct.pack("<f", float("nan")) * 784

    assert "finite" in refused(client.post(path, content=not_a_number, headers=kind), 422)
    assert "3,136" in refused(client.post(path, content=bytes(3135), headers=kind), 422)
    assert "3,136" in refused(client.post(path, content=b"", headers=kind), 422)
    too_many = bytes(784 * 257)
    sentence = refused(client.post(f"{path}&dtype=uint8", content=too_many, headers=kind), 422)
    assert "257" in sentence


def test_a_body_over_the_limit_is_refused_whether_it_says_so_or_not(client: TestClient) -> None:
    kind = {"content-type": "application/json"}
    large = bytes(MAX_BODY_BYTES + 1)

    def stream() -> Iterator[bytes]:
        yield from (large[start : start + 65_536] for start in range(0, len(large), 65_536))

    assert "larger" in refused(client.post("/api/noise", content=large, headers=kind), 413)
    assert "larger" in refused(client.post("/api/noise", content=stream(), headers=kind), 413)


def test_an_answer_that_nobody_offers_is_refused(client: TestClient) -> None:
    said = refused(client.get("/api/models", headers={"accept": "text/csv"}), 406)
    assert "application/json" in said


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
POSTS = [endpoint for endpoint in ENDPOINTS if endpoint.method == "POST"]
GETS = [endpoint for endpoint in ENDPOINTS if endpoint.method == "GET"]
# What exists gets a search past the first check.
KNOWN = st.sampled_from(
    [CLEANER, OTHER, READER, [CLEANER], [0, 60_000], "mnist", "test", f"bottleneck:{OTHER}", 5]
)
STATUSES = (200, 202, 400, 404, 413, 415, 422)


def told(answer: httpx2.Response) -> None:
    """Whatever was asked, the answer is one, or a sentence; never a failure of the server."""
    assert answer.status_code in STATUSES, answer.text
    assert answer.status_code in (200, 202) or refused(answer, answer.status_code)


@given(endpoint=st.sampled_from(POSTS), drawn=st.data())
def test_any_json_gets_an_answer_or_a_sentence(
    client: TestClient, endpoint: Endpoint, drawn: st.DataObject
) -> None:
    names = st.sampled_from([*endpoint.asks.model_fields, "unknown"])
    body = drawn.draw(st.dictionaries(names, KNOWN | JSON_VALUES))

    told(
        client.post(
            endpoint.path,
            content=json.dumps({**endpoint.example, **body}, allow_nan=True),
            headers={"content-type": "application/json"},
        )
    )


@given(endpoint=st.sampled_from(GETS), drawn=st.data())
def test_any_query_gets_an_answer_or_a_sentence(
    client: TestClient, endpoint: Endpoint, drawn: st.DataObject
) -> None:
    names = st.sampled_from([*endpoint.asks.model_fields, "unknown"])
    values = st.text(max_size=20) | KNOWN.map(str) | st.floats().map(str)
    asked = drawn.draw(st.dictionaries(names, values))
    path = "/".join("0" if part.startswith("{") else part for part in endpoint.path.split("/"))

    told(client.get(path, params=asked))


@given(endpoint=st.sampled_from(POSTS), body=st.binary(max_size=8_000), dtype=st.text(max_size=8))
def test_any_bytes_get_an_answer_or_a_sentence(
    client: TestClient, endpoint: Endpoint, body: bytes, dtype: str
) -> None:
    for kind in ("application/octet-stream", "application/json"):
        told(
            client.post(
                endpoint.path,
                params={"model": CLEANER, "dtype": dtype},
                content=body,
                headers={"content-type": kind},
            )
        )


@pytest.mark.parametrize(
    "endpoint", [*library.ENDPOINTS, *gestures.ENDPOINTS], ids=lambda e: e.path
)
def test_the_example_of_the_manual_works(client: TestClient, endpoint: Endpoint) -> None:
    known: dict[str, Any] = {
        "model": CLEANER,
        "models": [CLEANER],
        "classifier": READER,
        "latents": [[0.5] * 16],
    }
    if endpoint.path == "/api/classify":
        known["model"] = READER
    asked = {name: known.get(name, value) for name, value in endpoint.example.items()}

    for media in endpoint.media:
        accept = {"accept": media}
        if endpoint.method == "GET":
            rest = {k: v for k, v in asked.items() if f"{{{k}}}" not in endpoint.path}
            answer = client.get(endpoint.path.format(**asked), params=rest, headers=accept)
        else:
            answer = client.post(endpoint.path, json=asked, headers=accept)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == media


def test_the_health_check_answers(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


def test_calls_answered_together_get_each_its_own_answer_or_sentence(client: TestClient) -> None:
    """Good and bad calls in one group, as the line of waiting calls hands them over."""
    denoise = next(one for one in ENDPOINTS if one.path == "/api/denoise")
    asked: list[dict[str, Any]] = [
        {**OK, "noise": GAUSSIAN, "seed": 1},
        {**OK, "rows": [70_000]},
        {**OK, "rows": ROWS, "classifier": READER},
        {"rows": "?"},
        {**OK, "rows": [7], "models": ["nobody"]},
        {**OK, "rows": [7, 8]},
    ]
    scope = {"type": "http", "path_params": {}, "query_string": b"", "method": "POST"}
    request = Request({**scope, "headers": [(b"content-type", b"application/json")]})
    calls = [Call(request, json.dumps(one).encode(), RAW["accept"]) for one in asked]

    together = denoise._work_together(calls)

    for one, got in zip(asked, together, strict=True):
        alone = client.post("/api/denoise", json=one, headers=RAW)
        if isinstance(got, Exception):
            assert refused(alone, alone.status_code) == str(got)
        else:
            whole = load(bytes(got.body))
            for name, value in load(alone.content).items():
                np.testing.assert_allclose(whole[name], value, rtol=1e-4, atol=1e-5)
