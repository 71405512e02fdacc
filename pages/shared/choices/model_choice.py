"""The models that a page can use, and the controls that choose among them."""

from collections.abc import Sequence

import streamlit as st

from core import data
from core.checkpoints.pool import pool
from core.data.dataset import shape_text
from core.errors import LatentLabError
from core.maps import MapInfo
from pages.shared.addresses import linked_choice
from pages.shared.choices import dataset
from pages.shared.choices.dataset import worded
from pages.shared.choices.model_titles import TITLES
from pages.shared.frame import ending
from pages.shared.literal import literal

# For the tip of a list, so that a visitor sees why a network of the store is not in it.
OTHER_SHAPES = "Not offered, because they take other pictures: {names}."
NO_DECODER = "Not offered, because they have no decoder: {names}."
MISSING = {
    "reconstruct": (
        "There is no autoencoder in the checkpoint store yet: train one on "
        "[Train](train) or with `python -m core.training dae-dense-128`, or add one on "
        "[Checkpoints](checkpoints)."
    ),
    "classify": (
        "There is no classifier in the checkpoint store yet: train one on "
        "[Train](train) or with `python -m core.training clf-mlp-3`, or add one on "
        "[Checkpoints](checkpoints)."
    ),
}
MAX_DENOISERS = 4  # side by side; more would make their pictures too small
DEFAULT_DENOISERS = ("dae-dense-128", "dae-conv-32", "dae-dense-32-8x8", "dae-conv-32-fashion")
FALLBACK_DENOISERS = ("dae-dense-200-mask", "dae-dense-10")


def available(task: str) -> list[str]:
    """Names of the usable checkpoints for a task, ``reconstruct`` or ``classify``.

    All of them take the pictures of the chosen data set; those trained on it come first.
    """
    try:
        names = pool().names(task, data.entry_named(dataset.name()).shape)
        here = dataset.name()
        return sorted(names, key=lambda name: not _learned_from(here, name))
    except LatentLabError as error:
        st.error(literal(str(error)))
        return []


def require(task: str) -> list[str]:
    """Names of the usable checkpoints for a task; if there are none, end the page with a hint."""
    names = available(task)
    if not names:
        st.info(missing(task))
        ending.stop()
    return names


def missing(task: str) -> str:
    """Markdown: what to do if no checkpoint for a task takes the pictures of the chosen set."""
    if dataset.name() == dataset.DEFAULT:
        return MISSING[task]
    noun = "autoencoder" if task == "reconstruct" else "classifier"
    entry = data.entry_named(dataset.name())
    if task == "classify" and not entry.classes:
        return f"{literal(entry.title)} has no labels, so no classifier can read its pictures."
    return (
        f"No {noun} of the checkpoint store takes the pictures of {literal(entry.title)} "
        f"({shape_text(entry.shape)} pixels): train one on [Train](train), or add one on "
        "[Checkpoints](checkpoints)."
    )


def other_shapes(task: str | None = None) -> str:
    """Sentences for a tooltip on the checkpoints that are not offered; empty if all are.

    They take other pictures or, for the task ``reconstruct``, have no decoder.
    """
    shape = data.entry_named(dataset.name()).shape
    try:
        cards = [pool().card(name) for name in pool().names(task)]
        encoders = pool().names("encode", shape) if task == "reconstruct" else []
    except LatentLabError:
        return ""
    others = [f"{card.name} ({shape_text(card.shape)})" for card in cards if card.shape != shape]
    reasons = {OTHER_SHAPES: others, NO_DECODER: encoders}
    return "".join(
        f"  \n\n{reason.format(names=', '.join(names))}"
        for reason, names in reasons.items()
        if names
    )


def note_other_training_data(names: Sequence[str]) -> None:
    """Say which of the checkpoints have never seen pictures of the chosen data set."""
    for name in names:
        learned = pool().card(name).dataset.name
        if not learned:
            st.caption(literal(f"{title(name)} was trained elsewhere, on unknown pictures."))
        elif learned != dataset.name():
            entry = data.find_entry(learned)
            pictures = entry.title if entry else learned
            text = f"{title(name)} was trained on {pictures}: it has never seen such pictures."
            st.caption(literal(text))


