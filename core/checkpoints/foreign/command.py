"""The import commands: `add` for ONNX files or vectors, `convert` for weights."""

import argparse
from functools import partial
from pathlib import Path
from typing import get_args

from core import data
from core.checkpoints import suggest_name
from core.checkpoints.card import validate_name
from core.checkpoints.foreign import adding, vectors
from core.checkpoints.foreign.notes import between, standardisation
from core.checkpoints.foreign.sources import Answers, Meaning
from core.checkpoints.foreign.weights import convert, trial_text
from core.checkpoints.pool import pool
from core.data import imports
from core.data.dataset import Split, shape_text
from core.errors import CheckpointError
from core.storage.files import open_regular
from core.text.numbers import quantity
from models.imported import PictureFormat


def define_convert(parser: argparse.ArgumentParser) -> None:
    """Define the arguments of `convert`."""
    parser.set_defaults(run=_convert)
    parser.add_argument("weights", type=Path, metavar="WEIGHTS",
                        help="a state_dict of PyTorch, or a .safetensors file")  # fmt: skip
    parser.add_argument("--spec", type=Path, required=True, metavar="JSON",
                        help='a file with the network, as {"family": "dense", ...}')  # fmt: skip
    _define_origin(parser)


def _define_origin(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--name", help="name in the store (default: that of the first file)")
    parser.add_argument("--title", help="title on the screens (default: the name)")
    parser.add_argument("--dataset", default="mnist", metavar="NAME",
                        help="data set to try it on (default: mnist)")  # fmt: skip
    parser.add_argument("--trained-on", default="", metavar="NAME",
                        help="data set that it was trained on, if known")  # fmt: skip


def define_add(parser: argparse.ArgumentParser) -> None:
    """Define the arguments of `add`."""
    parser.set_defaults(run=_add)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE",
                        help="ONNX: an encoder, a decoder, a classifier, or several in one; or one"
                        f" file of vectors ({', '.join(vectors.SUFFIXES)})")  # fmt: skip
    _define_origin(parser)
    parser.add_argument("--split", choices=get_args(Split), help="which pictures of the data set"
                        " the vectors are of, if their number leaves a choice")  # fmt: skip
    parser.add_argument("--column", metavar="NAME",
                        help="array or columns of the vectors, if there are several")  # fmt: skip
    parser.add_argument("--pictures", type=Path, metavar="FILE",
                        help="pictures of your own that the vectors are of, added at the same time"
                        " as the data set NAME")  # fmt: skip
    parser.add_argument("--takes", type=_range, metavar="RANGE",
                        help="pixels that it takes: BLACK,WHITE such as 0,255, or mean=M,std=S; for"
                        " colours M and S are three numbers with / between")  # fmt: skip
    parser.add_argument("--gives", type=_range, metavar="RANGE",
                        help="pixels that its decoder gives, in the same way")  # fmt: skip
    parser.add_argument("--by-pixel", action="store_true",
                        help="a flat row of a colour picture goes pixel by pixel")  # fmt: skip
    parser.add_argument("--output", action="append", default=[], type=_meaning,
                        metavar="FILE:OUTPUT=MEANING",
                        help="what an output is: code, picture, classes or nothing")  # fmt: skip
    parser.add_argument("--variational", action=argparse.BooleanOptionalAction, default=None,
                        help="whether it was trained towards a standard normal prior")  # fmt: skip


def _add(options: argparse.Namespace) -> None:
    if any(path.suffix.lower().removeprefix(".") in vectors.SUFFIXES for path in options.files):
        _add_vectors(options)
        return
    files = [(path.name, _read(path)) for path in options.files]
    answers = Answers(
        takes=options.takes,
        gives=options.gives,
        by_pixel=options.by_pixel,
        meanings=dict(options.output),
        variational=options.variational,
    )
    reading, candidates = adding.prepare(files, options.dataset, answers)
    for output, meaning in reading.outputs.items():
        print(f"{output}: {meaning}")
    for candidate in candidates:
        _describe(candidate)
    name = options.name or suggest_name(options.files[0].stem)
    source = "ONNX: " + ", ".join(path.name for path in options.files)
    for entry in adding.keep(
        partial(pool().store.save, overwrite=False),
        candidates,
        name,
        options.title or name,
        source[:4000],
        options.trained_on,
    ):
        print(f"Kept as '{entry.name}' in {entry.path.parent}.")


