"""Projections of real digits: each method's promises, and those of the requests and the store."""

from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.model_selection import cross_val_score
from sklearn.neighbors import KNeighborsClassifier

from core import maps
from core.data import load
from core.errors import ProjectionError
from core.jobs import project
from core.jobs.folder import JobFolder, Written
from core.jobs.kinds import Cancelled, Context
from core.jobs.spec import JobSpec
from core.pool import pool
from core.projection import estimate, fitting, methods, request, store
from core.projection.methods import METHODS, TSNE, UMAP, Method, Watch
from core.projection.request import Request
from core.projection.vectors import load_vectors, principal_axes, vectors_of
from core.settings import settings

SMALL = Request(count=300, method={"kind": "tsne", "iterations": 100})
NAMES = list(METHODS)


@cache
def digits(count: int = 600) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Test digits as 50 principal components, and their classes."""
    test = load().split("test")
    x = (test.images[:count].reshape(count, -1).float() / 255).numpy()
    basis = principal_axes(x, 50)
    assert basis is not None
    return basis(x), test.labels[:count].numpy().astype(np.uint8)


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
        for item in fields(METHODS[name]):
            high, step = item.metadata["high"], item.metadata["step"]
            usual_value = getattr(METHODS[name](), item.name)
            other = type(usual_value)(min(high, usual_value + 3 * step))
            changed = fitting.fit(x, METHODS[name](**{item.name: other}), 0).xy
            assert not np.array_equal(usual, changed), item.name

    @pytest.mark.parametrize("name", NAMES)
    @pytest.mark.parametrize("count", [4, 5, 12])
    def test_lays_out_a_handful_and_says_what_it_reduced(self, name: str, count: int) -> None:
        found = fitting.fit(digits()[0][:count], METHODS[name](), 0)

        assert np.isfinite(found.xy).all()
        assert len(np.unique(found.xy, axis=0)) == count
        if name != "pca":
            assert "reduced from" in found.notes[0]

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
        for item in fields(METHODS[name]):
            for bad in (item.metadata["low"] - 1, item.metadata["high"] + 1, "x", None, True):
                with pytest.raises(ProjectionError, match=f"{item.name} is .* expected"):
                    METHODS[name](**{item.name: bad})

    @pytest.mark.parametrize("name", NAMES)
    def test_says_how_far_it_is(self, name: str) -> None:
        told: list[float] = []
        watch = Watch(lambda words, share: told.append(share))
        fitting.fit(digits()[0][:200], METHODS[name](), 0, watch)

        assert told == sorted(told)
        assert 0 <= told[0] <= told[-1] <= 1
        assert name == "pca" or told[-1] > 0.9

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


def test_unknown_methods_and_parameters_are_sentences() -> None:
    with pytest.raises(ProjectionError, match="choose one of tsne"):
        methods.from_spec({"kind": "magic"})
    with pytest.raises(ProjectionError, match="no parameter 'colour'"):
        methods.from_spec({"kind": "tsne", "colour": 1})
    with pytest.raises(ProjectionError, match=r"method: t-SNE: perplexity is 0"):
        request.parsed({"method": {"kind": "tsne", "perplexity": 0}})
    with pytest.raises(ProjectionError, match="count"):
        request.parsed({"count": 3})


class TestRequest:
    def test_its_key_changes_with_every_input(self, monkeypatch: pytest.MonkeyPatch) -> None:
        base = Request(count=300, checkpoint="ae-conv-2", method={"kind": "umap"})
        changes: list[dict[str, Any]] = [
            {"split": "train"}, {"count": 301}, {"count": None}, {"sample_seed": 1},
            {"checkpoint": "vae-conv-2"}, {"checkpoint": None}, {"unit": True},
            {"components": 49}, {"seed": 1}, {"seed": None}, {"method": {"kind": "tsne"}},
            *({"method": {"kind": "umap", item.name: item.metadata["high"]}}
              for item in fields(UMAP)),
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
        rows = load_vectors(SMALL).rows
        assert (np.diff(rows) > 0).all()
        assert np.bincount(load_vectors(SMALL).labels).tolist() == [30] * 10
        np.testing.assert_array_equal(rows, load_vectors(SMALL.model_copy()).rows)
        other = load_vectors(SMALL.model_copy(update={"sample_seed": 1})).rows
        assert not np.array_equal(rows, other)

    @pytest.mark.parametrize("checkpoint", [None, "ae-dense-32", "ae-dense-200"])
    @pytest.mark.parametrize("unit", [False, True])
    def test_a_known_digit_given_as_new_gets_its_own_vector(
        self, checkpoint: str | None, unit: bool
    ) -> None:
        made = SMALL.model_copy(update={"checkpoint": checkpoint, "unit": unit, "count": 60})
        found = load_vectors(made)
        data = load()
        x = data.images[found.rows[:5]][:, None].float() / 255

        np.testing.assert_allclose(vectors_of(made, x, found.basis), found.x[:5], atol=2e-3)
        assert found.x.shape[1] == {None: 50, "ae-dense-32": 32, "ae-dense-200": 50}[checkpoint]


def context(home: Path, asked: Request) -> Context:
    path = home / "jobs" / "000001-0123456789ab"
    path.mkdir(parents=True, exist_ok=True)
    folder = JobFolder(path)
    spec = JobSpec(kind="project", title="a map", params=asked.model_dump(mode="json"))
    folder.create(Written(spec=spec, submitted="2026-01-31T12:00:00+00:00"))
    return Context(folder)


class TestJob:
    def test_makes_a_map_that_is_listed_and_drawn(self, home: Path) -> None:
        result = project.run(context(home, SMALL))

        info = maps.info(result["map"])
        layout = maps.layout(info.id, "mnist", "test")
        assert info in maps.infos()
        assert info.splits == ("test",)
        assert "300 of the" in info.about
        assert len(layout) == 300
        assert np.isfinite(layout.xy).all()
        data = load()
        np.testing.assert_array_equal(layout.labels, data.labels[layout.rows].numpy())
        with pytest.raises(ProjectionError, match="shows no training digits"):
            maps.layout(info.id, "mnist", "train")

    def test_keeps_layouts_on_the_way(self, home: Path) -> None:
        work = context(home, SMALL)
        project.run(work)

        iterations = project.frames(work.folder)
        assert iterations[:2] == [25, 50]
        last = project.frame(work.folder, iterations[-1])
        assert last is not None
        assert (last.iteration, last.digits, len(last.xy)) == (350, 300, 300)
        path = work.folder / "layouts" / "000025.safetensors"
        path.write_bytes(path.read_bytes()[:50])
        assert project.frame(work.folder, 25) is None
        assert project.frame(work.folder, 26) is None

    def test_a_map_that_is_there_is_not_made_again(
        self, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = project.run(context(home, SMALL))
        monkeypatch.setattr(fitting, "fit", None)

        assert project.run(context(home, SMALL)) == first

    def test_a_damaged_map_is_made_again(self, home: Path) -> None:
        result = project.run(context(home, SMALL))
        before = maps.layout(result["map"], "mnist", "test").xy
        (path,) = (home / "cache" / "projections").glob("*.safetensors")
        content = bytearray(path.read_bytes())
        content[-5] ^= 1
        path.write_bytes(content)
        store._cache_in.cache_clear()  # as after a restart

        assert store.finished() == []
        assert store.damaged() == [path.stem]
        with pytest.raises(ProjectionError, match="or its file is damaged"):
            maps.layout(result["map"], "mnist", "test")
        assert project.run(context(home, SMALL))["map"] == result["map"]
        np.testing.assert_array_equal(maps.layout(result["map"], "mnist", "test").xy, before)

    def test_a_request_to_stop_ends_it_without_a_map(self, home: Path) -> None:
        work = context(home, SMALL)
        (work.folder / "stop").touch()

        with pytest.raises(Cancelled):
            project.run(work)
        assert store.finished() == []

    def test_a_map_can_be_deleted(self, home: Path) -> None:
        result = project.run(context(home, SMALL))
        store.delete(store.finished()[0].key)

        assert store.all_keys() == []
        with pytest.raises(ProjectionError, match="no projection"):
            maps.layout(result["map"], "mnist", "test")

    def test_parts_of_a_map_of_all_digits_can_be_shown(self, home: Path) -> None:
        asked = Request(split="all", count=400, method={"kind": "pca"})
        name = project.run(context(home, asked))["map"]
        sizes = {split: len(maps.layout(name, "mnist", split)) for split in maps.info(name).splits}
        assert sizes["test"] + sizes["train"] == sizes["all"] == 400
        assert len({maps.key(name, "mnist", split) for split in maps.info(name).splits}) == 3

    def test_nonsense_is_refused_in_a_sentence(self, home: Path) -> None:
        work = context(home, SMALL)
        work.spec = work.spec.model_copy(update={"params": {"method": {"kind": "magic"}}})
        with pytest.raises(ProjectionError, match="cannot be made"):
            project.run(work)


def test_the_estimate_learns_from_this_machine(home: Path) -> None:
    before = estimate.seconds(SMALL, 300)
    vectors = load_vectors(SMALL)
    store.keep(
        "0" * 64, SMALL, vectors, vectors.x[:, :2].copy(), checkpoint_digest="",
        fingerprint=load().fingerprint, seconds=3 * before, notes=[],
    )  # fmt: skip

    assert estimate.seconds(SMALL, 300) == pytest.approx(3 * before)
    umap = Request(count=300, method={"kind": "umap"})
    assert estimate.seconds(umap, 300) == pytest.approx(estimate._rule(umap, 300))


@pytest.mark.slow
def test_t_sne_separates_ten_thousand_digits() -> None:
    test = load().split("test")
    vectors = load_vectors(Request())
    xy = fitting.fit(vectors.x, TSNE(), 0, jobs=2).xy

    least = 0.94 if len(test) == 10_000 else 0.85  # the offline sample has a tenth of them
    assert accuracy(xy, vectors.labels) >= least
