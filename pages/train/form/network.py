"""The network of a new training: its kind, and the fields of that kind."""

from dataclasses import dataclass, field
from typing import Any, Literal, get_args, get_origin

import streamlit as st
from pydantic.fields import FieldInfo

import models
from core.checkpoints.pool import pool
from core.errors import LatentLabError
from core.text import glossary
from core.training.transfer import classifier_over
from pages.shared.choices import model_choice
from pages.shared.choices.dataset import worded
from pages.train.form.form_state import FormState

LABELS = {
    "widths": "Hidden layers of the encoder",
    "latent": "Code length (latent size)",
    "bottleneck": "Numbers in the middle (bottleneck)",
    "head_widths": "Hidden layers before the classes",
    "decoder_widths": "Hidden layers of the decoder",
    "channels": "Channels of the convolutions",
    "strides": "Strides of the convolutions",
    "activation": "Curve between layers (activation)",
    "latent_activation": "Curve of the code (activation)",
    "output": "Output layer",
    "pixel_loss": "Measure of the difference (loss)",
    "kl_weight": "KL weight (beta)",
    "temperature": "Temperature",
    "norm": "Even out the numbers (batch normalisation)",
    "dropout": "Omitted at random (dropout)",
    "init": "Starting weights",
}
HELP = {
    "widths": "Units per layer, separated by commas; the decoder mirrors them. Empty: none.",
    "latent": f"{glossary.meaning('code_length')} Two can be drawn as a map.",
    "bottleneck": "Numbers that everything must pass through before the classes. Two can be "
    "drawn as a map.",
    "head_widths": "Units per layer, separated by commas. Empty: none.",
    "decoder_widths": "Units per layer, separated by commas. Empty: none.",
    "channels": "Feature maps per convolution, separated by commas.",
    "strides": "The factor by which each convolution shrinks the picture, separated by commas.",
    "activation": "The curve that is applied to the numbers between two layers.",
    "latent_activation": "The same for the numbers of the code.",
    "output": "How the last numbers become pixels.",
    "pixel_loss": "How the difference between the output and the clean picture is measured.",
    "kl_weight": "How strongly the code is pulled towards a standard normal distribution.",
    "temperature": "The lower it is, the more the most similar other pictures count in the loss.",
    "norm": "Normalises the numbers of each layer over a batch; it often speeds training up.",
    "dropout": "Share of the features that is omitted at random in each training step.",
    "init": "How the weights are drawn before the first step.",
}
VALUES = {
    "relu": "ReLU",
    "leaky_relu": "Leaky ReLU",
    "tanh": "Tanh",
    "sigmoid": "Sigmoid",
    "elu": "ELU",
    "linear": "None (linear)",
    "mse": "Mean squared error (MSE)",
    "sse": "Squared error, summed over the pixels",
    "bce": "Binary cross-entropy (BCE)",
    "bce_sum": "BCE, summed over the pixels",
    "default": "PyTorch's default",
    "glorot": "Glorot (wider)",
}


@dataclass(frozen=True)
class Kind:
    """One entry of the list of networks."""

    title: str
    family: str = ""  # key in `models.FAMILIES`
    defaults: dict[str, Any] = field(default_factory=dict)  # in place of the family's own


OF_DATA = ("shape", "classes")  # fields that the data set decides
PRETRAINED = "pretrained"
BOTTLENECK = "bottleneck-"  # prefix of the family's name
CLASSIFIERS = {
    name: family for name, family in models.FAMILIES.items() if family.task == "classify"
}
HIDDEN = {"clf-dense": {"widths": [256]}}  # its own default is logistic regression
THROUGH_TWO = {"bottleneck": 2, "head_widths": [100]}
KINDS = {
    **{
        name: Kind(family.title, name)
        for name, family in models.FAMILIES.items()
        if name not in CLASSIFIERS
    },
    **{
        BOTTLENECK + name: Kind(
            f"{family.title} with a bottleneck", name, HIDDEN.get(name, {}) | THROUGH_TWO
        )
        for name, family in CLASSIFIERS.items()
    },
    **{
        name: Kind(family.title, name, HIDDEN.get(name, {})) for name, family in CLASSIFIERS.items()
    },
    PRETRAINED: Kind("Classifier on a pretrained encoder"),
}


