"""Denoise: drag noise over a digit and watch autoencoders clean it."""

from dataclasses import fields

import streamlit as st

from core import noise
from core.checkpoints.pool import pool
from core.data import Dataset, lookup
from core.errors import LatentLabError
from core.evaluation import hardest
from pages.denoise import robustness
from pages.denoise.noise_dial import NoiseSetting, noise_dial, settings_of
from pages.shared import common

BEST = ["dae-dense-128", "dae-conv-32"]
NEXT_BEST = ["dae-dense-200-mask", "dae-dense-10"]
READERS = ["clf-mlp-3", "clf-conv", "clf-mlp-1"]
MOST = 4  # denoisers beside each other before the pictures get too small

HOW_TO_READ = """
- **Original** is the digit as somebody wrote it, **Noisy** is what the autoencoder gets, and
  **Cleaned** is what it makes of it. It never sees the original.
- **Squared error**: how far the pixels are from the original's, each difference squared and all
  784 added up. 0 means equal. Cleaning should make it smaller.
- **PSNR** (peak signal-to-noise ratio): the same on a scale that grows with quality, in decibels.
  Above about 20 dB a digit looks clean.
- **Reads as**: what a classifier takes the digit for, how sure it is, and ✓ or ✗ for right or
  wrong. The bars show its probability for each of the ten digits; the true one is underlined.
- The **seed** decides how the noise falls. The same seed and settings give the same picture.
"""


def next_hardest(name: str, test: Dataset) -> None:
    """Choose the next of the digits that this autoencoder reconstructs worst."""
    try:
        with st.spinner(f"Looking for the digits that {name} reconstructs worst …"):
            rows, errors = hardest.hardest_rows(name, test)
    except LatentLabError as error:
        st.session_state.hardest_said = str(error)
        return
    last = st.session_state.get("hardest_place", (name, -1))
    place = (last[1] + 1) % len(rows) if last[0] == name else 0
    st.session_state.hardest_place = (name, place)
    st.session_state.digit = int(rows[place])
    st.session_state.hardest_said = (
        f"Number {place + 1} of the {len(test):,} test digits by {name}'s error without noise: "
        f"squared error {errors[place]:.1f}, row {rows[place]}."
    )


def starting_setting(kind: str) -> NoiseSetting:
    """Where the dial stands for this kind: as it was left, else as the address says."""
    kept = st.session_state.setdefault("noise_settings", {})
    if kind not in kept:
        seed = st.query_params.get("seed", "0")
        kept[kind] = NoiseSetting(
            kind,
            settings_of(kind, st.query_params),
            int(seed) if seed.isascii() and seed.isdigit() and int(seed) < 2**31 else 0,
        )
    return kept[kind]


def remember(setting: NoiseSetting) -> None:
    """Keep the setting for this visit and, where it is not the usual one, in the address."""
    st.session_state.noise_settings[setting.kind] = setting
    usual = {**settings_of(setting.kind, {}), "seed": 0}
    chosen = {**setting.values, "seed": setting.seed}
    shown = {name: f"{value:g}" for name, value in chosen.items() if value != usual[name]}
    known = {"seed", *(item.name for kind in noise.KINDS.values() for item in fields(kind))}
    for name in known:
        if name not in shown and name in st.query_params:
            del st.query_params[name]
    for name, value in shown.items():
        if st.query_params.get(name) != value:
            st.query_params[name] = value


st.title("Denoise")
st.markdown(
    "Spoil a handwritten digit with noise and watch an **autoencoder** clean it. "
    "Drag the dial: everything follows while you drag."
)

digits = common.dataset()
common.say_what_data(digits)
autoencoders = common.require_models("reconstruct")
classifiers = common.models("classify")

if (asked := st.query_params.get("kind")) in noise.KINDS:
    st.session_state.setdefault("kind", asked)  # by its name, where the page itself writes titles

with st.container(horizontal=True, vertical_alignment="bottom"):
    kind = st.selectbox(
        "Kind of noise",
        list(noise.KINDS),
        format_func=lambda name: noise.KINDS[name].title,
        key="kind",
        bind="query-params",
        width=240,
        help="  \n".join(f"**{known.title}**: {known.summary}." for known in noise.KINDS.values()),
    )
    cleaners = st.multiselect(
        "Cleaned by (autoencoders)",
        autoencoders,
        default=[name for name in BEST if name in autoencoders]
        or [common.prefer(autoencoders, NEXT_BEST)],
        max_selections=MOST,
        key="cleaners",
        bind="query-params",
        help=f"Up to {MOST} side by side. Those whose name starts with dae were trained to remove "
        "noise, the others only to reproduce digits.",
    )
    reader = st.selectbox(
        "Read by (classifier)",
        classifiers,
        index=classifiers.index(common.prefer(classifiers, READERS)) if classifiers else None,
        key="reader",
        bind="query-params",
        placeholder="none in the store",
        disabled=not classifiers,
        width=240,
        help="The network that says which digit it sees, before and after.",
    )

cleaners = common.usable(cleaners)
reader = next(iter(common.usable([reader])), None) if reader else None


def worst_button() -> None:
    """Offer the digits that the first of the chosen autoencoders is worst at."""
    if cleaners:
        st.button(
            "Worst digit",
            icon=":material/sentiment_dissatisfied:",
            on_click=next_hardest,
            args=(cleaners[0], digits.split("test")),
            help=f"The test digit that {cleaners[0]} reconstructs worst, without any noise. "
            "Press again for the next one.",
        )


row = common.choose_digit(digits, "digit", more=worst_button)
if said := st.session_state.pop("hardest_said", None):
    st.caption(said)

setting = noise_dial(
    key="dial",
    dataset=digits.name,
    row=row,
    label=lookup.label(digits, row),
    classes=digits.classes,
    setting=starting_setting(kind),
    models={name: pool().card(name).title for name in cleaners},
    classifier=reader,
)
remember(setting)

with st.expander("What do these figures mean?"):
    st.markdown(HOW_TO_READ)

robustness.section(digits, kind, cleaners, reader, setting.level)
