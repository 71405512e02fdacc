"""The network part of the training form: what kind of network, and the fields of that kind."""

from dataclasses import dataclass, field
from typing import Any, Literal, get_args, get_origin

import streamlit as st
from pydantic.fields import FieldInfo

import models
from core.checkpoints.pool import pool
from core.errors import LatentLabError
from core.training.transfer import classifier_over
from pages.shared import model_choice
from pages.train.entries import Form

LABELS = {
    "widths": "Hidden layers of the encoder",
    "latent": "Latent size",
    "bottleneck": "Bottleneck",
    "head_widths": "Hidden layers before the ten classes",
    "decoder_widths": "Hidden layers of the decoder",
    "channels": "Channels of the convolutions",
    "strides": "Strides of the convolutions",
    "activation": "Activation",
    "latent_activation": "Activation of the latent",
    "output": "Output layer",
    "pixel_loss": "Loss",
    "kl_weight": "KL weight (beta)",
    "temperature": "Temperature",
    "norm": "Batch normalisation",
    "dropout": "Dropout",
    "init": "Starting weights",
}
HELP = {
    "widths": "Units of each layer, separated by commas; the decoder mirrors them. Empty: none.",
    "latent": "How many numbers the picture is squeezed into. Two can be drawn as a map.",
    "bottleneck": "Numbers that everything must pass through before the ten classes. Two can be "
    "drawn as a map.",
    "head_widths": "Units of each layer, separated by commas. Empty: none.",
    "decoder_widths": "Units of each layer, separated by commas. Empty: none.",
    "channels": "Feature maps of each convolution, separated by commas.",
    "strides": "By how much each convolution shrinks the picture, separated by commas.",
    "activation": "What bends the numbers between two layers.",
    "pixel_loss": "How far the output is from the clean picture.",
    "kl_weight": "How strongly the latent is pulled towards a standard normal distribution.",
    "temperature": "The lower, the more the most similar strangers count in the contrastive loss.",
    "dropout": "Share of the features left out at random in each training step.",
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
    "default": "PyTorch's usual ones",
    "glorot": "Glorot's, wider",
}


@dataclass(frozen=True)
class Kind:
    """One entry of the list of networks."""

    title: str
    family: str = ""  # key in `models.FAMILIES`
    starts: dict[str, Any] = field(default_factory=dict)  # values other than the family's own


PRETRAINED = "pretrained"
KINDS = {
    **{
        name: Kind(family.title, name)
        for name, family in models.FAMILIES.items()
        if not name.startswith("clf-")
    },
    "bottleneck-dense": Kind(
        "Bottleneck classifier, dense", "clf-dense",
        {"widths": [256], "bottleneck": 2, "head_widths": [100]},
    ),
    "bottleneck-conv": Kind(
        "Bottleneck classifier, convolutional", "clf-conv", {"bottleneck": 2, "head_widths": [100]}
    ),
    "clf-dense": Kind("Dense classifier", "clf-dense", {"widths": [256]}),
    "clf-conv": Kind("Convolutional classifier", "clf-conv"),
    PRETRAINED: Kind("Classifier on a pretrained encoder"),
}  # fmt: skip


def ask(form: Form) -> tuple[dict[str, Any], str | None]:
    """The specification of the network, not yet checked, and whose encoder it must start with."""
    given = form.base.model
    names = list(KINDS)
    kind = st.selectbox(
        "Family",
        names,
        names.index(_kind_of(given)),
        format_func=lambda name: KINDS[name].title,
        key=form.key("family"),
    )
    if kind == PRETRAINED:
        return _on_encoder(form)
    family, starts = KINDS[kind].family, KINDS[kind].starts
    config = models.FAMILIES[family].config.model_fields
    usual = {name: config[name].get_default() for name in config} | starts
    if _kind_of(given) == kind:
        usual |= given
    spec: dict[str, Any] = {"family": family}
    hidden = {"family"} if "bottleneck" in starts else {"family", "bottleneck"}
    spec |= _fields(form, kind, family, [name for name in config if name not in hidden], usual)
    return spec, None


def _kind_of(spec: dict[str, Any]) -> str:
    family = str(spec["family"])
    return f"bottleneck-{family[4:]}" if spec.get("bottleneck") is not None else family


def _on_encoder(form: Form) -> tuple[dict[str, Any], str | None]:
    """A classifier whose encoder is copied, layers and weights."""
    names = model_choice.available("reconstruct")
    if not names:
        form.problems.append("There is no autoencoder in the store whose encoder could be used.")
        return {"family": "clf-dense"}, None
    chosen = st.selectbox(
        "Encoder of", names, format_func=model_choice.title, key=form.key("encoder"),
        help="Its layers and weights are where the training starts; all of them are trained on.",
    )  # fmt: skip
    try:
        spec = classifier_over(pool().card(chosen).model)
    except LatentLabError as error:
        form.problems.append(str(error))
        return {"family": "clf-dense"}, None
    family = str(spec["family"])
    own: list[str] = [name for name in ("head_widths", "dropout") if name in _config(family)]
    usual = {name: _config(family)[name].get_default() for name in own}
    return spec | _fields(form, f"{PRETRAINED} {chosen}", family, own, usual), chosen


def _config(family: str) -> dict[str, FieldInfo]:
    return models.FAMILIES[family].config.model_fields


def _fields(
    form: Form, kind: str, family: str, names: list[str], usual: dict[str, Any]
) -> dict[str, Any]:
    """The value of each field, two in a line."""
    values = {}
    for first in range(0, len(names), 2):
        for column, name in zip(st.columns(2), names[first : first + 2], strict=False):
            with column:
                info = _config(family)[name]
                values[name] = _field(form, f"{kind}.{name}", name, info, usual[name])
    return values


def _field(form: Form, key: str, name: str, info: FieldInfo, usual: Any) -> Any:
    label, tip, key = LABELS.get(name, name), HELP.get(name), form.key(key)
    if isinstance(usual, list | tuple):
        text = ", ".join(str(item) for item in usual)
        given = form.numbers(
            label, st.text_input(label, text, key=key, help=tip, placeholder="none")
        )
        return [int(number) if number == int(number) else number for number in given]
    if isinstance(usual, bool):
        return st.toggle(label, usual, key=key, help=tip)
    if isinstance(usual, int):
        return int(st.number_input(label, 1, 1024, usual, key=key, help=tip))
    if isinstance(usual, float):
        return st.number_input(label, 0.0, None, usual, key=key, help=tip, format="%g", step=None)
    options = list(get_args(info.annotation)) if get_origin(info.annotation) is Literal else []
    return st.selectbox(
        label, options, options.index(usual), key=key, help=tip,
        format_func=lambda value: VALUES.get(value, value),
    )  # fmt: skip
