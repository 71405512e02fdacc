"""The fields of the training form, built from the configurations that they fill."""

import math
from dataclasses import fields
from typing import Any, Literal, get_args, get_origin

import streamlit as st
from pydantic.fields import FieldInfo

import models
from core import data, noise
from core.jobs import plan
from core.pool import pool
from core.recipes import Augmentation, Optimiser, Recipe, Stopping

LABELS = {
    "widths": "Hidden layers of the encoder",
    "latent": "Latent size",
    "bottleneck": "Bottleneck (0: none)",
    "head_widths": "Hidden layers after the bottleneck",
    "channels": "Channels of the convolutions",
    "strides": "Strides of the convolutions",
    "activation": "Activation",
    "latent_activation": "Activation of the latent",
    "output": "Output layer",
    "pixel_loss": "Loss",
    "kl_weight": "KL weight (beta)",
    "norm": "Batch normalisation",
    "dropout": "Dropout",
    "init": "Starting weights",
}
HELP = {
    "widths": "Units of each layer, separated by commas; the decoder mirrors them. Empty: none.",
    "latent": "How many numbers the picture is squeezed into. Two can be drawn as a map.",
    "bottleneck": "Numbers that everything must pass through before the ten classes.",
    "head_widths": "Units of each layer, separated by commas.",
    "channels": "Feature maps of each convolution, separated by commas.",
    "strides": "By how much each convolution shrinks the picture, separated by commas.",
    "pixel_loss": "mse: mean squared error; sse: squared error summed over the pixels; bce: binary "
    "cross-entropy, mean or summed.",
    "kl_weight": "How strongly the latent is pulled towards a standard normal distribution.",
    "dropout": "Share of the features left out at random in each training step.",
}
SCHEDULES = {
    "constant": "Constant",
    "one-cycle": "Rises, then falls (one-cycle)",
    "cosine": "Falls (cosine)",
}
MONITORS = {
    "loss": "training loss",
    "validation_loss": "validation loss",
    "balanced_error": "balanced error (classifiers)",
}
KEEP = {"last": "the last epoch", "best": "the epoch with the lowest validation loss"}


def numbers(label: str, text: str, problems: list[str]) -> list[float]:
    """The finite numbers in a text, separated by commas or spaces.

    What is none is left out and told in ``problems``.
    """
    found = []
    for part in text.replace(",", " ").split():
        try:
            number = float(part)
            if not math.isfinite(number):
                raise ValueError
            found.append(number)
        except ValueError:
            problems.append(f"{label}: {part[:40]!r} is not a number.")
    return found