def _add_vectors(options: argparse.Namespace) -> None:
    if len(options.files) > 1:
        raise CheckpointError("Vectors come as one file: give that one alone.")
    (path,) = options.files
    content = _read(path)
    vectors.read(path.name, content, options.column)  # fails before any picture is kept
    if options.pictures:
        entry = imports.add([options.pictures], options.dataset)
        print(f"{quantity(entry.total, 'picture')} kept as the data set {entry.name}.")
    candidate = vectors.prepare(
        path.name, content, options.dataset, split=options.split, choice=options.column
    )
    for line in vectors.describe(candidate):
        print(line)
    name = options.name or suggest_name(path.stem)
    save = partial(pool().store.save, overwrite=False)
    entry = vectors.keep(save, candidate, name, options.title or name)
    print(f"Kept as '{entry.name}' in {entry.path.parent}.")


def _convert(options: argparse.Namespace) -> None:
    conversion = convert(options.weights, options.spec)
    module = conversion.module
    by_order = conversion.by_order
    print(f"{conversion.by_name} tensors have the name and shape of a place in the network.")
    if by_order:
        print(f"{len(by_order)} go by their shape and order:")
        print("\n".join(f"  {place} takes {name}" for place, name in by_order.items()))
    if conversion.unused:
        print("No place for: " + ", ".join(conversion.unused))
    source = adding.dataset_of(module.config.shape, options.dataset)
    if source:
        print(f"On test pictures of {source} it {trial_text(module, data.load(source))}.")
    name = options.name or suggest_name(options.weights.stem)
    card = adding.make_card(
        module,
        validate_name(name),
        options.title or name,
        f"Weights: {options.weights.name}"[:4000],
        options.trained_on,
    )
    entry = pool().store.save(module, card, overwrite=False)
    print(f"Kept as '{entry.name}' in {entry.path.parent}.")


def _describe(candidate: adding.Candidate) -> None:
    part, trial = candidate.part, candidate.trial
    config = part.config
    print(
        f"{quantity(config.latent, 'number')} per picture of {shape_text(config.shape)} pixels,"
        f" {config.parameters:,} parameters, {trial.picture_s * 1000:.1f} ms per picture"
    )
    for what, values in adding.formats(part).items():
        how = "a guess" if what in candidate.guesses else "as stated"
        print(f"  {what} {adding.format_text(values)} ({how})")
    if trial.error is not None:
        where = f"test pictures of {candidate.dataset}" if candidate.dataset else "gradients"
        print(f"  rebuilds {where} with a mean squared error of {trial.error:.4f} per pixel")


def _read(path: Path) -> bytes:
    try:
        with open_regular(path) as (stream, _):
            return stream.read()
    except (ValueError, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise CheckpointError(f"{path} cannot be read: {reason}.") from error


def _range(text: str) -> PictureFormat:
    try:
        if "=" in text:
            pairs = dict(part.split("=") for part in text.split(","))
            mean, std = (tuple(map(float, pairs[key].split("/"))) for key in ("mean", "std"))
            return standardisation(mean, std)
        black, white = map(float, text.split(","))
        return between(black, white)
    except (ValueError, KeyError, ZeroDivisionError) as error:
        raise argparse.ArgumentTypeError(
            f"'{text}' is not a range: write BLACK,WHITE such as 0,255, or mean=0.13,std=0.31"
        ) from error


def _meaning(text: str) -> tuple[str, Meaning]:
    output, _, word = text.rpartition("=")
    for meaning in ("code", "picture", "classes", "nothing"):
        if output and word == meaning:
            return output, meaning
    raise argparse.ArgumentTypeError(
        f"'{text}' is not a meaning: write FILE:OUTPUT= and code, picture, classes or nothing"
    )
