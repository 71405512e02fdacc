"""Networks of graphs: an autoencoder cut in two, a variational one, and a classifier."""

import pytest
import torch

from core.checkpoints.foreign import adding
from core.data import load, to_float
from tests.unit.checkpoints.foreign import graphs
from tests.unit.checkpoints.foreign.preparing import part


def test_an_autoencoder_in_one_graph_is_cut_where_it_is_narrowest():
    config = part(("whole.onnx", graphs.autoencoder())).config
    assert (config.encoder.output, config.decoder.input) == ("middle", "middle")
    assert config.latent == graphs.LATENT


def test_a_mean_beside_a_log_variance_is_the_code_of_a_variational_one():
    config = part(("e.onnx", graphs.vae()), ("d.onnx", graphs.decoder())).config
    assert config.family == "onnx-vae"
    assert config.encoder.output == "z_mean"
    assert config.encoder.takes.layout == "nhwc"


@pytest.mark.parametrize("softmax", [True, False])
def test_a_classifier_reads_from_its_last_features(softmax):
    own = part(("clf.onnx", graphs.classifier(softmax)))
    assert own.config.encoder.output == "features"
    assert own.config.latent == 16
    x = to_float(load("mnist").images[:5])
    module = adding.module_of(own)
    logits = adding.module_of(part(("clf.onnx", graphs.classifier(False)))).classify(x)
    assert torch.allclose(module.classify(x).softmax(1), logits.softmax(1), atol=1e-5)
