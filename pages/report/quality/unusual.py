"""Report: the anomaly finder, which separates digits from other pictures by their error alone."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from core import figures
from core.errors import LatentLabError
from core.evaluation.autoencoders import anomalies, class_errors
from core.evaluation.autoencoders.anomalies import Comparison, Counts
from core.figures.pictures import image_png
from core.text.numbers import percent, unbroken
from pages.report.quality.detector import detector_card
from pages.report.quality.errors import measure
from pages.report.quality.rebuilt import show_rebuilt
from pages.report.selection import Selection, choose_model, has_model
from pages.shared.choices import model_choice
from pages.shared.choices.controls import choose_seed
from pages.shared.choices.dataset import shows_digits, worded
from pages.shared.frame.layout import end_picture
from pages.shared.jobs.waiting import wait
from pages.shared.literal import literal
from pages.shared.parts.chart import chart, csv_button, explain
from pages.shared.parts.gallery import Cell, gallery

REFUSED = 0.01  # share of the digits that the threshold refuses at first
SHOWN = 20
STEPS = 400

INTRO = (
    "An autoencoder that has learned to draw digits draws other pictures badly. A large "
    "**difference from the original (squared error)** marks the unusual: everything to the right "
    "of the dashed line is refused."
)
ROC = """
Every threshold on the error refuses some of the digits (*false alarms*, to the right) and finds
some of the other pictures (upwards). The line goes through all thresholds. The closer it comes to
the top left corner, the better the two kinds are separated. The **area under it (AUC)** is the
probability that a random other picture has a larger error than a random digit: 1 is perfect and 0.5
is guessing. Below 0.5 the other pictures are rebuilt *better* than the digits, so the error
misleads.
"""
SPREAD = """
The errors of the digits and of the other pictures. Everything to the right of the dashed line, the
threshold, is refused. Where the two overlap, no threshold is right for both.
"""
UNUSUAL = """
These are real digits that the network would refuse first: oddly shaped,
unusually bright or badly cut out. The threshold decides which of them somebody has to look at.
"""


def section(selection: Selection) -> None:
    """Digits against other pictures by their error, the most unusual digits, Draw's detector."""
    if not has_model(selection.autoencoders, "reconstruct"):
        return
    kinds = anomalies.kinds(selection.dataset)
    with selection.settings:
        # The list holds titles because the address holds what the list shows.
        keys = {worded(kind.title): key for key, kind in kinds.items()}
        title = st.selectbox(
            worded("Separate the test digits from"),
            list(keys),
            key="other",
            bind="query-params",
            help="The pictures that the autoencoder should find unusual.",
        )
        other, seed = keys[title], 0
        if other in ("uniform", "shuffled"):
            seed = choose_seed(
                "other_seed", "Makes the pictures: the same seed gives the same ones."
            )
        name = choose_model("Show in detail", selection.autoencoders, "unusual_model")
    st.markdown(worded(INTRO))
    try:
        comparisons = {
            model: _compare(selection, model, other, seed, title)
            for model in selection.autoencoders
        }
    except LatentLabError as error:
        st.warning(literal(str(error)))
    else:
        threshold = _threshold(selection, comparisons[name], name, other, title)
        end_picture()
        st.caption(literal(worded(kinds[other].about)))
        _roc(comparisons, title, comparisons[name].counts(threshold))
        _all_kinds(selection)
        _others(selection, name, other, seed, comparisons[name], threshold)
    _most_unusual(selection, name)
    if shows_digits():
        detector_card()


def _compare(selection: Selection, name: str, other: str, seed: int, title: str) -> Comparison:
    dataset = selection.dataset
    return wait(
        f"Rebuilding with {model_choice.title(name)}: {title}",
        (name, dataset.fingerprint, other, seed),
        lambda on_progress: anomalies.compare(name, dataset, other, seed, on_progress),
    )


