"""Report: whether cleaning the digits first helps the classifiers that read them."""

from collections.abc import Sequence

import streamlit as st

from core import figures, noise
from core.evaluation.classifiers import payoff
from core.evaluation.classifiers.robustness import levels
from core.storage.cache import if_kept
from core.text import glossary
from core.text.numbers import rough_duration
from pages.report.selection import Selection, has_model
from pages.shared.addresses import linked_choice
from pages.shared.choices import model_choice
from pages.shared.choices.dataset import worded
from pages.shared.frame.layout import end_picture
from pages.shared.jobs.waiting import wait
from pages.shared.parts import robustness
from pages.shared.parts.chart import chart

CLASSIFIERS = ("clf-logistic", "clf-mlp-1", "clf-mlp-3", "clf-conv")
DENOISERS = ("dae-dense-128", "dae-conv-32")
MAX_DENOISERS = 3
HOW = """
A group of bars for each classifier: how many of the **clean** test digits it reads correctly, how
many of the **noisy** ones, and how many once an autoencoder has **cleaned** the noisy ones. None of
these classifiers has seen such noise in training unless its card says so. Where the cleaned bar is
higher than the noisy one, denoising pays.
"""


def section(selection: Selection) -> None:
    """Curves over all levels of noise, bars at one level."""
    classifiers = _default_models(selection.classifiers, "classify", CLASSIFIERS)
    denoisers = _default_models(selection.autoencoders, "reconstruct", DENOISERS)
    if not has_model(classifiers, "classify") or not has_model(denoisers, "reconstruct"):
        return
    settings = selection.settings
    with settings:
        kind, level = _choose_noise()
        classifiers = _choose_several(
            "Read by (classifiers)",
            "classify",
            classifiers,
            "payoff_readers",
            glossary.meaning("classifier"),
        )
        denoisers = _choose_several(
            "Cleaned by (autoencoders)",
            "reconstruct",
            denoisers,
            "payoff_cleaners",
            f"The networks that clean the pictures first, {MAX_DENOISERS} at most.",
            most=MAX_DENOISERS,
        )
    if not classifiers:
        st.info("Choose at least one classifier.")
        return
    with settings:
        classifier = _choose_reader(classifiers)
    robustness.section(selection.dataset, kind, denoisers, classifier, level)
    end_picture()
    st.header("Which classifier reads how many?", anchor=False)
    _bars(selection, classifiers, denoisers, kind, level)


def _choose_several(
    label: str, task: str, default: list[str], key: str, tip: str, *, most: int | None = None
) -> list[str]:
    """Choose models for a task, at most ``most``; the address holds them as ``key``."""
    names = model_choice.available(task)
    default = default[:most]
    linked_choice.restore(key, names, default, most=most or len(names))
    chosen = st.multiselect(
        label,
        names,
        format_func=model_choice.title,
        max_selections=most,
        key=key,
        persist_state="session",
        wrap=True,
        help=tip,
    )
    linked_choice.keep(key, chosen, default)
    return chosen


def _choose_reader(classifiers: Sequence[str]) -> str:
    """Choose the classifier of the curves; no control if there is only one."""
    default = [model_choice.first_available(classifiers, ["clf-mlp-3"])]
    if len(classifiers) == 1:
        return default[0]
    linked_choice.restore("payoff_reader", classifiers, default)
    chosen = st.selectbox(
        "Curves over the level, read by",
        classifiers,
        format_func=model_choice.title,
        key="payoff_reader",
        persist_state="session",
        help="The network of the curves below.",
    )
    linked_choice.keep("payoff_reader", [chosen], default)
    return chosen


def _default_models(selected: Sequence[str], task: str, preferred: Sequence[str]) -> list[str]:
    """The literature's models if the store has them, else those selected, else the first one."""
    names = model_choice.available(task)
    fitting = model_choice.trained_on_chosen(names)
    return [name for name in preferred if name in fitting] or list(selected) or fitting[:1]


def _choose_noise() -> tuple[str, float]:
    kind = st.selectbox(
        "Noise",
        list(noise.KINDS),
        format_func=lambda name: noise.KINDS[name].title,
        key="payoff_kind",
        bind="query-params",
        help=worded("What is done to the digits before they are cleaned and read."),
    )
    steps = levels(kind)
    level = st.select_slider(
        "How much noise",
        steps,
        steps[len(steps) // 5],
        format_func=lambda value: f"{value:g}",
        key=f"payoff_level_{kind}",
        bind="query-params",
        help=glossary.meaning("noise"),
    )
    return kind, level


def _bars(
    selection: Selection,
    classifiers: list[str],
    denoisers: list[str],
    kind: str,
    level: float,
) -> None:
    test = selection.test
    request = (tuple(classifiers), tuple(denoisers), kind, level)
    result = if_kept(lambda: payoff.measure(classifiers, denoisers, kind, level, test))
    if result is None and st.session_state.get("payoff_request") != request:
        seconds = payoff.estimate_seconds(classifiers, denoisers, test)
        st.button(
            "Measure",
            icon=":material/bar_chart:",
            type="primary",
            on_click=lambda: st.session_state.update(payoff_request=request),
        )
        st.caption(
            worded(
                f"Reads all {len(test):,} test digits. Takes {rough_duration(seconds)} on this "
                "machine; it goes on if you leave, and the result is saved."
            )
        )
        return
    if result is None:
        result = wait(
            f"Reading {len(test):,} digits with each classifier",
            (*request, test.fingerprint),
            lambda on_progress: payoff.measure(
                classifiers, denoisers, kind, level, test, on_progress=on_progress
            ),
        )
    titles = {name: model_choice.title(name) for name in (*classifiers, *denoisers)}
    chart(figures.payoff_bars(result, titles), "payoff", HOW)
    st.caption(f"Noise “{noise.KINDS[kind].title}” at level {level:g}, from seed {result.seed}.")