def choose(form: FormState) -> tuple[dict[str, Any], str | None]:
    """Choose the network: its unchecked specification, and the encoder that it starts from."""
    recipe = form.base.model
    names = list(KINDS)
    kind = st.selectbox(
        "Kind of network",
        names,
        names.index(_kind_of(recipe)),
        format_func=lambda name: KINDS[name].title,
        **form.bound("family"),
        help=worded("Autoencoders rebuild digits, classifiers name their classes."),
    )
    if kind == PRETRAINED:
        return _on_encoder(form)
    family, defaults = KINDS[kind].family, KINDS[kind].defaults
    config = models.FAMILIES[family].config.model_fields
    values = {name: config[name].get_default() for name in config} | defaults
    if _kind_of(recipe) == kind:
        values |= recipe
    spec: dict[str, Any] = {"family": family}
    hidden = (
        {"family", *OF_DATA} if "bottleneck" in defaults else {"family", "bottleneck", *OF_DATA}
    )
    spec |= _fields(form, kind, family, [name for name in config if name not in hidden], values)
    return spec, None


def _kind_of(spec: dict[str, Any]) -> str:
    family = str(spec["family"])
    return BOTTLENECK + family if spec.get("bottleneck") is not None else family


def _on_encoder(form: FormState) -> tuple[dict[str, Any], str | None]:
    """Choose a classifier whose encoder copies the layers and weights of an autoencoder."""
    names = model_choice.available("reconstruct")
    if not names:
        form.problems.append("There is no autoencoder in the store whose encoder could be used.")
        return {"family": "clf-dense"}, None
    autoencoder = st.selectbox(
        "Encoder of", names, format_func=model_choice.title, **form.bound("encoder"),
        help="The training starts with its layers and weights, and trains all of them further.",
    )  # fmt: skip
    try:
        spec = classifier_over(pool().card(autoencoder).model)
    except LatentLabError as error:
        form.problems.append(str(error))
        return {"family": "clf-dense"}, None
    family = str(spec["family"])
    own: list[str] = [name for name in ("head_widths", "dropout") if name in _config(family)]
    values = {name: _config(family)[name].get_default() for name in own}
    return spec | _fields(form, f"{PRETRAINED} {autoencoder}", family, own, values), autoencoder


def _config(family: str) -> dict[str, FieldInfo]:
    return models.FAMILIES[family].config.model_fields


def _fields(
    form: FormState, kind: str, family: str, names: list[str], defaults: dict[str, Any]
) -> dict[str, Any]:
    """The value of each field, two in a line; ``defaults`` fill them."""
    values = {}
    for first in range(0, len(names), 2):
        for column, name in zip(st.columns(2), names[first : first + 2], strict=False):
            with column:
                info = _config(family)[name]
                values[name] = _field(form, f"{kind}.{name}", name, info, defaults[name])
    return values


def _field(form: FormState, key: str, name: str, info: FieldInfo, default: Any) -> Any:
    label, tip, options = LABELS.get(name, name), HELP.get(name), form.bound(key)
    if isinstance(default, list | tuple):
        text = ", ".join(str(item) for item in default)
        numbers = form.numbers(
            label, st.text_input(label, text, help=tip, placeholder="none", **options)
        )
        return [int(number) if number == int(number) else number for number in numbers]
    if isinstance(default, bool):
        return st.toggle(label, default, help=tip, **options)
    if isinstance(default, int):
        return int(st.number_input(label, 1, 1024, default, help=tip, **options))
    if isinstance(default, float):
        return st.number_input(
            label, 0.0, None, default, help=tip, format="%g", step=None, **options
        )
    values = list(get_args(info.annotation)) if get_origin(info.annotation) is Literal else []
    return st.selectbox(
        label, values, values.index(default), help=tip,
        format_func=lambda value: VALUES.get(value, value), **options,
    )  # fmt: skip
