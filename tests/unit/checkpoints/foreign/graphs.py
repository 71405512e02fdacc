"""Small ONNX graphs, good and hostile, built node by node."""

import json

import numpy as np
from onnx import ModelProto, TensorProto, helper, numpy_helper

from core.checkpoints.foreign.notes import NOTES_KEY

F = TensorProto.FLOAT
LATENT, CLASSES = 3, 10


def weights(name, *shape, seed=0):
    values = np.random.default_rng(seed).normal(0, 0.05, shape).astype(np.float32)
    return numpy_helper.from_array(values, name)


def model(
    nodes, inputs, outputs, tensors=(), notes=None, opsets=(("", 17),), functions=()
) -> ModelProto:
    """A model; inputs and outputs are pairs of a name and the sides."""
    takes, gives = (
        [helper.make_tensor_value_info(name, F, sides) for name, sides in pairs]
        for pairs in (inputs, outputs)
    )
    graph = helper.make_graph(list(nodes), "g", takes, gives, list(tensors))
    proto = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid(domain, version) for domain, version in opsets],
        ir_version=9,
        functions=list(functions),
    )
    if notes is not None:
        helper.set_model_props(proto, {NOTES_KEY: json.dumps(notes)})
    return proto


def encoder(sides=(1, 28, 28), latent=LATENT, rows="n", notes=None, extra=(), output="z") -> bytes:
    """Pictures -> code: one matrix of weights."""
    pixels = int(np.prod(sides))
    nodes = [
        helper.make_node("Flatten", ["x"], ["f"]),
        helper.make_node("MatMul", ["f", "w"], [output]),
        *extra,
    ]
    outputs = [(output, [rows, latent])]
    return model(
        nodes, [("x", [rows, *sides])], outputs, [weights("w", pixels, latent)], notes
    ).SerializeToString()


def decoder(pixels=784, latent=LATENT, notes=None) -> bytes:
    """Code -> a row of pixels from 0 to 1."""
    nodes = [
        helper.make_node("MatMul", ["z", "w"], ["a"]),
        helper.make_node("Sigmoid", ["a"], ["y"]),
    ]
    return model(
        nodes, [("z", ["n", latent])], [("y", ["n", pixels])], [weights("w", latent, pixels)], notes
    ).SerializeToString()


def autoencoder(pixels=784, latent=LATENT) -> bytes:
    """Pictures -> pictures, flat, with the code in between and not among the outputs."""
    nodes = [
        helper.make_node("MatMul", ["x", "a"], ["hidden"]),
        helper.make_node("Relu", ["hidden"], ["bent"]),
        helper.make_node("MatMul", ["bent", "b"], ["middle"]),
        helper.make_node("MatMul", ["middle", "c"], ["wide"]),
        helper.make_node("Sigmoid", ["wide"], ["y"]),
    ]
    tensors = [weights("a", pixels, 20), weights("b", 20, latent), weights("c", latent, pixels)]
    return model(nodes, [("x", ["n", pixels])], [("y", ["n", pixels])], tensors).SerializeToString()


def classifier(softmax=True, notes=None) -> bytes:
    """Pictures -> 16 features -> ten classes."""
    nodes = [
        helper.make_node("Flatten", ["x"], ["f"]),
        helper.make_node("MatMul", ["f", "a"], ["h"]),
        helper.make_node("Relu", ["h"], ["features"]),
        helper.make_node("MatMul", ["features", "b"], ["logits"]),
    ]
    if softmax:
        nodes.append(helper.make_node("Softmax", ["logits"], ["p"], axis=1))
    end = "p" if softmax else "logits"
    tensors = [weights("a", 784, 16), weights("b", 16, CLASSES)]
    return model(
        nodes, [("x", ["n", 28, 28, 1])], [(end, ["n", CLASSES])], tensors, notes
    ).SerializeToString()


