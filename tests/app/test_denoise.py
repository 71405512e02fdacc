"""The Denoise page: what it shows with good, missing and broken checkpoints, and what it keeps."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core import data
from core.checkpoints import Store
from core.checkpoints.pool import pool
from core.evaluation.autoencoders import hardest
from core.evaluation.classifiers import robustness
from core.evaluation.metrics import accuracy
from core.noise import at_level, make_generator
from core.settings import PROJECT
from core.storage.cache import if_kept
from tests.app.helpers import texts
from tests.unit.checkpoints.attacks import forge

PAGE = PROJECT / "pages" / "denoise" / "page.py"
TIMEOUT_S = 120
CLEANERS, READER = ("ae-one", "dae-two"), "clf-small"


@pytest.fixture
def filled(store: Store) -> Store:
    """A store of two small autoencoders and a classifier, with random weights."""
    for seed, name in enumerate((*CLEANERS, READER)):
        spec: dict[str, Any] = {"family": "dense", "latent": 8}
        if name == READER:
            spec = {"family": "clf-dense", "widths": [16]}
        module = forge.module(seed, spec)
        store.save(module, forge.card(name, module))
    return store


def opened(**query: str) -> AppTest:
    """The page, run once."""
    app = AppTest.from_file(str(PAGE), default_timeout=TIMEOUT_S)
    app.query_params.update(query)
    return app.run()


def dial(app: AppTest) -> dict[str, Any]:
    """What the page tells the noise dial."""
    result = [element for element in app.get("bidi_component") if "dial" in element.proto.id]
    assert len(result) == 1
    (values,) = json.loads(result[0].proto.json)
    return values


def test_an_empty_store_says_what_to_do(store: Store) -> None:
    app = opened()

    assert not app.exception
    assert "python -m core.training dae-dense-128" in app.info[0].value
    assert not app.get("bidi_component")


def test_a_store_without_a_classifier_still_cleans(filled: Store) -> None:
    filled.delete(READER)

    app = opened()

    assert not app.exception
    assert dial(app)["classifier"] is None
    assert "no classifier in the checkpoint store" in app.info[0].value


def test_a_store_with_a_classifier_alone_says_what_is_missing(filled: Store) -> None:
    for name in CLEANERS:
        filled.delete(name)

    app = opened()

    assert not app.exception
    assert "no autoencoder" in app.info[0].value


def test_a_broken_checkpoint_is_named_and_the_rest_works(filled: Store) -> None:
    path = filled.entry(CLEANERS[0]).path
    content = bytearray(path.read_bytes())
    content[-3] ^= 1  # a weight: the header still reads well
    path.write_bytes(bytes(content))

    app = opened()
    app.multiselect(key="cleaners").set_value(list(CLEANERS)).run()

    assert not app.exception
    assert f"{CLEANERS[0]}.safetensors" in app.warning[0].value.replace("\\", "")
    assert [model["name"] for model in dial(app)["models"]] == [CLEANERS[1]]


def test_the_dial_is_told_the_digit_the_noise_and_the_models(filled: Store) -> None:
    app = opened()
    values = dial(app)

    digits = data.load()
    assert values["row"] == int(digits.rows[digits.train])
    assert values["label"] == int(digits.labels[digits.train])
    assert values["kind"]["name"] == "gaussian"
    assert [field["name"] for field in values["kind"]["fields"]] == ["sigma"]
    assert values["classifier"] == {"name": READER}


def test_another_kind_of_noise_brings_its_own_fields(filled: Store) -> None:
    app = opened()

    app.selectbox(key="kind").set_value("mask").run()

    fields = dial(app)["kind"]["fields"]
    assert [field["name"] for field in fields] == ["zeros", "ones"]
    assert all({"label", "low", "high", "step", "help", "value"} <= set(field) for field in fields)


def test_a_class_brings_a_test_digit_of_that_class(filled: Store) -> None:
    app = opened()

    app.button_group(key="digit_class").set_value("3").run()
    first = int(app.number_input(key="digit").value or 0)
    app.button(key="digit_another").click().run()
    second = int(app.number_input(key="digit").value or 0)

    digits = data.load()
    for row in (first, second):
        assert int(digits.labels[row]) == 3
        assert row >= digits.train
    assert first != second
    assert dial(app)["row"] == second


def test_a_row_can_be_named_in_the_address_and_by_hand(filled: Store) -> None:
    app = opened(digit="123")
    assert dial(app)["row"] == 123

    app.number_input(key="digit").set_value(7).run()

    assert dial(app)["row"] == 7
    assert dial(app)["label"] == int(data.load().labels[7])


@pytest.mark.parametrize("kind", ["mask", "Mask (salt and pepper)"], ids=["name", "title"])
def test_a_link_restores_digit_noise_and_models(filled: Store, kind: str) -> None:
    """The page itself writes titles; programs and people know the routes' names."""
    app = opened(
        kind=kind,
        zeros="0.3",
        ones="0.1",
        seed="7",
        digit="123",
        cleaners=CLEANERS[1],
        reader=READER,
    )

    values = dial(app)
    assert values["kind"]["name"] == "mask"
    assert [field["value"] for field in values["kind"]["fields"]] == [0.3, 0.1]
    assert (values["seed"], values["row"]) == (7, 123)
    assert [model["name"] for model in values["models"]] == [CLEANERS[1]]
    assert values["classifier"] == {"name": READER}


