"""The choices of the Map page: maps, digits, and the networks behind a digit's card."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import streamlit as st

from core.checkpoints.pool import pool
from core.data import Dataset
from core.data.dataset import Split
from core.maps import MapInfo
from pages.shared.addresses.address import option_index, report_foreign
from pages.shared.choices import model_choice
from pages.shared.choices.dataset import worded

MAP = "map"  # the key of the chosen map, which `open_map` sets too
PART = "part"  # the key of the part of the page, and its name in the address
SHOW, MAKE = "Map", "Make a map"
ALONE = "none"
NOBODY = "Nobody"
AUTOENCODERS = ("ae-conv-16", "ae-dense-32")  # in the order of preference
CLASSIFIERS = ("clf-conv", "clf-mlp-3", "clf-mlp-1")


def choose_part() -> str:
    """Choose between showing the maps and making one."""
    if PART not in st.session_state and st.query_params.get(PART) not in (SHOW, MAKE):
        st.session_state[PART] = SHOW  # not the widget's own default: `open_map` sets the value too
    part = st.segmented_control(
        "Part of the page",
        [SHOW, MAKE],
        required=True,
        key=PART,
        bind="query-params",
        label_visibility="collapsed",
    )
    return part or SHOW


def choose_maps(infos: Mapping[str, MapInfo]) -> list[MapInfo]:
    """Choose the map, and perhaps a second one to compare with."""
    names = list(infos)
    linked = st.session_state.get(MAP) is None
    # The session alone holds the value: Streamlit warns about a widget with a default as well.
    if st.session_state.get(MAP) not in infos:
        default = names.index(model_choice.first_available(names, ()))
        st.session_state[MAP] = names[option_index("map", names, default)]
    first = st.selectbox(
        "Map",
        names,
        format_func=lambda name: model_choice.map_title(infos[name]),
        key=MAP,
        persist_state="session",
        help=worded(
            "Every network of the store that keeps two numbers of a digit, and every "
            "finished projection."
        ),
    )
    if linked:
        report_foreign("map", names, model_choice.map_title(infos[first]))
    others = [ALONE, *(name for name in names if name != first)]
    second = st.selectbox(
        "Compare with",
        others,
        index=option_index("beside", others),
        format_func=lambda name: (
            model_choice.map_title(infos[name]) if name in infos else "No second map"
        ),
        key="beside",
        persist_state="session",
        help=worded("Pointing at a digit, or selecting some, marks the same digits on both maps."),
    )
    if linked:
        report_foreign("beside", [*others, first], "one map alone")
    return [infos[name] for name in (first, second) if name in infos]


def open_map(map_id: str) -> None:
    """Show this map and scroll to it; for the callback of a button."""
    st.session_state[MAP] = map_id
    st.session_state[PART] = SHOW
    st.session_state["map calls"] = st.session_state.get("map calls", 0) + 1
    st.query_params["map"] = map_id


def open_map_calls() -> int:
    """How often `open_map` was called in this visit."""
    return int(st.session_state.get("map calls", 0))


def choose_split(dataset: Dataset, infos: Sequence[MapInfo]) -> Split | None:
    """Choose which digits to show; None if the maps have none in common."""
    shared = {split for split in infos[0].splits if all(split in info.splits for info in infos)}
    titles = {split: text for split, text in _split_titles(dataset).items() if split in shared}
    if not titles:
        return None
    if st.session_state.get("digits") not in titles:
        st.session_state.pop("digits", None)
    with st.container(horizontal=True):
        return st.segmented_control(
            worded("Digits"),
            list(titles),
            format_func=titles.__getitem__,
            default=list(titles)[option_index("digits", list(titles))],
            required=True,
            wrap=True,
            key="digits",
            persist_state="session",
            help=worded(
                "Networks have never seen the test digits; they learned from the training digits."
            ),
        )


def _split_titles(dataset: Dataset) -> dict[Split, str]:
    """Each split with the number of its digits; short, for narrow screens."""
    tests = len(dataset) - dataset.train
    titles: dict[Split, str] = {}
    if tests:
        titles["test"] = f"{tests:,} test"
    if dataset.train:
        titles["train"] = f"{dataset.train:,} training"
    return titles | {"all": f"All {len(dataset):,}"}


@dataclass(frozen=True)
class Card:
    """The networks behind the card beside the pointer."""

    autoencoder: str | None
    classifier: str | None
    address: dict[str, str] = field(default_factory=dict)
    """Query parameters of the networks that are not the default."""


def choose_card(info: MapInfo) -> Card:
    """Choose the networks that rebuild and read the digit; by default the map's own."""
    address: dict[str, str] = {}
    autoencoder = _choose_network(
        "Rebuilt by",
        "reconstruct",
        AUTOENCODERS,
        info,
        "drawn",
        address,
        "The network behind the card's second picture and its error.",
    )
    classifier = _choose_network(
        "Read by",
        "classify",
        CLASSIFIERS,
        info,
        "read",
        address,
        "The classifier behind the card's prediction.",
    )
    return Card(autoencoder, classifier, address)


def encoders(info: MapInfo, card: Card, dataset: Dataset) -> list[tuple[str, str, int]]:
    """Name, title and latent size of every encoder: the map's first, then the card's."""
    names = [*model_choice.available("reconstruct"), *model_choice.available("classify")]
    names += [name for name in pool().names_for(dataset) if name not in names]
    names.sort(key=lambda name: (name != info.checkpoint, name != card.autoencoder))
    sizes = {name: pool().card(name).latent_size for name in names}
    return [(name, model_choice.title(name), size) for name, size in sizes.items() if size]


def _choose_network(
    label: str,
    task: str,
    preferred: Sequence[str],
    info: MapInfo,
    parameter: str,
    address: dict[str, str],
    tip: str,
) -> str | None:
    names = model_choice.available(task)
    own = [info.checkpoint] if info.checkpoint and info.task == task else []
    options = [NOBODY, *names]
    default = options.index(model_choice.first_available(names, [*own, *preferred])) if names else 0
    name = st.selectbox(
        label,
        options,
        index=option_index(parameter, options, default),
        format_func=lambda name: name if name == NOBODY else model_choice.title(name),
        key=f"map_{task}_{info.id}",
        help=tip,
    )
    if name != options[default]:
        address[parameter] = name
    return None if name == NOBODY else name
