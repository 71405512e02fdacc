"""Measure the claims of the literature: ``make reproduce``.

Writes results.md, results.json and the pictures in results/ into the folder docs. Models that
claims need are cached, so an interrupted run continues with those that it has.
"""

from core.settings import tune_process

tune_process()  # before PyTorch is imported

import argparse
import sys
import tempfile
from pathlib import Path

import torch

from core.checkpoints import Store
from core.data import load
from core.errors import DataError, LatentLabError
from core.literature.experiment import Experiment, quick_subset
from core.literature.reproduction import reproduce
from core.literature.themes import select, theme_of
from core.settings import PROJECT, settings
from core.training.devices import choose_device


def parser() -> argparse.ArgumentParser:
    """Parser of the command line."""
    options = argparse.ArgumentParser(prog="python -m core.literature", description=__doc__)
    options.add_argument(
        "--only",
        nargs="+",
        default=[],
        metavar="CLAIM",
        help="measure only claims with these ids (* and ? are wildcards) or themes",
    )
    options.add_argument("--list", action="store_true", help="list the claims and exit")
    options.add_argument("--device", default="auto", help="auto, cpu, cuda, cuda:1 or mps")
    options.add_argument("--seed", type=int, default=0, help="first seed of what is trained here")
    options.add_argument("--threads", type=int, help="CPU threads; by default PyTorch chooses")
    options.add_argument("--out", type=Path, help="folder to write into; by default docs")
    options.add_argument(
        "--quick",
        action="store_true",
        help="measure on a few digits, into a temporary folder; the figures mean nothing",
    )
    options.add_argument("--no-pictures", action="store_true", help="do not draw the pictures")
    return options


def experiment_for(device: str, seed: int, quick: bool, cache: Path) -> Experiment:
    """The experiment on all of MNIST, or on a small part of it for a quick run.

    Raises:
        DataError: MNIST is not complete, and the run is not a quick one.
    """
    dataset = load("mnist")
    if quick:
        dataset = quick_subset(dataset)
    elif dataset.is_sample:
        raise DataError(
            f"The claims need all of MNIST, and this is a part ({dataset.notice}): connect to the "
            "internet and run 'make data'."
        )
    cache.mkdir(parents=True, exist_ok=True)
    return Experiment(
        dataset=dataset,
        device=choose_device(device),
        store=Store(settings().checkpoints),
        model_cache=Store(cache),
        seed=seed,
        quick=quick,
    )


def main(arguments: list[str] | None = None) -> int:
    """Measure the selected claims; the exit status is 0 if the results were written."""
    args = parser().parse_args(arguments)
    if args.threads:
        torch.set_num_threads(args.threads)
    try:
        claims = select(args.only)
        if args.list:
            for claim in claims:
                print(f"{theme_of(claim):22} {claim.id:36} {claim.statement}")
            return 0
        if args.quick:
            with tempfile.TemporaryDirectory(prefix="latent-lab-reproduce-") as name:
                out = args.out or Path(name)
                experiment = experiment_for(args.device, args.seed, True, Path(name) / "models")
                outcomes = reproduce(claims, experiment, out, with_pictures=False)
                missing = [outcome.id for outcome in outcomes if outcome.ours is None]
                print(f"Measured {len(outcomes) - len(missing)} of {len(outcomes)} claims.")
                return 1 if missing else 0
        cache = settings().cache / "reproduce"
        experiment = experiment_for(args.device, args.seed, False, cache)
        out = args.out or PROJECT / "docs"
        outcomes = reproduce(claims, experiment, out, with_pictures=not args.no_pictures)
        met_count = sum(outcome.met for outcome in outcomes)
        print(f"Met {met_count} of {len(outcomes)} claims: {out / 'results.md'}")
    except LatentLabError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
