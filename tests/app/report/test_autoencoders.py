"""The sections of the Report page on autoencoders."""

import pytest

from core.checkpoints import Store
from core.settings import settings
from pages.shared.choices import model_choice
from tests.app.helpers import button, chart_descriptions, figure, html, ship, texts
from tests.app.report.sections import open_section
from tests.unit.checkpoints.attacks import forge


def test_errors_name_the_best_and_the_worst_class(store: Store) -> None:
    ship(store, "ae-dense-32")

    app = open_section("Errors", "ae-dense-32")

    assert "Small copier (ae-dense-32)** rebuilds **1** best" in texts(app)
    assert "**2** worst" in texts(app)
    names = [trace["name"] for trace in figure(app)["data"]]
    assert names == ["Never seen (test digits)", "Learned from (training digits)"]
    assert html(app).count("<figure>") == 10 + 20  # one of each class, then the worst
    app.button_group(key="examples_which").set_value("Best").run()
    app.selectbox(key="examples_class").set_value("3").run()
    assert not app.exception
    assert html(app).count("3 · ") == 1 + 20


def test_a_model_without_figures_is_measured_when_asked(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pages.report.quality.errors.LONG_S", 0)
    module = forge.module(0, {"family": "dense", "latent": 2})
    store.save(module, forge.card("mine", module))
    app = open_section("Errors", "mine")
    assert len(figure(app)["data"]) == 1

    app.button(key="train_mine").click().run()

    assert not app.exception
    names = [trace["name"] for trace in figure(app)["data"]]
    assert names == ["Never seen (test digits)", "Learned from (training digits)"]


def test_thresholds_change_the_pictures_and_keep_the_table(store: Store) -> None:
    ship(store, "ae-dense-32")
    app = open_section("Digits", "ae-dense-32")
    before, table = html(app), app.dataframe[0].value
    assert list(table.columns[-2:]) == [
        "Small copier (ae-dense-32)",
        "Small copier (ae-dense-32), thresholds",
    ]

    app.toggle(key="digits_hard").set_value(True).run()

    assert not app.exception
    assert html(app) != before
    assert app.dataframe[0].value.equals(table)
    app.selectbox(key="digits_noise").set_value("none").run()
    assert not app.exception
    assert "Noisy" not in app.dataframe[0].value.columns


def test_the_threshold_moves_the_counts(store: Store) -> None:
    ship(store, "ae-dense-32")
    app = open_section("Unusual", "ae-dense-32", other="Pure noise")
    assert "Pure noise against digits: area under the curve (AUC)" in chart_descriptions(app)[1]
    table = app.dataframe[0].value
    cells = [*table["Accepted"], *table["Refused"]]
    total = [int(cell.split(" ")[0].replace(",", "")) for cell in cells]
    assert sum(total) == 20_000
    assert total[2] in range(90, 111)  # one digit in a hundred, to the step of the slider

    app.slider[0].set_value(0.0).run()

    assert not app.exception
    assert list(app.dataframe[0].value["Accepted"]) == ["0 (0.00 %)", "0 (0.00 %)"]


def test_data_that_cannot_be_had_are_named(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    ship(store, "ae-dense-32")
    monkeypatch.setenv("LATENT_LAB_OFFLINE", "true")
    settings.cache_clear()

    app = open_section("Unusual", "ae-dense-32", other="Kuzushiji-MNIST")

    assert "Kuzushiji" in app.warning[0].value
    assert html(app).count("<figure>") == 20  # the most unusual digits all the same


def test_what_denoising_pays_is_measured_when_asked(store: Store) -> None:
    ship(store, "clf-logistic", "ae-dense-32")
    app = open_section("Denoising", "clf-logistic", "ae-dense-32")
    assert not chart_descriptions(app)

    button(app, "Measure").click().run()

    assert not app.exception
    assert "Simplest reader (clf-logistic) reads" in chart_descriptions(app)[0]


def test_the_reach_of_plain_and_variational_latents_stands_side_by_side(store: Store) -> None:
    names = ["ae-conv-2", "vae-conv-2", "vae-conv-2-tiny-kl"]
    ship(store, *names)

    app = open_section("Latent size")

    assert all(name in chart_descriptions(app)[-1] for name in names)
    spread = app.dataframe[-1].value.set_index("Autoencoder")["Digits within ±4"]
    plain, variational, tiny = (spread[model_choice.title(name)] for name in names)
    assert variational > 99
    assert tiny < plain < 95