def duration(seconds: float) -> str:
    """Seconds as people say them: "50 s", "about 4 min", "about 2.5 h"."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    if seconds < 90 * 60:
        return f"about {seconds / 60:.0f} min"
    return f"about {seconds / 3600:.1f} h"


class Fields:
    """The widgets of one starting point; each start keeps what was typed into it."""

    def __init__(self, start: str, base: Recipe) -> None:
        self.start = start
        self.base = base
        self.problems: list[str] = []
        """What is wrong with the fields so far, a sentence each."""

    def _key(self, name: str) -> str:
        return f"{self.start}:{name}"

    def model(self) -> dict[str, Any]:
        """The specification of the network, not yet checked."""
        families = list(models.FAMILIES)
        given = self.base.model
        family = st.selectbox(
            "Family",
            families,
            families.index(given["family"]),
            format_func=lambda name: models.FAMILIES[name].title,
            key=self._key("family"),
        )
        spec: dict[str, Any] = {"family": family}
        columns = st.columns(2)
        config = models.FAMILIES[family].config.model_fields
        shown = [name for name in config if name != "family"]
        for index, name in enumerate(shown):
            usual = given.get(name, config[name].get_default()) if family == given["family"] else (
                config[name].get_default()
            )  # fmt: skip
            with columns[index % 2]:
                spec[name] = self._field(f"{family}.{name}", name, config[name], usual)
        return spec

    def _field(self, key: str, name: str, info: FieldInfo, usual: Any) -> Any:
        label, tip, key = LABELS.get(name, name), HELP.get(name), self._key(key)
        if isinstance(usual, list | tuple):
            text = ", ".join(str(item) for item in usual)
            typed = st.text_input(label, text, key=key, help=tip, placeholder="none")
            given = numbers(label, typed, self.problems)
            return [int(number) if number == int(number) else number for number in given]
        if isinstance(usual, bool):
            return st.toggle(label, usual, key=key, help=tip)
        if name == "bottleneck":
            return int(st.number_input(label, 0, 1024, usual or 0, key=key, help=tip)) or None
        if isinstance(usual, int):
            return int(st.number_input(label, 1, 1024, usual, key=key, help=tip))
        if isinstance(usual, float):
            return st.number_input(
                label, 0.0, None, usual, key=key, help=tip, format="%g", step=None
            )
        options = list(_options(info))
        return st.selectbox(label, options, options.index(usual), key=key, help=tip)

    def noise(self) -> dict[str, Any] | None:
        """The specification of the noise, or None."""
        given = self.base.noise
        kinds = ["none", *noise.KINDS] + (["mixture"] if _kind(given) == "mixture" else [])
        titles = {"none": "None", "mixture": "Every kind, as in the recipe"}
        kind = st.selectbox(
            "Kind",
            kinds,
            kinds.index(_kind(given)),
            format_func=lambda name: titles.get(name) or noise.KINDS[name].title,
            key=self._key("noise"),
            help="The network sees the noisy picture and is asked for the clean one.",
        )
        if kind in titles:
            return given if kind == "mixture" else None
        spec: dict[str, Any] = {"kind": kind}
        for item in fields(noise.KINDS[kind]):
            usual: Any = given[item.name] if given and kind == given["kind"] else item.default
            low, high = float(item.metadata["low"]), float(item.metadata["high"])
            spec[item.name] = st.slider(
                item.metadata["label"], low, high, float(usual), float(item.metadata["step"]),
                key=self._key(f"{kind}.{item.name}"), help=item.metadata["help"],
            )  # fmt: skip
        return spec

    def training(self, family: str) -> dict[str, Any]:
        """How the weights move, and when to stop."""
        base, left, right = self.base, *st.columns(2)
        given = base.optimiser
        kinds = _options(Optimiser.model_fields["kind"])
        kind = left.selectbox("Optimiser", kinds, kinds.index(given.kind), key=self._key("kind"))
        rate = right.text_input(
            "Learning rate", f"{given.learning_rate:g}", key=self._key("rate"),
            help="How far each step goes. Too large and the loss stops being a number.",
        )  # fmt: skip
        schedules = list(SCHEDULES)
        schedule = left.selectbox(
            "Learning rate over time", schedules, schedules.index(base.schedule),
            format_func=SCHEDULES.__getitem__, key=self._key("schedule"),
        )  # fmt: skip
        decay = right.number_input(
            "Weight decay", 0.0, 10.0, given.weight_decay, format="%g", step=0.01,
            key=self._key("decay"),
        )  # fmt: skip
        momentum, dampening = 0.0, 0.0
        if kind == "sgd":
            momentum = left.number_input(
                "Momentum", 0.0, 0.999, given.momentum, 0.1, key=self._key("momentum")
            )
            dampening = right.number_input(
                "Dampening", 0.0, 1.0, given.dampening, 0.1, key=self._key("dampening")
            )
        batch = left.number_input(
            "Batch size", 1, 60_000, base.batch_size, key=self._key("batch"),
            help="Images of one step.",
        )  # fmt: skip
        epochs = right.number_input(
            "Epochs", 1, 10_000, base.epochs, key=self._key("epochs"),
            help="Passes over the training images.",
        )  # fmt: skip
        values: dict[str, Any] = {
            "optimiser": {
                "kind": kind,
                "learning_rate": self._one(rate),
                "momentum": momentum,
                "dampening": dampening,
                "weight_decay": decay,
            },
            "schedule": schedule,
            "batch_size": int(batch),
            "epochs": int(epochs),
            "kl_warmup_epochs": 0,
        }
        if family.startswith("vae"):
            warmup = left.number_input(
                "KL warm-up (epochs)", 0, 1000, base.kl_warmup_epochs, key=self._key("warmup"),
                help="Epochs over which the KL weight rises from 0 to its full value.",
            )  # fmt: skip
            values["kl_warmup_epochs"] = int(warmup)
        values["augment"] = None
        if st.toggle(
            "Deform the digits at random", base.augment is not None, key=self._key("augment"),
            help="Small rotations, scales, shears and shifts, new ones in every epoch.",
        ):  # fmt: skip
            values["augment"] = (base.augment or Augmentation()).model_dump()
        values["stopping"] = self._stopping()
        return values

    def _one(self, rate: str) -> float | None:
        found = numbers("Learning rate", rate, self.problems)
        if len(found) != 1 and not self.problems:
            self.problems.append("Learning rate: give one number, such as 0.001.")
        return found[0] if found else None

    def _stopping(self) -> dict[str, Any] | None:
        given = self.base.stopping
        if not st.toggle(
            "Stop early once it settles", given is not None, key=self._key("stopping"),
            help="Stops when a figure has changed too little over the last epochs.",
        ):  # fmt: skip
            return None
        given = given or Stopping()
        left, middle, right = st.columns(3)
        monitors = list(MONITORS)
        monitor = left.selectbox(
            "Watch the", monitors, monitors.index(given.monitor),
            format_func=MONITORS.__getitem__, key=self._key("monitor"),
        )  # fmt: skip
        epochs = middle.number_input(
            "Over the last epochs", 1, 1000, given.epochs, key=self._key("stop epochs")
        )
        change = right.number_input(
            "Change below (%)", 0.01, 99.0, given.change * 100, key=self._key("change")
        )
        return {"monitor": monitor, "epochs": int(epochs), "change": change / 100}

    def data(self, family: str) -> dict[str, Any]:
        """What to train on, and what to start from."""
        base, left, right = self.base, *st.columns(2)
        names = list(data.NAMES)
        dataset = left.selectbox(
            "Data set", names, names.index(base.dataset),
            format_func=lambda name: data.CATALOGUE[name].title, key=self._key("dataset"),
        )  # fmt: skip
        most = data.CATALOGUE[dataset].train
        count = right.number_input(
            "Training images (0: all)", 0, None, base.train_count or 0, 1000,
            key=self._key("count"), help=f"Of {most:,}, balanced by class.",
        )  # fmt: skip
        share = left.number_input(
            "Validation share (%)", 0.0, 99.0, base.validation_share * 100, 5.0,
            key=self._key("share"),
            help="Held out of the training images to judge each epoch; at 0 the test images do.",
        )  # fmt: skip
        seed = right.number_input(
            "Seed", 0, 2**31 - 1, base.seed, key=self._key("seed"),
            help="The same seed and settings give the same weights.",
        )  # fmt: skip
        stored = pool().store
        names = ["", *(entry.name for entry in stored.entries() if entry.card)] if (
            stored.folder.exists()
        ) else [""]  # fmt: skip
        wanted = base.initial if base.initial in names else ""
        initial = st.selectbox(
            "Start from the encoder of", names, names.index(wanted),
            format_func=lambda name: name or "nothing: fresh weights", key=self._key("initial"),
            help="A classifier may start from the features that an autoencoder has learned.",
        )  # fmt: skip
        return {
            "dataset": dataset,
            "train_count": int(count) or None,
            "validation_share": share / 100,
            "seed": int(seed),
            "initial": initial or None,
        }

    def names(self) -> dict[str, str]:
        """What the checkpoint will be called."""
        left, right = st.columns(2)
        usual = self.base.name if self.start == "blank" else f"{self.base.name}-mine"
        return {
            "name": left.text_input(
                "Name of the checkpoint", usual, max_chars=80, key=self._key("name"),
                help="Lower-case letters, digits, '.', '_' and '-'.",
            ),
            "title": right.text_input(
                "Title", self.base.title, max_chars=200, key=self._key("title")
            ),
        }  # fmt: skip

    def keep(self) -> str:
        """Whose weights become the checkpoint."""
        return st.selectbox(
            "Keep the weights of", list(KEEP), format_func=KEEP.__getitem__, key=self._key("keep")
        )

    def device(self) -> str:
        """Where to train."""
        found = {device.name: device.title for device in _devices()}
        return st.selectbox(
            "Device", list(found), format_func=found.__getitem__, key="device",
            help="One training runs on a device at a time; the others wait in its queue.",
        )  # fmt: skip


@st.cache_data(ttl=10, show_spinner=False)
def _devices() -> list[plan.Device]:
    return plan.devices()


def _options(info: FieldInfo) -> list[Any]:
    """The choices of a field of Literal type."""
    kind = info.annotation
    return list(get_args(kind)) if get_origin(kind) is Literal else []


def _kind(spec: dict[str, Any] | None) -> str:
    return "none" if spec is None else str(spec["kind"])
