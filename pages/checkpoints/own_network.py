"""Checkpoints: add a network from ONNX files, after a preview of what it does with one picture."""

import html
import re
from collections.abc import Sequence

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core import data
from core.checkpoints.foreign import adding
from core.checkpoints.foreign.adding import Candidate
from core.checkpoints.foreign.notes import standardisation
from core.checkpoints.foreign.reading import MAX_FILES, RANGES, Reading
from core.checkpoints.foreign.sources import Answers, Meaning
from core.checkpoints.foreign.trial import STANDARDISED
from core.data.dataset import shape_text
from core.errors import LatentLabError
from core.figures.pictures import data_uri, image_png
from core.text.numbers import quantity
from models.imported import PictureFormat
from pages.checkpoints import files
from pages.shared.access import changes, preview
from pages.shared.choices import dataset
from pages.shared.literal import literal
from pages.shared.parts import upload_limit

ABOUT = (
    "An encoder, a decoder, a classifier, one file each or together, exported by PyTorch, Keras, "
    "JAX or any other program. Nothing is kept before you have seen what it does."
)
STATED, DEVIATION = "As the file says", "Mean and standard deviation"
MEANINGS: dict[Meaning, str] = {
    "code": "the code (latent vector)",
    "picture": "a picture",
    "classes": "a score per class",
    "nothing": "not used",
}
UNKNOWN = "not known"
FIGURE = (
    '<figure style="margin:0"><img src="{image}" alt="{alt}" style="width:9rem;max-width:100%;'
    'image-rendering:pixelated"><figcaption>{caption}</figcaption></figure>'
)
ROW = '<div style="display:flex;gap:1.25rem;flex-wrap:wrap;align-items:flex-start">{figures}</div>'
CODE_SHOWN = 6  # numbers
PARTS = re.compile(r"[-_. ]*(encoder|decoder|classifier)[-_. ]*", re.IGNORECASE)


def show() -> None:
    """The uploader, the open questions, the preview, and the button that adds the network."""
    st.markdown(ABOUT)
    uploads = st.file_uploader(
        f"ONNX files of one network, at most {MAX_FILES}",
        type=["onnx"],
        accept_multiple_files=True,
        key="onnx_files",
    )
    upload_limit.show_command("python -m core.checkpoints add FILE --name NAME")
    if not uploads:
        return
    key = "-".join(upload.file_id for upload in uploads)
    picked = [(upload.name, upload.getvalue()) for upload in uploads]
    try:
        with preview.turn(sum(len(content) for _, content in picked)):
            reading, candidates = adding.prepare(picked, dataset.name(), _answers(key))
    except LatentLabError as error:
        st.error(literal(str(error)))
        _ask_outputs(key, st.session_state.get(f"outputs {key}", {}))
        return
    st.session_state[f"outputs {key}"] = reading.outputs
    # The first reading decides which questions are open: an answer settles one for the next run,
    # but its note must stay.
    unsure = st.session_state.setdefault(f"unsure {key}", reading.unsure)
    picture, questions = st.columns([3, 2], gap="large")
    with questions:
        _ask_outputs(key, reading.outputs)
        _ask_formats(key, unsure, candidates[0])
    with picture:
        for candidate in candidates:
            _preview(candidate, key)
    _show_add_form(uploads, key, reading, candidates)


def _answers(key: str) -> Answers:
    """The visitor's answers. What is not answered is settled by a trial on test pictures."""
    state = st.session_state
    meanings = {
        name: state[place]
        for name in state.get(f"outputs {key}", {})
        if (place := f"meaning {key} {name}") in state
    }
    return Answers(
        takes=_range(f"takes {key}"),
        gives=_range(f"gives {key}"),
        by_pixel=bool(state.get(f"by pixel {key}", False)),
        meanings=meanings,
    )


def _range(place: str) -> PictureFormat | None:
    state = st.session_state
    choice = state.get(place)
    if choice == DEVIATION:
        try:
            mean, std = (
                tuple(float(part) for part in str(state[f"{what} {place}"]).split(","))
                for what in ("mean", "std")
            )
            return standardisation(mean, std)
        except (KeyError, ValueError, ZeroDivisionError):
            return None
    return None if choice in (None, STATED) else RANGES[choice]


def _ask_outputs(key: str, outputs: dict[str, Meaning]) -> None:
    for name, meaning in outputs.items():
        st.selectbox(
            f"Output {literal(name)} is",
            list(MEANINGS),
            index=list(MEANINGS).index(meaning),
            format_func=MEANINGS.__getitem__,
            key=f"meaning {key} {name}",
        )


