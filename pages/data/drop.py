"""Data: turn dropped files into a data set, after a preview of how they were read."""

import html
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import streamlit as st

from core.api.bounds.rates import count_import
from core.data.dataset import shape_text
from core.data.imports import ChoiceNeeded, Choices, Understanding, understand
from core.data.imports.source import Progress
from core.data.imports.understanding import left_out, slug
from core.errors import LatentLabError
from core.figures.pictures import data_uri, image_png
from core.text.numbers import file_size, percent, quantity
from pages.data import choice, settings, upload
from pages.shared.access import changes, preview, visit
from pages.shared.choices import dataset
from pages.shared.frame import notices
from pages.shared.frame.layout import picture_and_settings
from pages.shared.frame.stage import pixels
from pages.shared.literal import literal

LAST_READING = "last reading"  # in the session: an `Understanding`, shown again after an error
PATIENCE_S = 0.7  # before progress is shown, so that quick work does not flicker
SHEET = (
    '<div role="img" aria-label="{alt}" style="display: grid; gap: 10px 8px; '
    'grid-template-columns: repeat(auto-fill, minmax(64px, 1fr))">{tiles}</div>'
)
TILE = (
    '<figure style="margin: 0; text-align: center; min-width: 0"><img src="{image}" alt="" '
    'style="width: 100%; image-rendering: pixelated; border-radius: 3px; background: #000">'
    '<figcaption style="font-size: 0.8rem; overflow-wrap: anywhere">{name}</figcaption></figure>'
)


def show() -> bool:
    """Show the place to drop files and their preview; returns whether it shows files or asks.

    A visitor who may not add data sets, or whose files cannot be read, sees why.
    """
    if reason := changes.to_datasets().addition_refusal():
        st.caption(f":material/lock: {literal(reason)}")
        return False
    with st.container(key="dropzone"):
        paths = upload.choose()
    if not paths:
        st.session_state.pop(LAST_READING, None)
        return False
    reading = _understood(paths)
    if reading is None:
        return settings.has_open_choice()
    picture, beside = picture_and_settings()
    with beside:
        settings.show(reading)
    with picture:
        _show_preview(reading, paths)
    return True


def _understood(paths: list[Path]) -> Understanding | None:
    """The files as read with the current settings; after an error, as read before it."""
    before: tuple[list[Path], Understanding] | None = st.session_state.get(LAST_READING)
    try:
        with preview.turn(_size(paths)), _progress("Reading", upload.clear) as report:
            reading = understand(paths, settings.choices(), progress=report)
    except ChoiceNeeded as error:
        st.info(literal(str(error)))
        settings.ask(error)
        return None
    except LatentLabError as error:
        st.error(literal(str(error)))
        if before is None or before[0] != paths:
            settings.show_open_choice()
            return None
        st.caption("This is what was understood before the last change:")
        return before[1]
    st.session_state[LAST_READING] = (paths, reading)
    return reading


def _size(paths: list[Path]) -> int:
    return sum(path.stat().st_size for path in paths)


@contextmanager
def _progress(doing: str, on_stop: Callable[[], None]) -> Iterator[Progress]:
    """Progress on the page, with a button that ends the work.

    A press reruns the page, and the rerun ends the current computation at its next report.
    """
    place, began = st.empty(), time.monotonic()
    bars: list[st.delta_generator.DeltaGenerator] = []

    def report(done: int, total: int) -> None:
        if time.monotonic() - began < PATIENCE_S:
            return
        if not bars:
            with place.container():
                bars.append(st.empty())
                st.button("Stop", icon=":material/stop_circle:", key=doing, on_click=on_stop)
        share = min(1.0, done / total) if total else 0.0
        bars[0].progress(share, f"{doing} … {percent(share)}")

    yield report
    place.empty()


def _show_preview(reading: Understanding, paths: list[Path]) -> None:
    count = reading.train + reading.test
    classes = (
        quantity(len(reading.classes), "class", "classes") if reading.classes else "no classes"
    )
    size = f"{quantity(count, 'picture')}, {shape_text(reading.shape)}"
    st.subheader(literal(f"{size}, {classes}"), anchor=False)
    st.markdown(
        f"This is what was understood of the {literal(reading.format)}: "
        f"{quantity(reading.train, 'picture')} to train and {reading.test:,} to test"
        + (", as the file says. " if reading.split_by_file else ", drawn at random. ")
        + "Change it beside the pictures; nothing is kept before you press Keep."
    )
    _show_samples(reading)
    _show_keep(reading, paths)
    if reading.classes:
        table = pd.DataFrame(
            [(one.name, one.train, one.test) for one in reading.classes],
            columns=["Class", "To train", "To test"],
        )
        st.dataframe(table, hide_index=True, alt="The pictures of each class.")
    for note in (*reading.notes, *(f"Left out: {words}." for words in left_out(reading.skipped))):
        st.markdown(f"- {literal(note)}")


def _show_samples(reading: Understanding) -> None:
    names = reading.sample_classes or ("",) * len(reading.samples)
    tiles = "".join(
        TILE.format(image=data_uri(image_png(sample)), name=html.escape(name))
        for sample, name in zip(reading.samples, names, strict=True)
    )
    alt = f"{len(reading.samples)} of the pictures as they would be kept"
    st.html(SHEET.format(alt=alt, tiles=tiles))


def _show_keep(reading: Understanding, paths: list[Path]) -> None:
    """The names of the data set and the button that keeps it."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="keep_row"):
        title = st.text_input(
            "Title",
            reading.title,
            max_chars=60,
            key=f"{settings.PREFIX}title",
            width=pixels(260),
        )
        suggested = reading.name if title == reading.title else slug(title)
        name = st.text_input(
            "Name in addresses", placeholder=suggested, max_chars=40,
            key=f"{settings.PREFIX}name", width=pixels(200),
            help="Small letters, digits and hyphens.",
        )  # fmt: skip
        keep = st.button(
            f"Keep, {file_size(reading.bytes)}", type="primary", icon=":material/check:", key="keep"
        )
    with st.expander("Where the pictures are from"):
        origin = st.text_input("Made by", max_chars=300, key=f"{settings.PREFIX}origin")
        licence = st.text_input("Licence", max_chars=100, key=f"{settings.PREFIX}licence")
    notices.show("keep")
    if keep:
        _keep(paths, name.strip() or suggested, title, origin, licence)


def _keep(paths: list[Path], name: str, title: str, origin: str, licence: str) -> None:
    """Keep the data set and open it; an error, or Stop, leaves everything as it is."""
    if refusal := count_import(visit.visitor().id):
        st.warning(refusal)
        return
    try:
        choices: Choices = settings.choices()
        with preview.turn(_size(paths)), _progress("Keeping", _note_stop) as report:
            entry = changes.to_datasets().add(
                paths, name, choices, title=title, origin=origin, licence=licence, progress=report
            )
    except LatentLabError as error:
        st.error(literal(str(error)))
        return
    dataset.choose_name_later(entry.name)
    upload.clear()
    kept = f"{entry.title} is kept: {quantity(entry.total, 'picture')}."
    notices.keep_for(choice.NOTICE, f"{kept} Every screen shows them now.", "success")
    st.session_state[choice.OPEN] = entry.name
    st.rerun()


def _note_stop() -> None:
    notices.keep_for("keep", "Stopped. Nothing was kept.", "caption")
