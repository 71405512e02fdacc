"""Projections of real digits: each method's promises, and those of the requests and the store."""

import math
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.model_selection import cross_val_score
from sklearn.neighbors import KNeighborsClassifier
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core import maps
from core.api.routes import placing as placing_routes
from core.checkpoints.pool import pool
from core.data import load, to_float
from core.errors import ProjectionError
from core.evaluation import pca
from core.jobs import JobSpec, LocalRunner
from core.jobs.context import Cancelled, Context
from core.jobs.kinds import projection
from core.maps import estimate, fitting, methods, placing, request, store, trust
from core.maps.inputs import embed, load_inputs
from core.maps.methods import METHODS, PCA, TSNE, UMAP, Method, Watch
from core.maps.methods.umap import nearest
from core.maps.request import Request
from core.settings import settings
from core.text.controls import controls

SMALL = Request(count=300, method={"kind": "tsne", "iterations": 100})
NAMES = list(METHODS)


@cache
def digits(count: int = 600) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Test digits as 50 principal components, and their classes."""
    test = load().split("test")
    x = (test.images[:count].reshape(count, -1).float() / 255).numpy()
    return pca.fit(x).basis(50)(x), test.labels[:count].numpy().astype(np.uint8)


@cache
def laid_out(name: str, seed: int = 0) -> NDArray[np.float32]:
    return fitting.fit(digits()[0], METHODS[name](), seed).xy


def accuracy(xy: NDArray[np.float32], labels: NDArray[np.uint8]) -> float:
    """How often the ten nearest on the map name a digit's class."""
    return float(cross_val_score(KNeighborsClassifier(10), xy, labels, cv=3).mean())


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """No projection is there; the digits and the shipped checkpoints are."""
    (tmp_path / "data").symlink_to(settings().data.resolve(), target_is_directory=True)
    monkeypatch.setenv("LATENT_LAB_HOME", str(tmp_path))
    settings.cache_clear()
    pool.cache_clear()
    yield tmp_path
    settings.cache_clear()
    pool.cache_clear()


