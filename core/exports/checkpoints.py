"""A checkpoint as a file for other programs: a ZIP of ONNX graphs or of a model folder."""

import io
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import torch

from core.checkpoints.export.files import Form, export_files
from core.checkpoints.pool import pool
from core.errors import CheckpointError
from core.exports.library import kept_file
from core.settings import PROJECT
from core.storage.cache import content_key
from core.storage.digests import sha256

VERSION = 1
LIMIT_S = 300


def checkpoint_key(name: str, form: Form) -> str:
    """Content key of the file; CheckpointError if there is no such checkpoint."""
    card = pool().card(name)
    return content_key(
        version=VERSION, form=form, card=sha256([card.to_json()]), torch=torch.__version__
    )


def checkpoint_file(name: str, form: Form) -> Path:
    """Path of a ZIP of the files of a checkpoint, which is written now unless it exists.

    Raises CheckpointError if there is no such checkpoint, or a layer has no counterpart in ONNX.
    """

    def write() -> bytes:
        files = _onnx_files(name) if form == "onnx" else export_files(name, form)
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for file, data in files.items():
                archive.writestr(f"{name}/{file}", data)
        return stream.getvalue()

    return kept_file(f"{checkpoint_key(name, form)}.zip", write)


def _onnx_files(name: str) -> dict[str, bytes]:
    """ONNX graphs by file name.

    A process of its own exports them, because no other thread may run a network meanwhile.
    """
    with tempfile.TemporaryDirectory(prefix="latent-lab-") as folder:
        command = [sys.executable, "-m", "core.checkpoints", "export", name]
        store = str(pool().store.folder.resolve())
        try:
            process = subprocess.run(
                [*command, "--as", "onnx", "--out", folder],
                cwd=PROJECT,
                env={**os.environ, "LATENT_LAB_CHECKPOINTS": store},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=LIMIT_S,
            )
        except subprocess.TimeoutExpired as error:
            raise CheckpointError(
                f"'{name}' could not be written as ONNX within {LIMIT_S} seconds: try again when "
                "the machine is less busy."
            ) from error
        if process.returncode:
            reason = (process.stderr.strip().splitlines() or ["the process ended"])[-1]
            raise CheckpointError(f"The ONNX graphs could not be written. {reason[:300]}")
        return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}
