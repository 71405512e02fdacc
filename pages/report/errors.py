"""Report: how well autoencoders give digits back, class by class, and which ones they cannot."""

import math

import numpy as np
import pandas as pd
import streamlit as st

from core import figures
from core.data.dataset import Split
from core.evaluation import class_errors as found
from core.evaluation.class_errors import Errors
from core.figures.pictures import grey_png
from pages.report import reproduced
from pages.report.selection import Selection, choose_model, has_model
from pages.shared.chart import chart
from pages.shared.gallery import Cell, gallery
from pages.shared.links import map_link
from pages.shared.waiting import wait

LONG_S = 8  # a longer computation waits for a press of its button

BARS = """
The autoencoder sees a digit and draws it again. The **squared error** says how far the drawing is
from the digit: the difference of each of the 784 pixels, squared, all added up. 0 would be a
perfect copy. Each bar is the mean over all digits of one class. Classes with much ink and many
shapes (2, 8) are harder than those with little (1). A bar of the training digits much lower than
that of the test digits would mean that the network has learned its examples by heart
(*overfitting*).
"""
SPREAD = """
The higher a bar, the more digits have an error of that size. Most digits lie close together; the
long tail to the right is made of those written in an unusual way, which are shown below. The last
bar holds everything beyond the axis.
"""
PAIRS = """
Left the digit as it was written, right what the autoencoder makes of it. Below: its class, and
its squared error. A click shows where it lies on the map.
"""


def section(selection: Selection) -> None:
    """Per-class errors, their spread, the best and the worst digits."""
    if not has_model(selection.autoencoders, "reconstruct"):
        return
    test = {name: _errors(selection, name, "test") for name in selection.autoencoders}
    train = {name: _train_errors(selection, name) for name in selection.autoencoders}
    _bars(selection, test, train)
    _spread(test)
    _examples(selection, test)


def _errors(selection: Selection, name: str, split: Split) -> Errors:
    data = selection.dataset
    count = len(data.split(split))
    return wait(
        f"{name} draws {count:,} digits again",
        (name, data.fingerprint, split),
        lambda on_progress: found.errors(name, data.name, split, on_progress),
    )


def _train_errors(selection: Selection, name: str) -> tuple[float, ...] | None:
    """The errors on the training digits: kept, quickly measured, from the card, or when asked."""
    data = selection.dataset
    if found.is_kept(name, data.name, "train"):
        return _errors(selection, name, "train").per_class
    on_card = found.on_card(name, data)
    if on_card is not None:
        return on_card
    seconds = found.seconds(name, data.split("train"))
    running = st.session_state.setdefault("report_train", set())
    if seconds > LONG_S and name not in running:
        st.button(
            f"Measure {name} on the {data.train:,} training digits",
            key=f"train_{name}",
            icon=":material/play_arrow:",
            on_click=lambda: running.add(name),
            help=f"Takes about {math.ceil(seconds)} seconds; it goes on if you leave the page.",
        )
        return None
    return _errors(selection, name, "train").per_class


def _bars(
    selection: Selection, test: dict[str, Errors], train: dict[str, tuple[float, ...] | None]
) -> None:
    st.subheader("Which classes are drawn again best?", anchor=False)
    classes = selection.dataset.classes
    series: dict[str, tuple[float, ...]] = {}
    for name, one in test.items():
        of = (lambda what, name=name: f"{name}, {what}") if len(test) > 1 else str.capitalize
        series[of("test digits")] = one.per_class
        if (seen := train[name]) is not None:
            series[of("training digits")] = seen
        source = reproduced.source_errors(name)
        if source is not None and len(source) == len(classes):
            series[of("in the source")] = source
    for name, one in test.items():
        known = [
            (value, c) for value, c in zip(one.per_class, classes, strict=True) if value == value
        ]
        (low, best), (high, worst) = min(known), max(known)
        st.markdown(
            f"**{name}** gives **{best}** back best (squared error {low:.2f}) and **{worst}** "
            f"worst ({high:.2f}); the mean over its {len(one.values):,} test digits is "
            f"**{one.mean:.2f}**."
        )
    title = "Squared error per digit"
    chart(figures.per_class_bars(series, classes, title=title), "errors-per-class", BARS)
    table = pd.DataFrame(
        {name: list(values) for name, values in series.items()}, index=list(classes)
    )
    table.index.name = "Class"
    st.dataframe(
        table.style.format("{:.2f}"),
        height="content",
        alt="The mean squared error of each class.",
    )


def _spread(test: dict[str, Errors]) -> None:
    st.subheader("How are the errors spread?", anchor=False)
    top = max(float(np.quantile(one.values, 0.995)) for one in test.values())
    spread = figures.histogram(
        {name: one.values for name, one in test.items()},
        "Squared error per digit",
        of="test digits",
        low=0,
        high=top,
    )
    chart(spread, "errors-spread", SPREAD)


def _examples(selection: Selection, test: dict[str, Errors]) -> None:
    st.subheader("The best and the worst digits", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = choose_model("Drawn again by", list(test), "examples_model")
        worst = st.segmented_control(
            "Show", ["Worst", "Best"], default="Worst", required=True, key="examples_which"
        )
        label = st.selectbox(
            "Class", ["all", *selection.dataset.classes], key="examples_class", width=110
        )
        count = st.select_slider("How many", [10, 20, 50, 100], 20, key="examples_count", width=180)
    one = test[name]
    index = None if label == "all" else selection.dataset.classes.index(label)
    places = one.ordered(worst == "Worst", count, index)
    if len(places) == 0:
        st.info("There is no test digit of this class here.")
        return
    again = found.reconstructions(name, selection.test, one.rows[places])
    images = selection.test.images.numpy()
    cells = [
        Cell(
            (grey_png(images[place]), grey_png(drawn)),
            (f"{one.classes[one.labels[place]]} · {one.values[place]:.1f}",),
            f"A {one.classes[one.labels[place]]} and what {name} makes of it, squared error "
            f"{one.values[place]:.1f}",
            map_link([one.rows[place]], name) or "",
        )
        for place, drawn in zip(places, again, strict=True)
    ]
    st.caption(f"{len(cells)} of {len(one.values):,} test digits, by the squared error of {name}.")
    gallery(cells, "best-and-worst", side=52)
    with st.expander("How to read this"):
        st.markdown(PAIRS)
