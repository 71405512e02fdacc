"""The Train page: what it offers, what it refuses, and what a press of each button does."""

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core import data, jobs
from core.checkpoints import Store
from core.checkpoints.pool import pool
from core.data import library as data_library
from core.jobs import DashboardRunner, JobSpec
from core.jobs.context import Context
from core.jobs.kinds.training import SNAPSHOTS
from core.jobs.plan import checks
from core.settings import settings
from core.training.recipes.presets import PRESETS
from core.training.recipes.shipped import RECIPES
from core.training.snapshots import SHARED_FILE
from pages.shared.literal import literal
from pages.train.form.form import FIELDS
from tests.app.helpers import button, button_labels, component_data, open_page

SHIPPED = Path(__file__).resolve().parents[2] / "checkpoints"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty store and no jobs."""
    monkeypatch.setenv("LATENT_LAB_CHECKPOINTS", str(tmp_path / "checkpoints"))
    monkeypatch.setenv("LATENT_LAB_HOME", str(tmp_path))
    caches = (settings, jobs.runner, pool)
    for cache in caches:
        cache.cache_clear()
    yield
    monkeypatch.undo()
    for cache in caches:
        cache.cache_clear()


@pytest.fixture
def runner() -> DashboardRunner:
    """A runner that nobody has started, so that jobs stay where a test puts them."""
    return jobs.runner()


def opened(data: str = "mnist") -> AppTest:
    return open_page("train", data=data)


def opened_fields(data: str = "mnist") -> AppTest:
    """The page after a visitor has opened all fields of a new training."""
    return open_page("train", data=data, session={FIELDS: True})


def submitted(runner: DashboardRunner, name: str = "dae-dense-10", **values: Any) -> str:
    recipe = RECIPES[name].model_dump(mode="json")
    submission: dict[str, Any] = {"title": name, "params": {"recipe": recipe}, **values}
    return runner.submit(JobSpec(kind="train", **submission))


def keep_snapshot(runner: DashboardRunner, job: str) -> None:
    """A file where the snapshot of the first epoch is kept; only its name is read."""
    folder = runner.folder(job).path / SNAPSHOTS
    folder.mkdir()
    (folder / "00001.safetensors").touch()


def sentences(boxes: Any) -> list[str]:
    """What the boxes say, as it is read on the screen."""
    return [re.sub(r"\\(.)", r"\1", item.value) for item in boxes]


def field(app: AppTest, kind: str, label: str) -> Any:
    found: Any = app.get(kind)
    return next(item for item in found if item.label == label)


def metrics(app: AppTest) -> dict[str, str]:
    return {item.label: item.value for item in app.metric}


def test_without_jobs_and_models_it_opens_on_the_presets() -> None:
    app = opened()

    cards = component_data(app, "presets")
    assert [card["id"] for card in cards["cards"]] == list(PRESETS)
    assert cards["chosen"] == "cleaner"
    assert all(card["small"].startswith("Takes ") for card in cards["cards"])
    assert metrics(app)["Adjustable numbers (parameters)"] == "468,368"
    assert metrics(app)["Code length (latent size)"] == "128"
    assert not button(app, "Start training").disabled
    assert "Jobs are not being started" in app.warning[0].value


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_starts_its_own_recipe_with_one_press(
    name: str, runner: DashboardRunner
) -> None:
    app = open_page("train", {"start": PRESETS[name].title})
    assert component_data(app, "presets")["chosen"] == name

    button(app, "Start training").click().run()

    assert not app.exception
    assert runner.jobs()[0].spec.params["recipe"] == PRESETS[name].recipe.model_dump(mode="json")


def test_a_suggested_name_that_is_taken_gets_a_number(store: Path, runner: DashboardRunner) -> None:
    shutil.copy(store / "ae-dense-32.safetensors", store / "my-cleaner.safetensors")
    app = opened()

    button(app, "Start training").click().run()

    assert runner.jobs()[0].spec.params["recipe"]["name"] == "my-cleaner-2"


def test_a_training_is_shown_with_its_own_pictures_also_if_they_are_gone(
    runner: DashboardRunner,
) -> None:
    for name, known in (("dae-dense-32-8x8", True), ("dae-dense-10", False)):
        recipe = RECIPES[name].model_dump(mode="json")
        if not known:
            recipe |= {"dataset": "squares", "model": {**recipe["model"], "shape": [3, 32, 32]}}
        job = runner.submit(JobSpec(kind="train", title=name, params={"recipe": recipe}))
        Context(runner.folder(job)).event("epoch", epoch=1, loss=0.5, validation_loss=0.4)
        keep_snapshot(runner, job)

        app = open_page("train", {"job": job})

        assert not app.exception
        player = component_data(app, "player")
        assert player["shape"] == ([1, 8, 8] if known else [3, 32, 32])
        assert bool(player["classes"]) == known
        gone = any("squares has been deleted" in text for text in sentences(app.caption))
        assert gone is not known


def test_a_training_without_snapshots_asks_for_none(runner: DashboardRunner) -> None:
    job = submitted(runner)
    Context(runner.folder(job)).event("epoch", epoch=1, loss=0.5, validation_loss=0.4)
    Context(runner.folder(job)).event("failed", message="The disk is full.", resumable=False)

    app = open_page("train", {"job": job})
    assert not app.get("bidi_component")
    assert any("no longer here" in text for text in sentences(app.caption))

    keep_snapshot(runner, job)
    app = open_page("train", {"job": job})
    assert component_data(app, "player")["epochs"] == 1


def test_before_its_first_epoch_a_training_shows_its_network_and_pictures(
    runner: DashboardRunner,
) -> None:
    job = submitted(runner)
    folder = runner.folder(job).path / SNAPSHOTS
    folder.mkdir()
    (folder / SHARED_FILE).touch()

    app = open_page("train", {"job": job})

    assert any("784–10–784" in text for text in sentences(app.caption))
    assert any("The network." in text for text in sentences(app.caption))
    assert component_data(app, "player")["epochs"] == 0

    Context(runner.folder(job)).event("epoch", epoch=1, loss=0.5, validation_loss=0.4)
    app = open_page("train", {"job": job})
    assert not any("The network." in text for text in sentences(app.caption))


def test_a_finished_training_says_that_its_checkpoint_is_gone(
    store: Path, runner: DashboardRunner
) -> None:
    job = submitted(runner)
    Context(runner.folder(job)).event("done", result={"checkpoint": "ae-dense-32"})
    (box,) = sentences(open_page("train", {"job": job}).success)
    assert "Saved as the checkpoint **ae-dense-32**" in box

    (store / "ae-dense-32.safetensors").unlink()
    pool.cache_clear()
    app = open_page("train", {"job": job})

    assert not app.success
    (box,) = (text for text in sentences(app.info) if "Done" in text)
    assert "its checkpoint was deleted or renamed" in box
    assert "ae-dense-32" in box


def test_a_finished_training_says_that_its_network_has_learned_nothing(
    store: Path, runner: DashboardRunner
) -> None:
    module, card = Store(store).load("ae-dense-32")
    blank = card.model_copy(
        update={"name": "blank", "metrics": {**card.metrics, "squared_error": 99.0}}
    )
    Store(store).save(module, blank)
    job = submitted(runner)
    Context(runner.folder(job)).event("done", result={"checkpoint": "blank"})

    app = open_page("train", {"job": job})

    (box,) = (text for text in sentences(app.warning) if "blank" in text)
    assert "It has learned nothing" in box
    assert "a lower learning rate" in box
    assert "Saved as the checkpoint **blank**" in box
    assert not app.success


def test_a_link_may_name_the_first_preset() -> None:
    app = open_page("train", {"start": PRESETS["cleaner"].title})

    assert not any("This link" in text for text in sentences(app.warning))


def test_a_link_fills_the_form_even_if_there_are_trainings(runner: DashboardRunner) -> None:
    submitted(runner)
    link: dict[str, Any] = {"start": "An inventor", "inventor.epochs": "3"}

    app = open_page("train", link)

    assert app.session_state.view == "New training"
    assert field(app, "number_input", "Passes (epochs)").value == 3
    assert app.query_params["inventor.epochs"] == "3"
    assert not any("This link" in text for text in sentences(app.warning))


@pytest.mark.parametrize(
    ("name", "value"), [("start", "Anything"), ("cleaner.epochs", "many"), ("cleaner.batch", "0")]
)
def test_a_link_that_does_not_fit_is_a_sentence(name: str, value: str) -> None:
    app = open_page("train", {name: value}, session={FIELDS: True})

    assert f"so defaults stand: '{name}'" in sentences(app.warning)[1]
    assert name not in app.query_params
    assert field(app, "number_input", "Passes (epochs)").value == PRESETS["cleaner"].recipe.epochs


def test_what_is_changed_is_kept_for_its_starting_point() -> None:
    app = opened_fields()
    field(app, "number_input", "Passes (epochs)").set_value(4).run()

    field(app, "selectbox", "Start from").set_value("map").run()
    assert field(app, "number_input", "Passes (epochs)").value == PRESETS["map"].recipe.epochs
    field(app, "selectbox", "Start from").set_value("cleaner").run()
    assert field(app, "number_input", "Passes (epochs)").value == 4


def test_a_data_set_that_is_not_on_this_machine_is_marked_and_not_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(data_library, "is_local", lambda name: name == "mnist")
    for module in (data, checks):
        monkeypatch.setattr(module, "is_local", data_library.is_local)
    app = opened(data="fashion-mnist")

    assert "python -m core.data fashion-mnist" in sentences(app.error)[0]
    assert button(app, "Start training").disabled


@pytest.mark.parametrize("start", ["cleaner", "map", "inventor", "blank"])
def test_a_training_is_on_the_chosen_pictures(start: str, runner: DashboardRunner) -> None:
    app = opened_fields(data="digits-8x8")
    field(app, "selectbox", "Start from").set_value(start).run()

    button(app, "Start training").click().run()

    assert not app.exception
    recipe = runner.jobs()[0].spec.params["recipe"]
    assert recipe["dataset"] == "digits-8x8"
    assert recipe["model"]["shape"] == [1, 8, 8]


@pytest.mark.parametrize("is_open", [False, True], ids=["closed", "open"])
@pytest.mark.parametrize("name", RECIPES)
def test_every_recipe_fills_the_form_with_itself(
    name: str, is_open: bool, runner: DashboardRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "is_local", lambda name: True)  # the pictures are not read
    app = open_page("train", data=RECIPES[name].dataset, session={FIELDS: is_open})
    field(app, "selectbox", "Start from").set_value(name).run()
    assert not app.exception
    if initial := RECIPES[name].initial:
        assert f"the encoder of {initial}, which is not in the store" in sentences(app.error)[0]
        assert button(app, "Start training").disabled
        app.session_state[FIELDS] = True
        app.run()
        field(app, "selectbox", "Start from the encoder of").set_value("").run()

    button(app, "Start training").click().run()

    assert not app.exception
    submission = runner.jobs()[0].spec.params["recipe"]
    changes = {"name": f"{name}-mine", "source": "trained here", "notes": [], "initial": None}
    assert submission == RECIPES[name].model_dump(mode="json") | changes


def test_the_fields_are_there_from_their_first_opening_on() -> None:
    app = opened()
    assert not app.number_input

    app.session_state[FIELDS] = True
    app.run()
    field(app, "number_input", "Passes (epochs)").set_value(4).run()
    app.session_state[FIELDS] = False
    app.run()

    assert field(app, "number_input", "Passes (epochs)").value == 4  # and not the default


def test_a_start_queues_one_job_and_shows_it(runner: DashboardRunner) -> None:
    app = opened()

    button(app, "Start training").click().run()

    assert [status.state for status in runner.jobs()] == ["queued"]
    assert app.session_state.view == "Trainings"
    assert "Next in the queue." in [item.value for item in app.info]
    app.session_state.view = "New training"
    app.run()
    button(app, "Start training").click().run()
    assert len(runner.jobs()) == 1  # the same form in the same visit is the same job


def test_two_visitors_with_the_same_form_get_a_job_each(runner: DashboardRunner) -> None:
    for app in (opened(), opened()):
        app.session_state.view = "New training"
        app.run()
        button(app, "Start training").click().run()

    assert [status.ahead for status in runner.jobs()] == [0, 1]


@pytest.mark.parametrize(
    ("kind", "label", "value", "sentence"),
    [
        ("text_input", "Step size (learning rate)", "fast", "'fast' is not a number"),
        ("text_input", "Step size (learning rate)", "", "give one number"),
        (
            "text_input",
            "Step size (learning rate)",
            "-1",
            "Step size (learning rate): it should be greater than 0",
        ),
        (
            "text_input",
            "Step size (learning rate)",
            "50",
            "This cannot be trained. Step size (learning rate): it should be less than or equal "
            "to 10, not 50.0.",
        ),
        ("text_input", "Step size (learning rate)", "nan", "'nan' is not a number"),
        ("text_input", "Hidden layers of the encoder", "12, x", "'x' is not a number"),
        (
            "text_input",
            "Hidden layers of the encoder",
            "99999",
            "Hidden layers of the encoder: it should be less than or equal to 4096",
        ),
        ("text_input", "Name of the checkpoint", "My Model!", "Name of the checkpoint: "),
        ("number_input", "Training images (0: all)", 60_001, "MNIST has 60,000 training images"),
    ],
)
def test_an_impossible_choice_is_a_sentence_and_no_start(
    kind: str, label: str, value: Any, sentence: str
) -> None:
    app = opened_fields()

    field(app, kind, label).set_value(value).run()

    assert not app.exception
    assert sentence in sentences(app.error)[0]
    assert button(app, "Start training").disabled


def test_a_sweep_is_a_job_for_each_combination(runner: DashboardRunner) -> None:
    app = opened_fields()
    field(app, "multiselect", "Vary").set_value(["learning rate", "seed"]).run()
    field(app, "text_input", "Values of the learning rate").set_value("0.1 0.01").run()

    button(app, "Start 6 trainings").click().run()

    assert not app.exception
    specs = [status.spec for status in runner.jobs()]
    assert len({spec.group for spec in specs}) == 1
    assert specs[0].group
    assert [spec.label for spec in specs][:2] == [
        "learning rate 0.1, seed 0",
        "learning rate 0.1, seed 1",
    ]
    rates = [spec.params["recipe"]["optimiser"]["learning_rate"] for spec in specs]
    assert rates == [0.1] * 3 + [0.01] * 3


def test_a_sweep_over_an_impossible_seed_names_the_field() -> None:
    app = opened_fields()
    field(app, "multiselect", "Vary").set_value(["seed"]).run()

    field(app, "text_input", "Values of the seed").set_value("-1").run()

    assert "Seed: it should be greater than or equal to 0" in sentences(app.error)[0]


def test_too_large_a_sweep_is_a_sentence() -> None:
    app = opened_fields()
    field(app, "multiselect", "Vary").set_value(["seed"]).run()

    many = ", ".join(str(seed) for seed in range(51))
    field(app, "text_input", "Values of the seed").set_value(many).run()

    assert "51 runs; a sweep has at most 50" in sentences(app.error)[0]


def test_a_waiting_job_can_be_stopped_resumed_and_renamed(runner: DashboardRunner) -> None:
    job = submitted(runner)
    app = opened_fields()
    assert "Delete for good" not in button_labels(app)

    button(app, "Stop").click().run()
    assert runner.status(job).state == "cancelled"
    button(app, "Resume").click().run()
    assert runner.status(job).state == "queued"
    field(app, "text_input", "New title").set_value("mine").run()
    button(app, "Save title").click().run()

    assert runner.status(job).title == "mine"
    assert not app.exception


def test_a_job_is_deleted_after_a_confirmation(runner: DashboardRunner) -> None:
    submitted(runner)
    app = opened()
    button(app, "Stop").click().run()

    button(app, "Delete for good").click().run()

    assert runner.jobs() == []
    assert "no trainings yet" in app.info[0].value


def test_a_retry_is_one_new_job_however_often_it_is_pressed(runner: DashboardRunner) -> None:
    job = submitted(runner)
    runner.folder(job).append("failed", message="It broke.", hint="Mend it.")
    app = opened()
    assert "It broke. Mend it." in sentences(app.error)[0]
    assert "Resume" not in button_labels(app)

    button(app, "Retry").click().run()

    states = [status.state for status in runner.jobs()]
    assert states == ["failed", "queued"]
    assert app.session_state.job == runner.jobs()[1].id


def test_fifty_waiting_jobs_and_a_damaged_one_are_listed(runner: DashboardRunner) -> None:
    ids = [submitted(runner, title=f"run {number}") for number in range(50)]
    (runner.folder(ids[7]).path / "spec.json").write_text("{")

    app = opened()

    table = app.dataframe[0].value
    assert len(table) == 50
    assert set(table["State"]) == {"… queued", "✗ damaged"}


HOSTILE = "<script>alert(1)</script> **b** [c](http://d.e) :red[f] $g$ `h` :material/mail:"


def shown_as_markdown(app: AppTest) -> list[str]:
    """Every text of the page that Streamlit reads as Markdown."""
    boxes = [app.markdown, app.caption, app.error, app.warning, app.info, app.success]
    texts = [item.value for kind in boxes for item in kind]
    texts += [str(item.proto.text) for item in app.get("progress")]
    return texts + button_labels(app) + [field.label for field in app.text_input]


@pytest.mark.parametrize("state", ["queued", "running", "failed", "interrupted", "done"])
def test_hostile_text_is_shown_as_text(runner: DashboardRunner, state: str) -> None:
    first = submitted(runner, title=HOSTILE, group="sweep", label=HOSTILE)
    if state == "queued":
        submitted(runner, title="behind it", group="sweep", label="seed 2")
    else:
        home = runner.folder(first)
        home.append("started")
        home.append("note", text=HOSTILE)
        for epoch in (1.0, 2.0):
            home.append("epoch", epoch=epoch, loss=1, validation_loss=1, learning_rate=0.1)
        home.write_progress(json.dumps({"done": 1, "total": 2, "doing": HOSTILE}))
        if state != "running":
            home.append(state, message=HOSTILE, hint=HOSTILE, result={"checkpoint": HOSTILE})
        submitted(runner, title=HOSTILE, group="sweep", label="seed 2")
    lock = runner.folder(first).take_lock() if state == "running" else None
    try:
        app = open_page("train")
        app.session_state.job = first if state != "queued" else runner.jobs()[1].id
        app.run()
    finally:
        if lock is not None:
            os.close(lock)

    assert not app.exception
    texts = shown_as_markdown(app)
    bare, pieces = literal(HOSTILE), HOSTILE.split()
    held = [text for text in texts if pieces[0] in re.sub(r"\\(.)", r"\1", text)]
    assert len(held) >= {"queued": 1, "running": 3}.get(state, 4)
    for text in held:
        left = text.replace(bare, "").replace(literal(HOSTILE.capitalize()), "")
        assert not any(piece in left for piece in pieces), text
    assert HOSTILE in app.dataframe[-1].value["Title"].tolist()  # a table shows text as it is


def test_a_title_that_is_empty_is_a_sentence() -> None:
    app = opened_fields()

    field(app, "text_input", "Title").set_value("  ").run()

    assert "give the model a title" in sentences(app.error)[0]
    assert button(app, "Start training").disabled


def test_a_new_session_finds_the_job_with_its_whole_history(runner: DashboardRunner) -> None:
    job = submitted(runner)
    home = runner.folder(job)
    home.append("started")
    for epoch in (1.0, 2.0, 3.0):
        home.append("epoch", epoch=epoch, loss=1, validation_loss=1, learning_rate=0.1)
    home.write_progress(json.dumps({"done": 3, "total": 10, "unit": "epochs"}))
    submitted(runner, title="newer, yet waiting")
    lock = home.take_lock()  # as its worker would hold it
    assert lock is not None
    try:
        apps = [opened(), opened()]
    finally:
        os.close(lock)

    for app in apps:
        assert app.session_state.view == "Trainings"
        assert app.session_state.job == job
        assert "Over 3 epochs: " in " ".join(sentences(app.caption))
        table = app.dataframe[0].value
        assert table["Progress"].tolist() == [0.3, 0.0]  # the running one stands first
        assert table["Epochs"].tolist() == ["3 of 10", ""]


def test_a_training_is_complete_only_once_it_is_measured(runner: DashboardRunner) -> None:
    home = runner.folder(submitted(runner))
    home.append("started")
    done = {"done": 10, "total": 10, "unit": "epochs", "doing": "measuring on the test images"}
    home.write_progress(json.dumps(done))
    lock = home.take_lock()
    assert lock is not None
    try:
        app = opened()
    finally:
        os.close(lock)
    assert app.dataframe[0].value["Progress"].tolist() == [0.99]
    (bar,) = app.get("progress")
    assert (bar.proto.value, "99\u00a0%" in bar.proto.text) == (99, True)

    home.append("done", result={})

    assert opened().dataframe[0].value["Progress"].tolist() == [1.0]


def test_jobs_stand_in_the_order_in_which_they_run_and_then_the_newest_first(
    runner: DashboardRunner,
) -> None:
    ids = [submitted(runner, title=title) for title in ("old", "newer", "running", "next", "last")]
    for ended in ids[:2]:
        runner.cancel(ended)
    home = runner.folder(ids[2])
    home.append("started")
    lock = home.take_lock()
    assert lock is not None
    try:
        table = opened().dataframe[0].value
    finally:
        os.close(lock)

    assert table["Title"].tolist() == ["running", "next", "last", "newer", "old"]


def test_the_recipe_and_the_log_can_be_read(runner: DashboardRunner) -> None:
    job = submitted(runner)
    with runner.folder(job).log.open("a") as file:
        file.write("line of the worker\n" * 3)

    app = opened()

    command, log = (item.value for item in app.code)
    assert command == "python -m core.training dae-dense-10.json"
    assert log.splitlines() == ["line of the worker"] * 3
    assert json.loads(app.json[0].value) == RECIPES["dae-dense-10"].model_dump(mode="json")


def test_two_runs_of_one_label_are_two_lines_of_the_sweep(runner: DashboardRunner) -> None:
    for losses in ([3.0, 2.0], [2.5, 1.0]):
        home = runner.folder(submitted(runner, group="sweep", label="seed 0"))
        for epoch, loss in enumerate(losses, start=1):
            home.append("epoch", epoch=epoch, loss=loss, validation_loss=loss, learning_rate=0.1)
        home.append("cancelled")

    app = opened()

    table = app.dataframe[0].value  # of the sweep, above that of all trainings
    assert table["Run"].tolist() == ["seed 0", "seed 0 (2)"]
    assert table["Best"].tolist() == ["", "★"]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Three of the shipped checkpoints in the store."""
    folder = tmp_path / "checkpoints"
    folder.mkdir()
    for name in ("ae-dense-32", "vae-conv-2", "clf-logistic"):
        shutil.copy(SHIPPED / f"{name}.safetensors", folder)
    return folder