class TestEveryMethod:
    @pytest.mark.parametrize(("name", "least"), [("tsne", 0.74), ("umap", 0.74), ("pca", 0.33)])
    def test_separates_the_classes(self, name: str, least: float) -> None:
        _, labels = digits()
        shuffled = np.random.default_rng(0).permutation(labels)

        assert accuracy(laid_out(name), shuffled) < 0.2
        assert accuracy(laid_out(name), labels) > least

    @pytest.mark.parametrize("name", NAMES)
    def test_gives_the_same_layout_for_the_same_seed_only(self, name: str) -> None:
        again = fitting.fit(digits()[0], METHODS[name](), 0).xy
        np.testing.assert_array_equal(laid_out(name), again)

        other = fitting.fit(digits()[0], METHODS[name](), 1).xy
        assert np.array_equal(laid_out(name), other) is not METHODS[name].seeded

    @pytest.mark.parametrize("name", NAMES)
    def test_listens_to_every_parameter(self, name: str) -> None:
        x = digits()[0][:200]
        usual = fitting.fit(x, METHODS[name](), 0).xy
        for control in controls(METHODS[name]):
            other = type(control.default)(min(control.high, control.default + 3 * control.step))
            changed = fitting.fit(x, METHODS[name](**{control.name: other}), 0).xy
            assert not np.array_equal(usual, changed), control.name

    @pytest.mark.parametrize("name", NAMES)
    @pytest.mark.parametrize("count", [4, 5, 12])
    def test_lays_out_a_handful_and_says_what_it_reduced(self, name: str, count: int) -> None:
        method = METHODS[name]()
        found = fitting.fit(digits()[0][:count], method, 0)

        assert np.isfinite(found.xy).all()
        assert len(np.unique(found.xy, axis=0)) == count
        limits = {item.name: item.metadata["most"] for item in fields(method)}
        above = [key for key, most in limits.items() if most and getattr(method, key) > most(count)]
        assert sum("reduced from" in note for note in found.notes) == len(above)

    def test_has_no_more_neighbours_than_there_are_digits(self) -> None:
        assert UMAP().fitted_to(12)[0] == UMAP(neighbours=11)
        assert TSNE().fitted_to(13)[0] == TSNE(perplexity=4)
        assert PCA(horizontal=9).fitted_to(4)[0] == PCA(horizontal=3)
        assert TSNE().fitted_to(4)[1] == [
            "Perplexity reduced from 30 to 1 because there are only 4 digits."
        ]

    @pytest.mark.parametrize("name", NAMES)
    def test_refuses_too_few_and_identical_digits(self, name: str) -> None:
        x = digits()[0]
        with pytest.raises(ProjectionError, match="at least 4 digits .* there are 3"):
            fitting.fit(x[:3], METHODS[name](), 0)
        with pytest.raises(ProjectionError, match="All 50 digits are at the same place"):
            fitting.fit(np.repeat(x[:1], 50, axis=0), METHODS[name](), 0)

    @pytest.mark.parametrize("name", NAMES)
    def test_leaves_digits_without_numbers_out_and_says_so(self, name: str) -> None:
        x = digits()[0][:120].copy()
        x[::10, 3] = np.nan
        x[5] = np.inf
        found = fitting.fit(x, METHODS[name](), 0)

        lost = ~np.isfinite(x).all(axis=1)
        np.testing.assert_array_equal(np.isfinite(found.xy).all(axis=1), ~lost)
        assert "13 of 120 digits have no place" in found.notes[0]

    @pytest.mark.parametrize("name", NAMES)
    def test_survives_half_duplicates_and_a_single_number(self, name: str) -> None:
        x = digits()[0]
        half = np.concatenate([x[:100], np.repeat(x[:1], 100, axis=0)])
        for given in (half, x[:100, :1]):
            assert np.isfinite(fitting.fit(given, METHODS[name](), 0).xy).all()

    @pytest.mark.parametrize("name", NAMES)
    def test_checks_each_parameter(self, name: str) -> None:
        for control in controls(METHODS[name]):
            for bad in (control.low - 1, control.high + 1, "x", None, True, math.nan):
                with pytest.raises(ProjectionError, match=f"{control.name}: Input should be"):
                    METHODS[name](**{control.name: bad})

    @pytest.mark.parametrize("name", NAMES)
    def test_reports_its_progress_from_start_to_end(self, name: str) -> None:
        shares: list[float] = []
        watch = Watch(lambda words, share: shares.append(share))
        fitting.fit(digits()[0][:200], METHODS[name](), 0, watch)

        assert shares == sorted(shares)
        assert (shares[0], shares[-1]) == (0, 1)

    @pytest.mark.parametrize("name", ["tsne", "umap"])
    def test_reports_each_part_of_a_long_layout(self, name: str) -> None:
        shares: list[float] = []
        watch = Watch(lambda words, share: shares.append(share))
        METHODS[name]().layout(digits()[0][:200], 0, watch, 1)

        assert len(set(shares)) > 3
        assert shares[-1] > 0.9

    def test_takes_longer_for_more(self) -> None:
        for method in METHODS.values():
            assert 0 < method().seconds(1000) < method().seconds(70_000)


class _Broken(Method):
    title = "Broken"

    def layout(
        self, x: NDArray[np.float32], seed: int | None, watch: Watch, jobs: int
    ) -> NDArray[np.floating[Any]]:
        return np.full((len(x), 2), np.nan)


def test_a_layout_that_is_not_finite_is_a_sentence() -> None:
    with pytest.raises(ProjectionError, match="without a place for every digit"):
        fitting.fit(digits()[0], _Broken(), 0)


def test_whoever_watches_ends_the_work() -> None:
    def stop(*_: object) -> None:
        raise Cancelled

    for watch in (Watch(stage=stop), Watch(layout=stop)):
        with pytest.raises(Cancelled):
            fitting.fit(digits()[0], TSNE(), 0, watch)