def loadable(names: Sequence[str]) -> list[str]:
    """The checkpoints that can be used; the screen shows why each of the others cannot."""
    loaded = []
    for name in names:
        try:
            pool().module(name)
            loaded.append(name)
        except LatentLabError as error:
            st.warning(literal(str(error)))
    note_other_training_data(loaded)
    return loaded


def trained_on_chosen(names: Sequence[str]) -> list[str]:
    """The checkpoints, or ids of their maps, that learned from the chosen data set.

    All of them if none did, because then none is better than another. For a visitor's own data set
    the newest comes first, because a second training often follows a poor result of the first.
    """
    here = dataset.name()
    fitting = [name for name in names if _learned_from(here, name.removeprefix("bottleneck:"))]
    if data.entry_named(here).addition is not None:
        fitting.sort(key=_created, reverse=True)
    return fitting or list(names)


def _created(name: str) -> str:
    """When a checkpoint was trained, an ISO 8601 time in UTC; empty for a projection."""
    try:
        return pool().card(name.removeprefix("bottleneck:")).created
    except LatentLabError:
        return ""


def _learned_from(dataset_name: str, name: str) -> bool:
    if name.startswith("projection:"):  # those of other data sets are not listed
        return True
    try:
        return pool().card(name).dataset.name == dataset_name
    except LatentLabError:
        return False


def first_available(names: Sequence[str], preferred: Sequence[str]) -> str:
    """The first of the preferred names that is available, else the first name.

    A checkpoint that learned from other pictures is only chosen if all of them did.
    """
    fitting = trained_on_chosen(names)
    return next((name for name in preferred if name in fitting), fitting[0])


def plain_title(name: str) -> str:
    """A checkpoint's title in plain words; if it is not a shipped one, its card's title."""
    try:
        return TITLES.get(name) or pool().card(name).title
    except LatentLabError:
        return name


def title(name: str) -> str:
    """A checkpoint's title in plain words with its name in brackets."""
    plain = plain_title(name)
    return name if plain == name else f"{plain} ({name})"


def markdown_title(name: str) -> str:
    """The title of a checkpoint for a sentence in Markdown."""
    return literal(title(name))


def map_title(info: MapInfo) -> str:
    """A map's title in plain words, with the checkpoint that it comes from in brackets."""
    return title(info.checkpoint) if info.checkpoint else info.title


def choose_denoisers(names: list[str], key: str) -> list[str]:
    """Choose the autoencoders that clean the digit; the address holds them as ``key``."""
    fitting = trained_on_chosen(names)
    cleaners = [name for name in fitting if pool().card(name).recipe.get("noise")]
    defaults = [name for name in DEFAULT_DENOISERS if name in fitting] or [
        first_available(cleaners or names, FALLBACK_DENOISERS)
    ]
    linked_choice.restore(key, names, defaults, most=MAX_DENOISERS)
    choice = st.multiselect(
        "Cleaned by (autoencoders)",
        names,
        format_func=title,
        max_selections=MAX_DENOISERS,
        key=key,
        persist_state="session",
        wrap=True,
        help=worded(
            f"Up to {MAX_DENOISERS} side by side. Cleaners (their name starts with dae) were "
            "trained to remove noise, the others only to reproduce digits."
            + other_shapes("reconstruct")
        ),
    )
    linked_choice.keep(key, choice, defaults)
    return choice


def choose_classifier(names: list[str], preferred: Sequence[str], key: str) -> str | None:
    """Choose the classifier that reads the digit, None if there is none.

    The address holds its name as ``key``.
    """
    defaults = [first_available(names, preferred)] if names else []
    linked_choice.restore(key, names, defaults)
    choice = st.selectbox(
        "Read by (classifier)",
        names,
        format_func=title,
        key=key,
        persist_state="session",
        placeholder="none for these pictures",
        disabled=not names,
        help=worded("The network that names the class of a picture." + other_shapes("classify")),
    )
    linked_choice.keep(key, [choice] if choice else [], defaults)
    return choice