def test_a_bottleneck_classifier_can_be_trained(runner: DashboardRunner) -> None:
    app = opened_fields()
    field(app, "selectbox", "Kind of network").set_value("bottleneck-clf-conv").run()
    field(app, "number_input", "Numbers in the middle (bottleneck)").set_value(3).run()

    button(app, "Start training").click().run()

    model = runner.jobs()[0].spec.params["recipe"]["model"]
    assert (model["family"], model["bottleneck"], model["head_widths"]) == ("clf-conv", 3, [100])


@pytest.mark.parametrize(
    ("name", "latent", "family"), [("ae-dense-32", 32, "clf-dense"), ("vae-conv-2", 2, "clf-conv")]
)
def test_a_classifier_can_be_put_on_any_autoencoders_encoder(
    runner: DashboardRunner, store: Path, name: str, latent: int, family: str
) -> None:
    app = opened_fields()
    field(app, "selectbox", "Kind of network").set_value("pretrained").run()
    field(app, "selectbox", "Encoder of").set_value(name).run()
    assert metrics(app)["Code length (latent size)"] == str(latent)

    button(app, "Start training").click().run()

    assert not app.exception
    submission = runner.jobs()[0].spec.params["recipe"]
    assert (submission["model"]["family"], submission["initial"]) == (family, name)


