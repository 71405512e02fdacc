"""The command that writes a checkpoint for other programs into a folder."""

import argparse
from pathlib import Path
from typing import Literal, get_args

from core.checkpoints.codec import pack
from core.checkpoints.export.model_folder import folder_files
from core.checkpoints.pool import pool
from core.storage.files import write_atomic

Form = Literal["onnx", "folder"]


def define(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command to its parser."""
    parser.set_defaults(run=lambda options: _run(options.name, options.form, options.out))
    parser.add_argument("name", metavar="NAME", help="a checkpoint of the store")
    parser.add_argument("--as", dest="form", choices=get_args(Form), default="onnx",
                        help="onnx: a graph per part; folder: weights with a README card"
                        " (default: onnx)")  # fmt: skip
    parser.add_argument("--out", type=Path, default=Path(), metavar="FOLDER",
                        help="folder to write into (default: this one)")  # fmt: skip


def _run(name: str, form: Form, folder: Path) -> None:
    for file, data in export_files(name, form).items():
        write_atomic(folder / file, data)
        print(folder / file)


def export_files(name: str, form: Form) -> dict[str, bytes]:
    """The files of a checkpoint in a form; CheckpointError if it is missing or cannot be written.

    For ONNX no other thread may run a network meanwhile, see `onnx_graphs`.
    """
    loaded = pool().open(name)
    if form == "folder":
        return folder_files(loaded.card, pack(loaded.module, loaded.card))
    from core.checkpoints.export.onnx_graphs import onnx_graphs  # takes seconds to import

    return onnx_graphs(loaded)
