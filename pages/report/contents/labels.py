"""Report: pictures whose label is likely wrong, by classifiers that have not seen them."""

import pandas as pd
import streamlit as st

from core.data import lookup
from core.evaluation import mislabelled
from core.evaluation.mislabelled import FOLDS, METHODS, Judgement
from core.exports import lists
from core.exports.lists import MislabelledPictures
from core.figures.pictures import image_png
from core.text.numbers import percent
from pages.report.contents.part import choose_encoder, choose_part, part_link
from pages.report.selection import Selection
from pages.shared.choices.controls import choose_seed
from pages.shared.choices.model_choice import markdown_title
from pages.shared.frame.layout import end_picture
from pages.shared.jobs.waiting import wait
from pages.shared.parts.chart import explain
from pages.shared.parts.gallery import Cell, gallery
from pages.shared.widgets import download

SHOWN = 40
TRUSTED = 0.7  # share of the labels below which most suspects are the judges' own mistakes
TITLES = {
    "row": "Row",
    "class": "Label",
    "looks_like": "Looks like",
    "probability_of_class": "Probability of the label",
    "probability_of_looks_like": "Probability of the other",
}
HOW = f"""
The pictures are dealt into {FOLDS} parts at random, each with the same mix of classes. A simple
classifier of the network's latent vectors learns from all parts but one and judges that one, so
none has seen the picture that it judges (cross-validation). Listed is every picture that another
class fits better, the smallest probability of its own label first (*self-confidence*, Northcutt et
al., "Confident Learning", 2021).

A picture on the list need not be mislabelled: unusual ones are there as well. Look at each. A
network that was itself trained with labels has seen those of the training pictures.
"""


def section(selection: Selection) -> None:
    """The settings, the number of suspects, their pictures and their table."""
    if not selection.dataset.classes:
        st.info(f"{selection.dataset.title} has no labels, so none of them can be wrong.")
        return
    encoder = choose_encoder(selection, "labels_encoder")
    if encoder is None:
        return
    part = choose_part(selection, "labels_part")
    with selection.settings:
        method = st.selectbox(
            "Judged by",
            list(METHODS),
            format_func=lambda name: METHODS[name][0],
            key="labels_method",
            bind="query-params",
            help="The classifier of the latent vectors.",
        )
        seed = choose_seed("labels_seed", "Draws the parts of the cross-validation.")
    dataset = selection.dataset
    judgement = wait(
        "Judging the labels",
        (encoder, dataset.fingerprint, part, method, seed),
        lambda on_progress: mislabelled.judge(
            encoder, dataset.name, part, method, seed, on_progress
        ),
    )
    suspects = judgement.suspects()
    verb, whose = ("looks", "its") if len(suspects) == 1 else ("look", "their")
    st.markdown(
        f"**{len(suspects):,}** of {len(judgement.rows):,} pictures {verb} like another class than "
        f"{whose} label says. The judges agree with {percent(judgement.agreement)} of the labels "
        f"({METHODS[method][0].lower()} on the latents of {markdown_title(encoder)}, {FOLDS} "
        f"parts, seed {seed})."
    )
    if not len(suspects):
        return
    if judgement.agreement < TRUSTED:
        st.info(
            "The judges agree with too few labels to be trusted: most of these labels are probably "
            "right. Choose a network that keeps the classes apart, or more pictures."
        )
    first = f"The first {SHOWN}, each with" if len(suspects) > SHOWN else "Each with"
    st.caption(
        f"{first} its label, and the class that fits better with its probability. A click shows a "
        "picture on the map."
    )
    _pictures(selection, judgement)
    end_picture()
    with st.expander("All of them as a table"):
        _table(selection, judgement)
        listed = MislabelledPictures(dataset.name, part, encoder, method, seed)
        download.menu([download.mislabelled(listed)], key="download list")
    explain(HOW)


def _pictures(selection: Selection, judgement: Judgement) -> None:
    data, classes = selection.dataset, selection.dataset.classes
    suspects = judgement.suspects()[:SHOWN]
    images = data.images.numpy()[lookup.positions(data, judgement.rows[suspects])]
    cells = []
    for place, image in zip(suspects, images, strict=True):
        row = int(judgement.rows[place])
        label, better = classes[judgement.labels[place]], classes[judgement.predicted[place]]
        sure = percent(float(judgement.likely[place]))
        cells.append(
            Cell(
                (image_png(image),),
                (f"{label} → {better}", sure),
                f"Row {row}, labelled {label}, looks like {better} ({sure} sure)",
                part_link(selection, [row]),
            )
        )
    gallery(cells, "labels", side=56)


def _table(selection: Selection, judgement: Judgement) -> None:
    table = pd.DataFrame(lists.suspects(judgement, selection.dataset.classes))
    st.dataframe(
        table.rename(columns=TITLES),
        hide_index=True,
        alt="Every picture whose label is likely wrong, with probabilities.",
    )
