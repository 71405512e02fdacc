"""The Features section of the Report page."""

from core.checkpoints import Store
from tests.app.helpers import html, ship, texts
from tests.app.report.sections import open_section
from tests.unit.checkpoints.attacks import forge


def test_features_stand_side_by_side(store: Store) -> None:
    ship(store, "ae-dense-200", "dae-dense-200-mask")
    app = open_section("Features", "ae-dense-200")
    app.button[0].click().run()  # compare the plain with the denoising one

    assert app.multiselect(key="models").value == ["ae-dense-200", "dae-dense-200-mask"]
    assert "20 of 200 neurons, seed 0" in texts(app)
    assert html(app).count("Weights of neuron") == 40
    app.button_group(key="features_all").set_value("All").run()
    assert not app.exception
    assert html(app).count("Weights of neuron") == 400


def test_layers_of_unequal_size_show_as_many_neurons_each(store: Store) -> None:
    ship(store, "ae-dense-32", "clf-mlp-3")
    app = open_section("Features", "ae-dense-32", "clf-mlp-3")

    assert "20 of 32 neurons, seed 0" in texts(app)
    assert "20 of 500 neurons, seed 0" in texts(app)
    assert html(app).count(" of Small copier (ae-dense-32)") == 20
    assert html(app).count(" of Quick reader (clf-mlp-3)") == 20


def test_convolutions_show_filters_and_maps(store: Store) -> None:
    spec = {"family": "conv", "channels": [4, 36], "strides": [2, 2], "latent": 2}
    module = forge.module(0, spec)
    store.save(module, forge.card("folding", module))
    app = open_section("Features", "folding", digit="60004")

    assert html(app).count("Filter ") == 4
    assert html(app).count("Activation map ") == 4
    assert "row 60004" in texts(app)
    app.selectbox(key="maps_layer_folding").select_index(1).run()
    assert not app.exception
    assert "32 of 36 maps" in texts(app)
    app.toggle(key="maps_all_folding").set_value(True).run()
    assert not app.exception
    assert html(app).count("Activation map ") == 36