def test_without_an_autoencoder_there_is_no_encoder_to_start_from(tmp_path: Path) -> None:
    (tmp_path / "checkpoints").mkdir()
    app = opened_fields()

    field(app, "selectbox", "Kind of network").set_value("pretrained").run()

    assert "There is no autoencoder in the store" in sentences(app.error)[0]
    assert button(app, "Start training").disabled


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("vae-conv-2", "does not fit"), ("clf-logistic", "has no encoder to copy")],
)
def test_an_encoder_that_does_not_fit_is_a_sentence(store: Path, name: str, sentence: str) -> None:
    app = opened_fields()

    field(app, "selectbox", "Start from the encoder of").set_value(name).run()

    assert sentence in sentences(app.error)[0]
    assert button(app, "Start training").disabled


def test_a_name_that_is_taken_is_a_sentence(store: Path) -> None:
    app = opened_fields()

    field(app, "text_input", "Name of the checkpoint").set_value("ae-dense-32").run()

    assert "There is a checkpoint 'ae-dense-32' already" in sentences(app.error)[0]


def test_a_waiting_job_names_those_ahead_of_it(runner: DashboardRunner) -> None:
    for number in range(5):
        job = submitted(runner, title=f"run *{number}*")
    runner.submit(JobSpec(kind="project", title="a map"))
    app = opened_fields()
    field(app, "selectbox", "Show").set_value(job).run()

    assert sentences(app.info) == ["Waits for 'run *0*', 'run *1*', 'run *2*' and 1 more."]
    assert app.dataframe[0].value["Ahead"].tolist() == ["0", "1", "2", "3", "4"]


