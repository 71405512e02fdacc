"""Report: the anomaly finder, which tells digits from other pictures by their error alone."""

import numpy as np
import pandas as pd
import streamlit as st

from core import figures
from core.errors import LatentLabError
from core.evaluation import anomalies, class_errors
from core.evaluation.anomalies import Comparison, Counts
from core.figures.pictures import grey_png
from core.text.numbers import percent
from pages.report.selection import Selection, choose_model, has_model
from pages.shared.chart import chart, csv_button, explain
from pages.shared.gallery import Cell, gallery
from pages.shared.links import map_link
from pages.shared.literal import literal
from pages.shared.waiting import wait

REFUSED = 0.01  # share of the digits that the threshold refuses at first
SHOWN = 20
STEPS = 400

INTRO = """
An autoencoder has learned to draw digits and nothing else. Show it something else, and it draws
it badly: a large **reconstruction error** marks the unusual, without one example of it ever having
been seen. Forged banknotes can be found like this, by a network that knows only real ones.
"""
ROC = """
Every threshold on the error refuses some of the digits (*false alarms*, to the right) and finds
some of the others (upwards). The line goes through all thresholds; the nearer it comes to the top
left corner, the better the two are told apart. The **area under it (AUC)** is the chance that a
randomly chosen other picture has a larger error than a randomly chosen digit: 1 is perfect, 0.5 is
guessing, and below 0.5 the others are drawn *better* than the digits, so that the error misleads.
"""
SPREAD = """
The errors of the digits and of the other pictures. What lies right of the dashed line, the
threshold, is refused. Where the two heaps overlap, no threshold is right for both.
"""


def section(selection: Selection) -> None:
    """Others to tell from, ROC, threshold with its counts, the most unusual digits."""
    if not has_model(selection.autoencoders, "reconstruct"):
        return
    st.markdown(INTRO)
    known = anomalies.others(selection.dataset)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        # By their titles, for the address holds what the list shows.
        keys = {one.title: key for key, one in known.items()}
        title = st.selectbox(
            "Tell the test digits from",
            list(keys),
            key="other",
            bind="query-params",
            width=320,
        )
        other, seed = keys[title], 0
        if other in ("uniform", "shuffled"):
            seed = int(st.number_input("Seed", 0, 2**31 - 1, 0, key="other_seed", width=130))
        name = choose_model("Look closely at", selection.autoencoders, "unusual_model")
    st.caption(known[other].about)
    found: dict[str, Comparison] = {}
    try:
        for each in selection.autoencoders:
            found[each] = _compare(selection, each, other, seed, title)
    except LatentLabError as error:
        st.warning(literal(str(error)))
        _most_unusual(selection, name)
        return
    threshold = _threshold(found[name], name, other, title)
    counts = found[name].at(threshold)
    _roc(found, title, counts)
    _everything(selection)
    _others(selection, name, other, seed, found[name], threshold)
    _most_unusual(selection, name)


def _compare(selection: Selection, name: str, other: str, seed: int, title: str) -> Comparison:
    data = selection.dataset
    return wait(
        f"{name} draws {title[:1].lower()}{title[1:]} again",
        (name, data.fingerprint, other, seed),
        lambda on_progress: anomalies.compare(name, data, other, seed, on_progress),
    )


