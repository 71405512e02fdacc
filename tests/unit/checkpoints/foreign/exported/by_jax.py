"""Write an autoencoder of 8×8 digits by JAX as ONNX files, as docs/encoders.md says.

Not a part of the tests, which read its files. In an environment of its own:

    pip install jax jax2onnx
    python by_jax.py digits.npz jax

``digits.npz`` has ``x``, uint8 (1797, 8, 8).
"""

import sys
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
from jax2onnx import to_onnx

TRAINING, STEPS, RATE = 1437, 1500, 0.02

source, folder = sys.argv[1], Path(sys.argv[2])
x = jnp.asarray(np.load(source)["x"].reshape(-1, 8, 8, 1).astype("float32") / 255)
keys = jax.random.split(jax.random.key(0), 4)
sides = ((64, 32), (32, 8), (8, 32), (32, 64))
weights = [
    jax.random.normal(key, side) / side[0] ** 0.5 for key, side in zip(keys, sides, strict=True)
]


def run_encoder(weights, x):
    return jax.nn.relu(x.reshape(x.shape[0], 64) @ weights[0]) @ weights[1]


def run_decoder(weights, z):
    pixels = jax.nn.sigmoid(jax.nn.relu(z @ weights[2]) @ weights[3])
    return pixels.reshape(z.shape[0], 8, 8, 1)


def loss(weights, x):
    return jnp.mean(jnp.sum((run_decoder(weights, run_encoder(weights, x)) - x) ** 2, (1, 2, 3)))


@jax.jit
def step(weights, momenta):
    slopes = jax.grad(loss)(weights, x[:TRAINING])
    momenta = [0.9 * momentum + slope for momentum, slope in zip(momenta, slopes, strict=True)]
    weights = [value - RATE * momentum for value, momentum in zip(weights, momenta, strict=True)]
    return weights, momenta


momenta = [jnp.zeros_like(value) for value in weights]
for _ in range(STEPS):
    weights, momenta = step(weights, momenta)


def encode(x):
    return run_encoder(weights, x)


def decode(z):
    return run_decoder(weights, z)


folder.mkdir(exist_ok=True)
to_onnx(encode, [("B", 8, 8, 1)], return_mode="file", output_path=str(folder / "encoder.onnx"))
to_onnx(decode, [("B", 8)], return_mode="file", output_path=str(folder / "decoder.onnx"))
few = x[TRAINING : TRAINING + 7]
np.savez_compressed(
    folder / "results.npz",
    codes=np.asarray(encode(few)),
    rebuilt=np.asarray(decode(encode(few)))[..., 0],
)
print("loss per picture", loss(weights, x[TRAINING:]))
