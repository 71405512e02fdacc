"""Checkpoints from the command line: `python -m core.checkpoints export ae-conv-2 --out FOLDER`."""

from core.settings import tune_process

tune_process()  # before PyTorch is imported

import argparse
import sys

from core.checkpoints.export import command as export
from core.checkpoints.foreign import command as foreign
from core.errors import LatentLabError


def main(arguments: list[str] | None = None) -> int:
    """Run a command; 0 if it succeeds, else 1 with one sentence."""
    parser = argparse.ArgumentParser(prog="python -m core.checkpoints", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    foreign.define(commands.add_parser("add", help="keep a network from ONNX files"))
    export.define(commands.add_parser("export", help="write a checkpoint for other programs"))
    options = parser.parse_args(arguments)
    try:
        options.run(options)
    except LatentLabError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
