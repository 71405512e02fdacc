"""Write an autoencoder of 8×8 digits by Keras as ONNX files, as docs/encoders.md says.

Not a part of the tests, which read its files. In an environment of its own:

    pip install keras tensorflow-cpu tf2onnx onnx
    python by_keras.py digits.npz keras

``digits.npz`` has ``x``, uint8 (1797, 8, 8).
"""

import sys
from pathlib import Path

import keras
import numpy as np
from keras import layers

TRAINING = 1437

source, folder = sys.argv[1], Path(sys.argv[2])
x = np.load(source)["x"].reshape(-1, 8, 8, 1).astype("float32") / 255
keras.utils.set_random_seed(0)
encoder = keras.Sequential(
    [
        keras.Input((8, 8, 1)),
        layers.Conv2D(8, 3, 2, "same", activation="relu"),
        layers.Flatten(),
        layers.Dense(8),
    ]
)
decoder = keras.Sequential(
    [
        keras.Input((8,)),
        layers.Dense(4 * 4 * 8, activation="relu"),
        layers.Reshape((4, 4, 8)),
        layers.Conv2DTranspose(1, 3, 2, "same", activation="sigmoid"),
    ]
)
autoencoder = keras.Sequential([keras.Input((8, 8, 1)), encoder, decoder])
autoencoder.compile("adam", "mse")
autoencoder.fit(x[:TRAINING], x[:TRAINING], epochs=60, batch_size=32, verbose=0)
folder.mkdir(exist_ok=True)
encoder.export(folder / "encoder.onnx", format="onnx")
decoder.export(folder / "decoder.onnx", format="onnx")
few = x[TRAINING : TRAINING + 7]
np.savez_compressed(
    folder / "results.npz",
    codes=encoder.predict(few, verbose=0),
    rebuilt=autoencoder.predict(few, verbose=0)[..., 0],
)
