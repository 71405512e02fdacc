"""Report: how well autoencoders rebuild digits, class by class, and which digits they fail on."""

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from core import figures
from core.data import lookup
from core.data.dataset import Split
from core.evaluation.autoencoders import class_errors
from core.evaluation.autoencoders.class_errors import Errors
from core.figures.pictures import image_png
from core.storage.cache import if_kept
from core.text import glossary
from core.text.numbers import alike, quantity, sentence_case
from pages.report.history import reproduction
from pages.report.quality.rebuilt import show_rebuilt
from pages.report.selection import Selection, choose_model, has_model
from pages.shared.choices import model_choice
from pages.shared.choices.dataset import worded
from pages.shared.choices.model_choice import markdown_title
from pages.shared.frame.layout import end_picture
from pages.shared.jobs.waiting import wait
from pages.shared.literal import literal
from pages.shared.parts.chart import chart, explain
from pages.shared.parts.gallery import Cell, stack

LONG_S = 8  # a longer computation starts only at the press of its button
TYPICAL, TYPICAL_OF_SEVERAL = 72, 52  # sides of the pictures at the top, in pixels
BAR_TITLE = "Difference from the original"
TEST, TRAINING = "Never seen (test digits)", "Learned from (training digits)"
BARS = """
The autoencoder sees a digit and rebuilds it. The **difference from the original (squared
error)** takes the difference of each pixel, squares it and adds them all up. 0 would be
a perfect copy. Each bar is the mean over all digits of one class. Classes of many shapes with much
ink are harder than plain ones, so of digits 2 and 8 are harder than 1. If a bar of the training
digits were much lower than that of the test digits, the network would know its examples by heart
(*overfitting*).
"""
SPREAD = """
The higher a bar, the more digits have an error of that size. Most digits lie close together. The
long tail to the right holds the digits that look unusual; they are shown below.
The last bar holds everything beyond the axis.
"""
PAIRS = """
Left is the digit as it is, right what the autoencoder draws. Below are its class and its
squared error. A click shows where the digit lies on the map.
"""


def section(selection: Selection) -> None:
    """A digit of each class rebuilt, errors per class, best and worst digits, their spread.

    Without classes, digits from the best to the worst take the place of one per class.
    """
    if not has_model(selection.autoencoders, "reconstruct"):
        return
    test = {name: measure(selection, name, "test") for name in selection.autoencoders}
    _typical(selection, list(test.values()))
    end_picture()
    if selection.dataset.classes:
        train = {name: _train_errors(selection, name) for name in selection.autoencoders}
        _classes(selection, test, train)
    _examples(selection, test)
    _spread(test)
    for name in selection.autoencoders:
        reproduction.class_errors(name)


def measure(selection: Selection, name: str, split: Split) -> Errors:
    """The autoencoder's errors on a split, with a progress bar while they are computed."""
    dataset = selection.dataset
    return wait(
        f"Rebuilding {len(dataset.split(split)):,} digits with {model_choice.title(name)}",
        (name, dataset.fingerprint, split),
        lambda on_progress: class_errors.measure(name, dataset.name, split, on_progress),
    )


def _train_errors(selection: Selection, name: str) -> tuple[float, ...] | None:
    """Training error per class: cached, from the card, or computed.

    A long computation waits for a press of its button; None until then.
    """
    dataset = selection.dataset
    errors = if_kept(lambda: class_errors.measure(name, dataset.name, "train"))
    if errors is not None:
        return errors.per_class
    on_card = class_errors.card_errors(name, dataset)
    if on_card is not None:
        return on_card
    seconds = class_errors.estimate_seconds(name, dataset.split("train"))
    running = st.session_state.setdefault("report_train", set())
    if seconds > LONG_S and name not in running:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(
                worded(
                    f"The error of {markdown_title(name)} on the {dataset.train:,} training digits "
                    "is not measured yet."
                )
            )
            st.button(
                "Measure it",
                key=f"train_{name}",
                icon=":material/play_arrow:",
                on_click=lambda: running.add(name),
                help=f"Takes about {quantity(math.ceil(seconds), 'second')}; it goes on if you "
                "leave the page.",
            )
        return None
    return measure(selection, name, "train").per_class