def _threshold(found: Comparison, name: str, other: str, title: str) -> float:
    st.subheader("Where to draw the line?", anchor=False)
    top = float(max(np.quantile(found.usual, 0.999), np.quantile(found.other, 0.98)))
    step = float(f"{top / STEPS:.1g}")
    start = round(found.threshold(REFUSED) / step) * step
    threshold = st.slider(
        "Refuse pictures with a squared error above",
        0.0,
        step * (STEPS + STEPS // 4),
        start,
        step,
        format="%.2f",
        key=f"threshold_{name}_{other}",
        help=f"It starts where about {percent(REFUSED)} of the test digits are refused.",
    )
    counts = found.at(threshold)
    digits, others = counts.passed + counts.alarms, counts.missed + counts.found
    table = pd.DataFrame(
        {
            "Let through": [_of(counts.passed, digits), _of(counts.missed, others)],
            "Refused": [_of(counts.alarms, digits), _of(counts.found, others)],
        },
        index=["Digits", "Others"],
    )
    st.dataframe(table, alt="How many digits and others are let through and refused.")
    st.caption(
        f"{digits:,} test digits and {others:,} others ({title[:1].lower()}{title[1:]}). Digits "
        "refused are false alarms, others let through are missed."
    )
    spread = figures.histogram(
        {"Digits": found.usual, title: found.other},
        f"Squared error, {name}",
        of="pictures",
        threshold=threshold,
        low=0,
        high=top,
    )
    chart(spread, "unusual-spread", SPREAD)
    return float(threshold)


def _of(count: int, total: int) -> str:
    return f"{count:,} ({percent(count / total, 2)})"


def _roc(found: dict[str, Comparison], title: str, counts: Counts) -> None:
    st.subheader("How well are they told apart, whatever the threshold?", anchor=False)
    curves = {name: (*one.roc(), one.auc) for name, one in found.items()}
    point = (
        counts.alarms / (counts.passed + counts.alarms),
        counts.found / (counts.missed + counts.found),
    )
    chart(figures.roc_curves(curves, title, point), "roc", ROC)


def _everything(selection: Selection) -> None:
    """The areas under the curves for every kind of picture that can be made here."""
    key = "areas of " + ", ".join(selection.autoencoders)
    if key not in st.session_state:
        st.button(
            f"Compare with all {len(anomalies.MADE)} kinds that are made from the test digits",
            icon=":material/table:",
            on_click=lambda: st.session_state.update({key: True}),
        )
        return
    areas = {
        name: [
            _compare(selection, name, other, 0, made.title).auc
            for other, made in anomalies.MADE.items()
        ]
        for name in selection.autoencoders
    }
    titles = [made.title for made in anomalies.MADE.values()]
    table = pd.DataFrame(areas, index=pd.Index(titles, name="Told from the test digits"))
    st.dataframe(
        table.style.format("{:.4f}"),
        height="content",
        alt="The area under the ROC curve for each kind of picture and each autoencoder.",
    )
    st.caption("Area under the curve (AUC); those made at random are from seed 0.")
    csv_button(table.to_csv(), "areas")


def _others(
    selection: Selection, name: str, other: str, seed: int, found: Comparison, threshold: float
) -> None:
    """The others that came through, or, where none did, those that came closest."""
    missed = int((found.other <= threshold).sum())
    st.subheader("Others that came through" if missed else "Others that came closest", anchor=False)
    images = anomalies.pictures(selection.dataset, other, seed)
    order = np.argsort(found.other, kind="stable")[: min(SHOWN, missed or SHOWN)]
    again = class_errors.redrawn(name, images[order])
    cells = [
        Cell(
            (grey_png(images[int(at)].numpy()), grey_png(drawn)),
            (f"{found.other[at]:.1f}",),
            f"Another picture and what {name} makes of it, squared error {found.other[at]:.1f}",
        )
        for at, drawn in zip(order, again, strict=True)
    ]
    number = f"{len(cells)} of {missed:,}" if missed else f"{len(cells)} of {len(images):,}"
    st.caption(f"{number}, the smallest squared error first; right what {name} makes of each.")
    gallery(cells, "others", side=52)


def _most_unusual(selection: Selection, name: str) -> None:
    st.subheader("The most unusual digits", anchor=False)
    data = selection.dataset
    one = wait(
        f"{name} draws {len(selection.test):,} digits again",
        (name, data.fingerprint, "test"),
        lambda on_progress: class_errors.errors(name, data.name, "test", on_progress),
    )
    places = one.ordered(True, SHOWN)
    again = class_errors.reconstructions(name, selection.test, one.rows[places])
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
    st.caption(
        f"{len(cells)} of {len(one.values):,} test digits, the largest squared error of {name} "
        "first. A click shows a digit on the map."
    )
    gallery(cells, "unusual", side=52)
    explain(
        "These are real digits that the network would refuse first: written with much ink, oddly "
        "shaped or badly cut out. Whether to look at them by hand is what a threshold decides."
    )