def vae() -> bytes:
    """Pictures -> mean and log-variance, as Keras names them."""
    nodes = [
        helper.make_node("Flatten", ["x"], ["f"]),
        helper.make_node("MatMul", ["f", "a"], ["z_mean"]),
        helper.make_node("MatMul", ["f", "b"], ["z_log_var"]),
    ]
    sides = ["n", LATENT]
    tensors = [weights("a", 784, LATENT), weights("b", 784, LATENT, seed=1)]
    return model(
        nodes, [("x", ["n", 28, 28, 1])], [("z_log_var", sides), ("z_mean", sides)], tensors
    ).SerializeToString()


def hostile() -> dict[str, tuple[bytes, str]]:
    """Files that must be refused, each with words of the refusal, by the name of the attack."""
    outside = ModelProto.FromString(encoder())
    tensor = outside.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="/etc/passwd")

    picture, code = [("x", ["n", 1, 28, 28])], [("z", ["n", 784])]
    flat = helper.make_node("Flatten", ["x"], ["f"])
    custom = helper.make_node("Gelu", ["f"], ["z"], domain="com.microsoft")
    branch = helper.make_graph(
        [helper.make_node("Identity", ["f"], ["b"])], "b", [],
        [helper.make_tensor_value_info("b", F, None)],
    )  # fmt: skip
    yes = numpy_helper.from_array(np.array(True), "yes")
    choice = helper.make_node("If", ["yes"], ["z"], then_branch=branch, else_branch=branch)
    noise = helper.make_node("RandomNormalLike", ["f"], ["e"])
    add = helper.make_node("Add", ["f", "e"], ["z"])
    own = helper.make_function(
        "mine", "Own", ["a"], ["b"], [helper.make_node("Relu", ["a"], ["b"])],
        [helper.make_opsetid("", 17)],
    )  # fmt: skip
    owned = helper.make_node("Own", ["f"], ["z"], domain="mine")
    opsets = (("", 17), ("mine", 1), ("com.microsoft", 1))
    nothing = numpy_helper.from_array(np.array([0.0], np.float32), "o")
    divide = helper.make_node("Div", ["f", "o"], ["z"])
    size = numpy_helper.from_array(np.array([400_000, 1024]), "s")
    big = [
        flat,
        helper.make_node("ConstantOfShape", ["s"], ["big"]),
        helper.make_node("ReduceSum", ["big"], ["r"], keepdims=0),
        helper.make_node("Add", ["f", "r"], ["z"]),
    ]
    two = model([helper.make_node("Add", ["x", "q"], ["z"])], [*picture, ("q", [1])], code)
    return {
        "external data": (outside.SerializeToString(), "another file (external data)"),
        "custom operator": (
            model([flat, custom], picture, code, opsets=opsets).SerializeToString(),
            "custom operator 'com.microsoft.Gelu'",
        ),
        "control flow": (
            model([flat, choice], picture, code, [yes]).SerializeToString(),
            "control flow ('If')",
        ),
        "random numbers": (
            model([flat, noise, add], picture, code).SerializeToString(),
            "random numbers (RandomNormalLike)",
        ),
        "function": (
            model([flat, owned], picture, code, opsets=opsets, functions=[own]).SerializeToString(),
            "function of its own ('Own')",
        ),
        "not finite": (
            model([flat, divide], picture, code, [nothing]).SerializeToString(),
            "infinite or not a number",
        ),
        "memory": (model(big, picture, code, [size]).SerializeToString(), "MiB of memory"),
        "two inputs": (two.SerializeToString(), "it has 2 inputs"),
        "nothing": (b"", "not an ONNX file"),
        "cut short": (encoder()[:500], "not an ONNX file"),
        "pickle": (b"\x80\x04\x95" + b"x" * 100, "not an ONNX file"),
        "web page": (b"<html>" * 20, "not an ONNX file"),
        "notes": (encoder(notes={"layout": "sideways"}), "is not valid: layout"),
        "code of 5,000": (encoder(latent=5000), "more than the 2,048 allowed"),
        "pictures of 4": (encoder(sides=(5,)), "takes 5 numbers and a picture of 28×28"),
    }