def test_two_fits_at_once_take_turns() -> None:
    """Numba's own threads end the process where two fits meet."""
    at_work: list[int] = []
    met: list[int] = []

    class Slow(Method):
        title = "Slow"

        def layout(self, x: NDArray[np.float32], *_: Any, **__: Any) -> NDArray[np.floating[Any]]:
            at_work.append(1)
            time.sleep(0.05)
            met.append(len(at_work))
            at_work.pop()
            return x[:, :2]

    with ThreadPoolExecutor(4) as threads:
        fits = list(threads.map(lambda _: fitting.fit(digits()[0], Slow(), None), range(4)))

    assert met == [1] * 4
    assert len(fits) == 4


def test_unknown_methods_and_parameters_are_sentences() -> None:
    with pytest.raises(ProjectionError, match="choose one of tsne"):
        methods.from_spec({"kind": "magic"})
    with pytest.raises(ProjectionError, match="no parameter 'colour'"):
        methods.from_spec({"kind": "tsne", "colour": 1})
    with pytest.raises(ProjectionError, match=r"method: t-SNE: perplexity is 0"):
        request.parse({"method": {"kind": "tsne", "perplexity": 0}})
    with pytest.raises(ProjectionError, match="count"):
        request.parse({"count": 3})


class TestRequest:
    def test_its_key_changes_with_every_input(self, monkeypatch: pytest.MonkeyPatch) -> None:
        base = Request(count=300, checkpoint="ae-conv-2", method={"kind": "umap"})
        changes: list[dict[str, Any]] = [
            {"split": "train"}, {"count": 301}, {"count": None}, {"sample_seed": 1},
            {"checkpoint": "vae-conv-2"}, {"checkpoint": None}, {"unit": True},
            {"components": 49}, {"seed": 1}, {"seed": None}, {"method": {"kind": "tsne"}},
            *({"method": {"kind": "umap", control.name: control.high}}
              for control in controls(UMAP)),
        ]  # fmt: skip
        keys = {request.key(base)}
        keys |= {request.key(Request(**{**base.model_dump(), **change})) for change in changes}
        assert len(keys) == 1 + len(changes)

        monkeypatch.setattr(methods, "version", lambda _: "other")
        assert request.key(base) not in keys
        monkeypatch.undo()
        monkeypatch.setattr(type(pool().store), "digest", lambda *_: "other weights")
        assert request.key(base) not in keys

    def test_requests_for_the_same_thing_are_equal(self) -> None:
        assert Request(method={"kind": "pca"}, seed=5) == Request(method={"kind": "pca"})
        assert Request(method={"kind": "tsne"}) == Request(
            method={"kind": "tsne", "perplexity": 30.0}, sample_seed=9
        )

    def test_what_differs_is_in_the_title(self) -> None:
        made = Request(
            checkpoint="ae-conv-16", unit=True, seed=None, count=300, split="train",
            method={"kind": "umap", "neighbours": 50},
        )  # fmt: skip
        assert request.title(made, 300) == (
            "UMAP of ae-conv-16's latents at unit length, neighbours 50, unseeded "
            "· 300 training digits"
        )
        said = request.about(made, load(), 300)
        assert "equally many of each class, drawn with seed 0" in said
        assert "Not reproducible" in said

    def test_a_sample_is_balanced_drawn_by_its_seed_and_in_row_order(self) -> None:
        rows = load_inputs(SMALL).rows
        assert (np.diff(rows) > 0).all()
        assert np.bincount(load_inputs(SMALL).labels).tolist() == [30] * 10
        np.testing.assert_array_equal(rows, load_inputs(SMALL.model_copy()).rows)
        other = load_inputs(SMALL.model_copy(update={"sample_seed": 1})).rows
        assert not np.array_equal(rows, other)

    @pytest.mark.parametrize("checkpoint", [None, "ae-dense-32", "ae-dense-200"])
    @pytest.mark.parametrize("unit", [False, True])
    def test_a_known_digit_given_as_new_gets_its_own_vector(
        self, checkpoint: str | None, unit: bool
    ) -> None:
        made = SMALL.model_copy(update={"checkpoint": checkpoint, "unit": unit, "count": 60})
        found = load_inputs(made)
        data = load()
        x = data.images[found.rows[:5]][:, None].float() / 255

        np.testing.assert_allclose(embed(made, x, found.basis), found.vectors[:5], atol=2e-3)
        assert (
            found.vectors.shape[1] == {None: 50, "ae-dense-32": 32, "ae-dense-200": 50}[checkpoint]
        )