def test_a_sweep_is_stopped_with_one_press(runner: DashboardRunner) -> None:
    single = submitted(runner)
    runs = [submitted(runner, group="sweep", label=f"seed {seed}") for seed in range(3)]
    app = opened()
    assert app.session_state.job == runs[-1]

    button(app, "Stop sweep").click().run()

    assert [runner.status(job).state for job in runs] == ["cancelled"] * 3
    assert runner.status(single).state == "queued"


def test_the_best_run_of_a_sweep_is_marked(runner: DashboardRunner) -> None:
    for label, losses in {"seed 0": [3.0, 2.0], "seed 1": [2.5, 1.0], "seed 2": []}.items():
        job = submitted(runner, group="sweep", label=label)
        home = runner.folder(job)
        for epoch, loss in enumerate(losses, start=1):
            home.append("epoch", epoch=epoch, loss=loss, validation_loss=loss, learning_rate=0.1)
        home.append("cancelled")

    app = opened()

    table = app.dataframe[0].value  # of the sweep, above that of all trainings
    assert dict(zip(table["Run"], table["Best"], strict=True)) == {
        "seed 0": "", "seed 1": "★", "seed 2": "",
    }  # fmt: skip
    assert any("The best is seed 1." in text for text in sentences(app.caption))


@pytest.mark.parametrize(("kind", "polls"), [("train", True), ("project", False)])
def test_the_page_polls_while_a_training_waits_or_works_and_only_then(
    runner: DashboardRunner, monkeypatch: pytest.MonkeyPatch, kind: str, polls: bool
) -> None:
    ended = submitted(runner)
    runner.cancel(ended)
    runner.submit(JobSpec(kind=kind, title="at work", params={"recipe": {}}))
    asked: list[float | None] = []
    whole = st.fragment

    def fragment(function: Any, *, run_every: float | None = None) -> Any:
        asked.append(run_every)
        return whole(function)

    monkeypatch.setattr(st, "fragment", fragment)
    opened()

    assert asked == [2.0 if polls else None]


def test_the_epochs_of_a_run_that_was_done_over_are_shown_once(runner: DashboardRunner) -> None:
    job = submitted(runner)
    home = runner.folder(job)
    for epoch, loss in [(1.0, 3.0), (2.0, 2.0), (2.0, 1.5)]:
        home.append("epoch", epoch=epoch, loss=loss, validation_loss=loss, learning_rate=0.1)
    home.append("cancelled")

    app = opened()

    assert not app.exception
    assert "Over 2 epochs: " in " ".join(sentences(app.caption))
