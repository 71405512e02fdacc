"""The noise of the Denoise page: its kind, and its settings in the visit and in the address."""

import streamlit as st

from core import noise
from core.text.controls import controls
from pages.denoise.noise_dial import NoiseSetting, settings_of
from pages.shared.addresses import linked_choice

SEEDS = 2**31


def choose_kind() -> str:
    """Choose the kind of noise; the name of one of `core.noise.KINDS`."""
    names = {cls.title: name for name, cls in noise.KINDS.items()}
    if name := names.get(st.query_params.get("kind", "")):  # older links hold titles
        st.query_params["kind"] = name
    default = next(iter(noise.KINDS))
    linked_choice.restore("kind", list(noise.KINDS), [default])
    kind = st.selectbox(
        "Kind of noise",
        list(noise.KINDS),
        format_func=lambda name: noise.KINDS[name].title,
        key="kind",
        persist_state="session",
        help="  \n".join(f"**{cls.title}**: {cls.summary}." for cls in noise.KINDS.values()),
    )
    linked_choice.keep("kind", [kind], [default])
    return kind


def initial(kind: str) -> NoiseSetting:
    """The dial's setting for this kind: the last one of this visit, else that of the address.

    An invalid value in the address is reported until the visitor moves the dial.
    """
    settings = st.session_state.setdefault("noise_settings", {})
    if kind not in settings:
        seed = st.query_params.get("seed", "0")
        values = settings_of(kind, st.query_params)
        is_seed = seed.isascii() and seed.isdigit() and int(seed) < SEEDS
        settings[kind] = NoiseSetting(kind, values, int(seed) if is_seed else 0)
        linked = {name: st.query_params[name] for name in values if name in st.query_params}
        wrong = [name for name, text in linked.items() if not _is_number(text, values[name])]
        if wrong or not is_seed:
            names = " and ".join([*wrong, *([] if is_seed else ["seed"])])
            sentence = f"The link has an invalid value for {names}, so the default is used."
            st.session_state.noise_problem = (sentence, settings[kind])
    sentence, opened = st.session_state.get("noise_problem", ("", None))
    if settings[kind] == opened:
        st.info(sentence)
    return settings[kind]


def _is_number(text: str, value: float) -> bool:
    try:
        return float(text) == value
    except ValueError:
        return False


def remember(setting: NoiseSetting) -> None:
    """Keep the setting for this visit, and what differs from the defaults in the address."""
    st.session_state.noise_settings[setting.kind] = setting
    defaults = {**settings_of(setting.kind, {}), "seed": 0}
    values = {**setting.values, "seed": setting.seed}
    changed = {name: f"{value:g}" for name, value in values.items() if value != defaults[name]}
    fields_of_all = {
        "seed",
        *(each.name for kind in noise.KINDS.values() for each in controls(kind)),
    }
    for name in fields_of_all:
        if name not in changed and name in st.query_params:
            del st.query_params[name]
    for name, value in changed.items():
        if st.query_params.get(name) != value:
            st.query_params[name] = value
