"""Checkpoints from the command line: `python -m core.checkpoints export ae-conv-2 --out FOLDER`."""

from core.settings import tune_process

tune_process()  # before PyTorch is imported

import argparse
import sys
from pathlib import Path
from typing import get_args

from core.checkpoints.export.files import Form, export_files
from core.checkpoints.foreign import command as foreign
from core.errors import LatentLabError
from core.storage.files import write_atomic


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code: 0, or 1 after printing the error in one sentence."""
    parser = argparse.ArgumentParser(prog="python -m core.checkpoints", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    foreign.define_add(commands.add_parser("add", help="keep a network from ONNX files"))
    foreign.define_convert(commands.add_parser("convert", help="keep a network from its weights"))
    _define_export(commands.add_parser("export", help="write a checkpoint for other programs"))
    options = parser.parse_args(arguments)
    try:
        options.run(options)
    except LatentLabError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _define_export(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=_export)
    parser.add_argument("name", metavar="NAME", help="a checkpoint of the store")
    parser.add_argument("--as", dest="form", choices=get_args(Form), default="onnx",
                        help="onnx: a graph per part; folder: weights with a README card"
                        " (default: onnx)")  # fmt: skip
    parser.add_argument("--out", type=Path, default=Path(), metavar="FOLDER",
                        help="folder to write into (default: this one)")  # fmt: skip


def _export(options: argparse.Namespace) -> None:
    for file, data in export_files(options.name, options.form).items():
        write_atomic(options.out / file, data)
        print(options.out / file)


if __name__ == "__main__":
    sys.exit(main())
