"""Making maps on the Map page: the form, the jobs in each state, the finished maps, the trust."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core import jobs, maps
from core.checkpoints.pool import pool
from core.data import load
from core.jobs import DashboardRunner
from core.jobs.folders.folder import JobFolder
from core.maps import trust
from core.maps.projections import request, store
from core.maps.projections.inputs import load_inputs
from core.maps.projections.request import Request
from core.settings import settings
from core.storage.cache import if_kept
from tests.app.helpers import button, button_labels, component_data, open_page, texts

SMALL = Request(count=200, method={"kind": "pca"})


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty store, no jobs and no projections."""
    (tmp_path / "checkpoints").mkdir()
    (tmp_path / "data").symlink_to(settings().data.resolve(), target_is_directory=True)
    monkeypatch.setenv("LATENT_LAB_CHECKPOINTS", str(tmp_path / "checkpoints"))
    monkeypatch.setenv("LATENT_LAB_HOME", str(tmp_path))
    caches = (settings, jobs.runner, pool)
    for cache in caches:
        cache.cache_clear()
    yield tmp_path
    monkeypatch.undo()
    for cache in caches:
        cache.cache_clear()


@pytest.fixture
def runner() -> DashboardRunner:
    """A runner that nobody has started, so that jobs stay where a test puts them."""
    return jobs.runner()


def opened(**query: str) -> AppTest:
    return open_page("map", dict(query))


def making() -> AppTest:
    """The page at the part that makes maps."""
    return opened(part="Make a map")


def fit_map(fit: Request = SMALL, seed: int = 0) -> str:
    """A finished map of random places; returns its id."""
    inputs = load_inputs(fit)
    xy = np.random.default_rng(seed).normal(size=(len(inputs.rows), 2)).astype(np.float32)
    key = request.key(fit)
    store.save(
        key, fit, inputs, xy, checkpoint_digest="",
        fingerprint=load().fingerprint, seconds=12, notes=["Perplexity reduced."],
    )  # fmt: skip
    return f"projection:{key[:16]}"


def queued(runner: DashboardRunner) -> tuple[AppTest, JobFolder]:
    app = making()
    button(app, "Make this map").click().run()
    return app, runner.folder(runner.jobs()[0].id)


def test_nothing_starts_unasked_and_the_time_is_told_before(runner: DashboardRunner) -> None:
    app = making()

    assert runner.jobs() == []
    assert [item.label for item in app.metric] == ["Estimated time"]
    assert "There are none yet" in texts(app)


def test_a_start_is_one_job_however_often_it_is_pressed(runner: DashboardRunner) -> None:
    app, _ = queued(runner)
    button(app, "Make this map").click().run()

    (status,) = runner.jobs()
    assert request.parse(status.spec.params) == Request()
    assert "Next in the queue." in texts(app)
    assert "Jobs are not being started" in texts(app)


def test_presets_need_one_button_and_tell_their_time(runner: DashboardRunner) -> None:
    app = making()
    assert not app.slider
    quick = app.metric[0].value

    app.button_group(key="preset").set_value("Nice").run()
    assert not app.slider
    assert app.metric[0].value != quick
    button(app, "Make this map").click().run()

    query = request.parse(runner.jobs()[0].spec.params)
    assert (query.split, query.count, query.checkpoint) == ("all", None, None)
    assert query.method["iterations"] == 1000
    app.button_group(key="preset").set_value("Expert").run()
    assert app.slider


def test_the_form_asks_for_what_the_method_takes(runner: DashboardRunner) -> None:
    app = opened(part="Make a map", preset="Expert")
    app.segmented_control(key="new_method").set_value("umap").run()
    app.slider(key="new_umap_neighbours").set_value(30).run()
    app.toggle(key="new_unit").set_value(True).run()
    app.selectbox(key="new_size").set_value("15,000 training digits").run()
    app.checkbox(key="new_unseeded").set_value(True).run()
    button(app, "Make this map").click().run()

    assert not app.exception
    query = request.parse(runner.jobs()[0].spec.params)
    assert query.method == {"kind": "umap", "neighbours": 30, "min_dist": 0.1, "epochs": 200}
    assert (query.split, query.count, query.unit, query.seed) == ("train", 15_000, True, None)


def test_a_job_at_work_shows_its_stage_its_layout_and_a_cancel(runner: DashboardRunner) -> None:
    app, folder = queued(runner)
    lock = folder.take_lock()  # as a worker holds it
    folder.append("started")
    progress = {"done": 43, "total": 100, "doing": "preparing UMAP", "seconds_left": 12}
    (folder.path / "progress.json").write_text(json.dumps(progress))
    (folder.path / "layouts").mkdir()
    from safetensors.numpy import save_file

    points: dict[str, Any] = {
        "xy": np.ones((50, 2), np.float32),
        "labels": np.zeros(50, np.uint8),
        "digits": np.array([10_000]),
    }
    save_file(points, folder.path / "layouts" / "000075.safetensors")
    app.run()

    assert not app.exception
    assert "50 of the 10,000 digits after 75 iterations" in texts(app)
    bars: Any = app.get("progress")
    assert [bar.proto.text for bar in bars] == ["Preparing UMAP … 43\u00a0%, 12\u00a0s left"]
    button(app, "Cancel").click().run()
    assert runner.jobs()[0].state == "stopping"
    assert "Cancelling …" in button_labels(app)
    assert lock is not None