def context(home: Path, asked: Request) -> Context:
    runner = LocalRunner(home / "jobs")
    spec = JobSpec(kind="project", title="a map", params=asked.model_dump(mode="json"))
    return Context(runner.folder(runner.submit(spec)))


class TestJob:
    def test_makes_a_map_that_is_listed_and_drawn(self, home: Path) -> None:
        result = projection.run(context(home, SMALL))

        info = maps.info(result["map"])
        layout = maps.layout(info.id, "mnist", "test")
        assert info in maps.infos()
        assert info.splits == ("test",)
        assert "300 of the" in info.about
        assert len(layout) == 300
        assert np.isfinite(layout.xy).all()
        data = load()
        np.testing.assert_array_equal(layout.labels, data.labels[layout.rows].numpy())
        store._read.cache_clear()
        store._read_entry.cache_clear()  # as after a restart
        np.testing.assert_array_equal(maps.layout(info.id, "mnist", "test").xy, layout.xy)
        assert len(maps.vectors(info.id, "mnist", "test")) == 300
        assert maps.vectors_title(info.id, "mnist") == request.source_title(SMALL)
        with pytest.raises(ProjectionError, match="shows no training digits"):
            maps.layout(info.id, "mnist", "train")

    def test_keeps_layouts_on_the_way(self, home: Path) -> None:
        work = context(home, SMALL)
        projection.run(work)

        runner, job = LocalRunner(home / "jobs"), work.folder.name
        iterations = projection.frames(runner, job)
        assert iterations[:2] == [25, 50]
        last = projection.frame(runner, job, iterations[-1])
        assert last is not None
        assert (last.iteration, last.digits, len(last.xy)) == (350, 300, 300)
        path = work.folder / "layouts" / "000025.safetensors"
        path.write_bytes(path.read_bytes()[:50])
        assert projection.frame(runner, job, 25) is None
        assert projection.frame(runner, job, 26) is None

    def test_a_map_that_is_there_is_not_made_again(
        self, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = projection.run(context(home, SMALL))
        monkeypatch.setattr(fitting, "fit", None)

        assert projection.run(context(home, SMALL)) == first

    def test_a_damaged_map_is_made_again(self, home: Path) -> None:
        result = projection.run(context(home, SMALL))
        before = maps.layout(result["map"], "mnist", "test").xy
        (path,) = (home / "cache" / "projections").glob("*.safetensors")
        content = bytearray(path.read_bytes())
        content[-5] ^= 1
        path.write_bytes(content)
        store._read.cache_clear()
        store._read_entry.cache_clear()  # as after a restart

        assert store.entries() == []
        assert store.damaged() == [path.stem]
        with pytest.raises(ProjectionError, match="or its file is damaged"):
            maps.layout(result["map"], "mnist", "test")
        assert projection.run(context(home, SMALL))["map"] == result["map"]
        np.testing.assert_array_equal(maps.layout(result["map"], "mnist", "test").xy, before)

    def test_a_request_to_stop_ends_it_without_a_map(self, home: Path) -> None:
        work = context(home, SMALL)
        (work.folder / "stop").touch()

        with pytest.raises(Cancelled):
            projection.run(work)
        assert store.entries() == []

    def test_a_map_can_be_deleted(self, home: Path) -> None:
        result = projection.run(context(home, SMALL))
        store.delete(store.entries()[0].key)

        assert store.all_keys() == []
        with pytest.raises(ProjectionError, match="no projection"):
            maps.layout(result["map"], "mnist", "test")

    def test_parts_of_a_map_of_all_digits_can_be_shown(self, home: Path) -> None:
        asked = Request(split="all", count=400, method={"kind": "pca"})
        name = projection.run(context(home, asked))["map"]
        sizes = {split: len(maps.layout(name, "mnist", split)) for split in maps.info(name).splits}
        assert sizes["test"] + sizes["train"] == sizes["all"] == 400
        assert len({maps.key(name, "mnist", split) for split in maps.info(name).splits}) == 3

    def test_nonsense_is_refused_in_a_sentence(self, home: Path) -> None:
        work = context(home, SMALL)
        work.spec = work.spec.model_copy(update={"params": {"method": {"kind": "magic"}}})
        with pytest.raises(ProjectionError, match="is not valid: method: There is no"):
            projection.run(work)


def test_the_estimate_learns_from_this_machine(home: Path) -> None:
    before = estimate.seconds(SMALL, 300)
    inputs = load_inputs(SMALL)
    store.save(
        "0" * 64, SMALL, inputs, inputs.vectors[:, :2].copy(), checkpoint_digest="",
        fingerprint=load().fingerprint, seconds=3 * before, notes=[],
    )  # fmt: skip

    assert estimate.seconds(SMALL, 300) == pytest.approx(3 * before)
    umap = Request(count=300, method={"kind": "umap"})
    assert estimate.seconds(umap, 300) == pytest.approx(estimate._rule(umap, 300))


def test_nearest_are_the_nearest() -> None:
    x = load_inputs(Request(count=2300, components=10)).vectors  # more than are looked up at a time
    shares: list[float] = []

    rows, distances = nearest(x, 15, 1, shares.append)

    apart = np.sqrt(((x[:, None] - x[None, :]) ** 2).sum(2))
    np.testing.assert_allclose(distances, np.sort(apart, axis=1)[:, :15], atol=1e-3)
    np.testing.assert_allclose(np.take_along_axis(apart, rows, 1), distances, atol=1e-3)
    assert (rows[:, 0] == np.arange(len(x))).all()
    assert shares == pytest.approx([1000 / 2300, 2000 / 2300, 1])


@pytest.mark.slow
def test_t_sne_separates_ten_thousand_digits() -> None:
    test = load().split("test")
    inputs = load_inputs(Request())
    xy = fitting.fit(
        inputs.vectors, TSNE(iterations=100), 0, jobs=2
    ).xy  # the islands are there by then

    least = 0.94 if len(test) == 10_000 else 0.85  # the offline sample has a tenth of them
    assert accuracy(xy, inputs.labels) >= least


class TestPlacing:
    @pytest.fixture(autouse=True)
    def nothing_known(self) -> None:
        placing._indexes.clear()

    def test_a_known_digit_lands_near_itself_and_is_its_own_nearest(self, home: Path) -> None:
        name = projection.run(context(home, SMALL))["map"]
        layout = maps.layout(name, "mnist", "test")
        images = to_float(load().images[layout.rows[:20]])

        found = placing.place(name, "mnist", "test", images)

        assert found.nearest.shape == (20, 5)
        np.testing.assert_array_equal(found.nearest[:, 0], layout.rows[:20])
        away = np.linalg.norm(found.xy - layout.xy[:20], axis=1)
        assert np.median(away) < np.ptp(layout.xy) / 20

    def test_new_digits_land_among_their_own_class(self, home: Path) -> None:
        asked = SMALL.model_copy(update={"count": 1000})
        name = projection.run(context(home, asked))["map"]
        layout = maps.layout(name, "mnist", "test")
        train = load().split("train")
        found = placing.place(name, "mnist", "test", to_float(train.images[:200]))

        near = KNeighborsClassifier(5).fit(layout.xy, layout.labels)
        assert near.score(found.xy, train.labels[:200].numpy()) > 0.75

    def test_on_a_bottleneck_the_place_is_what_the_encoder_says(self) -> None:
        name = "bottleneck:clf-bottleneck-2"
        layout = maps.layout(name, "mnist", "test")
        images = to_float(load().split("test").images[7:9])

        found = placing.place(name, "mnist", "test", images)

        np.testing.assert_allclose(found.xy, layout.xy[7:9], atol=1e-3)
        np.testing.assert_array_equal(found.nearest[:, 0], layout.rows[7:9])

    def test_other_weights_are_a_sentence(
        self, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked = SMALL.model_copy(update={"checkpoint": "ae-dense-32", "method": {"kind": "pca"}})
        name = projection.run(context(home, asked))["map"]
        monkeypatch.setattr(type(pool().store), "digest", lambda *_: "other weights")

        with pytest.raises(ProjectionError, match="has been trained again since"):
            placing.place(name, "mnist", "test", to_float(load().images[:1]))

    def test_the_route_answers_for_drawn_pixels_and_for_rows(self, home: Path) -> None:
        name = projection.run(context(home, SMALL))["map"]
        row = int(maps.layout(name, "mnist", "test").rows[3])
        client = TestClient(Starlette(routes=[end.route() for end in placing_routes.ENDPOINTS]))
        pixels = (load().images[row].float() / 255).tolist()

        of_row = client.post("/api/maps/place", json={"map": name, "rows": [row]}).json()
        of_pixels = client.post("/api/maps/place", json={"map": name, "images": [pixels]}).json()

        assert of_row["nearest"][0][0] == row
        assert of_pixels["x"] == pytest.approx(of_row["x"], abs=1e-3)
        gone = client.post("/api/maps/place", json={"map": "projection:gone", "rows": [row]})
        assert gone.status_code == 422
        assert "no projection" in gone.json()["error"]


class TestTrust:
    def judged(self, xy: NDArray[np.float32]) -> trust.Measures:
        x, labels = digits()
        return trust.judge(x, xy, labels, seed=0)

    def test_a_good_map_is_told_from_one_of_chance(self) -> None:
        good = self.judged(laid_out("tsne"))
        chance = self.judged(np.random.default_rng(0).normal(size=(600, 2)).astype(np.float32))

        assert good.trustworthiness > 0.9
        assert good.continuity > 0.9
        assert 0.4 < chance.trustworthiness < 0.6
        assert 0.4 < chance.continuity < 0.6
        assert good.map_agreement > 0.7 > 0.25 > chance.map_agreement
        assert good.chance_agreement < 0.25
        assert good.source_agreement == chance.source_agreement > 0.7

    def test_the_same_points_are_perfect(self) -> None:
        x, labels = digits()
        found = trust.judge(x[:, :2], x[:, :2], labels, seed=0)
        assert (found.trustworthiness, found.continuity) == (1, 1)
        assert found.map_agreement == found.source_agreement

    def test_a_sample_is_drawn_by_its_seed_and_counted(
        self, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        name = "bottleneck:clf-bottleneck-2"
        found = trust.measure(name, "mnist", "test")
        assert (found.sample, found.digits) == (trust.SAMPLE, len(load().split("test")))
        assert found.measures.map_agreement > 0.9  # a classifier's two numbers
        other = trust.measure(name, "mnist", "test", seed=1)
        assert other.measures != found.measures
        monkeypatch.setattr(trust, "judge", None)  # kept from here on
        assert trust.measure(name, "mnist", "test") == found

    def test_a_handful_of_digits_cannot_be_judged(self, home: Path) -> None:
        name = projection.run(context(home, SMALL.model_copy(update={"count": 10})))["map"]
        with pytest.raises(ProjectionError, match="needs at least 21 digits"):
            trust.measure(name, "mnist", "test")

    def test_two_seeds_are_compared_as_pictures(self, home: Path) -> None:
        inputs = load_inputs(SMALL)
        xy = inputs.vectors[:, :2].copy()
        turned = 3 * xy @ np.array([[0, 1], [-1, 0]], np.float32) + 5
        chance = np.random.default_rng(0).normal(size=xy.shape).astype(np.float32)
        found = []
        for seed, places in enumerate((xy, turned, chance)):
            asked = SMALL.model_copy(update={"seed": seed})
            key = request.key(asked)
            found.append(
                store.save(
                    key, asked, inputs, places, checkpoint_digest="",
                    fingerprint=load().fingerprint, seconds=1, notes=[],
                )
            )  # fmt: skip

        assert trust.stability(found[0], found[1]) == pytest.approx(1)
        assert trust.stability(found[0], found[2]) < 0.2
        assert {other.key for other in trust.other_seeds(found[0])} == {
            found[1].key, found[2].key,
        }  # fmt: skip
        assert trust.next_seed(found[0]) == found[1].record.request
