"""Maps: every digit in its place, kept by content, computed again where the file is damaged."""

import csv
import io
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import numpy as np
import pytest
import torch
from safetensors.numpy import load
from starlette.applications import Starlette
from starlette.testclient import TestClient

import models
from core import data, inference, maps
from core.api import ENDPOINTS
from core.checkpoints import Card, DatasetCard, Store
from core.checkpoints.pool import pool
from core.errors import CheckpointError, DataError, ProjectionError
from core.inference import encodings
from core.maps import colouring, selection
from core.settings import settings
from core.storage import cache
from core.storage.cache import if_kept

PLANE = "plane"
READER = "reader"
WIDE = "wide"
CHANGING = "changing"  # the one that tests train anew
SPECS: dict[str, dict[str, object]] = {
    PLANE: {"family": "dense", "widths": [16], "latent": 2},
    CHANGING: {"family": "dense", "widths": [4], "latent": 2},
    READER: {"family": "clf-dense", "widths": [16], "bottleneck": 2, "head_widths": [8]},
    WIDE: {"family": "dense", "widths": [], "latent": 4},
}
BYTES = {"accept": "application/octet-stream"}
RAW = {**BYTES, "content-type": "application/octet-stream"}


def save(store: Store, name: str, seed: int) -> None:
    torch.manual_seed(seed)
    module = models.build(SPECS[name])
    digits = data.load()
    card = Card(
        name=name,
        title=name.title(),
        model=module.config.model_dump(mode="json"),
        parameters=models.parameter_count(module),
        recipe={},
        dataset=DatasetCard(
            name=digits.name,
            fingerprint=digits.fingerprint,
            train_count=0,
            validation_count=0,
            test_count=0,
            is_sample=digits.is_sample,
        ),
        history=(),
        metrics={},
        versions={},
        device="cpu",
        seconds=0,
        seed=seed,
        source="test",
        created="2026-01-31T12:00:00+00:00",
    )
    store.save(module, card)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A store with autoencoders and a classifier of two numbers, and one of four; no caches."""
    home = tmp_path_factory.mktemp("maps")
    (home / "data").symlink_to(settings().data.resolve(), target_is_directory=True)
    store = Store(home / "store")
    for seed, name in enumerate(SPECS):
        save(store, name, seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LATENT_LAB_HOME", str(home))
        patch.setenv("LATENT_LAB_CHECKPOINTS", str(store.folder))
        settings.cache_clear()
        pool.cache_clear()
        yield home
    settings.cache_clear()
    pool.cache_clear()


@pytest.fixture
def client(home: Path) -> TestClient:
    return TestClient(Starlette(routes=[endpoint.route() for endpoint in ENDPOINTS]))


def ready(call: Callable[[], httpx2.Response]) -> httpx2.Response:
    """The answer of a call that may say 202 for a while."""
    answer = call()
    while answer.status_code == 202:
        assert answer.json()["done"] <= max(answer.json()["total"], 0)
        time.sleep(0.05)
        answer = call()
    return answer


def test_only_two_numbers_make_a_map_and_autoencoders_come_first(home: Path) -> None:
    names = [CHANGING, PLANE, READER]
    assert [info.id for info in maps.infos()] == [f"bottleneck:{name}" for name in names]
    assert [info.decodes for info in maps.infos()] == [True, True, False]
    with pytest.raises(ProjectionError, match="4 numbers per digit and a map needs two"):
        maps.layout(f"bottleneck:{WIDE}", "mnist", "test")


@pytest.mark.parametrize("unknown", ["bottleneck", "bottleneck:", "elsewhere:plane", ""])
def test_an_unknown_map_is_refused_in_a_sentence(home: Path, unknown: str) -> None:
    with pytest.raises(ProjectionError, match="There is no map"):
        maps.layout(unknown, "mnist", "test")


def test_each_digit_is_at_its_own_two_numbers(home: Path) -> None:
    made = maps.layout(f"bottleneck:{PLANE}", "mnist", "test")
    test = data.load().split("test")
    module = pool().module(PLANE)

    assert len(made) == len(test)
    assert made.xy.dtype == np.float32
    for place in (0, 1, 1999, 2000, 2001, len(test) - 1):  # around the edge of a chunk too
        x = data.to_float(test.images[place : place + 1])
        np.testing.assert_allclose(made.xy[place], inference.encode(module, x)[0], atol=1e-5)
        assert made.rows[place] == int(test.rows[place])
        assert made.labels[place] == int(test.labels[place])


def test_errors_and_predictions_are_those_of_the_model(home: Path) -> None:
    test = data.load().split("test")
    errors = encodings.reconstruction_errors(PLANE, "mnist", "test")
    predicted, probability = encodings.predictions(READER, "mnist", "test")
    x = data.to_float(test.images[1990:2010])

    drawn = inference.reconstruct(pool().module(PLANE), x)
    best, which = inference.classify(pool().module(READER), x).max(1)
    np.testing.assert_allclose(errors[1990:2010], inference.squared_errors(x, drawn), rtol=1e-4)
    assert predicted[1990:2010].tolist() == which.tolist()
    np.testing.assert_allclose(probability[1990:2010], best, rtol=1e-4)


def test_a_model_of_the_other_task_is_refused(home: Path) -> None:
    with pytest.raises(CheckpointError, match="classifies digits"):
        encodings.reconstruction_errors(READER, "mnist", "test")
    with pytest.raises(CheckpointError, match="reconstructs images"):
        encodings.predictions(PLANE, "mnist", "test")


def test_the_key_changes_with_the_weights_the_split_and_the_map(home: Path) -> None:
    before = {maps.key(f"bottleneck:{name}", "mnist", "test") for name in (CHANGING, READER)}
    before.add(maps.key(f"bottleneck:{CHANGING}", "mnist", "train"))
    assert len(before) == 3

    save(pool().store, CHANGING, seed=99)

    assert maps.key(f"bottleneck:{CHANGING}", "mnist", "test") not in before
    assert if_kept(lambda: maps.layout(f"bottleneck:{CHANGING}", "mnist", "test")) is None


def test_new_weights_give_new_places(home: Path) -> None:
    before = maps.layout(f"bottleneck:{CHANGING}", "mnist", "test")
    save(pool().store, CHANGING, seed=100)
    after = maps.layout(f"bottleneck:{CHANGING}", "mnist", "test")

    assert not np.allclose(before.xy, after.xy)


def test_a_map_is_computed_once(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = maps.layout(f"bottleneck:{PLANE}", "mnist", "test")
    cache._cache_at.cache_clear()  # as after a restart: only the files are left

    def never(*_: object) -> None:
        raise AssertionError("it was computed again")

    monkeypatch.setattr(inference, "encode", never)
    again = if_kept(lambda: maps.layout(f"bottleneck:{PLANE}", "mnist", "test"))
    assert again is not None
    np.testing.assert_array_equal(first.xy, again.xy)


def test_a_selection_is_summed_up_by_row() -> None:
    digits = data.load()
    rows = digits.rows.numpy()[[5, 0, 7, 5]]
    found = selection.summarise(digits, rows)

    assert found.count == 3  # each once
    labels = digits.labels[[0, 5, 7]].tolist()
    assert [found.per_class[label] for label in labels] == [labels.count(label) for label in labels]
    assert sum(found.per_class) == 3
    mean = data.to_float(digits.images[[0, 5, 7]]).mean(0)[0]
    np.testing.assert_allclose(found.mean, mean, atol=1e-6)


def test_the_sheet_holds_every_digit_once_in_row_order() -> None:
    digits = data.load()
    sheet = selection.sheet(digits, digits.rows.numpy()[[9, 2, 4, 3, 1]])

    assert sheet.shape == (2 * 28, 3 * 28)
    for cell, place in enumerate([1, 2, 3, 4, 9]):
        top, left = divmod(cell, 3)
        part = sheet[top * 28 : top * 28 + 28, left * 28 : left * 28 + 28]
        np.testing.assert_array_equal(part, digits.images[place].numpy())
    assert not sheet[28:, 2 * 28 :].any()


@pytest.mark.parametrize(
    ("rows", "said"), [([], "No digits are selected"), ([10**8], "has no row")]
)
def test_rows_that_are_not_there_are_refused(rows: list[int], said: str) -> None:
    with pytest.raises(DataError, match=said):
        selection.summarise(data.load(), np.asarray(rows, np.int64))


def test_the_points_come_as_nine_bytes_each_in_row_order(client: TestClient) -> None:
    asked = {"map": f"bottleneck:{PLANE}", "split": "test"}
    answer = ready(lambda: client.get("/api/maps/points", params=asked, headers=BYTES))
    arrays = load(answer.content)
    made = maps.layout(asked["map"], "mnist", "test")

    assert len(answer.content) / len(made) <= 10
    np.testing.assert_array_equal(arrays["x"], made.xy[:, 0])
    np.testing.assert_array_equal(arrays["y"], made.xy[:, 1])
    np.testing.assert_array_equal(arrays["labels"], data.load().split("test").labels.numpy())
    assert arrays["labels"].dtype == np.uint8
    assert "rows" not in arrays  # they count up


def test_a_browser_keeps_the_points_only_under_their_key(client: TestClient) -> None:
    asked = {"map": f"bottleneck:{PLANE}"}
    key = maps.key(asked["map"], "mnist", "test")
    for given, kept in ((key, True), ("0" * 64, False), (None, False)):
        params = asked | ({"key": given} if given else {})
        answer = ready(lambda params=params: client.get("/api/maps/points", params=params))
        assert ("max-age" in answer.headers["cache-control"]) is kept


def spots(*, lost: int = 0) -> maps.Layout:
    """300 digits of three classes around three places; those of class 2 at two of them."""
    centres = np.array([[0, 0], [9, 0], [0, 9]], np.float32)
    xy = centres.repeat(100, 0) + np.random.default_rng(0).normal(0, 0.1, (300, 2))
    labels = np.array([2, 0, 2], np.uint8).repeat(100)
    labels[100:110] = 1
    xy[:lost] = np.nan
    info = maps.info(f"bottleneck:{PLANE}")
    rows = np.arange(300)
    return maps.Layout(info, "mnist", "test", f"{lost} lost", xy.astype(np.float32), rows, labels)


def test_clusters_are_groups_of_near_points_named_by_their_commonest_class(
    home: Path,
) -> None:
    made = spots()
    found = colouring.cluster(made, lambda: made.xy, k=3, seed=1)
    again = colouring.cluster(made, pytest.fail, k=3, seed=1)  # they are kept

    assert found.classes == (0, 2, 2)
    assert found.shares == pytest.approx((0.9, 1, 1))
    assert [len(set(found.labels[i : i + 100])) for i in (0, 100, 200)] == [1, 1, 1]
    np.testing.assert_array_equal(found.labels, again.labels)


def test_digits_without_a_place_are_in_no_cluster(home: Path) -> None:
    some, none = (
        colouring.cluster(made, lambda made=made: made.xy, k=2, seed=0)
        for made in (spots(lost=100), spots(lost=300))
    )

    assert (some.labels == colouring.NONE).sum() == 100
    assert (none.labels == colouring.NONE).all()
    assert none.classes == none.shares == ()


def test_the_clusters_of_a_map_come_in_its_order(client: TestClient) -> None:
    asked: dict[str, str | int] = {"map": f"bottleneck:{PLANE}", "k": 4, "seed": 3}
    answer = ready(lambda: client.get("/api/maps/clusters", params=asked, headers=BYTES))

    made = maps.layout(f"bottleneck:{PLANE}", "mnist", "test")
    expected = colouring.cluster(made, lambda: made.xy, 4, 3)
    np.testing.assert_array_equal(load(answer.content)["clusters"], expected.labels)
    keys = {colouring.key(*given) for given in (("a", 4, 3), ("a", 4, 4), ("a", 5, 3), ("b", 4, 3))}
    assert len(keys) == 4


def test_the_card_tells_of_the_digit_and_of_both_models(client: TestClient) -> None:
    test = data.load().split("test")
    row = int(test.rows[3])
    asked: dict[str, str | int] = {"row": row, "autoencoder": PLANE, "classifier": READER}
    said = client.get("/api/maps/card", params=asked, headers={"accept": "application/json"}).json()

    assert said["digit"] == test.images[3].tolist()
    assert (said["row"], said["label"]) == (row, int(test.labels[3]))
    drawn = inference.reconstruct(pool().module(PLANE), data.to_float(test.images[3:4]))
    np.testing.assert_allclose(np.array(said["reconstruction"]) / 255, drawn[0, 0], atol=0.51 / 255)
    errors = encodings.reconstruction_errors(PLANE, "mnist", "test")
    assert said["squared_error"] == pytest.approx(float(errors[3]), rel=1e-4)
    assert said["predicted"] == str(encodings.predictions(READER, "mnist", "test")[0][3])


def test_the_table_has_a_line_for_each_row_with_its_own_figures(client: TestClient) -> None:
    test = data.load().split("test")
    rows = test.rows.numpy()[[4, 2, 8]].astype("<u4")
    query = {"map": f"bottleneck:{PLANE}", "autoencoder": PLANE, "classifier": READER}
    answer = ready(
        lambda: client.post(
            "/api/maps/table", params=query, content=rows.tobytes(), headers=RAW | {"accept": "*/*"}
        )
    )
    lines = list(csv.DictReader(io.StringIO(answer.text)))

    made = maps.layout(query["map"], "mnist", "test")
    errors = encodings.reconstruction_errors(PLANE, "mnist", "test")
    assert [int(line["row"]) for line in lines] == sorted(rows.tolist())
    for line, place in zip(lines, [2, 4, 8], strict=True):
        assert float(line["x"]) == pytest.approx(float(made.xy[place, 0]))
        assert float(line["squared_error"]) == pytest.approx(float(errors[place]))
        assert line["class"] == str(int(test.labels[place]))


def test_the_pictures_come_in_the_order_asked_for(client: TestClient) -> None:
    digits = data.load()
    rows = digits.rows.numpy()[[7, 1, 7]].astype("<u4").tobytes()
    answer = client.post("/api/maps/pictures", content=rows, headers=RAW)

    expected = digits.images[[7, 1, 7]].numpy()
    np.testing.assert_array_equal(load(answer.content)["digits"], expected)


def test_the_plane_is_what_the_decoder_draws_in_the_middle_of_each_cell(client: TestClient) -> None:
    from PIL import Image

    asked: dict[str, str | int] = {
        "model": PLANE,
        "left": -2,
        "right": 2,
        "bottom": -1,
        "top": 1,
        "columns": 4,
        "rows": 2,
    }
    answer = client.get("/api/maps/plane", params=asked)
    alpha = np.asarray(Image.open(io.BytesIO(answer.content)).getchannel("A"))

    assert alpha.shape == (2 * 28, 4 * 28)
    z = torch.tensor([[1.5, 0.5]])  # the last cell of the upper line
    drawn = inference.decode(pool().module(PLANE), z).clamp(0, 1)[0, 0]
    np.testing.assert_allclose(alpha[:28, 3 * 28 :] / 255, drawn, atol=0.51 / 255)


@pytest.mark.parametrize(
    ("path", "asked", "status"),
    [
        ("points", {"map": "bottleneck:nobody"}, 422),
        ("points", {"map": "bottleneck:../../etc/passwd"}, 422),
        ("points", {"map": f"bottleneck:{PLANE}", "split": "half"}, 422),
        ("values", {"what": "errors", "model": READER}, 422),
        ("clusters", {"map": f"bottleneck:{PLANE}", "k": 11}, 422),
        ("clusters", {"map": "bottleneck:nobody"}, 422),
        ("card", {"row": 10**7}, 404),
        ("card", {"row": 60000, "classifier": PLANE}, 422),
        ("plane", {"model": READER, "left": 0, "right": 1, "bottom": 0, "top": 1}, 422),
        ("plane", {"model": WIDE, "left": 0, "right": 1, "bottom": 0, "top": 1}, 422),
        ("plane", {"model": PLANE, "left": 1, "right": 0, "bottom": 0, "top": 1}, 422),
        ("plane", {"model": PLANE, "left": "nan", "right": 1, "bottom": 0, "top": 1}, 422),
    ],
)
def test_a_call_that_cannot_be_carried_out_gets_one_sentence(
    client: TestClient, path: str, asked: dict[str, str | int], status: int
) -> None:
    answer = ready(lambda: client.get(f"/api/maps/{path}", params=asked))

    assert answer.status_code == status
    assert answer.json()["error"].endswith(".")


@pytest.mark.parametrize("body", [b"", b"abc", np.array([10**8], "<u4").tobytes()])
def test_row_ids_that_are_none_are_refused(client: TestClient, body: bytes) -> None:
    answer = client.post("/api/maps/selection", content=body, headers=RAW)

    assert answer.status_code == 422
    assert answer.json()["error"].endswith(".")
