"""What parts the graphs of files are."""

from tests.unit.checkpoints.foreign import graphs
from tests.unit.checkpoints.foreign.preparing import prepare


def test_an_encoder_and_a_decoder_become_one_autoencoder():
    reading, (candidate,) = prepare(("enc.onnx", graphs.encoder()), ("dec.onnx", graphs.decoder()))
    assert reading.outputs == {"enc.onnx:z": "code", "dec.onnx:y": "picture"}
    config = candidate.part.config
    assert config.family == "onnx-autoencoder"
    assert (config.shape, config.latent) == ((1, 28, 28), graphs.LATENT)
    assert config.parameters == 2 * 784 * graphs.LATENT
    assert config.encoder.takes.layout == "nchw"
    assert config.decoder.gives.layout == "flat"
    assert candidate.trial.rebuilt.shape == candidate.trial.pictures.shape