def linked(app: AppTest, name: str) -> list[str]:
    """What the address says of one parameter."""
    values = app.query_params[name]
    return [values] if isinstance(values, str) else list(values)


def test_the_address_names_what_is_chosen_and_not_what_is_usual(filled: Store) -> None:
    app = opened()
    assert not app.query_params.get("cleaners")
    assert not app.query_params.get("kind")

    app.selectbox(key="kind").set_value("blur")
    app.multiselect(key="cleaners").set_value([CLEANERS[1], CLEANERS[0]]).run()

    assert linked(app, "kind") == ["blur"]
    assert linked(app, "cleaners") == [CLEANERS[1], CLEANERS[0]]
    again = opened(kind="blur", digit_class="3", digit="60032")
    assert linked(again, "kind") == ["blur"]
    assert again.button_group(key="digit_class").value == "3"
    assert dial(again)["row"] == 60_032


def test_no_cleaner_at_all_travels_in_the_address(filled: Store) -> None:
    app = opened(cleaners="")

    assert dial(app)["models"] == []


def test_a_model_that_a_link_names_in_vain_is_reported_until_another_is_chosen(
    filled: Store,
) -> None:
    app = opened(reader="clf-gone", cleaners="ae-gone")

    assert dial(app)["classifier"] == {"name": READER}
    assert [model["name"] for model in dial(app)["models"]] == [CLEANERS[0]]
    assert "The link asks for clf-gone, which is not available" in texts(app)
    assert "The link asks for ae-gone, which is not available" in texts(app)
    assert not app.query_params.get("reader")
    app.multiselect(key="cleaners").set_value([CLEANERS[1]]).run()
    assert "clf-gone" in texts(app)
    assert "ae-gone" not in texts(app)


@pytest.mark.parametrize("parameters", [{"sigma": "nan"}, {"sigma": "9"}, {"seed": "-1"}])
def test_what_makes_no_sense_in_the_address_is_as_usual(
    filled: Store, parameters: dict[str, str]
) -> None:
    usual = dial(opened())

    app = opened(**parameters)

    assert dial(app) == usual
    assert f"an invalid value for {next(iter(parameters))}, so the default is used." in texts(app)
    assert "an invalid value" not in texts(opened())


def test_a_kind_of_noise_that_does_not_exist_opens_the_usual_one(filled: Store) -> None:
    app = opened(kind="fog")

    assert dial(app)["kind"]["name"] == "gaussian"
    assert "The link asks for fog" in texts(app)