def test_a_failed_job_says_why_and_can_start_again_or_go(runner: DashboardRunner) -> None:
    app, folder = queued(runner)
    folder.append("failed", message="It broke.", hint="Mend it.", resumable=True)
    app.run()
    assert "It broke. Mend it." in texts(app)

    button(app, "Start again").click().run()
    assert [status.state for status in runner.jobs()] == ["queued"]
    button(app, "Cancel").click().run()
    assert "Cancelled: no map was made." in texts(app)
    button(app, "Remove").click().run()
    assert runner.jobs() == []


def test_a_map_seen_in_the_making_is_offered_until_it_was_looked_at(
    runner: DashboardRunner,
) -> None:
    app, folder = queued(runner)
    name = fit_map(Request())
    folder.append("done", result={"map": name})
    app.run()
    assert "10,000 test digits** is ready." in texts(app)

    app.button(key=f"w{runner.jobs()[0].id}").click().run()
    assert app.selectbox(key="map").value == name
    app.button_group(key="part").set_value("Make a map").run()
    assert "is ready." not in texts(app)
    assert "is ready." not in texts(making()), "who comes later has not seen it in the making"


def test_what_is_offered_can_be_closed(runner: DashboardRunner) -> None:
    app, folder = queued(runner)
    folder.append("done", result={"map": fit_map(Request())})
    app.run()
    button(app, "Close").click().run()
    assert not app.exception
    assert "is ready." not in texts(app)


def test_a_finished_map_is_shown_and_deleted() -> None:
    name = fit_map()
    app = making()

    assert len(app.dataframe[0].value) == 1
    button(app, "Show it").click().run()
    assert app.selectbox(key="map").value == name
    assert maps.info(name).title in app.selectbox(key="map").options
    assert component_data(app, "latent_map")["maps"][0]["about"].endswith("Perplexity reduced.")
    assert app.segmented_control(key="digits").options == ["10,000 test"]
    app.button_group(key="part").set_value("Make a map").run()
    button(app, "Delete for good").click().run()
    assert not app.exception
    assert store.entries() == []


def test_the_form_offers_what_is_there_instead_of_making_it_again(runner: DashboardRunner) -> None:
    name = fit_map(Request())
    app = making()
    assert "Make this map" not in button_labels(app)

    app.button(key="new_show").click().run()

    assert app.selectbox(key="map").value == name
    assert runner.jobs() == []


def test_maps_without_a_digit_in_common_are_a_sentence() -> None:
    train = fit_map(Request(split="train", count=100, method={"kind": "pca"}))

    app = opened(map=fit_map(), beside=train)

    assert "no digits in common" in texts(app)


def test_a_damaged_map_is_said_and_can_be_removed(home: Path) -> None:
    fit_map()
    (path,) = (home / "cache" / "projections").glob("*.safetensors")
    path.write_bytes(path.read_bytes()[:99])

    app = making()

    assert "1 map's file is damaged" in texts(app)
    button(app, "Remove damaged files").click().run()
    assert not list(path.parent.iterdir())
    assert "damaged" not in texts(app)


def test_trust_is_measured_on_request_and_its_counts_are_told(runner: DashboardRunner) -> None:
    name = fit_map()
    app = opened(map=name)
    app.session_state.trust = True
    app.run()
    assert "What the picture cannot tell" in texts(app)
    assert not app.metric

    button(app, "Measure this map").click().run()
    while not if_kept(lambda: trust.measure(name, "mnist", "test")):
        time.sleep(0.05)
        app.run()
    app.run()

    assert not app.exception
    shown = {item.label: item.value for item in app.metric}
    assert (
        0.3 < float(shown["Neighbours are real (trustworthiness)"]) < 0.7
    )  # the places were drawn at random
    assert "Measured on all 200 digits" in texts(app)


def test_two_seeds_are_compared_and_a_second_is_a_job(runner: DashboardRunner) -> None:
    first = Request(count=200, method={"kind": "tsne"})
    name = fit_map(first)
    app = opened(map=name)
    app.session_state.trust = True
    app.run()
    button(app, "Try another seed").click().run()
    assert request.parse(runner.jobs()[0].spec.params) == first.model_copy(update={"seed": 1})

    fit_map(first.model_copy(update={"seed": 1}), seed=1)
    app.run()

    assert "Compared with seed 1" in texts(app)
    assert "Try another seed" not in button_labels(app)
