"""Checkpoints: add vectors from a file, after a preview of how they were read."""

import html
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from core import data
from core.checkpoints.foreign import vectors
from core.checkpoints.foreign.vectors import Candidate, Table
from core.checkpoints.foreign.vectors.matching import fitting_datasets, fitting_splits
from core.data import Dataset
from core.data.dataset import Split, split_nouns
from core.errors import LatentLabError
from core.figures.pictures import data_uri, image_png
from pages.checkpoints import files
from pages.shared.access import changes, preview
from pages.shared.choices import dataset
from pages.shared.literal import literal
from pages.shared.parts import upload_limit

ABOUT = (
    "Only numbers, computed by any program: one row per picture of a data set here. The order of "
    "the rows is that of the pictures, unless a column **row** numbers them. Pictures of your own "
    "come first: add them on the Data page."
)
FIGURE = (
    '<figure style="margin:0;text-align:center">{images}'
    '<figcaption style="font-size:0.85rem">{caption}</figcaption></figure>'
)
IMAGE = (
    '<img src="{image}" alt="{alt}" style="display:block;width:4rem;margin-bottom:0.25rem;'
    'image-rendering:pixelated">'
)
ROW = '<div style="display:flex;gap:0.75rem;flex-wrap:wrap">{figures}</div>'


def show() -> None:
    """The uploader, the open questions, the preview, and the button that adds the vectors."""
    st.markdown(ABOUT)
    upload = st.file_uploader(
        "A file of vectors",
        type=list(vectors.SUFFIXES),
        key="vector_file",
    )
    upload_limit.show_command("python -m core.checkpoints add FILE --dataset NAME")
    if upload is None:
        return
    key, content = upload.file_id, upload.getvalue()
    try:
        with preview.turn(len(content)):
            table = vectors.read(upload.name, content, st.session_state.get(f"column {key}"))
    except LatentLabError as error:
        st.error(literal(str(error)))
        return
    picture, questions = st.columns([3, 2], gap="large")
    with questions:
        choices = _ask(table, key)
    with picture:
        try:
            with preview.turn(len(content)):
                candidate = vectors.prepare(upload.name, content, **choices)
        except LatentLabError as error:
            st.error(literal(str(error)))
            return
        _preview(candidate)
    _show_add_form(candidate, key)


def _ask(table: Table, key: str) -> Mapping[str, Any]:
    """Ask for the data set and for what the file leaves open; returns arguments of `prepare`."""
    count = len(table.numbers)
    fitting = fitting_datasets(count)
    names = [name for name in data.names() if data.is_local(name)]
    usual = next((name for name in (dataset.name(), *fitting) if name in fitting), None)
    chosen = st.selectbox(
        "Data set of these vectors",
        names,
        index=names.index(usual or dataset.name()),
        format_func=lambda name: literal(data.entry_named(name).title),
        key=f"dataset {key}",
        help="At first a data set with as many pictures as the file has rows.",
    )
    options: Sequence[Split] = fitting_splits(count, data.load(chosen))
    split = None
    if len(options) > 1:
        split = st.selectbox(
            "Part of the data set", options, format_func=split_nouns, key=f"split {key} {chosen}"
        )
    column = None
    if table.options:
        st.selectbox("Vectors", sorted(table.options), index=sorted(table.options).index(
            table.options[0]), key=f"column {key}",
            help="The file has several that could be the vectors.")  # fmt: skip
        column = table.options[0]
    return {"dataset": chosen, "split": split, "choice": column}


def _preview(candidate: Candidate) -> None:
    summary, *lines = vectors.describe(candidate)
    st.markdown(f"**{literal(summary)}**")
    doubt = lines.pop() if candidate.agreement.is_doubtful else ""
    st.html(ROW.format(figures="".join(_pairs(candidate))))
    st.caption(
        "Above, pictures drawn at random; below each, its nearest neighbour by these vectors."
    )
    for line in lines:
        st.caption(literal(line))
    if doubt:
        st.warning(literal(doubt))


def _pairs(candidate: Candidate) -> list[str]:
    part: Dataset = candidate.dataset.split(candidate.split)
    figures = []
    for places in candidate.agreement.pairs.tolist():
        names = [_name_of(part, place) for place in places]
        images = "".join(
            IMAGE.format(image=data_uri(image_png(part.images[place].numpy())), alt=name)
            for place, name in zip(places, names, strict=True)
        )
        caption = names[0] if names[0] == names[1] else f"{names[0]} / {names[1]}"
        figures.append(FIGURE.format(images=images, caption=caption))
    return figures


def _name_of(part: Dataset, place: int) -> str:
    if part.classes:
        return html.escape(part.classes[int(part.labels[place])])
    return f"row {int(part.rows[place]):,}"


def _show_add_form(candidate: Candidate, key: str) -> None:
    stem = candidate.file.rpartition(".")[0] or candidate.file
    with st.form(f"keep {key}", border=False):
        left, right = st.columns(2)
        names = files.ask_names(left, right, stem)
        submitted = st.form_submit_button("Add", type="primary", icon=":material/add:")
    if not submitted or not files.admit_import():
        return
    try:
        entry = vectors.keep(changes.to_checkpoints().save, candidate, names.name, names.title)
    except LatentLabError as error:
        st.error(literal(str(error)))
        return
    files.announce(f"Added as '{entry.name}'.", entry)