def _typical(selection: Selection, test: Sequence[Errors]) -> None:
    """One digit of each class above what each autoencoder draws of it."""
    classes, first = selection.dataset.classes, test[0]
    for errors in test:
        title = markdown_title(errors.autoencoder)
        if not classes:
            count = worded(f"{len(errors.values):,} test digits")
            st.markdown(
                f"**{title}** rebuilds {count} with a mean difference from the original of "
                f"**{errors.mean:.2f}**."
            )
            continue
        best, worst = errors.best_and_worst_class()
        least, most, mean = alike([errors.per_class[best], errors.per_class[worst], errors.mean])
        st.markdown(
            f"**{title}** rebuilds **{classes[best]}** best (difference from the original {least}) "
            f"and **{classes[worst]}** worst ({most}); the mean is **{mean}**."
        )
    places = first.typical()
    rebuilt = [
        class_errors.reconstructions(errors.autoencoder, selection.test, first.rows[places])
        for errors in test
    ]
    images = selection.test.images.numpy()
    names = " and ".join(model_choice.title(errors.autoencoder) for errors in test)
    cells = [
        Cell(
            (image_png(images[place]), *(image_png(outputs[at]) for outputs in rebuilt)),
            (f"{what} · {first.values[place]:.1f}",),
            f"{sentence_case(what)} and what {names} draws of it, squared error "
            f"{first.values[place]:.1f}",
        )
        for at, place in enumerate(places)
        for what in [lookup.description(selection.dataset, int(first.rows[place]))]
    ]
    stack(cells, side=TYPICAL if len(test) == 1 else TYPICAL_OF_SEVERAL)
    shown = "A typical digit of each class" if classes else "Digits from the best to the worst"
    st.caption(
        worded(
            f"{shown}, and below {'it' if classes else 'each'} what {literal(names)} "
            f"{'draws' if len(test) == 1 else 'draw'} of it."
        )
    )


def _classes(
    selection: Selection, test: dict[str, Errors], train: dict[str, tuple[float, ...] | None]
) -> None:
    classes = selection.dataset.classes
    series: dict[str, tuple[float, ...]] = {}
    for name, errors in test.items():
        prefix = f"{model_choice.title(name)}: " if len(test) > 1 else ""
        series[prefix + TEST] = errors.per_class
        if (learned := train[name]) is not None:
            series[prefix + TRAINING] = learned
    figure = figures.per_class_bars(series, classes, title=BAR_TITLE)
    chart(figure, "errors-per-class", BARS)
    table = pd.DataFrame(series, index=pd.Index(classes, name="Class"))
    with st.expander("The same as a table"):
        st.dataframe(
            table.style.format("{:.2f}"),
            height="content",
            alt="The mean squared error of each class.",
        )


def _spread(test: dict[str, Errors]) -> None:
    st.header("How are the errors spread?", anchor=False)
    spread = figures.histogram(
        {model_choice.title(name): errors.values for name, errors in test.items()},
        BAR_TITLE,
        of=worded("test digits"),
        low=0,
        high=max(float(np.quantile(errors.values, 0.995)) for errors in test.values()),
    )
    chart(spread, "errors-spread", SPREAD)


def _examples(selection: Selection, test: dict[str, Errors]) -> None:
    st.header(worded("The best and the worst digits"), anchor=False)
    classes = selection.dataset.classes
    with selection.settings:
        name = choose_model("Best and worst, rebuilt by", list(test), "examples_model")
        order = st.segmented_control(
            worded("Show the digits that are rebuilt"),
            ["Worst", "Best"],
            default="Worst",
            required=True,
            wrap=True,
            key="examples_which",
            bind="query-params",
            help="By their difference from the original (squared error). "
            f"{glossary.meaning('difference')}",
        )
        label = "all"
        if classes:
            label = st.selectbox(
                "Class", ["all", *classes], key="examples_class", bind="query-params",
                help=worded("Digits of one class, or of all."),
            )  # fmt: skip
        count = st.select_slider(
            "How many", [10, 20, 50, 100], 20, key="examples_count", bind="query-params",
            help=worded("Number of digits to show."),
        )  # fmt: skip
    errors = test[name]
    index = None if label == "all" else classes.index(label)
    places = errors.ranking(order == "Worst", count, index)
    if len(places) == 0:
        st.info(worded("There is no test digit of this class."))
        return
    count = worded(f"{len(places)} of {len(errors.values):,} test digits")
    st.caption(f"{count}, by their difference from what {markdown_title(name)} draws of them.")
    show_rebuilt(selection, errors, places, "best-and-worst")
    explain(PAIRS)
