"""Fetch, add, list and delete data sets.

`python -m core.data mnist fashion-mnist` downloads sets in advance. `python -m core.data add FILE
--name flowers` adds your own pictures.
"""

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from tqdm import tqdm

from core.data import CATALOGUE, load, own
from core.data.dataset import shape_text
from core.data.imports import Choices, Understanding, add, check_name, understand
from core.data.imports.understanding import left_out
from core.errors import DataError, LatentLabError, validate
from core.text.numbers import file_size, quantity

COMMANDS = ("add", "list", "delete")
FETCH = "fetch"


def main(arguments: list[str] | None = None) -> int:
    """Run a command, by default to fetch; 0 if it succeeds, else 1."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] not in (*COMMANDS, FETCH, "-h", "--help"):
        words.insert(0, FETCH)
    options = _parser().parse_args(words)
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    try:
        return int(options.run(options))
    except LatentLabError as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m core.data", description=__doc__)
    commands = parser.add_subparsers(required=True)

    fetch = commands.add_parser(FETCH, help="download data sets of the catalogue (the default)")
    fetch.add_argument("names", nargs="*", default=["mnist"], metavar="NAME",
                       help=f"one or more of {', '.join(CATALOGUE)} (default: mnist)")  # fmt: skip
    fetch.set_defaults(run=_fetch)

    adding = commands.add_parser("add", help="add your own pictures")
    adding.add_argument("files", nargs="+", type=Path, metavar="FILE",
                        help="a file of pictures, a zip or a folder; several if labels or parts "
                        "are files of their own")  # fmt: skip
    adding.add_argument("--name", help="name in addresses; without it, only say what is in FILE")
    adding.add_argument("--title", default="", help="name on screens")
    adding.add_argument("--origin", default="", help="who made the pictures")
    adding.add_argument("--licence", default="", help="under what terms they may be used")
    for option, about in _CHOICES.items():
        adding.add_argument(option, help=about)
    adding.set_defaults(run=_add)

    listing = commands.add_parser("list", help="list the data sets that people have added")
    listing.set_defaults(run=_list)
    delete = commands.add_parser("delete", help="delete such a data set")
    delete.add_argument("name", metavar="NAME")
    delete.set_defaults(run=_delete)
    return parser


_CHOICES = {
    "--inside": "only this folder or file of an archive",
    "--label": "column or array of labels: its name, first, last or none",
    "--header": "whether the first line of a CSV file holds names: yes or no",
    "--size": "height and width of pictures in rows of numbers, such as 28x28",
    "--layout": "order of colours in rows of numbers: interleaved or planes",
    "--grid": "columns and rows of a contact sheet, such as 10x10",
    "--gap": "pixels between its tiles",
    "--value-range": "values of black and white, such as 0,255",
    "--transposed": "swap rows and columns: yes or no",
    "--inverted": "swap black and white: yes or no",
    "--colour": "grey or colour",
    "--classes": "names of the classes, separated by commas",
    "--test-share": "share of the pictures to test with, such as 0.2",
    "--seed": "seed of the draw",
    "--resize": "side in pixels that all pictures are resized to",
    "--method": "box, bilinear, bicubic, lanczos or nearest",
    "--fit": "how a picture that is not square becomes square: crop, pad or stretch",
}
_PAIRS = {"size": "x", "grid": "x", "value_range": ",", "classes": ","}


def _fetch(options: argparse.Namespace) -> bool:
    failed = False
    for name in options.names:
        try:
            data = load(name)
        except DataError as error:
            print(f"{name}: {error}", file=sys.stderr)
            failed = True
            continue
        size = data.notice or quantity(len(data), "image")
        tests = len(data) - data.train
        print(f"{name}: {size}, {data.train:,} to train and {tests:,} to test, from {data.source}")
    return failed


def _add(options: argparse.Namespace) -> bool:
    choices = _choices(options)
    if options.name is not None:
        check_name(options.name)
    with tqdm(unit=" pictures", leave=False) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        preview = understand(options.files, choices, progress=show)
        entry = None
        if options.name is not None:
            entry = add(
                options.files,
                options.name,
                choices,
                title=options.title,
                origin=options.origin,
                licence=options.licence,
                progress=show,
            )
    print(*_lines(preview), sep="\n")
    if entry is None:
        print("Nothing is kept yet: add --name NAME to keep it.")
    else:
        print(f"{entry.title} is kept as {entry.name}: choose it at the top of the screen.")
    return False


def _choices(options: argparse.Namespace) -> Choices:
    values = {}
    for option in _CHOICES:
        field = option.removeprefix("--").replace("-", "_")
        text = getattr(options, field)
        if text is not None:
            values[field] = text.split(_PAIRS[field]) if field in _PAIRS else text
    return validate(Choices, values, DataError, "The choices are not valid")


def _lines(preview: Understanding) -> Sequence[str]:
    count = quantity(len(preview.classes), "class", "classes")
    classes = [f"  {one.name}: {one.train:,} + {one.test:,}" for one in preview.classes]
    return (
        f"{preview.format}: {quantity(preview.train + preview.test, 'picture')}, "
        f"{shape_text(preview.shape)}, "
        f"{preview.train:,} to train and {preview.test:,} to test",
        *([f"{count} (train + test), labels from {preview.label}:", *classes]
          if classes else ["no labels"]),
        *(f"left out: {words}" for words in left_out(preview.skipped)),
        *preview.notes,
    )  # fmt: skip


def _list(_: argparse.Namespace) -> bool:
    for file in own.files():
        about = file.problem
        if file.entry is not None:
            classes = f"{len(file.entry.classes)} classes" if file.entry.classes else "no labels"
            about = f"{file.entry.total:,} images, {shape_text(file.entry.shape)}, {classes}"
        print(f"{file.name}: {about} ({file_size(file.bytes)})")
    return False


def _delete(options: argparse.Namespace) -> bool:
    own.delete(options.name)
    print(f"{options.name} is deleted.")
    return False


if __name__ == "__main__":
    sys.exit(main())