def test_the_worst_digits_come_one_after_the_other(filled: Store) -> None:
    rows, errors = hardest.hardest_rows(CLEANERS[0], data.load().split("test"))
    app = opened()
    app.multiselect(key="cleaners").set_value([CLEANERS[0]]).run()

    shown = []
    for _ in range(2):
        next(button for button in app.button if button.label == "Worst digit").click().run()
        shown.append(app.number_input(key="digit").value)

    assert not app.exception
    assert shown == rows[:2].tolist()
    assert errors[0] >= errors[1] >= errors[-1]
    assert f"row {rows[1]}" in " ".join(caption.value for caption in app.caption)


@pytest.mark.parametrize("query", [{"sigma": "0.75", "seed": "42"}, {"sigma": "x", "seed": "-3"}])
def test_the_dial_starts_where_the_address_says(filled: Store, query: dict[str, str]) -> None:
    app = opened(**query)

    valid = query["sigma"] != "x"
    assert not app.exception
    assert dial(app)["kind"]["fields"][0]["value"] == (0.75 if valid else 0.4)
    assert dial(app)["seed"] == (42 if valid else 0)
    assert ("sigma" in app.query_params) == valid


def test_the_curves_are_computed_when_asked_and_kept(
    filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(robustness.levels, "__defaults__", (3,))
    app = opened()
    app.multiselect(key="cleaners").set_value([CLEANERS[1]]).run()
    assert not app.get("plotly_chart")

    next(button for button in app.button if button.label == "Compute the curves").click().run()

    assert not app.exception
    figure = json.loads(app.get("plotly_chart")[0].proto.spec)
    assert len(figure["data"]) == 2
    assert not [button for button in app.button if button.label in ("Compute the curves", "Stop")]
    again = opened()
    again.multiselect(key="cleaners").set_value([CLEANERS[1]]).run()
    assert len(again.get("plotly_chart")) == 1


def test_the_curves_of_shipped_denoisers_are_there_at_once(store: Store) -> None:
    for name in ("dae-dense-128", "clf-mlp-3"):
        shutil.copy(PROJECT / "checkpoints" / f"{name}.safetensors", store.folder)

    app = opened(kind="Blur")

    assert not app.exception
    if data.load().is_sample:
        assert not app.get("plotly_chart")
    else:
        (shown,) = app.get("plotly_chart")
        assert len(json.loads(shown.proto.spec)["data"]) == 2


@pytest.mark.parametrize("content", [None, "key,accuracy\nabc,much\n", "key\nabc\n", "\0\xff"])
def test_without_the_shipped_curves_they_are_computed(
    filled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    file = tmp_path / "curves.csv"
    if content is not None:
        file.write_text(content, encoding="latin-1")
    monkeypatch.setattr(robustness, "SHIPPED", file)
    robustness._shipped_points.cache_clear()
    try:
        app = opened()
    finally:
        robustness._shipped_points.cache_clear()

    assert not app.exception
    assert "Compute the curves" in [button.label for button in app.button]


def test_the_curves_are_what_the_metrics_say(filled: Store) -> None:
    test = data.load().split("test")
    study = robustness.Study(READER, (CLEANERS[0],), "speckle", seed=5)
    assert if_kept(lambda: study.curves(test)) is None

    class Stop(Exception):
        pass

    def stop(done: int, total: int) -> None:
        if done == 3:
            raise Stop

    with pytest.raises(Stop):
        study.curves(test, stop)
    assert if_kept(lambda: study.curves(test)) is None
    counts: list[tuple[int, int]] = []
    study.curves(test, lambda done, total: counts.append((done, total)))
    assert counts[-1][0] == counts[-1][1]

    curves = if_kept(lambda: study.curves(test))
    assert curves is not None
    x = at_level("speckle", curves.levels[4])(data.to_float(test.images), make_generator(5))
    assert curves.noisy[4] == accuracy(pool().module(READER), x, test.labels)
    assert curves.count == len(test)
    assert study.estimate_seconds(test) == 0
