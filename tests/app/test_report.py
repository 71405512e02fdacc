"""The Report page with stores of every kind, section by section."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.checkpoints import Store
from core.literature import rows, series
from core.settings import PROJECT, settings
from tests.unit.checkpoints.attacks import forge

PAGE = PROJECT / "pages" / "report" / "page.py"
TIMEOUT_S = 120
SECTIONS = (
    "Errors",
    "Digits",
    "Unusual",
    "Features",
    "Confusion",
    "Confidence",
    "Training",
    "Pretraining",
    "Denoising",
    "Latent size",
    "Literature",
)
AUTOENCODER_SECTIONS = ("Errors", "Digits", "Unusual")
CLASSIFIER_SECTIONS = ("Confusion", "Confidence")


SERIES: tuple[series.Series, ...] = (
    series.LatentSizes(
        device="a CPU",
        date="2026-01-31T12:00:00+00:00",
        images=10_000,
        seed=3,
        sizes=(2, 4),
        pca=(40.0, 30.0),
        linear=(40.1, 30.0),
        dense=(20.0, 10.0),
    ),
    series.PretrainingSeeds(
        device="a CPU",
        date="2026-01-31T12:00:00+00:00",
        images=1000,
        seeds=(0, 1),
        case1=(0.9, 0.92),
        case2=(0.93, 0.91),
        case1_whole=(0.9, 0.9),
        case2_whole=(0.95, 0.95),
        whole_images=10_000,
        case1_curves=((0.5, 0.2), (0.5, 0.3)),
        case2_curves=((0.5, 0.1), (0.5, 0.1)),
    ),
    series.ClassErrors(
        device="a CPU",
        date="2026-01-31T12:00:00+00:00",
        images=10_000,
        classes=tuple("0123456789"),
        ours=tuple(float(n) for n in range(10)),
        source=tuple(10.0 + n for n in range(10)),
    ),
)


@pytest.fixture(autouse=True)
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in place of the project's results."""
    monkeypatch.setattr(series, "RESULTS", tmp_path / "results")
    monkeypatch.setattr(rows, "RESULTS_JSON", tmp_path / "results.json")
    return tmp_path / "results"


def keep(results: Path) -> None:
    results.mkdir()
    for one in SERIES:
        series.write(one, results)


def ship(store: Store, *names: str) -> None:
    for name in names:
        shutil.copy(PROJECT / "checkpoints" / f"{name}.safetensors", store.folder)


def opened(section: str | None = None, *models: str, **query: str) -> AppTest:
    app = AppTest.from_file(str(PAGE), default_timeout=TIMEOUT_S)
    if section:
        app.query_params["section"] = section
    if models:
        app.query_params["models"] = list(models)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def charts(app: AppTest) -> list[str]:
    return [chart.proto.alt for chart in app.get("plotly_chart")]


def words(app: AppTest) -> str:
    kinds = (app.markdown, app.caption, app.info, app.warning, app.error)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def pages_html(app: AppTest) -> str:
    return "".join(element.proto.body for element in app.get("html"))