def _threshold(
    selection: Selection, comparison: Comparison, name: str, other: str, title: str
) -> float:
    top = comparison.high_error()
    step = float(f"{top / STEPS:.1g}")
    threshold = selection.settings.slider(
        "Refuse pictures that differ by more than",
        0.0,
        step * (STEPS + STEPS // 4),
        round(comparison.threshold_for(REFUSED) / step) * step,
        step,
        format="%.2f",
        key=f"threshold_{name}_{other}",
        bind="query-params",
        help=f"The difference from the original (squared error). Starts where about "
        f"{unbroken(percent(REFUSED))} of the test pictures are refused.",
    )
    spread = figures.histogram(
        {"Digits": comparison.normal, title: comparison.anomalous},
        f"Difference from the original, {model_choice.title(name)}",
        of="pictures",
        threshold=threshold,
        low=0,
        high=top,
    )
    chart(spread, "unusual-spread", SPREAD)
    _outcomes(comparison.counts(threshold), title)
    return float(threshold)


def _outcomes(counts: Counts, title: str) -> None:
    digits, others = counts.accepted + counts.false_alarms, counts.missed + counts.detected
    table = pd.DataFrame(
        {
            "Accepted": [_share(counts.accepted, digits), _share(counts.missed, others)],
            "Refused": [_share(counts.false_alarms, digits), _share(counts.detected, others)],
        },
        index=[worded("Digits"), "Others"],
    )
    st.dataframe(table, alt=worded("How many digits and other pictures are accepted and refused."))
    st.caption(
        worded(
            f"{digits:,} test digits and {others:,} others ({title[:1].lower()}{title[1:]}). "
            f"Refused "
            "digits are false alarms, accepted others are missed."
        )
    )


def _share(count: int, total: int) -> str:
    return f"{count:,} ({percent(count / total, 2)})"


def _roc(comparisons: Mapping[str, Comparison], title: str, counts: Counts) -> None:
    st.header("How well are they separated at any threshold?", anchor=False)
    curves = {model_choice.title(name): (*one.roc(), one.auc) for name, one in comparisons.items()}
    point = (
        counts.false_alarms / (counts.accepted + counts.false_alarms),
        counts.detected / (counts.missed + counts.detected),
    )
    chart(figures.roc_curves(curves, title, point), "roc", ROC)


def _all_kinds(selection: Selection) -> None:
    """The areas under the curves for every kind of picture that is made from the test digits."""
    key = "areas of " + ", ".join(selection.autoencoders)
    if key not in st.session_state:
        st.button(
            "Compare all kinds",
            icon=":material/table:",
            on_click=lambda: st.session_state.update({key: True}),
            help=worded(
                f"The area under the curve for all {len(anomalies.GENERATED)} kinds of picture "
                "that are made from the test digits."
            ),
        )
        return
    areas = {
        model_choice.title(name): [
            _compare(selection, name, other, 0, kind.title).auc
            for other, kind in anomalies.GENERATED.items()
        ]
        for name in selection.autoencoders
    }
    titles = [kind.title for kind in anomalies.GENERATED.values()]
    table = pd.DataFrame(areas, index=pd.Index(titles, name="Separated from the test digits"))
    st.dataframe(
        table.style.format("{:.4f}"),
        height="content",
        alt="The area under the ROC curve for each kind of picture and each autoencoder.",
    )
    st.caption("Area under the curve (AUC). Random kinds use seed 0.")
    csv_button(table.to_csv(), "areas")


def _others(
    selection: Selection,
    name: str,
    other: str,
    seed: int,
    comparison: Comparison,
    threshold: float,
) -> None:
    """The other pictures that were accepted or, if none was, those with the smallest errors."""
    missed = comparison.counts(threshold).missed
    st.header(
        "Other pictures that were accepted" if missed else "Other pictures closest to acceptance",
        anchor=False,
    )
    images = anomalies.pictures(selection.dataset, other, seed)
    places = comparison.least_unusual(min(SHOWN, missed or SHOWN))
    outputs = class_errors.rebuild(name, images[places])
    cells = []
    for place, output in zip(places, outputs, strict=True):
        error = f"{comparison.anomalous[place]:.1f}"
        cells.append(
            Cell(
                (image_png(images[int(place)].numpy()), image_png(output)),
                (error,),
                f"Another picture and what {model_choice.title(name)} draws of it, squared error "
                f"{error}",
            )
        )
    st.caption(
        f"{len(cells)} of {missed or len(images):,}, the smallest difference first. Right is "
        f"what {model_choice.markdown_title(name)} draws of each."
    )
    gallery(cells, "others", side=52)


def _most_unusual(selection: Selection, name: str) -> None:
    st.header(worded("The most unusual digits"), anchor=False)
    errors = measure(selection, name, "test")
    places = errors.ranking(True, SHOWN)
    st.caption(
        worded(
            f"{len(places)} of {len(errors.values):,} test digits, the largest difference first "
            f"(by {model_choice.markdown_title(name)}). A click shows a digit on the map."
        )
    )
    show_rebuilt(selection, errors, places, "unusual")
    explain(UNUSUAL)