def _ask_formats(key: str, unsure: frozenset[str], candidate: Candidate) -> None:
    part = candidate.part
    labels = {"takes": "Pixels that it takes", "gives": "Pixels that its decoder gives"}
    for what, values in adding.formats(part).items():
        place = f"{what} {key}"
        options = [*([] if what in unsure else [STATED]), *RANGES, DEVIATION]
        st.selectbox(
            labels[what],
            options,
            index=0 if STATED in options else options.index(_name_of(values)),
            key=place,
            help=f"Now {adding.format_text(values)}.",
        )
        if st.session_state[place] == DEVIATION:
            usual = STANDARDISED[part.config.shape[0]]
            means = [-a / b for a, b in zip(usual.offset, usual.scale, strict=True)]
            _ask_numbers("Mean", means, f"mean {place}")
            _ask_numbers("Standard deviation", [1 / scale for scale in usual.scale], f"std {place}")
        elif what in unsure:
            st.caption("The file does not say; at first, what suits the test pictures best.")
    flat = any(values.layout.startswith("flat") for values in adding.formats(part).values())
    if flat and part.config.shape[0] > 1:
        st.toggle("Colours go pixel by pixel", key=f"by pixel {key}")


def _ask_numbers(label: str, usual: Sequence[float], key: str) -> None:
    st.text_input(
        f"{label} (pixels from 0 to 1)",
        ", ".join(f"{number:.4g}" for number in usual),
        key=key,
        help="One number, or three for red, green and blue, with commas.",
    )


def _name_of(values: PictureFormat) -> str:
    for name, usual in RANGES.items():
        if (values.scale, values.offset) == (usual.scale, usual.offset):
            return name
    return DEVIATION


def _preview(candidate: Candidate, key: str) -> None:
    trial, config = candidate.trial, candidate.part.config
    place = f"preview {key} {candidate.part.task}"
    index = st.session_state.get(place, 0) % len(trial.pictures)
    st.markdown(
        f"**{quantity(config.latent, 'number')}** for each picture of {shape_text(config.shape)} "
        f"pixels, {config.parameters:,} parameters, {trial.picture_s * 1000:.1f} ms per picture."
    )
    given = trial.inputs[index]
    shown = [
        _figure(trial.pictures[index], "original"),
        _figure(
            (given - given.min()) / (given.max() - given.min()).clamp_min(1e-9),
            f"given: {float(given.min()):.3g} to {float(given.max()):.3g}",
        ),
    ]
    if trial.rebuilt is not None:
        shown.append(_figure(trial.rebuilt[index], "rebuilt"))
    st.html(ROW.format(figures="".join(shown)))
    code = ", ".join(f"{number:.3g}" for number in trial.codes[index, :CODE_SHOWN].tolist())
    st.caption(f"Code: {code}{' …' if config.latent > CODE_SHOWN else ''}")
    if trial.probabilities is not None:
        share, best = trial.probabilities[index].max(0)
        known = data.entry_named(candidate.dataset).classes if candidate.dataset else ()
        name = known[int(best)] if int(best) < len(known) else f"class {int(best)}"
        st.caption(literal(f"Read as {name}, {float(share):.0%} sure."))
    if not candidate.dataset:
        st.info("No data set here has such pictures, so these are gradients from black to white.")
    st.button(
        "Another picture",
        icon=":material/refresh:",
        key=f"next {place}",
        on_click=lambda: st.session_state.update({place: index + 1}),
    )


def _figure(image, caption: str) -> str:
    pixels = image.squeeze(0).numpy() if image.shape[0] == 1 else image.numpy()
    text = html.escape(caption)
    return FIGURE.format(image=data_uri(image_png(pixels)), alt=text, caption=text)


def _stem(names: Sequence[str]) -> str:
    """What the files' names say of the network, such as "vae" for ``vae-encoder.onnx``."""
    stems = [name.removesuffix(".onnx") for name in names]
    whole = [PARTS.sub("", stem) for stem in stems]
    return next(filter(None, whole), stems[0] if len(stems) == 1 else "My network")


def _show_add_form(
    uploads: Sequence[UploadedFile], key: str, reading: Reading, candidates: Sequence[Candidate]
) -> None:
    stem = _stem([upload.name for upload in uploads])
    shape = candidates[0].part.config.shape
    fitting = [name for name in data.names() if data.entry_named(name).shape == shape]
    stated_dataset = reading.notes.trained_on
    with st.form(f"keep {key}", border=False):
        left, middle, right = st.columns(3)
        names = files.ask_names(left, middle, stem)
        options = [UNKNOWN, *fitting]
        trained = right.selectbox(
            "Trained on",
            options,
            index=options.index(stated_dataset) if stated_dataset in options else 0,
            format_func=lambda name: name if name == UNKNOWN else data.entry_named(name).title,
        )
        submitted = st.form_submit_button("Add", type="primary", icon=":material/add:")
    if not submitted or not files.admit_import():
        return
    source = "ONNX: " + ", ".join(upload.name for upload in uploads)
    try:
        entries = adding.keep(
            changes.to_checkpoints().save,
            candidates,
            names.name,
            names.title,
            source[:4000],
            "" if trained == UNKNOWN else trained,
        )
    except LatentLabError as error:
        st.error(literal(str(error)))
        return
    added = " and ".join(f"'{entry.name}'" for entry in entries)
    files.announce(f"Added as {added}.", entries[0])