def figure(app: AppTest, at: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(app.get("plotly_chart")[at].proto.spec)
    return found


def test_an_empty_store_says_what_to_do(store: Store) -> None:
    app = opened()

    assert "python -m core.training ae-dense-32" in app.info[0].value
    assert not app.multiselect


def test_a_missing_store_is_one_sentence(store: Store) -> None:
    store.folder.rmdir()

    assert "cannot be read" in opened().error[0].value


def test_the_sections_are_these(store: Store) -> None:
    ship(store, "ae-dense-32")

    assert tuple(opened().button_group(key="section").options) == SECTIONS


@pytest.mark.parametrize("section", SECTIONS)
def test_one_autoencoder_alone(store: Store, section: str) -> None:
    ship(store, "ae-dense-32")

    app = opened(section)

    assert not app.error
    if section in CLASSIFIER_SECTIONS or section == "Denoising":
        assert "no classifier in the checkpoint store" in app.info[0].value
    elif section == "Pretraining":
        assert "has started from an autoencoder" in app.info[0].value
    else:
        # Where nothing was reproduced yet, the page says how to.
        assert len(app.info) == (section in ("Latent size", "Literature"))
        assert len(charts(app)) >= (section not in ("Digits", "Literature"))


@pytest.mark.parametrize("section", SECTIONS)
def test_one_classifier_alone(store: Store, section: str) -> None:
    ship(store, "clf-logistic")

    app = opened(section)

    assert not app.error
    if section in AUTOENCODER_SECTIONS or section == "Denoising":
        assert "no autoencoder in the checkpoint store" in app.info[0].value
    elif section == "Pretraining":
        assert "has started from an autoencoder" in app.info[0].value
    elif section == "Literature":
        assert "make reproduce" in app.info[0].value
    else:
        assert charts(app)


def test_a_broken_file_does_not_take_the_others_along(store: Store) -> None:
    ship(store, "ae-dense-32", "clf-logistic")
    (store.folder / "cut.safetensors").write_bytes(b"\x00" * 100)
    path = store.folder / "clf-logistic.safetensors"
    content = bytearray(path.read_bytes())
    content[-3] ^= 1  # a weight: the header still reads well
    path.write_bytes(content)

    app = opened("Errors", "ae-dense-32", "clf-logistic")

    assert "SHA" in app.warning[0].value
    assert len(charts(app)) == 2


def test_the_address_of_what_is_gone_shows_the_rest(store: Store) -> None:
    ship(store, "ae-dense-32")

    app = opened("Nowhere", "gone")

    assert app.session_state["section"] == "Errors"
    assert app.multiselect(key="models").value in ([], ["ae-dense-32"])


def test_errors_name_the_best_and_the_worst_class(store: Store) -> None:
    ship(store, "ae-dense-32")

    app = opened("Errors", "ae-dense-32")

    assert "gives **1** back best" in words(app)
    assert "**2** worst" in words(app)
    names = [trace["name"] for trace in figure(app)["data"]]
    assert names == ["Test digits", "Training digits"]
    assert pages_html(app).count("<figure>") == 20
    app.button_group(key="examples_which").set_value("Best").run()
    app.selectbox(key="examples_class").set_value("3").run()
    assert not app.exception
    assert pages_html(app).count("3 · ") == 20


def test_a_model_without_figures_is_measured_when_asked(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pages.report.errors.LONG_S", 0)
    module = forge.module(0, {"family": "dense", "latent": 2})
    store.save(module, forge.card("mine", module))
    app = opened("Errors", "mine")
    assert [trace["name"] for trace in figure(app)["data"]] == ["Test digits"]

    app.button(key="train_mine").click().run()

    assert not app.exception
    assert [trace["name"] for trace in figure(app)["data"]] == ["Test digits", "Training digits"]


def test_thresholds_change_the_pictures_and_keep_the_table(store: Store) -> None:
    ship(store, "ae-dense-32")
    app = opened("Digits", "ae-dense-32")
    before, table = pages_html(app), app.dataframe[0].value
    assert list(table.columns[-2:]) == ["ae-dense-32", "ae-dense-32, thresholds"]

    app.toggle(key="digits_hard").set_value(True).run()

    assert not app.exception
    assert pages_html(app) != before
    assert app.dataframe[0].value.equals(table)
    app.selectbox(key="digits_noise").set_value("none").run()
    assert not app.exception
    assert "Noisy" not in app.dataframe[0].value.columns


def test_the_threshold_moves_the_counts(store: Store) -> None:
    ship(store, "ae-dense-32")
    app = opened("Unusual", "ae-dense-32", other="Pure noise")
    assert "Pure noise told from digits: area under the curve (AUC)" in charts(app)[1]
    table = app.dataframe[0].value
    cells = [*table["Let through"], *table["Refused"]]
    total = [int(cell.split(" ")[0].replace(",", "")) for cell in cells]
    assert sum(total) == 20_000
    assert total[2] in range(90, 111)  # one digit in a hundred, to the step of the slider

    app.slider[0].set_value(0.0).run()

    assert not app.exception
    assert list(app.dataframe[0].value["Let through"]) == ["0 (0.00 %)", "0 (0.00 %)"]


def test_data_that_cannot_be_had_are_named(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    ship(store, "ae-dense-32")
    monkeypatch.setenv("LATENT_LAB_OFFLINE", "true")
    settings.cache_clear()

    app = opened("Unusual", "ae-dense-32", other="Kuzushiji-MNIST")

    assert "Kuzushiji" in app.warning[0].value
    assert pages_html(app).count("<figure>") == 20  # the most unusual digits all the same


def test_features_stand_side_by_side(store: Store) -> None:
    ship(store, "ae-dense-200", "dae-dense-200-mask")
    app = opened("Features", "ae-dense-200")
    app.button[0].click().run()  # compare the plain with the denoising one

    assert app.multiselect(key="models").value == ["ae-dense-200", "dae-dense-200-mask"]
    assert "20 of 200 neurons, seed 0" in words(app)
    assert pages_html(app).count("Weights of neuron") == 40
    app.button_group(key="features_all").set_value("All").run()
    assert not app.exception
    assert pages_html(app).count("Weights of neuron") == 400


def test_layers_of_unequal_size_show_as_many_neurons_each(store: Store) -> None:
    ship(store, "ae-dense-32", "clf-mlp-3")
    app = opened("Features", "ae-dense-32", "clf-mlp-3")

    assert "20 of 32 neurons, seed 0" in words(app)
    assert "20 of 500 neurons, seed 0" in words(app)
    assert pages_html(app).count(" of ae-dense-32") == 20
    assert pages_html(app).count(" of clf-mlp-3") == 20


def test_convolutions_show_filters_and_maps(store: Store) -> None:
    spec = {"family": "conv", "channels": [4, 36], "strides": [2, 2], "latent": 2}
    module = forge.module(0, spec)
    store.save(module, forge.card("folding", module))
    app = opened("Features", "folding", digit="60004")

    assert pages_html(app).count("Filter ") == 4
    assert pages_html(app).count("Activation map ") == 4
    assert "row 60004" in words(app)
    app.selectbox(key="maps_layer_folding").select_index(1).run()
    assert not app.exception
    assert "32 of 36 maps" in words(app)
    app.toggle(key="maps_all_folding").set_value(True).run()
    assert not app.exception
    assert pages_html(app).count("Activation map ") == 36


def test_a_pressed_cell_shows_its_digits_and_where_they_lie(store: Store) -> None:
    ship(store, "clf-logistic", "clf-bottleneck-2")
    app = opened("Confusion", "clf-logistic", true="4", read="9")

    shown = pages_html(app).count("A 4 read as 9")
    assert shown > 10
    assert f"**{shown:,} digits** of class **4**" in words(app)
    link = app.get("link_button")[0].proto.url
    assert link.startswith("map?map=bottleneck:clf-bottleneck-2&sel=0r:")
    assert link.count(",") == shown - 1
    app.selectbox(key="read").set_value("4").run()
    assert not app.exception
    assert pages_html(app).count("A 4 read as 4") == 60
    assert "Digits 1 to 60 of" in words(app)


def test_without_a_map_there_is_no_link(store: Store) -> None:
    ship(store, "clf-logistic")

    app = opened("Confusion", "clf-logistic", true="4", read="9")

    assert not app.get("link_button")
    assert "<a " not in pages_html(app)


def test_both_cases_are_drawn_over_each_other(store: Store) -> None:
    ship(store, "clf-dense-200-ae", "clf-dense-200-dae", "ae-dense-200", "dae-dense-200-mask")

    app = opened("Pretraining")

    names = [trace["name"] for trace in figure(app)["data"]]
    assert names == ["Case 1: clf-dense-200-ae", "Case 2: clf-dense-200-dae"]
    assert "percentage points better" in words(app)


def test_what_was_reproduced_is_shown_where_it_belongs(store: Store, results: Path) -> None:
    ship(store, "ae-dense-32")
    keep(results)

    app = opened("Latent size")
    assert "linear autoencoder **equals PCA**" in words(app)
    assert "at most 0.25 %" in words(app)
    assert "seed 3" in words(app).replace("\\", "")

    app = opened("Pretraining")
    assert "case 1 **91.00 % ± 1.41 %**" in words(app)
    assert "case 2 is better for 1 of 2 seeds" in words(app)
    assert "case 2 is better for 2 of 2 seeds" in words(app)
    assert len(charts(app)) == 2

    names = [trace["name"] for trace in figure(opened("Errors"))["data"]]
    assert names == ["Test digits", "Training digits", "In the source"]


def test_the_reach_of_plain_and_variational_latents_stands_side_by_side(store: Store) -> None:
    names = ["ae-conv-2", "vae-conv-2", "vae-conv-2-tiny-kl"]
    ship(store, *names)

    app = opened("Latent size")

    assert all(name in charts(app)[-1] for name in names)
    spread = app.dataframe[-1].value.set_index("Autoencoder")["Digits within ±4"]
    assert spread["vae-conv-2"] > 99
    assert spread["vae-conv-2-tiny-kl"] < spread["ae-conv-2"] < 95


def test_every_claim_of_the_literature_is_shown_the_unmet_first(store: Store) -> None:
    ship(store, "ae-dense-32")
    known = rows.read_rows(PROJECT / "docs" / "results.json")[:3]
    known[1] = known[1].model_copy(update={"met": False, "ours": 0.5, "better_by": -0.25})
    rows.write_rows(known, rows.RESULTS_JSON)

    app = opened("Literature")

    assert [tile.value for tile in app.metric] == ["2 of 3", "1"]
    table = app.dataframe[0].value
    assert table["Claim"].tolist() == [known[at].claim for at in (1, 0, 2)]
    assert table["Verdict"][0] == "✗ worse by 25.00 points"
    assert table["Ours"][0] == "50.00 %"


def test_a_damaged_result_is_one_sentence(store: Store, results: Path) -> None:
    ship(store, "ae-dense-32")
    keep(results)
    (results / series.LatentSizes.file).write_text("{}")

    assert "make reproduce" in opened("Latent size").info[0].value


def test_what_denoising_pays_is_measured_when_asked(store: Store) -> None:
    ship(store, "clf-logistic", "ae-dense-32")
    app = opened("Denoising", "clf-logistic", "ae-dense-32")
    assert not charts(app)

    next(button for button in app.button if button.label.startswith("Measure on")).click().run()

    assert not app.exception
    assert "clf-logistic reads" in charts(app)[0]


def test_the_sample_of_a_machine_without_network(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ship(store, "ae-dense-32", "clf-logistic")
    monkeypatch.setenv("LATENT_LAB_OFFLINE", "true")
    monkeypatch.setenv("LATENT_LAB_HOME", str(tmp_path / "home"))
    settings.cache_clear()
    for section in SECTIONS:
        app = opened(section)
        assert not app.error
        assert "offline sample" in words(app)
