"""Report: what a classifier takes for what, and each of those digits."""

import pandas as pd
import streamlit as st

from core import figures
from core.evaluation import reading
from core.evaluation.reading import Reading
from core.figures.pictures import grey_png
from core.text.numbers import percent
from pages.report.selection import Selection, choose_model, has_model
from pages.shared.chart import chart, csv_button
from pages.shared.gallery import Cell, gallery
from pages.shared.links import map_link
from pages.shared.waiting import wait

TRUE, READ = "true", "read"  # the chosen cell, in the session and in the page's address
PAGE = 60

HOW = """
A line is a true class, a column what the classifier took the digit for. The diagonal holds those
that it read correctly; everything beside it is a mistake. The shade is the share of the line.
**Press a cell** (or choose its classes below) to see its digits.
"""
SCORES = """
- **Accuracy**: share of all digits read correctly. **Balanced accuracy**: the same for each class,
  then the mean, so that rare classes count as much as common ones.
- **Precision** of a class: of the digits that were read as this class, the share that are.
- **Recall** of a class: of the digits that are of this class, the share that were read as it.
- **F1** is the harmonic mean of the two.
"""


def section(selection: Selection) -> None:
    """Accuracy, the confusion matrix with its cells' digits, precision and recall."""
    if not has_model(selection.classifiers, "classify"):
        return
    read = {name: read_all(selection, name) for name in selection.classifiers}
    _overall(read)
    st.subheader("What is taken for what?", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = choose_model("Classifier", selection.classifiers, "confusion_model")
        share = st.segmented_control(
            "Cells show",
            ["Counts", "Per cent of the line"],
            default="Counts",
            required=True,
            key="confusion_share",
        )
    _matrix(read[name], share != "Counts")
    _cell(selection, read[name])
    _scores(read)


def read_all(selection: Selection, name: str) -> Reading:
    """The classifier's answers on the test digits, with a bar while they are made."""
    data = selection.dataset
    return wait(
        f"{name} reads {len(selection.test):,} digits",
        (name, data.fingerprint),
        lambda on_progress: reading.reading(name, data.name, "test", on_progress),
    )


def _overall(read: dict[str, Reading]) -> None:
    """Tiles for one classifier, lines of a table for several."""
    figures_of = {
        name: {
            "Read correctly (accuracy)": percent(one.accuracy, 2),
            "Classes weighted equally (balanced accuracy)": percent(one.balanced_accuracy, 2),
            "Misread": f"{int((~one.correct).sum()):,} of {len(one.rows):,}",
        }
        for name, one in read.items()
    }
    if len(read) > 1:
        table = pd.DataFrame.from_dict(figures_of, orient="index")
        table.columns = pd.Index(["Accuracy", "Balanced accuracy", "Misread"])
        st.dataframe(table, alt="How many digits each classifier reads correctly.")
        return
    with st.container(horizontal=True, gap="medium"):
        for title, value in next(iter(figures_of.values())).items():
            st.metric(title, value, width="content")


def _matrix(one: Reading, per_cent: bool) -> None:
    figure = figures.confusion_matrix(one.counts, one.classes, per_cent=per_cent)
    figure.update_layout(clickmode="event+select", dragmode=False)
    key = f"-{one.classifier}-{per_cent}"

    def pick() -> None:
        """Take over the cell that was pressed."""
        points = st.session_state[f"confusion{key}"]["selection"]["points"]
        if points:
            true, as_read = points[0]["customdata"][:2]
            st.session_state[TRUE] = one.classes[int(true)]
            st.session_state[READ] = one.classes[int(as_read)]

    chart(figure, "confusion", HOW, key=key, on_select=pick, selection_mode="points")


def _cell(selection: Selection, one: Reading) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        true = st.selectbox(
            "True class",
            one.classes,
            key=TRUE,
            index=None,
            width=130,
            bind="query-params",
            placeholder="choose",
        )
        as_read = st.selectbox(
            "Read as",
            one.classes,
            key=READ,
            index=None,
            width=130,
            bind="query-params",
            placeholder="choose",
        )
    if true is None or as_read is None:
        st.caption("Press a cell of the matrix, or choose its two classes here, to see its digits.")
        return
    places = one.cell(one.classes.index(true), one.classes.index(as_read))
    word = "digit" if len(places) == 1 else "digits"
    st.markdown(
        f"**{len(places):,} {word}** of class **{true}** that {one.classifier} reads as "
        f"**{as_read}**, the surest first."
    )
    if len(places) == 0:
        return
    link = map_link(one.rows[places], one.classifier)
    if link:
        st.link_button(
            "See them on the map" if len(places) > 1 else "See it on the map",
            link,
            icon=":material/scatter_plot:",
        )
    pages = -(-len(places) // PAGE)
    page = 1
    if pages > 1:
        page = int(st.number_input(f"Page, of {pages}", 1, pages, 1, key="cell_page", width=150))
    shown = places[(page - 1) * PAGE : page * PAGE]
    images = selection.test.images.numpy()
    cells = [
        Cell(
            (grey_png(images[place]),),
            (percent(one.probability[place], 1),),
            f"A {true} read as {as_read} with a probability of "
            f"{percent(one.probability[place], 1)}, row {one.rows[place]}",
            map_link([one.rows[place]], one.classifier) or "",
        )
        for place in shown
    ]
    st.caption(
        f"Digits {(page - 1) * PAGE + 1} to {(page - 1) * PAGE + len(shown)} of "
        f"{len(places):,}; below each how sure the classifier is. A click shows where it "
        "lies on the map."
    )
    gallery(cells, f"{true}-read-as-{as_read}", side=60)


def _scores(read: dict[str, Reading]) -> None:
    st.subheader("Class by class", anchor=False)
    table = pd.concat(
        pd.DataFrame(
            {
                "Classifier": name,
                "Class": score.name,
                "Test digits": score.count,
                "Precision": 100 * score.precision,
                "Recall": 100 * score.recall,
                "F1": 100 * score.f1,
            },
            index=[0],
        )
        for name, one in read.items()
        for score in reading.per_class(one)
    )
    if len(read) == 1:
        table = table.drop(columns="Classifier")
    share = st.column_config.NumberColumn(format="%.2f %%")
    st.dataframe(
        table,
        hide_index=True,
        height=min(420, 38 + 35 * len(table)),
        column_config={
            "Test digits": st.column_config.NumberColumn(format="localized"),
            "Precision": share,
            "Recall": share,
            "F1": share,
        },
        alt="Precision and recall of each class.",
    )
    csv_button(table.to_csv(index=False), "class-by-class")
    with st.expander("How to read this"):
        st.markdown(SCORES)
