"""Data: the files that a visitor has dropped, on this machine's disk until the visit ends."""

import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from pages.data import settings
from pages.shared.parts import upload_limit

FILES = "dropped files"  # in the session
TURN = "drop turn"  # in the session: number of the uploader; a new number gives an empty one


@dataclass(frozen=True, eq=False)
class Files:
    """Files that were dropped together, as copies on disk."""

    ids: tuple[str, ...]
    folder: TemporaryDirectory[str]
    """Removed when the session ends."""
    paths: list[Path]


def choose() -> list[Path]:
    """Show the place to drop files; returns the paths of the dropped files."""
    uploaded = st.file_uploader(
        "Drop pictures of your own here",
        accept_multiple_files=True,
        key=f"drop {st.session_state.get(TURN, 0)}",
        help="Class folders of PNG or JPEG pictures in a zip file, IDX files as MNIST's, CSV, npz, "
        "npy, Parquet, or one sheet of pictures. Files that belong together can be dropped "
        "together.",
    )
    upload_limit.show_command("python -m core.data add FILE --name NAME")
    return _files_of(uploaded).paths if uploaded else forget()


def forget() -> list[Path]:
    """Remove the files; returns an empty list."""
    if files := st.session_state.pop(FILES, None):
        files.folder.cleanup()
    return []


def clear() -> None:
    """Empty the uploader, from a callback or before a rerun."""
    forget()
    st.session_state[TURN] = time.monotonic_ns()


def _files_of(uploaded: Sequence[UploadedFile]) -> Files:
    ids = tuple(file.file_id for file in uploaded)
    files: Files | None = st.session_state.get(FILES)
    if files is not None and files.ids == ids:
        return files
    forget()
    settings.reset()
    folder = TemporaryDirectory(prefix="latent-lab-drop-")
    paths = []
    for number, file in enumerate(uploaded):
        # Each in its own folder, because two files may have the same name.
        place = Path(folder.name) / str(number)
        place.mkdir()
        path = place / (PurePath(file.name.replace("\\", "/")).name[-200:] or "file")
        with path.open("wb") as target:
            shutil.copyfileobj(file, target)
        paths.append(path)
    st.session_state[FILES] = Files(ids, folder, paths)
    return st.session_state[FILES]
